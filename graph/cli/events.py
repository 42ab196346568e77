"""``rapallo events``: claims that tell one happening, found, settled and undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from rapallo.cli.applying import applied, follow
from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, data, output, show
from rapallo.cli.verb import Group, Session, Verb, with_session
from rapallo.errors import BadOption
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.identity.event_pairs import Tuning

__all__ = ["events", "who"]

FILE = "judgements.csv"

CANDIDATE = (
    *("what", "a", "b", "verdict", "reason", "by", "date"),
    *("points", "kind", "more", "one_event", "claims"),
)
"""The columns of a list of candidates: those of a file of judgements, and what is told beside."""


class Events(Group):
    """The group; without the name of a verb of its own it lists."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``events --kind signed`` for ``events list --kind signed``."""
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=Events,
    short_help="List events; find claims that may tell of one.",
    examples=("rapallo events list --kind signed --min-sources 2", "rapallo events candidates"),
)
def events() -> None:
    """List events, and settle which claims tell one happening; without a verb: list.

    Claims are one event only where a judgement says so. Candidates are proposed with their
    reasons, a file of judgements is applied, and a line that is gone from it is undone.
    """


def _tuned(function: Any) -> Any:
    """The options that say what is proposed."""
    for option in (
        click.option(
            "--points",
            multiple=True,
            metavar="RULE=N",
            help="Points of a rule instead of ours; repeat for several.",
        ),
        click.option(
            "--largest",
            type=click.IntRange(min=2),
            metavar="N",
            help="Claims of one matter and time compared with one another [1000].",
        ),
        click.option(
            "--days",
            type=click.IntRange(min=0),
            default=0,
            metavar="N",
            help="Dates so far apart may be one [0].",
        ),
        click.option("--least", type=int, metavar="N", help="Points that a pair needs [5]."),
    ):
        function = option(function)
    return function


def _tuning(least: int | None, days: int, largest: int | None, points: tuple[str, ...]) -> Tuning:
    from rapallo.identity.event_pairs import LARGEST, LEAST, Tuning

    given: dict[str, int] = {}
    for one in points:
        name, _, number = one.rpartition("=")
        try:
            given[name] = int(number)
        except ValueError:
            raise BadOption(f"--points {one}: write RULE=N, as 'same place=3'") from None
    return Tuning(
        LEAST if least is None else least, days, LARGEST if largest is None else largest, given
    )


@events.command(
    "list",
    cls=Verb,
    short_help="List events by date.",
    examples=(
        "rapallo events list --several",
        "rapallo events list --kind signed --min-sources 2",
    ),
)
@click.option("--several", is_flag=True, help="Only those told by several claims.")
@output
@filtered
@with_session
def events_list(session: Session, asked: Asked, output: Output, several: bool) -> None:
    """List events by date: how many claims tell of each, and how many independent witnesses."""
    from rapallo.analysis.events import events_told

    book = session.book
    result = events_told(book, filters=asked.filters(book), several=several)
    show(result, output, book, tell=_listed)


@events.command(
    "candidates",
    cls=Verb,
    short_help="Propose claims that may tell one happening.",
    examples=(
        "rapallo events candidates",
        "rapallo events candidates --least 8 --status any",
        "rapallo events candidates -f csv",
        "rapallo events candidates --rules",
    ),
)
@_tuned
@click.option("--judged", is_flag=True, help="Those judged already too.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N [all].")
@click.option("--rules", "explain", is_flag=True, help="List the rules and their points.")
@output
@filtered
@with_session
def events_candidates(
    session: Session,
    /,
    asked: Asked,
    output: Output,
    least: int | None,
    days: int,
    largest: int | None,
    points: tuple[str, ...],
    judged: bool,
    top: int | None,
    explain: bool,
) -> None:
    """Propose pairs of claims that may tell one happening, with the rules that fired.

    The CSV is a file of judgements once a verdict is written into it.
    """
    tuning = _tuning(least, days, largest, points)
    if explain:
        rows = [{"rule": name, "points": number} for name, number in tuning.weights().items()]
        data(rows, ("points", "rule"), output.format)
        return
    from rapallo.analysis.events import candidates

    book = session.book
    result = candidates(
        book,
        filters=asked.filters(book),
        tuning=tuning,
        judged=judged,
        lineage=asked.lineage,
    )
    told = _told(session, result.rows[:top]) if output.format == "table" else {}
    # As CSV a list of none has the columns of every other: it is a file of judgements all the same.
    columns = CANDIDATE if output.format == "csv" else ()
    show(
        result,
        _without_claims(output),
        book,
        top=top,
        columns=columns,
        tell=lambda row: _pair(row, told),
    )


@events.command(
    "review",
    cls=Verb,
    short_help="Ask about one pair after another.",
    examples=(
        "rapallo events review",
        "rapallo events review --least 3 --kind signed --judgements mine.csv",
    ),
)
@_tuned
@click.option("--judgements", "path", default=FILE, metavar="FILE", help=f"[{FILE}]")
@click.option("--by", default="", metavar="NAME", help="Who judges [your name here].")
@filtered
@with_session
def events_review(
    session: Session,
    /,
    asked: Asked,
    least: int | None,
    days: int,
    largest: int | None,
    points: tuple[str, ...],
    path: str,
    by: str,
) -> None:
    """Ask about one proposed pair after another; each answer is in FILE before the next is asked.

    Stop when you like and go on later: what FILE or the casebook has judged is not asked again.
    *Back* takes the last answer of this sitting out of FILE.
    """
    from rapallo.cli.pairs import ask_about_events

    book = session.book
    tuning = _tuning(least, days, largest, points)
    ask_about_events(
        book,
        Path(path),
        filters=asked.filters(book),
        tuning=tuning,
        by=by,
        lineage=asked.lineage,
    )


@events.command(
    "apply",
    cls=Verb,
    short_help="Follow a file of judgements.",
    examples=("rapallo events apply judgements.csv", "rapallo events apply mine.csv -f json"),
)
@applied
@with_session
def events_apply(session: Session, path: str, rejects: str | None, format: str, gone: bool) -> None:
    """Follow the judgements in FILE; those that it had before and has no longer are undone.

    FILE is CSV with the columns what,a,b,verdict,reason,by,date; verdict is same, different or
    unsure, and a line without one is passed over. Where files contradict one another, what was
    loaded last is in force until its file takes it back.
    """
    follow(session, path, rejects, format, gone=gone)


@events.command(
    "measure",
    cls=Verb,
    short_help="Measure the proposals by judgements.",
    examples=(
        "rapallo events measure",
        "rapallo events measure --source baltic-cooperation",
    ),
)
@_tuned
@output
@filtered
@with_session
def events_measure(
    session: Session,
    /,
    asked: Asked,
    output: Output,
    least: int | None,
    days: int,
    largest: int | None,
    points: tuple[str, ...],
) -> None:
    """Measure the proposals by the judgements in the casebook: precision and recall.

    Judgements are not looked at in proposing. What nobody judged counts as two events.
    """
    from rapallo.analysis.events import measured

    book = session.book
    result = measured(
        book,
        filters=asked.filters(book, status=("any",)),
        tuning=_tuning(least, days, largest, points),
        lineage=asked.lineage,
    )
    show(result, _without_claims(output), book, tell=_intervals)


def _without_claims(wanted: Output) -> Output:
    """Without claims under a row, unless they are asked for: the rows name them."""
    source = click.get_current_context().get_parameter_source("claims")
    return replace(wanted, claims=0) if source is ParameterSource.DEFAULT else wanted


def _listed(row: Mapping[str, Any]) -> Iterator[str]:
    """Who did it, to whom, about what; and who denies it."""
    yield from who(row)
    if row["denied_by"]:
        untold = "" if row["told"] else ", and told by no claim asked for"
        yield f"denied by {', '.join(row['denied_by'])}{untold}"
    elif not row["told"]:
        yield "told by no claim: only planned or alleged"


def who(row: Mapping[str, Any]) -> Iterator[str]:
    """Who did it, to whom, about what."""
    aims = [*row["targets"], *row["treaties"], *row["issues"]]
    yield "; ".join(row["agents"]) + (f" → {'; '.join(aims)}" if aims else "")


def _told(session: Session, rows: Any) -> dict[str, str]:
    """The claims of pairs in words: who, what, when, and where that is told."""
    from rapallo.cli.claims import in_short

    ids = list(dict.fromkeys(name for row in rows for name in row["claims"]))
    found = in_short(session.book, ids)
    return {
        c.id: f"{c.id}: {c.date}, {c.deed} [{c.where}]" + (f"; {c.said}" if c.said else "")
        for c in found
    }


def _pair(row: Mapping[str, Any], told: Mapping[str, str]) -> Iterator[str]:
    judged = row["verdict"] or ("one event by now" if row["one_event"] else "")
    yield row["reason"] + (f" ({judged})" if judged else "")
    yield from (told[name] for name in row["claims"] if name in told)
    if row["more"]:
        yield f"and {many(row['more'], 'more pair')} of these two events"


def _intervals(row: Mapping[str, Any]) -> Iterator[str]:
    if row["asked"] and row["precision"] is not None:
        yield (
            f"precision {row['precision']:.3f} ({row['precision_low']:.3f}–"
            f"{row['precision_high']:.3f}), recall {row['recall']:.3f} ({row['recall_low']:.3f}–"
            f"{row['recall_high']:.3f}), Wilson's intervals of 95 per cent"
        )
