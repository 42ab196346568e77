"""``rapallo identity``: who may be one person, who is one by judgement, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from rapallo.cli.applying import applied, follow
from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, data, output, show, shown
from rapallo.cli.state import state
from rapallo.cli.verb import Group, Session, Verb, note, with_session

__all__ = ["identity"]

TOP = 20
FILE = "judgements.csv"


@click.group(
    cls=Group,
    short_help="Ask who is one person under several spellings.",
    examples=("rapallo identity candidates", "rapallo identity state Lithuania --on 1941-05"),
)
def identity() -> None:
    """Find persons who may be one, judge them, and let the casebook follow.

    `candidates` scores pairs, `review` asks about them and writes your answers to a file of
    judgements, `apply` lets the casebook follow that file, `show` says who counts as whom,
    `measure` how far scores can be trusted. Claims keep the names as their sources spell them.
    `state` says which state a name meant on a date, `office` who held an office then.
    """


identity.add_command(state)


_over = click.option(
    "--over",
    type=float,
    default=0.0,
    metavar="BITS",
    help="Log odds to the base 2 from which on a pair is one [0: even].",
)


@identity.command(
    "candidates",
    cls=Verb,
    short_help="List pairs who may be one, and why.",
    examples=(
        "rapallo identity candidates",
        "rapallo identity candidates --over -6 --actor Moraht",
        "rapallo identity candidates --source pact-1939 --between 1939 1940",
        "rapallo identity candidates --top 100 -f json",
    ),
)
@_over
@click.option("--top", type=click.IntRange(min=1), default=TOP, metavar="N", help=f"[{TOP}]")
@output
@filtered
@with_session
def candidates(session: Session, asked: Asked, output: Output, over: float, top: int) -> None:
    """List pairs of persons who may be one, with the rules that say so; nothing is merged.

    Filters choose whom it is about: pairs of which one at least is in a claim that passes.
    The score adds what each rule weighs, in bits: 0 is even odds, and each bit more doubles them.
    """
    from rapallo.analysis.identities import candidates as found

    book = session.book
    filters = asked.filters(book, status=("any",))
    result = found(book, over=over, filters=filters, top=top)
    show(result, output, book, tell=_rules)


def _rules(row: Mapping[str, Any]) -> Iterator[str]:
    for one in row["rules"]:
        saw = f": {one['saw']}" if one["saw"] else ""
        yield f"{one['weight']:+.1f}  {one['rule']}, {one['level']}{saw}"
    if row["judged"]:
        yield f"judged {row['judged']}"


@identity.command(
    "review",
    cls=Verb,
    short_help="Ask about one pair after another.",
    examples=(
        "rapallo identity review",
        "rapallo identity review --over -3 --judgements mine.csv",
    ),
)
@_over
@click.option("--judgements", "path", default=FILE, metavar="FILE", help=f"[{FILE}]")
@click.option("--by", default="", metavar="NAME", help="Who judges [your name here].")
@filtered
@with_session
def review(session: Session, asked: Asked, over: float, path: str, by: str) -> None:
    """Ask about one pair after another; each answer is in FILE before the next is asked.

    Stop when you like and go on later: what FILE or the casebook has judged is not asked again.
    *Back* takes the last answer of this sitting out of FILE.
    """
    from rapallo.cli.asking import ask_about

    book = session.book
    filters = asked.filters(book, status=("any",))
    ask_about(book, Path(path), over=over, filters=filters, by=by)


@identity.command(
    "apply",
    cls=Verb,
    short_help="Follow a file of judgements.",
    examples=(
        "rapallo identity apply judgements.csv",
        "rapallo identity apply judgements.csv --rejects rejects.csv",
    ),
)
@applied
@with_session
def apply(session: Session, path: str, rejects: str | None, format: str, gone: bool) -> None:
    """Let the casebook follow the judgements in FILE, as they are now.

    A line that has been deleted since is undone. Where files contradict one another, what was
    loaded last is in force until its file takes it back; all such lines are named.
    """
    from rapallo.identity.ask import all_nodes
    from rapallo.identity.names import Names

    follow(session, path, rejects, format, gone=gone)
    number = sum(map(len, Names(all_nodes(session.book)).merges.groups().values()))
    counts = "person counts" if number == 1 else "persons count"
    note(f"{number} {counts} as another; `identity show` says who.")


@identity.command(
    "show",
    cls=Verb,
    short_help="Say who counts as whom, and why.",
    examples=("rapallo identity show", "rapallo identity show -f json"),
)
@output
@with_session
def show_merged(session: Session, output: Output) -> None:
    """Say who counts as whom, by which judgements, and in which claims."""
    from rapallo.analysis.identities import merged

    book = session.book
    show(merged(book), output, book, tell=_lines)


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    for one in row["judgements"]:
        signed = ", ".join(filter(None, (one["by"], one["date"])))
        why = "; ".join(filter(None, (one["reason"], signed)))
        yield f"{one['a']} = {one['b']}" + (f" ({why})" if why else "")


@identity.command(
    "office",
    cls=Verb,
    short_help="Say who held an office, and when.",
    examples=(
        'rapallo identity office "the Soviet envoy in Berlin, May 1926"',
        'rapallo identity office "Soviet Foreign Minister" --between 1939 1940',
        "rapallo identity office -f csv",
    ),
)
@click.argument("words", required=False, metavar="[WORDS]")
@click.option("--between", nargs=2, metavar="D1 D2", help="When, where the words do not say it.")
@output
@with_session
def office(
    session: Session, output: Output, words: str | None, between: tuple[str, str] | None
) -> None:
    """Say who held an office on a date: whoever certainly did, all who may have, or nobody known.

    WORDS: an office as one says it, or as a cell has it ('[envoy in Tallinn]|USSR'), and its date.
    Without WORDS: the offices that claims name, and as whom they count.
    """
    from rapallo.analysis.holders import holders, offices_in_claims

    book = session.book
    if words is None and between:
        raise click.UsageError("--between is of an office: name it")
    found = holders(book, words, between=between) if words is not None else offices_in_claims(book)
    show(found, output, book, tell=_post_told)


def _post_told(row: Mapping[str, Any]) -> Iterator[str]:
    """Where a line of posts stands, and what is noted of it."""
    if row.get("source"):
        place = ", ".join(filter(None, (row["source"], row["locator"])))
        yield f"{place}: {row['note']}" if row["note"] else place
    it = "it: " if "term" in row else ""
    yield from (f"against {it}{said}" for said in row["against"])


@identity.command(
    "measure",
    cls=Verb,
    short_help="Measure scores on known people.",
    examples=(
        "rapallo identity measure",
        "rapallo identity measure --pocom pocom --wikidata wikidata",
    ),
)
@click.option("--pocom", metavar="DIR", help="The folder of HistoryAtState/pocom.")
@click.option("--wikidata", metavar="DIR", help="A folder with answers of wbgetentities.")
@click.option(
    "--recall",
    type=click.FloatRange(0, 1),
    default=0.9,
    metavar="SHARE",
    help="Of the pairs of one person, to be found [0.9].",
)
@click.option("--fit", metavar="FILE", help="Fit the weights anew and write them to FILE.")
@shown
def measure(
    pocom: str | None, wikidata: str | None, recall: float, fit: str | None, format: str
) -> None:
    """Measure scores on people of whom it is known who is who: aliases and transliterations.

    Half of them, by surname, fits the weights, the other half gives these figures: precision where
    so many pairs of one person are found, with Wilson's intervals of 95 per cent.
    """
    from rapallo.analysis.identification import measured

    result, weights = measured(
        pocom=Path(pocom) if pocom else None,
        wikidata=Path(wikidata) if wikidata else None,
        recall=recall,
        fit=fit is not None,
    )
    if fit is not None:
        from rapallo.export.verdicts import write_weights

        write_weights(fit, weights)
        note(f"Wrote {fit}.")
    columns = ("part", "people", "same", "different", "score", "precision", "recall")
    data(result.rows, columns, format)
    for sentence in result.notes:
        note(f"Note: {sentence}")
