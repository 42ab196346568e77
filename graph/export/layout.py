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
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from rapallo.errors import UnreadableFile
from rapallo.export.atomic import written_whole
from rapallo.export.network import Network
from rapallo.model.text import some

__all__ = ["Layout", "kept", "laid_out", "places", "read_layout", "write_layout"]

Layout = Mapping[str, tuple[float, float]]
"""Where nodes stand, by id."""

WIDTH, HEIGHT = 1300.0, 1000.0
"""The drawing, wider than high, as screens are."""
ROOM = 30.0
"""How far apart two nodes stand at least, where there is room."""
STEPS, BUDGET = 500, 3_000_000_000
"""Steps to rest; fewer where there are so many pairs of nodes that it would take minutes."""

_Array = NDArray[Any]


def laid_out(found: Network, *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Where each node of a network stands, by id: x to the right from -650 to 650, y upwards from
    -500 to 500.

    The same network and seed give the same places on the same machine; another processor may round
    otherwise. A pair is drawn together by the square root of its number of events. Pieces without a
    tie to the largest stand in rows below it. The time grows with the square of the number of
    nodes: 2,000 take seconds, and beyond 2,500 the steps become fewer.
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
    return _arranged(at, pieces)


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
    widest = max(float(far.max()), 1e-9)
    # Where it is dense it is stretched: nearness to the middle says nothing that has a scale.
    at *= ((far / widest + 1e-9) ** -0.35)[:, None]
    widest = max(float(np.hypot(at[:, 0], at[:, 1]).max()), 1e-9)
    placed: _Array = at / widest
    return placed


def _arranged(at: _Array, pieces: list[_Array]) -> _Array:
    """The largest piece above, the others in rows below, no node on another."""
    room = min(ROOM, 0.8 * np.sqrt(WIDTH * HEIGHT / max(len(at), 1)))
    below = 0.0
    for row in _rows([room * (1.6 + np.sqrt(len(piece))) for piece in pieces[1:]]):
        left = -sum(side for _, side in row) / 2
        for number, side in row:
            piece = pieces[1 + number]
            at[piece] = at[piece] * (side - 1.6 * room) / 2 + (left + side / 2, -below - side / 2)
            left += side
        below += max(side for _, side in row)
    high = max(HEIGHT - below, HEIGHT / 2)
    main = pieces[0]
    at[main] = at[main] * (WIDTH / 2, high / 2) + (0.0, high / 2)
    rounds = int(min(120, max(1, BUDGET / 5 / len(at) ** 2)))
    _part(at, room, rounds)
    low, top = at.min(axis=0), at.max(axis=0)
    wide, high = (max(float(side), 1e-9) for side in top - low)
    placed: _Array = (at - (low + top) / 2) * min(WIDTH / wide, HEIGHT / high)
    return placed


def _rows(sides: Sequence[float]) -> list[list[tuple[int, float]]]:
    """Squares in rows no wider than the drawing: the number and side of each."""
    rows: list[list[tuple[int, float]]] = []
    left = WIDTH
    for number, side in enumerate(sides):
        if left + side > WIDTH:
            rows.append([])
            left = 0.0
        rows[-1].append((number, side))
        left += side
    return rows


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
def _part(at: _Array, room: float, rounds: int) -> None:
    """Push apart what stands closer than there is room."""
    for _ in range(rounds):
        moved = False
        for i in range(len(at)):
            for j in range(i):
                dx, dy = at[i, 0] - at[j, 0], at[i, 1] - at[j, 1]
                far = np.sqrt(dx * dx + dy * dy)
                if far >= room:
                    continue
                moved = True
                if far < 1e-6:
                    # Two on one spot part along the line of their numbers.
                    dx, dy, far = np.cos(i + 0.0), np.sin(i + 0.0), 1.0
                    way = room / 2
                else:
                    way = (room - far) / 2
                at[i, 0] += dx / far * way
                at[i, 1] += dy / far * way
                at[j, 0] -= dx / far * way
                at[j, 1] -= dy / far * way
        if not moved:
            return
