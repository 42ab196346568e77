"""``rapallo agree``: how far two coders agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.show import data, place, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.errors import UnreadableFile

if TYPE_CHECKING:
    from rapallo.analysis.agreement.reading import Named
    from rapallo.model.claim import Claim
    from rapallo.model.records import Reject

__all__ = ["agree"]

PARTS = ("scores", "differences", "alone")


@click.command(
    cls=Verb,
    short_help="Measure how far two coders agree, on what and about what.",
    examples=(
        "rapallo agree A B",
        "rapallo agree A B --show differences",
        "rapallo agree letters.csv letters-again.csv --person-for-state",
    ),
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--show",
    "part",
    type=click.Choice(PARTS),
    default="scores",
    help="What to list: figures, rows that differ, rows of one only [scores].",
)
@click.option("--widest", type=click.IntRange(min=0), default=45, metavar="DAYS",
              help="What a day may still be matched by [45].")  # fmt: skip
@click.option("--apart", type=click.IntRange(min=0), default=0, metavar="DAYS",
              help="Dates so far apart still overlap [0].")  # fmt: skip
@click.option("--common", type=click.IntRange(min=1), default=2, metavar="N",
              help="Participants both name, or all, if fewer [2].")  # fmt: skip
@click.option("--person-for-state", is_flag=True, help="A person may stand for his state.")
@click.option("--across-kinds", is_flag=True, help="Rows of two kinds may match.")
@click.option(
    "--names", is_flag=True, help="Take names as the casebook knows them, not as spelled."
)
@click.option("--encoding", default="utf-8-sig", metavar="NAME", help="Of the files [utf-8].")
@click.option("--seed", type=click.IntRange(min=0), default=0, metavar="N",
              help="Of alpha's intervals [0].")  # fmt: skip
@shown
@with_session
def agree(
    session: Session,
    /,
    a: str,
    b: str,
    part: str,
    names: bool,
    encoding: str,
    seed: int,
    format: str,
    **rule: Any,
) -> None:
    """Match what A and B coded row by row: F1, and Krippendorff's alpha of each field.

    A and B are two sheets (CSV, TSV, XLSX) with at least kind, agents and date; or two coders
    in the casebook, where a claim that names both is a row of both.
    """
    from rapallo.analysis.agreement.answer import agree as agreed
    from rapallo.analysis.agreement.matching import Rule

    codings = _codings(session, (a, b), encoding)
    found = agreed(
        *codings,
        names=_names(a, b),
        rule=Rule(**rule),
        named=_named(session, known=names),
        seed=seed,
    )
    result = {"scores": found.scores, "differences": found.differences, "alone": found.alone}[
        part
    ]()
    note(f"{result.title}, from {result.asked_of()}")
    rows = result.records()
    tell = {"scores": _nothing, "differences": _side_by_side, "alone": _told}[part]
    data(rows, result.columns, format, lambda number: tell(rows[number]))
    for sentence in result.notes:
        note(f"Note: {sentence}")
    if part == "scores":
        note("--show differences and --show alone list the rows behind these figures.")


def _is_file(name: str) -> bool:
    return Path(name).exists() or Path(name).suffix.lower() in (".csv", ".tsv", ".tab", ".xlsx")


def _codings(session: Session, names: Sequence[str], encoding: str) -> list[Sequence[Claim]]:
    """The rows of both; what cannot be used in either is told at once, and ends the work."""
    from rapallo.errors import BadInput
    from rapallo.loaders.coding import where
    from rapallo.model.text import many

    bad: list[Reject] = []
    found = [_coding(session, name, encoding, bad) for name in names]
    for reject in dict.fromkeys(bad):
        note(f"{reject.path}, {where(reject)}")
    if bad:
        rows = len({(reject.path, reject.row) for reject in bad})
        raise BadInput(
            f"{many(rows, 'row')} cannot be used: over the rest, agreement would be another figure"
        )
    return found


def _coding(session: Session, name: str, encoding: str, bad: list[Reject]) -> Sequence[Claim]:
    """The rows of a sheet, or those that a coder of the casebook has coded."""
    if _is_file(name):
        from rapallo.loaders.coding import coding

        claims, rejects = coding(name, encoding=encoding)
        bad += rejects
        return claims
    if not Path(session.path).exists():
        reason = f"there is no such file, and no casebook {session.path} that may know such a coder"
        raise UnreadableFile(name, reason)
    from rapallo.cli.claims import rows_of
    from rapallo.identity.ask import ask
    from rapallo.model.claim import Claim

    book = session.book
    return [Claim.from_row(row) for row in rows_of(book, ask(book, coder=[name], status=["any"]))]


def _names(a: str, b: str) -> tuple[str, str]:
    """What the two are called: files by their last names, unless these are the same."""
    short = [Path(name).name if _is_file(name) else name for name in (a, b)]
    return (short[0], short[1]) if short[0] != short[1] else (a, b)


def _named(session: Session, *, known: bool) -> Named:
    from rapallo.analysis.agreement.reading import as_known, as_spelled

    if not known:
        return as_spelled
    from rapallo.identity.ask import all_nodes
    from rapallo.identity.names import Names

    return as_known(Names(all_nodes(session.book)))


def _nothing(row: Mapping[str, Any]) -> Iterator[str]:
    return iter(())


def _side_by_side(row: Mapping[str, Any]) -> Iterator[str]:
    """Where each stands, then each field as the one and as the other has it."""
    yield f"{row['a']}: {place(row['a_locator'])}; {row['b']}: {place(row['b_locator'])}"
    for name, (one, other) in row["values"].items():
        yield f"{name}: {one or '-'} | {other or '-'}"


def _told(row: Mapping[str, Any]) -> Iterator[str]:
    aimed = f" → {row['targets']}" if row["targets"] else ""
    yield f"{row['act'] or row['kind']}: {row['agents']}{aimed}"
    yield f"{row['about']} [{place(row['locator'])}]".strip()
