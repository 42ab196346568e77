"""Where the nodes of a network stand when it is drawn.

The forces are those of M. Jacomy, T. Venturini, S. Heymann and M. Bastian, "ForceAtlas2" (PLoS ONE
9(6), 2014), without its approximations: nodes push each other apart by their degrees, edges draw
together by the logarithm of their length (LinLog), gravity keeps all near. How far a node may move
falls step by step, as in Fruchterman and Reingold (1991), so that the drawing comes to rest.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from rapallo.errors import UnreadableFile
from rapallo.export.atomic import written_whole
from rapallo.export.network import Network
from rapallo.export.suffix import checked_layout
from rapallo.model.text import some

__all__ = ["Layout", "kept", "laid_out", "places", "read_layout", "write_layout"]

Layout = Mapping[str, tuple[float, float]]
"""Where nodes stand, by id."""

WIDTH, HEIGHT = 1300.0, 1000.0
"""The drawing, wider than high, as screens are."""
ROOM, ROOMY, LARGEST = 30.0, 75.0, 14.0
"""How far apart the marks of two nodes stand at least where there are many nodes, where there are
few, and the radius of the largest mark."""
STEPS, BUDGET = 500, 3_000_000_000
"""Steps to rest; fewer where there are so many pairs of nodes that it would take minutes."""

_Array = NDArray[Any]


class _Field(NamedTuple):
    """A part of the drawing: its lower left corner and its sides."""

    left: float
    below: float
    wide: float
    high: float


def laid_out(found: Network, *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Where each node of a network stands, by id: x to the right from -650 to 650, y upwards from
    -500 to 500.

    The same network and seed give the same places on the same machine; another processor may round
    otherwise. A pair is drawn together by the square root of its number of events. What hangs
    together has a field of its own, in proportion to its nodes, the largest piece first. The time
    grows with the square of the number of nodes: 2,000 take seconds, and beyond 2,500 the steps
    become fewer.
    """
    events = Counter((edge.a, edge.b) for edge in found.edges)
    return places([vertex.id for vertex in found.vertices], events, seed=seed)


def places(
    names: Sequence[str], weights: Mapping[tuple[str, str], float], *, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """The same, of nodes and the weights of their pairs: each is drawn together by the square root
    of its weight.

    >>> places(["a", "b"], {("a", "b"): 4.0}) == places(["a", "b"], {("a", "b"): 4.0})
    True
    """
    place = {name: number for number, name in enumerate(names)}
    pairs = np.array([(place[a], place[b]) for a, b in weights], dtype=np.int64).reshape(-1, 2)
    strength = np.sqrt(np.array(list(weights.values()), dtype=np.float64))
    at = _placed(len(names), pairs, strength, seed)
    return {
        name: (round(float(x), 1), round(float(y), 1))
        for name, (x, y) in zip(names, at, strict=True)
    }


def kept(path: str | Path, names: Collection[str], make: Callable[[], Layout]) -> Layout:
    """Where nodes stand after a file, which is made first where there is none.

    A file that is there is left as it is, so that figures and Gephi agree over time. Raises
    UnreadableFile where it has no place for one of the nodes, and as :func:`read_layout` does.
    """
    checked_layout(path)
    if not Path(path).exists():
        found = make()
        write_layout(path, found)
        return found
    layout = read_layout(path)
    lacking = sorted(set(names) - layout.keys())
    if lacking:
        raise UnreadableFile(
            path,
            f"it has no place for {some(lacking, 3)}: name another file to have one made, or make "
            "it from the whole network first",
        )
    return layout


def write_layout(path: str | Path, layout: Layout) -> None:
    """Write where nodes stand, as CSV with the columns id, x and y.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_layout(f"{folder}/at.csv", {"latvia": (1.5, -2.0)})
    ...     read_layout(f"{folder}/at.csv")
    {'latvia': (1.5, -2.0)}
    """
    with written_whole(path) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("id", "x", "y"))
        writer.writerows((name, x, y) for name, (x, y) in layout.items())


def read_layout(path: str | Path) -> dict[str, tuple[float, float]]:
    """Where nodes stand after a CSV file with the columns id, x and y, or after a GEXF file: what
    was moved by hand in Gephi and exported from there.

    Raises UnreadableFile for anything else, for places that are no numbers and for an id that is
    there twice.
    """
    rows = _gexf_rows(path) if Path(path).suffix.lower() == ".gexf" else _csv_rows(path)
    found: dict[str, tuple[float, float]] = {}
    for name, *at in rows:
        if name in found:
            raise UnreadableFile(path, f"{name} is there twice")
        try:
            x, y = map(float, at)
        except ValueError as error:
            raise UnreadableFile(path, f"the place of {name} is no two numbers") from error
        if not (isfinite(x) and isfinite(y)):
            raise UnreadableFile(path, f"the place of {name} is no two numbers")
        found[name] = x, y
    return found


def _csv_rows(path: str | Path) -> Iterator[tuple[str, str, str]]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"id", "x", "y"} <= set(reader.fieldnames or ()):
                raise UnreadableFile(path, "a layout has the columns id, x and y")
            for row in reader:
                yield row["id"], row["x"] or "", row["y"] or ""
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no CSV file in UTF-8"
        raise UnreadableFile(path, str(reason)) from error


def _gexf_rows(path: str | Path) -> Iterator[tuple[str, str, str]]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.parse(str(path), parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise UnreadableFile(path, "it is no GEXF file") from error
    for node in root.iter("{*}node"):
        for at in node.iter("{*}position"):
            yield node.get("id", ""), at.get("x", ""), at.get("y", "")


def _placed(number: int, pairs: _Array, strength: _Array, seed: int) -> _Array:
    """The places of so many nodes."""
    random = np.random.Generator(np.random.PCG64(seed))
    at = random.uniform(-1.0, 1.0, (number, 2)) * np.sqrt(number) * 10
    pieces = _pieces(number, pairs)
    inside = np.zeros(number, dtype=np.int64)
    for piece in pieces:
        inside[piece] = np.arange(len(piece))
        own = pairs[np.isin(pairs[:, 0], piece)] if len(pieces) > 1 else pairs
        pull = strength[np.isin(pairs[:, 0], piece)] if len(pieces) > 1 else strength
        at[piece] = _piece(at[piece], inside[own], pull)
    return _arranged(at, pieces, _reach(number, pairs, strength))


def _pieces(number: int, pairs: _Array) -> list[_Array]:
    """The nodes that hang together, the largest piece first."""
    ones = np.ones(len(pairs))
    graph = coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(number, number))
    _, piece = connected_components(graph, directed=False)
    order = np.argsort(piece, kind="stable")
    cuts = np.flatnonzero(np.diff(piece[order])) + 1
    return sorted(np.split(order, cuts), key=lambda nodes: (-len(nodes), int(nodes[0])))


def _piece(at: _Array, pairs: _Array, strength: _Array) -> _Array:
    """The places of what hangs together, around its middle, loosened where it is dense."""
    number = len(at)
    mass = 1.0 + np.bincount(pairs.ravel(), minlength=number).astype(np.float64)
    steps = int(min(STEPS, max(5, BUDGET / number**2)))
    _settle(at, pairs, strength, mass, steps)
    at -= at.mean(axis=0)
    far = np.hypot(at[:, 0], at[:, 1])
    # Where it is dense it is stretched: nearness to the middle says nothing that has a scale.
    loosened: _Array = at * ((far / max(float(far.max()), 1e-9) + 1e-9) ** -0.35)[:, None]
    return loosened


def _reach(number: int, pairs: _Array, strength: _Array) -> _Array:
    """The radius of the mark of each node: its area goes by the weight of its pairs."""
    weight = np.bincount(pairs.ravel(), np.repeat(strength**2, 2), minlength=number)
    most = max(float(weight.max(initial=0.0)), 1e-9)
    reach: _Array = LARGEST * np.sqrt(weight / most * min(1.0, 60 / max(number, 1)))
    return reach


def _arranged(at: _Array, pieces: list[_Array], reach: _Array) -> _Array:
    """Each piece in a field of its own, and between any two nodes room for a line to be seen."""
    side = np.sqrt(WIDTH * HEIGHT / max(len(at), 1))
    room = max(min(ROOM, 0.8 * side), min(ROOMY, 0.45 * side))
    for piece, field in zip(pieces, _fields([len(piece) + 1.0 for piece in pieces]), strict=True):
        at[piece] = _fitted(at[piece], field, room)
    rounds = int(min(120, max(1, BUDGET / 5 / len(at) ** 2)))
    _part(at, reach, room, rounds)
    low, top = at.min(axis=0), at.max(axis=0)
    wide, high = (max(float(side), 1e-9) for side in top - low)
    placed: _Array = (at - (low + top) / 2) * min(WIDTH / wide, HEIGHT / high)
    return placed


def _fields(shares: Sequence[float]) -> list[_Field]:
    """The drawing cut into fields of these shares, in rows from above, as square as may be: the
    strip treemap of B. Bederson, B. Shneiderman and M. Wattenberg, "Ordered and quantum treemaps"
    (ACM Transactions on Graphics 21(4), 2002).

    >>> [[round(side) for side in field] for field in _fields([4, 1, 1])]
    [[0, 333, 1300, 667], [0, 0, 650, 333], [650, 0, 650, 333]]
    """
    scale = WIDTH * HEIGHT / sum(shares)
    rows: list[list[float]] = []
    for area in (share * scale for share in shares):
        if rows and _slenderness([*rows[-1], area]) < _slenderness(rows[-1]):
            rows[-1].append(area)
        else:
            rows.append([area])
    found: list[_Field] = []
    above = HEIGHT
    for row in rows:
        high, left = sum(row) / WIDTH, 0.0
        above -= high
        for area in row:
            found.append(_Field(left, above, area / high, high))
            left += area / high
    return found


def _slenderness(row: Sequence[float]) -> float:
    """How much longer than broad the fields of a row are, on average."""
    high = sum(row) / WIDTH
    sides = [area / high for area in row]
    return sum(max(side / high, high / side) for side in sides) / len(row)


def _fitted(at: _Array, field: _Field, room: float) -> _Array:
    """A piece brought into its field, lengthwise, and stretched one way a little where that uses
    the field better."""
    x, y = at[:, 0], at[:, 1]
    lies = 0.5 * np.arctan2(2 * float(x @ y), float(x @ x - y @ y))
    turn = (np.pi / 2 if field.high > field.wide else 0.0) - lies
    cos, sin = np.cos(turn), np.sin(turn)
    at = np.column_stack((x * cos - y * sin, x * sin + y * cos))
    low, top = at.min(axis=0), at.max(axis=0)
    sides = np.array([field.wide, field.high])
    # No longer than the field would be as a square: the lines of a pair are not all that is seen.
    free = np.minimum(sides - np.minimum(room, sides / 3), 1.15 * np.sqrt(sides.prod()))
    scale = free / np.maximum(top - low, 1e-9)
    middle = np.array([field.left, field.below]) + sides / 2
    fitted: _Array = (at - (low + top) / 2) * np.minimum(scale, 1.5 * scale.min()) + middle
    return fitted


@njit(cache=True)
def _settle(at: _Array, pairs: _Array, strength: _Array, mass: _Array, steps: int) -> None:
    """Let the forces work until they have come to rest."""
    number = len(at)
    push = np.zeros((number, 2))
    for step in range(steps):
        push[:] = 0.0
        for i in range(number):
            for j in range(i):
                dx, dy = at[i, 0] - at[j, 0], at[i, 1] - at[j, 1]
                force = 10.0 * mass[i] * mass[j] / (dx * dx + dy * dy + 0.01)
                push[i, 0] += dx * force
                push[i, 1] += dy * force
                push[j, 0] -= dx * force
                push[j, 1] -= dy * force
        for k in range(len(pairs)):
            i, j = pairs[k, 0], pairs[k, 1]
            dx, dy = at[i, 0] - at[j, 0], at[i, 1] - at[j, 1]
            far = np.sqrt(dx * dx + dy * dy) + 1e-9
            pull = 3.0 * strength[k] * np.log(1.0 + far) / far
            push[i, 0] -= dx * pull
            push[i, 1] -= dy * pull
            push[j, 0] += dx * pull
            push[j, 1] += dy * pull
        reach = np.sqrt(number) * 4.0 * (1.0 - step / steps) ** 1.5 + 0.01
        for i in range(number):
            far = np.sqrt(at[i, 0] ** 2 + at[i, 1] ** 2) + 1e-9
            for axis in range(2):
                push[i, axis] -= 2.0 * mass[i] * at[i, axis] / far
            length = np.sqrt(push[i, 0] ** 2 + push[i, 1] ** 2) / mass[i]
            share = min(0.1, reach / (length + 1e-9)) / mass[i]
            at[i, 0] += push[i, 0] * share
            at[i, 1] += push[i, 1] * share


@njit(cache=True)
def _part(at: _Array, reach: _Array, room: float, rounds: int) -> None:
    """Push apart nodes whose marks stand closer than there is room."""
    for _ in range(rounds):
        moved = False
        for i in range(len(at)):
            for j in range(i):
                dx, dy = at[i, 0] - at[j, 0], at[i, 1] - at[j, 1]
                far = np.sqrt(dx * dx + dy * dy)
                apart = room + reach[i] + reach[j]
                if far >= apart:
                    continue
                moved = True
                if far < 1e-6:
                    # Two on one spot part along the line of their numbers.
                    dx, dy, far = np.cos(i + 0.0), np.sin(i + 0.0), 1.0
                    way = apart / 2
                else:
                    way = (apart - far) / 2
                at[i, 0] += dx / far * way
                at[i, 1] += dy / far * way
                at[j, 0] -= dx / far * way
                at[j, 1] -= dy / far * way
        if not moved:
            return
