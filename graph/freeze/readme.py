"""``README.md`` of a frozen folder: what is there and how it is made again, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rapallo.freeze.manifest import Manifest
from rapallo.freeze.running import Made, Output
from rapallo.freeze.seal import SUMS
from rapallo.freeze.withheld import Withheld
from rapallo.model.nodes import Source
from rapallo.model.text import many

__all__ = ["readme"]


def readme(manifest: Manifest, withheld: Withheld, listed: Mapping[str, Source]) -> str:
    """The text; it tells no day, so that the same content is the same text."""
    parts = (
        _head(manifest),
        _again(manifest, withheld),
        _there(manifest),
        _results(manifest),
        _sources(withheld, listed),
        _limits(),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(manifest: Manifest) -> Iterator[str]:
    yield "# A frozen casebook of Rapallo"
    yield ""
    yield (
        "This folder holds the coded claims of a study, the judgements and sources behind them, the"
        " commands that were run on them, and what each of these gave. With it a reader can check"
        " the sums, make every table and figure again, and see where something differs."
    )
    yield ""
    yield f"- Casebook: {manifest.casebook}."
    yield f"- Made by Rapallo {manifest.versions['rapallo']}, Python {manifest.versions['python']}."
    yield ""


def _again(manifest: Manifest, withheld: Withheld) -> Iterator[str]:
    yield "## How to make it again"
    yield ""
    yield "In the folder that holds this one (put its name for FOLDER):"
    yield ""
    yield f"    pip install rapallo=={manifest.versions['rapallo']}"
    yield "    rapallo replicate FOLDER"
    yield ""
    yield (
        "The second command writes nothing here. It checks the sums, makes a casebook from the"
        " tables in a folder of its own, runs every command again, and prints a line for each file:"
        " same, different (with the first place and both values), missing or unmade. It ends with"
        f" exit status 0 only where all is the same. `sha256sum -c {SUMS}` checks the sums alone."
    )
    yield ""
    if withheld.rows:
        yield (
            f"Of this casebook {many(len(withheld.rows), 'row')} could not be passed on (below):"
            " the commands can be run again by who has them:"
        )
        yield ""
        yield "    rapallo replicate FOLDER --book FILE"
        yield "    rapallo replicate FOLDER --with-source KEY=TABLES"
        yield ""
        yield (
            "FILE is a casebook that holds them. TABLES is a folder with claims.csv and posts.csv,"
            " as `rapallo export csv` writes them, or, where no posts of the source are withheld, a"
            " sheet of its claims."
        )
        yield ""


def _there(manifest: Manifest) -> Iterator[str]:
    yield "## What is here"
    yield ""
    for name, says in (
        ("tables/", "every table as CSV (UTF-8); `rapallo load sheet tables` reads them"),
        ("parquet/", "the same tables, typed, for R, pandas and DuckDB"),
        ("withheld.csv", "the rows that are not passed on, as ids with where to get them"),
        ("commands.txt", "the commands that were run"),
        ("results/", "what each command printed, and the notes that belong to it"),
        ("files/", "what the commands read and wrote under names of their own: figures, networks"),
        ("freeze.json", "versions, seeds, digest, and the sum of every result, for programs"),
        (SUMS, "the SHA-256 of every file but itself"),
    ):
        yield f"- `{name}`: {says}"
    yield ""
    yield "| table | rows here | withheld |"
    yield "| --- | ---: | ---: |"
    for name, rows in manifest.tables.items():
        yield f"| {name} | {rows} | {manifest.withheld.get(name, 0)} |"
    yield ""


def _results(manifest: Manifest) -> Iterator[str]:
    yield "## Commands and what they gave"
    yield ""
    yield "| no. | command | seed | files |"
    yield "| ---: | --- | ---: | --- |"
    for made in manifest.commands:
        seed = "" if made.seed is None else made.seed
        yield f"| {made.number} | `{_cell(made.line)}` | {seed} | {_cell(_files(made))} |"
    yield ""
    yield (
        "A table that is not asked for in another form is kept as CSV with all columns and claims."
        " Notes hold what was left out, the filters, the options and the seed."
    )
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _files(made: Made) -> str:
    if made.unmade:
        return f"unmade: {made.unmade}"
    return ", ".join(f"{out.path}{_kept(out)}" for out in made.outputs)


def _kept(output: Output) -> str:
    return " (sum only)" if output.withheld else " (without ids)" if output.cut else ""


def _sources(withheld: Withheld, listed: Mapping[str, Source]) -> Iterator[str]:
    yield "## Sources"
    yield ""
    yield "| key | citation | licence | rows |"
    yield "| --- | --- | --- | --- |"
    counts = withheld.counts()
    for key in sorted({*listed, *withheld.sources}):
        source = listed.get(key) or withheld.sources[key]
        mine = [(table, n) for (k, table), n in counts.items() if k == key]
        told = [f"{many(n, table.removesuffix('s'))} withheld" for table, n in mine]
        cited = _cell(source.citation or source.title)
        licence = _cell(source.licence or "not stated")
        yield f"| {_cell(key)} | {cited} | {licence} | {', '.join(told) or 'passed on'} |"
    yield ""
    if withheld.rows:
        yield (
            "Rows are withheld where the licence of their source is not known to let them be passed"
            " on. `withheld.csv` says for each where it stands: citation and locator, none of its"
            " words. Edges that follow from them are left out of `edges`. Of the results one rule"
            " holds. What counts (a rank, a pair, a thesis, a network drawn) is made from all rows"
            " and kept, but without the ids of those that are withheld: `(3 withheld)` stands in"
            " their place. What tells rows (a list, a date line, a network as a file for other"
            " programs) and would tell of such a row is not kept. Of both, the sum of the whole is"
            " in `freeze.json`."
        )
        yield ""


def _limits() -> Iterator[str]:
    yield "## Limits"
    yield ""
    yield (
        "- Numbers say what these sources tell, as it was coded. What no source tells may have"
        " happened all the same."
    )
    yield (
        "- Names of people, states, places, treaties and documents stand in their tables also"
        " where the claims that name them are withheld, and so do judgements with their reasons,"
        " which name claims by their ids, as the commands may."
    )
    yield (
        "- A number of a narrow choice (one day, one pair) may rest on a single row, also on one"
        " that is withheld."
    )
    yield (
        "- Tables are the same on every machine with the same versions. Figures are compared byte"
        " by byte: other versions of the programs may draw the same otherwise."
    )
    yield (
        f"- Sums show that a file was changed, not by whom: who can change a file can change {SUMS}"
        " too. Compare its own sum with the one that the author has published."
    )
    yield "- The history of revised rows, and when something was loaded, are not part of this."
