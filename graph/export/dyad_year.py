"""The dyad-year table: a row a pair of states and year, in the form of Correlates of War.

For regressions in R and Stata, beside the data that are keyed by ``ccode1, ccode2, year``. The
misuse to prevent: a zero read as peace. Here it says that no source of the casebook tells of
anything, in years that some source covers; where none does there is no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.export.atomic import written_whole
from rapallo.export.dyads import KEYS, WIDEST, Dyads, codeless
from rapallo.export.suffix import checked_suffix
from rapallo.identity.lineages import Lineage
from rapallo.model.text import line, many

__all__ = ["codebook_path", "export_dyad_year"]


def export_dyad_year(
    book: Casebook,
    path: str | Path,
    *,
    directed: bool = True,
    zeros: bool | None = None,
    claims: bool = True,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
) -> dict[str, int]:
    """Write the dyad-years to a CSV file, and beside it a codebook that explains every column.

    One row a *directed* pair and year, acts of 1 aimed at 2 (else one a pair, the lower code
    first). Names of columns are lower-case and short enough for Stata; every count is there as
    ``_certain`` and ``_possible`` (see :mod:`rapallo.export.dyads` for which years an event counts
    in, :mod:`rapallo.export.units` for states that share a code). A state has no code in a year in
    which it did not stand: the cell is empty, and the codebook names it.

    ``zeros``: also rows where nothing is told, but only in the covered frame: states of the record
    that both stood in the year and, if they have COW codes, are listed for it
    (:mod:`rapallo.export.membership`), and whole years between the first and the last of which some
    source certainly tells something. If not said, they are written unless filters other than
    ``between`` choose claims or events: silence of what passes is then no silence of the sources.
    ``claims``: the ids that carry a row, in its last column.

    Returns the numbers of rows, of zero rows, of pairs, and of rows that lack a COW code. Raises
    :class:`~rapallo.errors.BadOption` for a path that does not end in ``.csv`` or cannot be
    written, :class:`~rapallo.errors.NoClaims` where no event joins two states.
    """
    target = Path(path)
    checked_suffix(path, "a table of dyad-years", ".csv")
    filters = filters or Filters()
    dyads = Dyads.of(book, directed=directed, filters=filters, lineage=lineage, expand=expand)
    full = not _chosen(filters) if zeros is None else zeros
    rows = list(dyads.rows(zeros=full))
    columns = (*dyads.columns, *(["claims"] if claims else []))
    with written_whole(codebook_path(target)) as file:
        file.writelines(f"{text}\n" for text in _codebook(dyads, rows, columns, target.name, full))
    with written_whole(target) as file:
        file.write(line(columns))
        for row in rows:
            file.write(line([_cell(row[name]) for name in columns]))
    return {
        "rows": len(rows),
        "zero_rows": sum(not row["events_possible"] for row in rows),
        "pairs": len({(row["state1"], row["state2"]) for row in rows}),
        "rows_without_a_code": sum(not (row["ccode1"] and row["ccode2"]) for row in rows),
    }


def codebook_path(path: Path) -> Path:
    """Where the codebook of a table lies.

    >>> codebook_path(Path("out/dyads.csv")).as_posix()
    'out/dyads-codebook.md'
    """
    return path.with_name(f"{path.stem}-codebook.md")


def _chosen(filters: Filters) -> str:
    """The filters that choose claims or events, in words; the time asked for is none of them."""
    return replace(filters, between=None).describe()


def _cell(value: Any) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)


_WHAT = {
    "events": "events of all the kinds below that join the two, each once",
    "met": "meetings with both there (between sides, where sides are told)",
    "signed": "acts of signing or acceding with both as parties",
    "joint": "acts (opposed, pressured, supported) by both together, on one side, whatever the aim",
    "opposed": "acts that oppose: {aim}",
    "pressured": "acts that press: {aim}",
    "supported": "acts that support: {aim}",
    "informed": "letters, notes and the like: {aim}",
    "negative": "opposed, pressured, supported and informed of sign -1: {aim}",
    "neutral": "the same of sign 0 (advice, requests, letters): {aim}",
    "positive": "the same of sign +1: {aim}",
}

_KEYS = {
    "ccode1": "COW code of state 1 (Correlates of War, state system 2016); empty: none that year",
    "ccode2": "COW code of state 2",
    "gwcode1": "code of state 1 by Gleditsch and Ward; empty: none that year",
    "gwcode2": "code of state 2 by Gleditsch and Ward",
    "state1": "name of state 1 in that year",
    "state2": "name of state 2 in that year",
    "year": "calendar year (Gregorian)",
    "covered": "1 if both states stood, COW list them, and the sources cover the year, else 0",
}


def _codebook(
    dyads: Dyads, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], name: str, zeros: bool
) -> Iterator[str]:
    yield from _head(dyads, rows, name, zeros)
    yield from _rules(dyads, zeros)
    yield from ("", "## Columns", "", "| column | values | what it holds |", "| --- | --- | --- |")
    aim = "1 aims them at 2" if dyads.directed else "either aims them at the other"
    for column in columns:
        if column in KEYS:
            values = "text" if column.startswith("state") else "integer"
            yield f"| {column} | {values} | {_KEYS[column]} |"
        elif column == "claims":
            yield f"| {column} | text | ids of the claims that carry the row, joined by `;` |"
        else:
            count, _, how = column.rpartition("_")
            yield f"| {column} | count | {how}: {_WHAT[count].format(aim=aim)} |"
    yield from _remarks(dyads, rows)


def _head(dyads: Dyads, rows: Sequence[Mapping[str, Any]], name: str, zeros: bool) -> Iterator[str]:
    trace = dyads.evidence.provenance("export dyad-year")
    sources: dict[str, int] = {}
    for claim in dyads.evidence.claims:
        sources[claim.source] = sources.get(claim.source, 0) + 1
    told = ", ".join(f"{key} {number}" for key, number in sorted(sources.items()))
    years = sorted(dyads.frame.years)
    yield f"# Codebook of {name}"
    yield ""
    way = "Directed" if dyads.directed else "Undirected"
    yield f"- {way} dyad-years: {many(len(rows), 'row')}."
    yield f"- Made by Rapallo {trace.version} from casebook {trace.casebook}."
    yield f"- Rule: {dyads.level.describe()}, states of one COW code as one."
    yield f"- Filters: {trace.filters or 'none (told claims)'}."
    yield f"- From {many(len(dyads.evidence.claims), 'claim')}: {told}."
    if years:
        yield f"- Covered: {many(len(years), 'year')} from {years[0]} to {years[-1]}."
    if partial := sorted(dyads.frame.partial):
        yield f"- Counted in part, and not covered: {', '.join(map(str, partial))}."
    yield f"- States of the record: {len(dyads.frame.units)}."
    yield ""
    yield "Read it as it is, without options:"
    yield ""
    yield f'- R: `d <- read.csv("{name}")`'
    yield f"- Stata: `import delimited {name}, clear`"
    yield f'- pandas: `d = pandas.read_csv("{name}")`'


def _rules(dyads: Dyads, zeros: bool) -> Iterator[str]:
    yield from ("", "## Rules", "")
    yield (
        "- Counts are of events, not of claims: what several texts tell once happened once. "
        "`_certain`: the event is told and nowhere denied, both states are certainly in it, and it "
        "is certainly one of that year. `_possible`: it may be one of that year; what is certain "
        "is possible."
    )
    yield (
        "- An event whose year is in doubt is possible in each year in which it may lie, and one "
        "that lasts counts in each year in which it goes on: sums over years count events more "
        "than once, those of `_certain` only what lasts. An event that lacks a first or last "
        f"date, or may lie in more than {WIDEST} years, is possible in the covered "
        "years only."
    )
    yield (
        "- A year is covered if it lies between the first and the last year of which some one "
        "source certainly tells something, and if all its days are asked for. A year that is "
        "counted in part has counts of the days asked for alone."
    )
    yield (
        _zero_rule(dyads)
        if zeros
        else ("- There are no zero rows: a pair and year that is missing is no zero.")
    )
    yield (
        "- States that followed one another under one COW code are one (365: Soviet Russia and the "
        "Soviet Union). Name and codes are those of the state that stood for most days of the "
        "year. A state that stood in no day of the year has its name and no code. A code stands "
        "here whether or not Correlates of War list the state as a member of the system in that "
        "year (Poland is none from 1940 to 1944): rows of a year without membership have covered "
        "0 and events, and a merge by code and year drops them and their events."
    )
    if dyads.directed:
        yield (
            "- Directed: acts stand in the row of who acts (1) on whom (2); meetings, signing and "
            "joint acts stand in both rows."
        )


def _zero_rule(dyads: Dyads) -> str:
    """What a zero says, which depends on what was asked for."""
    chosen = _chosen(dyads.evidence.filters)
    says = (
        f"no event that passes the filters ({chosen}) joins the two; sources may tell of others"
        if chosen
        else "no source of this casebook tells of anything between the two"
    )
    return (
        "- Zero rows stand only where both states stood that year (by their first and last day), "
        "Correlates of War list those with a COW code as members on some day of it, and the year "
        f"is covered. A zero says that {says}. It does not say that nothing was."
    )


def _remarks(dyads: Dyads, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from ("", "## What was left out, and what lacks a code", "")
    yield from (f"- {note}" for note in dyads.notes)
    for name, years in sorted(codeless(rows).items()):
        listed = ", ".join(map(str, sorted(years)))
        yield f"- {name} has no COW code in {listed}: it has none, or did not stand in that year."
    yield (
        "- Bodies that are no states (the League, coalitions, parties) are in no row, unless "
        "`--expand` counts them as their members."
    )
