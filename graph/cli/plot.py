"""``rapallo plot``: answers as figures for print."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.blocs import blocs
from rapallo.cli.centrality import centrality
from rapallo.cli.coordination import coordination
from rapallo.cli.filters import Asked, filtered
from rapallo.cli.timeline import timeline
from rapallo.cli.verb import Filter, Group, Session, Verb, note, with_session

if TYPE_CHECKING:
    from rapallo.plots.sheet import Sheet

__all__ = ["plot"]

PRINTED = frozenset({"format", "claims", "provenance", "moves"})
"""Options of the verbs that say how a table is printed."""

_Function = Callable[..., Any]


@click.group(
    cls=Group,
    short_help="Draw figures for print: .png, .svg, .pdf.",
    examples=(
        "rapallo plot network states.svg --by state --lineage --kind met_with",
        "rapallo plot timeline Moraht moraht.pdf",
    ),
)
def plot() -> None:
    """Draw an answer as a figure for print: PNG, SVG or PDF, by the ending of PATH.

    Beside it PATH.caption.txt says what it shows, of how much, and lists the claims behind it.
    """


def _as(verb: click.Command, but: Collection[str] = PRINTED) -> Callable[[_Function], _Function]:
    """Give a figure the options of the verb that it pictures."""
    own = [
        option
        for option in verb.params
        if isinstance(option, click.Option)
        and not isinstance(option, Filter)
        and option.name not in but
    ]

    def given(function: _Function) -> _Function:
        params: list[click.Parameter] = getattr(function, "__click_params__", [])
        function.__click_params__ = [*params, *reversed(own)]  # type: ignore[attr-defined]
        return function

    return given


def _sized(function: _Function) -> _Function:
    """Give a figure the options of its sheet."""
    for option in (
        click.option("--font", default="", metavar="NAME", help="For letters DejaVu Sans lacks."),
        click.option("--width", type=float, default=160, metavar="MM", help="In print [160]."),
    ):
        function = option(function)
    return function


_layout = click.option(
    "--layout", metavar="FILE", help="Places of nodes (.csv, .gexf); made if not there."
)


def _written(
    session: Session, asked: Asked, path: str, make: str, *args: Any, **options: Any
) -> None:
    """Draw and write a figure; the path is looked at before the work is done."""
    from importlib import import_module

    from rapallo.plots.caption import caption_path
    from rapallo.plots.sheet import checked

    checked(path, options["width"])
    book = session.book
    drawing: Callable[..., Sheet] = getattr(import_module(f"rapallo.plots.{make}"), f"plot_{make}")
    sheet = drawing(
        book,
        *args,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        **options,
    )
    sheet.save(path)
    note(f"{path}: {sheet.caption.title}. {sheet.caption.counted()}.")
    for sentence in sheet.said:
        note(f"Note: {sentence}")
    note(f"{caption_path(path)}: its caption, and the claims behind it")


@plot.command(
    "network",
    cls=Verb,
    short_help="Who had to do with whom.",
    examples=(
        "rapallo plot network baltic.pdf --by diplomat --source baltic-cooperation",
        "rapallo plot network states.svg --by state --lineage --kind met_with",
        "rapallo plot network as-in-gephi.png --layout places.csv",
    ),
)
@click.argument("path")
@click.option(
    "--by", type=click.Choice(("state", "diplomat", "actor")), default="actor", help="[actor]"
)
@_layout
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of places made [0].")
@_sized
@filtered
@with_session
def network(session: Session, /, asked: Asked, path: str, **options: Any) -> None:
    """Draw the network to PATH, a line a pair and kind.

    Choose with filters: what has more than about 60 nodes or 200 lines is hard to read in print.
    With the same --layout FILE, `rapallo export gexf` puts nodes in the same places; a GEXF file
    that Gephi wrote is such a FILE too: arrange nodes there, print them here.
    """
    _written(session, asked, path, "network", **options)


@plot.command(
    "timeline",
    cls=Verb,
    short_help="What someone had a part in, by date.",
    examples=(
        "rapallo plot timeline Moraht moraht.pdf",
        "rapallo plot timeline Germany pair.png --with Lithuania --between 1926 1928",
    ),
)
@click.argument("a", metavar="A")
@click.argument("path")
@_as(timeline)
@_sized
@filtered
@with_session
def timeline_(session: Session, /, asked: Asked, a: str, path: str, **options: Any) -> None:
    """Draw to PATH when A had a part in what: certain days solid, possible ones open."""
    _written(session, asked, path, "timeline", a, **options)


@plot.command(
    "coordination",
    cls=Verb,
    short_help="Who acted with whom, against chance.",
    examples=(
        "rapallo plot coordination states.pdf --lineage --between 1920 1934",
        "rapallo plot coordination envoys.svg --by diplomat --null partner --top 12",
    ),
)
@click.argument("path")
@_as(coordination)
@_sized
@filtered
@with_session
def coordination_(session: Session, /, asked: Asked, path: str, **options: Any) -> None:
    """Draw to PATH who acted with whom: J jointly, M met, C alike, against chance."""
    number = options.pop("permutations")
    options["permutations"] = int(number) if number.isdecimal() else number
    options["at_most"] = options.pop("max_pairs")
    _written(session, asked, path, "coordination", **options)


@plot.command(
    "centrality",
    cls=Verb,
    short_help="Who stands in the middle.",
    examples=(
        "rapallo plot centrality middle.pdf --measure betweenness --top 15",
        "rapallo plot centrality two.svg --measure degree --measure betweenness",
        "rapallo plot centrality years.png --by state --lineage --every P3Y",
    ),
)
@click.argument("path")
@_as(centrality)
@_sized
@filtered
@with_session
def centrality_(session: Session, /, asked: Asked, path: str, **options: Any) -> None:
    """Draw ranks to PATH; two measures against each other; with --every, lines through time."""
    measure = options.pop("measure")
    options["measure"] = measure[0] if len(measure) == 1 else measure
    options["weight"] = None if options.pop("unweighted") else "weight"
    _written(session, asked, path, "centrality", **options)


@plot.command(
    "blocs",
    cls=Verb,
    short_help="Who stood with whom, and how balanced.",
    examples=(
        "rapallo plot blocs blocs.pdf --lineage",
        "rapallo plot blocs sides.png --lineage --every P5Y --between 1918 1941",
    ),
)
@click.argument("path")
@_as(blocs)
@_layout
@_sized
@filtered
@with_session
def blocs_(session: Session, /, asked: Asked, path: str, **options: Any) -> None:
    """Draw friends, foes and blocs to PATH; with --every, blocs and balance of each window."""
    _written(session, asked, path, "blocs", **options)
