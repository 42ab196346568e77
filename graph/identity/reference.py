"""States that may be named without standing in a casebook yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapallo.model.nodes import State
from rapallo.model.text import fold

__all__ = ["Reference"]


class Reference:
    """A table of states by id and by name.

    >>> table = Reference([State("soviet-union", "Soviet Union", "USSR")])
    >>> "soviet-union" in table, list(table.named("ussr"))
    (True, ['soviet-union'])
    """

    def __init__(self, states: Iterable[State]) -> None:
        self._ids = {state.id: state for state in states}
        self._named: dict[str, dict[str, State]] = defaultdict(dict)
        self.labels: dict[str, str] = {}
        for state in self._ids.values():
            for name in state.names():
                self._named[fold(name)][state.id] = state
                self.labels[fold(name)] = state.name

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def holds(self, node: object) -> bool:
        """Whether a node is a state of this table, told as the table tells it."""
        return isinstance(node, State) and self._ids.get(node.id) == node

    def named(self, key: str) -> Mapping[str, State]:
        """The states of a folded name."""
        return self._named.get(key, {})
