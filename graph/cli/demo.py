"""``rapallo demo``: a question put to the bundled dossier, and its answer with the claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.verb import Verb, note

if TYPE_CHECKING:
    from rapallo.analysis.result import Result
    from rapallo.analysis.theses.findings import Finding
    from rapallo.casebook.book import Casebook

__all__ = ["answer", "demo"]

ARTICLE = "baltic-cooperation"
WINDOW = ("1920", "1934")
BETWEEN_THE_WARS = ("1920", "1939")
ONE, OTHER = "Germany", "Soviet Union"
HOSTS = ("Estonia", "Latvia", "Lithuania")
SEASON = "1928-22"
WIDTH = 80
MORE_THAN_CHANCE = 0.05
_SHOWN = ("a_label", "b_label", "J", "M", "S", "C", "expected", "p")


@click.command(
    cls=Verb,
    short_help="Answer a question from the bundled dossier.",
    examples=("rapallo demo", "rapallo demo --dir my-demo"),
)
@click.option("--dir", "folder", default="demo", metavar="DIR", help="Where to write [demo].")
def demo(folder: str) -> None:
    """Load the bundled dossier and say who coordinated with whom in the Baltic states.

    It makes DIR/rapallo.duckdb, a casebook, and DIR/baltic.gexf for Gephi.
    """
    from rapallo.casebook.book import Casebook
    from rapallo.export.gexf import export_gexf
    from rapallo.load import load

    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    book = Casebook(root / "rapallo.duckdb")
    note(f"Loading the dossier into {book.path} ...")
    report = load(book, "dossier", update=True)
    note(f"{report.count('new')} records are new, {report.count('unchanged')} were there already.")
    for line in answer(book):
        click.echo(line)
    path = root / "baltic.gexf"
    counts = export_gexf(book, path, filters=_filters(source=(ARTICLE,)))
    click.echo(
        f"\n{path} holds the article's network for Gephi: {counts['nodes']} nodes,"
        f" {counts['edges']} edges."
    )
    click.echo(f"Ask further: rapallo --book {book.path} timeline Moraht")


def answer(book: Casebook) -> Iterator[str]:
    """The answer, line by line, computed from what the casebook holds."""
    from rapallo.analysis.coordination import coordination

    filters = _filters(between=WINDOW)
    states = coordination(book, by="state", lineage=True, filters=filters)
    people = coordination(book, by="diplomat", filters=_filters(source=(ARTICLE,)))
    yield "WHO COORDINATED WITH WHOM IN THE BALTIC STATES BETWEEN THE WARS?"
    yield ""
    yield from _first(book, states)
    yield from _pairs(states)
    yield from _together(book, states)
    yield from _chance(states)
    yield from _envoys(book, people)
    yield ""
    yield "WHAT THE ARTICLE FINDS, PUT TO THE RECORD"
    yield from _filled(
        f"What is asked of {ARTICLE} alone can show internal consistency and no more.",
    )
    for number, finding in enumerate(_findings(book, states), 1):
        yield from _finding(number, finding, book)
    yield ""
    yield from _filled(
        f"Asked of {states.asked_of()}; casebook {states.provenance.casebook}. The figures say"
        " what these texts tell. That an author selected what to tell is not chance, and what no"
        " text tells may have happened all the same.",
    )


def _filters(**values: Any) -> Any:
    from rapallo.casebook.filters import Filters

    return Filters(**values)


def _first(book: Casebook, states: Result) -> Iterator[str]:
    if not states.rows:
        yield "The record names no pair that did."
        return
    first = states.rows[0]
    a, b = first["a_label"], first["b_label"]
    yield from _filled(
        f"{a} and {b} first of all. The sources tell of {first['J']} acts of the two together in"
        f" {WINDOW[0]}-{WINDOW[1]} ({first['J_certain']} of them certainly joint and in these"
        f" years), of {first['M']} meetings and exchanges and of {first['S']} acts of treaties."
        + _joined(book, (first["a"], first["b"])),
    )


def _joined(book: Casebook, ids: Sequence[str]) -> str:
    """Which states are joined in a lineage that has an id among these."""
    from rapallo.model.nodes import Member, Organization, State

    names = {state.id: state.name for state in book.nodes(State)}
    said = ""
    for group in book.nodes(Organization):
        if group.id in ids:
            members = [m.member for m in book.nodes(Member) if m.group in (group.id, group.name)]
            said += f" {group.name} joins {' and '.join(names.get(m, m) for m in members)}."
    return said


def _pairs(states: Result) -> Iterator[str]:
    from rapallo.cli.show import ranged
    from rapallo.cli.table import render

    rows, columns = ranged(states.rows[:5], _SHOWN)
    yield ""
    yield from render(rows, columns, WIDTH)
    yield from _filled(
        "J joint acts, M meetings and exchanges, S treaty acts, C acts alike and close in time,"
        " expected by chance; x–y: certainly x, possibly y.",
    )


def _together(book: Casebook, states: Result) -> Iterator[str]:
    """Joint acts of the first pair that are dated best, with what carries them."""
    if not states.rows:
        return
    first = states.rows[0]
    yield ""
    yield f"The best dated acts of {first['a_label']} and {first['b_label']} together:"
    yield from _listed(book, first["claims_joint"], 4)


def _listed(book: Casebook, claims: Sequence[str], most: int) -> Iterator[str]:
    """Claims by date, those dated best chosen: what was done, and where that is told."""
    from rapallo.cli.claims import rows_of
    from rapallo.cli.show import place
    from rapallo.dates.edtf import parse
    from rapallo.model.deeds import deed

    rows = [row for row in rows_of(book, _filters()) if row["id"] in set(claims)]
    told = {row["id"]: parse(row["date"]) for row in rows}
    best = sorted(told, key=lambda name: (told[name].doubtful, told[name].width, name))[:most]
    for row in sorted(rows, key=lambda row: (told[row["id"]].s0, row["id"])):
        if row["id"] in best:
            where = f"{row['source']}, {place(row['locator'])}"
            yield from _filled(f"{row['date']} {row['act']}: {deed(row)}", 2)
            yield from _filled(f"[{row['id']}: {where}]", 4)


def _chance(states: Result) -> Iterator[str]:
    """Whether acting alike at the same time is more than chance, in a sentence."""
    if not states.rows:
        return
    row = states.rows[0]
    yield ""
    pair = f"{row['a_label']} and {row['b_label']}"
    if row["p"] is None:
        yield from _filled(
            f"Whether {pair} also acted alike close in time cannot be tested: {row['reason']}."
        )
        return
    chance = f"{row['C']:.2g} against {row['expected']:.2g} expected by chance, p = {row['p']:.2g}"
    if row["p"] < MORE_THAN_CHANCE:
        yield from _filled(
            f"On their own, {pair} acted alike within a month more often than dates exchanged at"
            f" random would have it ({chance})."
        )
        return
    yield from _filled(
        f"On their own, {pair} acted alike within a month no more often than dates exchanged at"
        f" random would have it ({chance}). On so few single acts with a date this shows nothing"
        " either way; that they coordinated rests on the sources, which say 'together'."
    )


def _envoys(book: Casebook, people: Result) -> Iterator[str]:
    rows = sorted(people.rows, key=lambda row: (-row["M"], row["a_label"], row["b_label"]))[:3]
    if not rows:
        return
    from rapallo.cli.show import where_told

    yield ""
    yield f"The persons who met or wrote to each other most, as {ARTICLE} tells:"
    told = where_told(book, [claim for row in rows for claim in row["claims_meetings"][:1]])
    for row in rows:
        cited = _cited(row["claims_meetings"], told)
        yield from _filled(f"{row['a_label']} and {row['b_label']}: {row['M']} {cited}", 2)


def _findings(book: Casebook, states: Result) -> list[Finding]:
    from rapallo.analysis.theses import findings

    article = _filters(source=(ARTICLE,))
    years = _filters(source=(ARTICLE,), between=BETWEEN_THE_WARS)
    first = states.rows[0] if states.rows else {"a_label": ONE, "b_label": OTHER}
    return [
        findings.met_each_other_most(book, ONE, OTHER, HOSTS, article),
        findings.target_of_most(book, ONE, OTHER, "Lithuania", years),
        findings.densest_season(book, ONE, OTHER, SEASON, years),
        findings.fades_after(book, ONE, OTHER, "1933", years),
        findings.joint_most(states, first["a_label"], first["b_label"]),
    ]


def _finding(number: int, finding: Finding, book: Casebook) -> Iterator[str]:
    from rapallo.cli.show import where_told

    counts = list(finding.numbers.items())[:4]
    said = "; ".join(f"{name}: {count}" for name, count in counts)
    left = finding.left_out
    unplaced = f"; {left} events are not dated closely enough to count" if left else ""
    yield from _filled(f"{number}. {finding.verdict.upper()}: {finding.statement}", 0, 3)
    yield from _filled(f"{said}.", 3, 3)
    yield from _filled(f"Asked of: {finding.scope}{unplaced}.", 3, 3)
    if finding.claims:
        yield from _filled(_cited(finding.claims, where_told(book, finding.claims[:1])), 3)


def _cited(claims: Sequence[str], told: Mapping[str, str]) -> str:
    """The first claim with its place, and how many more there are."""
    rest = f"; and {len(claims) - 1} more" if len(claims) > 1 else ""
    return f"[{claims[0]}: {told[claims[0]]}{rest}]"


def _filled(text: str, indent: int = 0, further: int | None = None) -> list[str]:
    import textwrap

    later = indent + 2 if further is None and indent else further or 0
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * later,
        break_on_hyphens=False,
    )
