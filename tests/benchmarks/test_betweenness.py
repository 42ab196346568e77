"""Exact betweenness of 5,000 nodes: ours against NetworkX, igraph, rustworkx and networkit.

``RAPALLO_BENCH_NODES`` and ``RAPALLO_BENCH_ARCS`` change the size (5,000 and 28,556);
``RAPALLO_BENCH_NETWORKX=0`` leaves out NetworkX, which takes minutes for it.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from rapallo.analysis.centrality.shortest import Arcs, betweenness, betweenness_centrality

NODES = int(os.environ.get("RAPALLO_BENCH_NODES", "5000"))
ARCS = int(os.environ.get("RAPALLO_BENCH_ARCS", "28556"))
NETWORKX = os.environ.get("RAPALLO_BENCH_NETWORKX", "1") != "0"

Values = np.ndarray[Any, np.dtype[np.float64]]
Columns = tuple[Values, Values]

COLD = """
import time
start = time.perf_counter()
import numpy as np
from rapallo.analysis.centrality.shortest import Arcs, betweenness
betweenness(Arcs.of(3, np.array([0, 1]), np.array([1, 2])))
print(time.perf_counter() - start)
"""


def arcs(nodes: int, number: int) -> Columns:
    """Different arcs between different nodes, a few of which have most of them."""
    draw = np.random.default_rng(0)
    share = 1 / np.sqrt(np.arange(nodes) + 10)
    share /= share.sum()
    found: set[tuple[int, int]] = set()
    while len(found) < number:
        ends = draw.choice(nodes, (number, 2), p=share).tolist()
        found.update((a, b) for a, b in ends[: 2 * (number - len(found))] if a != b)
    tails, heads = zip(*sorted(found)[:number], strict=True)
    return np.array(tails), np.array(heads)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of this process, and what came out."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def ours(tails: Values, heads: Values) -> Callable[[], Any]:
    return lambda: betweenness(Arcs.of(NODES, tails, heads, directed=True))


def graph_of(tails: Values, heads: Values) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from(zip(tails.tolist(), heads.tolist(), strict=True))
    return graph


def of_igraph(tails: Values, heads: Values) -> Callable[[], Any]:
    rival: Any = importlib.import_module("igraph")
    pairs = list(zip(tails.tolist(), heads.tolist(), strict=True))
    graph = rival.Graph(n=NODES, edges=pairs, directed=True)
    return lambda: np.array(graph.betweenness()) / ((NODES - 1) * (NODES - 2))


def of_rustworkx(tails: Values, heads: Values) -> Callable[[], Any]:
    rival: Any = importlib.import_module("rustworkx")
    graph = rival.PyDiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from_no_data(list(zip(tails.tolist(), heads.tolist(), strict=True)))
    return lambda: np.array([v for _, v in sorted(rival.betweenness_centrality(graph).items())])


def of_networkit(tails: Values, heads: Values) -> Callable[[], Any]:
    rival: Any = importlib.import_module("networkit")
    graph = rival.GraphFromCoo((tails, heads), n=NODES, directed=True)
    return lambda: np.array(rival.centrality.Betweenness(graph, normalized=True).run().scores())


RIVALS = {"igraph": of_igraph, "rustworkx": of_rustworkx, "networkit": of_networkit}


def cold(folder: str) -> float:
    """Seconds until the first answer of a new process whose compiled code lies in a folder."""
    command = [sys.executable, "-c", COLD]
    environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_exact_betweenness(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    tails, heads = arcs(NODES, ARCS)
    work = ours(tails, heads)
    work()
    mine, values = min((seconds(work) for _ in range(3)), key=lambda timed: timed[0])
    said = [f"\nExact betweenness, {NODES} nodes, {len(tails)} arcs (processor seconds)"]
    said.append(f"  {'ours, on columns':28}{mine:8.2f}")
    graph = graph_of(tails, heads)
    taken, found = seconds(lambda: betweenness_centrality(graph))
    said.append(f"  {'ours, from a NetworkX graph':28}{taken:8.2f}")
    assert np.allclose(list(found.values()), values, rtol=0, atol=1e-9)
    best = float("inf")
    for name, made in RIVALS.items():
        try:
            rival = made(tails, heads)
        except ImportError:
            said.append(f"  {name:28} is not installed: pip install -e '.[bench]'")
            continue
        taken, found = min((seconds(rival) for _ in range(2)), key=lambda timed: timed[0])
        said.append(f"  {name:28}{taken:8.2f}  {taken / mine:5.1f} times as long")
        assert np.allclose(found, values, rtol=0, atol=1e-9), name
        best = min(best, taken)
    if NETWORKX:
        taken, found = seconds(lambda: nx.betweenness_centrality(graph))
        said.append(f"  {'networkx':28}{taken:8.2f}  {taken / mine:5.1f} times as long")
        assert np.allclose(list(found.values()), values, rtol=0, atol=1e-9)
        best = min(best, taken)
    folder = str(tmp_path_factory.mktemp("compiled"))
    said.append(f"  first answer of a process, with compilation {cold(folder):.1f} s")
    said.append(f"  first answer of a process, compiled before {cold(folder):.1f} s (by the clock)")
    with capsys.disabled():
        print("\n".join(said))
    assert mine <= 2 * best
