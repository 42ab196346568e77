"""States and coalitions that may be named without standing in a casebook yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapallo.identity.shipped import successors
from rapallo.model.nodes import Organization, State
from rapallo.model.text import fold

__all__ = ["Reference"]


class Reference:
    """A table of states and coalitions by id and by name.

    >>> table = Reference([State("soviet-union", "Soviet Union", "USSR")])
    >>> "soviet-union" in table, list(table.named("ussr"))
    (True, ['soviet-union'])
    """

    def __init__(self, states: Iterable[State | Organization]) -> None:
        self._ids = {state.id: state for state in states}
        self._named: dict[str, dict[str, State | Organization]] = defaultdict(dict)
        self.labels: dict[str, str] = {}
        for state in self._ids.values():
            for name in state.names():
                self._named[fold(name)][state.id] = state
                self.labels[fold(name)] = state.name

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def holds(self, node: object) -> bool:
        """Whether a node is one of this table, told as the table tells it."""
        return isinstance(node, State | Organization) and self._ids.get(node.id) == node

    def later(self, key: str) -> list[State | Organization]:
        """Those that bear a folded name only where nobody else of it stood: *Germany* of 1950."""
        return [self._ids[name] for name in successors().get(key, ()) if name in self._ids]

    def named(self, key: str) -> Mapping[str, State | Organization]:
        """Those of a folded name."""
        return self._named.get(key, {})
