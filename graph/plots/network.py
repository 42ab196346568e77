"""The network in print: who had to do with whom, as GEXF shows it in Gephi.

It draws the same nodes and edges as :func:`rapallo.export.gexf.export_gexf`, and after one layout
in the same places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.export.command import filter_words
from rapallo.export.layout import Layout, kept, laid_out
from rapallo.export.network import Network, Tie, Vertex, network
from rapallo.export.palette import KIND_COLOURS, OTHER
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import KINDS
from rapallo.model.text import many
from rapallo.plots.caption import Caption, Drawn, placed_by
from rapallo.plots.ink import (
    DOTTED,
    KIND_MARKS,
    KIND_WORDS,
    SIZES,
    looks,
    mark,
    stroke,
    used,
)
from rapallo.plots.labels import Box, Name, left_out, placed_first
from rapallo.plots.plane import Plane, curve
from rapallo.plots.sheet import INK, WIDTH, Sheet, in_style
from rapallo.plots.words import Face, printed, sized, surname
from rapallo.projection.level import By

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST", "plot_network"]

MOST = 4_000
"""More nodes than this are no figure."""

NAME_SIZE, NAME_WIDTH, SHORT_WIDTH = 6.0, 1.35, 0.8
THINGS = {"Treaty": "s", "Issue": "D"}
"""The marks of what is no actor; they are white."""

_Points = NDArray[np.float64]


@in_style
def plot_network(
    book: Casebook,
    *,
    by: By = "actor",
    kinds: Collection[str] = KINDS,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Collection[str] = (),
    seed: int = 0,
    layout: str | Path | None = None,
    width: float = WIDTH,
    font: str = "",
) -> Sheet:
    """The network of a casebook as a figure; its ``save`` writes it, with its caption beside.

    A line is a pair and kind: its width goes by the number of events, it is dashed where no event
    is certain, and an arrow shows its direction. Marks of actors go by state. Names stand where
    there is room, those with most events first; the caption says how many are left out.

    ``layout``: a file that says where nodes stand (see :func:`~rapallo.export.layout.kept`), else
    they are placed after ``seed`` as everywhere. ``width`` in millimetres. ``font``: an installed
    one for letters that DejaVu Sans lacks. Raises NoClaims where nothing is to be drawn, BadOption
    for more than 4,000 nodes.
    """
    found = network(book, by=by, kinds=kinds, filters=filters, lineage=lineage, expand=expand)
    if len(found.vertices) > MOST:
        raise BadOption(
            f"{len(found.vertices):,} nodes are no figure that can be read, {MOST:,} at most: "
            "choose some with filters, or look at them with `rapallo export html`"
        )
    face = Face(font)
    made = layout is None or not Path(layout).exists()
    at = _places(found, layout, seed)
    words = ["rapallo", "plot", "network", "PATH", "--by", by]
    words += filter_words(filters or Filters(), lineage, expand)
    words += ["--seed", str(seed)] if made else []
    words += ["--layout", str(layout)] if layout else []
    caption = _caption(found, layout, seed if made else None, [*words, *sized(width, font)])
    plan = _Plan(found, at, face, width / 25.4)
    said = [*plan.left_out]
    sheet = Sheet(book, caption, face, width=width, high=plan.high, said=said)
    plan.draw(sheet)
    return sheet


def _places(found: Network, layout: str | Path | None, seed: int) -> Layout:
    if layout is None:
        return laid_out(found, seed=seed)
    names = [vertex.id for vertex in found.vertices]
    return kept(layout, names, lambda: laid_out(found, seed=seed))


def _caption(
    found: Network, layout: str | Path | None, seed: int | None, command: Sequence[str]
) -> Caption:
    ties = list(found.ties())
    several = len({tie.kind for tie in ties}) > 1
    doubtful = not all(any(event.certain for event in tie.events) for tie in ties)
    kinds = ", ".join(KIND_WORDS[kind] for kind in used([tie.kind for tie in ties], KINDS))
    reads = (
        f"{many(len(found.vertices), 'node')}, {many(len(ties), 'line')}: one for each pair"
        f"{' and kind' if several else ''} ({kinds}), wider with more events"
        f"{'; dashed: none of them is certain' if doubtful else ''}. "
        "A larger mark has more to do with others.",
    )
    made = (
        [f"The places of nodes were made with seed {seed}."] if layout and seed is not None else []
    )
    labels = {vertex.id: printed(vertex.label) for vertex in found.vertices}
    return Caption(
        f"Diplomatic relations {found.rule}",
        (*reads, *([placed_by(layout)] if layout else [])),
        found.events,
        Counter(claim.source for claim in found.claims.values()),
        # In a figure the file says where nodes stand, whoever made it and when.
        replace(found.provenance, verb="plot network", seed=None if layout else seed),
        tuple(_told(tie, labels) for tie in ties),
        notes=(*found.left_out, *made),
        command=tuple(command),
    )


def _told(tie: Tie, labels: Mapping[str, str]) -> Drawn:
    facts = tie.facts()
    arrow = "→" if tie.directed else "–"
    dates = "; ".join(event.when.text or "undated" for event in tie.events)
    return Drawn(
        f"{labels[tie.a]} {arrow} {labels[tie.b]}, {tie.kind}: {many(len(tie.events), 'event')}, "
        f"{facts.certain} certain ({dates})",
        facts.claims,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A tie as it is drawn: points from its first to its last node, in inches."""

    tie: Tie
    certain: bool
    points: _Points

    @property
    def width(self) -> float:
        """In points, by the number of events."""
        return 0.5 + 0.55 * float(np.log2(len(self.tie.events)))


class _Plan:
    """Where all is drawn, known before the sheet is cut: its caption says what is left out."""

    def __init__(self, found: Network, at: Layout, face: Face, wide: float) -> None:
        self.found, self.face = found, face
        self.looks = looks(found.colours)
        self.plane = Plane.of([at[vertex.id] for vertex in found.vertices], wide)
        self.at = {v.id: self.plane.inches(at[v.id]) for v in found.vertices}
        self.radius = _radii(found.vertices, wide)
        self.lines = list(self._lines())
        self.rows = -(-len(self._handles()) // self._columns)
        self.foot = 0.125 * self.rows + 0.06
        self._name()
        self.low, self.top = self._filled()
        self.high = self.top - self.low + self.foot

    @property
    def _columns(self) -> int:
        return max(2, int(self.plane.wide / 1.25))

    def _lines(self) -> Iterator[_Line]:
        """The lines, those of one pair beside each other."""
        pairs: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in self.found.ties():
            pairs[min(tie.a, tie.b), max(tie.a, tie.b)].append(tie)
        for pair, ties in pairs.items():
            for number, tie in enumerate(ties):
                bend = (number - (len(ties) - 1) / 2) * 0.11
                # Bent to one side of the pair whichever way it runs, so that none hides another.
                bend = bend if tie.a == pair[0] else -bend
                ends = (self.at[tie.a], self.at[tie.b])
                points = curve(*ends, bend, self.radius[tie.a], self.radius[tie.b])
                yield _Line(tie, any(event.certain for event in tie.events), points)

    def _name(self) -> None:
        """Find room for the names, those with most events first."""
        ranked = sorted(self.found.vertices, key=lambda v: (-v.events, -v.claims, v.id))
        texts = [self._ways(vertex.label) for vertex in ranked]
        ways = [
            [
                Name(*self.at[v.id], self.radius[v.id], *self.face.size(text[way], NAME_SIZE))
                for v, text in zip(ranked, texts, strict=True)
            ]
            for way in range(len(texts[0]))
        ]
        frame = Box(0.03, 0.03, self.plane.wide - 0.03, self.plane.high - 0.03)
        found = placed_first(ways, frame, lines=self._better_seen())
        self.spots = [spot for spot, _ in found]
        self.named = [
            (vertex, text[way]) for vertex, text, (_, way) in zip(ranked, texts, found, strict=True)
        ]
        self.left_out = left_out(self.spots)

    def _filled(self) -> tuple[float, float]:
        """Between what heights there are marks and names."""
        ends = [(y, self.radius[name]) for name, (_, y) in self.at.items()]
        for (_, text), spot in zip(self.named, self.spots, strict=True):
            if spot:
                ends.append((spot.y, self.face.size(text, NAME_SIZE)[1] / 2))
        drawn = self._better_seen()[:, 1]
        low = min(float(drawn.min()), *(y - half for y, half in ends))
        top = max(float(drawn.max()), *(y + half for y, half in ends))
        return low - 0.08, top + 0.06

    def _ways(self, label: str) -> tuple[str, ...]:
        """How a name may be written: whole, in more lines, cut, as a surname."""
        name = printed(label)
        ways = ((NAME_WIDTH, 4), (0.7 * NAME_WIDTH, 5), (NAME_WIDTH, 2))
        return (
            *("\n".join(self.face.wrapped(name, NAME_SIZE, *way)) for way in ways),
            self.face.short(surname(label), NAME_SIZE, SHORT_WIDTH),
        )

    def _better_seen(self) -> _Points:
        """Points on the lines; their marks count more."""
        middles = [line.points[len(line.points) // 2][None, :] for line in self.lines]
        return np.concatenate([*(line.points for line in self.lines), *middles * 4])

    def draw(self, sheet: Sheet) -> None:
        """Draw it on a sheet of its size."""
        axes = sheet.axes(0, self.foot, self.plane.wide, self.high)
        axes.set_axis_off()
        axes.set_xlim(0, self.plane.wide)
        axes.set_ylim(self.low, self.top)
        _draw_lines(axes, self.lines, marked=len({line.tie.kind for line in self.lines}) > 1)
        self._draw_nodes(axes)
        for (_, text), spot in zip(self.named, self.spots, strict=True):
            if spot:
                sheet.name(axes, spot, text, NAME_SIZE)
        low = sheet.axes(0.02, 0, self.plane.wide, self.foot)
        sheet.key(low, self._handles(), self._columns)

    def _draw_nodes(self, axes: Axes) -> None:
        for vertex in self.found.vertices:
            shape, colour = self._look(vertex)
            size = self.radius[vertex.id] * 144 * SIZES.get(shape, 1.0)
            axes.plot(
                *([value] for value in self.at[vertex.id]),
                marker=shape, markersize=size, zorder=4,
                markerfacecolor=colour, markeredgecolor=INK, markeredgewidth=0.45,
            )  # fmt: skip

    def _look(self, vertex: Vertex) -> tuple[str, str]:
        """The mark and the colour of a node."""
        if vertex.kind in THINGS:
            return THINGS[vertex.kind], "white"
        return self.looks.get(vertex.state, ("o", OTHER))

    def _handles(self) -> list[Any]:
        """What the legend explains: marks, kinds of lines, doubt."""
        vertices = self.found.vertices
        found = []
        for state in used([vertex.state for vertex in vertices], list(self.looks)):
            shape, colour = self.looks[state]
            label = self.face.short(self.found.labels.get(state, state), 6.5, 0.85)
            found.append(mark(shape, colour, label))
        if any(self._look(vertex) == ("o", OTHER) for vertex in vertices):
            found.append(mark("o", OTHER, "others"))
        for kind in used([vertex.kind for vertex in vertices], list(THINGS)):
            found.append(mark(THINGS[kind], "white", kind.lower()))
        kinds = used([line.tie.kind for line in self.lines], list(KIND_COLOURS))
        for kind in kinds:
            middle = KIND_MARKS[kind] if len(kinds) > 1 else None
            found.append(stroke(KIND_COLOURS[kind], KIND_WORDS[kind], shape=middle))
        if not all(line.certain for line in self.lines):
            found.append(stroke(INK, "only possibly", dash=DOTTED, width=0.9))
        return found


def _radii(vertices: Sequence[Vertex], wide: float) -> dict[str, float]:
    """The radius of each node in inches: its area goes by its strength."""
    most = max((vertex.strength for vertex in vertices), default=0.0) or 1.0
    crowd = (1.0 if len(vertices) < 60 else 0.75) * min(1.0, wide / 6.2) ** 0.5
    return {v.id: (0.022 + 0.06 * (v.strength / most) ** 0.5) * crowd for v in vertices}


def _draw_lines(axes: Axes, lines: Sequence[_Line], *, marked: bool) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    for kind in used([line.tie.kind for line in lines], list(KIND_COLOURS)):
        for certain in (False, True):
            mine = [line for line in lines if (line.tie.kind, line.certain) == (kind, certain)]
            if not mine:
                continue
            drawn = LineCollection(
                [line.points for line in mine], colors=KIND_COLOURS[kind],
                linewidths=[line.width for line in mine],
                linestyles=["-" if certain else DOTTED], zorder=2, alpha=0.9, capstyle="butt",
            )  # fmt: skip
            axes.add_collection(drawn, autolim=False)
            if mine[0].tie.directed:
                heads = PolyCollection(
                    [_head(line) for line in mine], facecolors=KIND_COLOURS[kind],
                    edgecolors="none", zorder=2.2,
                )  # fmt: skip
                axes.add_collection(heads, autolim=False)
            if marked:
                middles = np.array([line.points[len(line.points) // 2] for line in mine])
                axes.scatter(
                    middles[:, 0], middles[:, 1], marker=KIND_MARKS[kind], s=5, zorder=3,
                    c=KIND_COLOURS[kind], edgecolors=INK, linewidths=0.25,
                )  # fmt: skip


def _head(line: _Line) -> _Points:
    """The head of an arrow at the end of a line."""
    tip, back = line.points[-1], line.points[-3]
    way = tip - back
    length = float(np.hypot(*way)) or 1.0
    way = way / length
    across = np.array([-way[1], way[0]])
    size = 0.04 + line.width * 0.006
    return np.array(
        [tip, tip - way * size + across * size / 2.6, tip - way * size - across * size / 2.6]
    )
