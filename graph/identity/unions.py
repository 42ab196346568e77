"""What hangs together: sets that grow as their members are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Unions"]

K = TypeVar("K", bound=Hashable)


class Unions(Generic[K]):
    """Disjoint sets (union-find). Whatever is asked about is a member, at first alone.

    >>> sets = Unions[str]()
    >>> sets.join("a", "b")
    >>> sets.find("a") == sets.find("b"), sets.find("a") == sets.find("c")
    (True, False)
    >>> sets.all()
    [['a', 'b'], ['c']]
    """

    def __init__(self) -> None:
        self._parent: dict[K, K] = {}

    def find(self, one: K) -> K:
        """The member that stands for the set of this one."""
        while (parent := self._parent.setdefault(one, one)) != one:
            # Each step halves the way that the next question takes.
            self._parent[one] = one = self._parent[parent]
        return one

    def join(self, a: K, b: K) -> None:
        """Make one set of those of the two."""
        ours, theirs = self.find(a), self.find(b)
        self._parent[ours] = theirs

    def all(self) -> list[list[K]]:
        """The sets, in the order in which a member of each was first met."""
        found: dict[K, list[K]] = defaultdict(list)
        for one in list(self._parent):
            found[self.find(one)].append(one)
        return list(found.values())
