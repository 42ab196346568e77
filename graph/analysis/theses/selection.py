"""Which events a statement is about: conditions on who acted, on whom, with whom, about what.

The values of one condition are alternatives (any of these), but for those that say *together*,
*parties*, *dealings*, *quarrels* and *envoys_together*: all of these. Conditions add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

__all__ = ["Selection", "listed"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions on an event, in the names that its author used; a condition left empty is none.

    ``kind``, ``act``, ``sign``: of the event. ``by``, ``at``: one of these acts, is aimed at.
    ``together``: all of these act on one side. ``without``: none of these acts. ``parties``: all of
    these have a part, in whatever role. ``issue``, ``treaty``: it is about one of these.

    ``dealings`` of two: what they did together or with each other, hostile acts between them left
    out. ``quarrels`` of two: acts of sign below 0 in which both have a part and not on one side.

    ``envoys_together``: meetings with envoys of all of these at one of ``hosts``;
    ``envoys_with_third``: with an envoy of one of these and one of a state that is neither among
    them nor a host. ``any``: it fits one of these selections. ``called`` is no condition: a short
    name for the number.
    """

    kind: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    sign: tuple[int, ...] = ()
    by: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    dealings: tuple[str, ...] = ()
    quarrels: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    treaty: tuple[str, ...] = ()
    envoys_together: tuple[str, ...] = ()
    envoys_with_third: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    any: tuple[Selection, ...] = ()
    called: str = ""

    @property
    def name(self) -> str:
        """What its number is called."""
        return self.called or self.words()

    @property
    def actors(self) -> tuple[str, ...]:
        """Who is named as acting."""
        return (*self.by, *self.together, *self.dealings, *self.quarrels)

    def given(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        """The conditions that are not empty."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value and field.name != "called":
                yield field.name, value

    def words(self) -> str:
        """The conditions in words.

        >>> Selection(kind=("opposed",), together=("Germany", "USSR"), issue=("Vilnius",)).words()
        'events (opposed) by Germany and USSR together about Vilnius'
        """
        return " ".join([self._head(), *self._rest()])

    def _head(self) -> str:
        if self.dealings:
            return f"dealings of {listed(self.dealings)}"
        if self.quarrels:
            return f"hostile acts between {listed(self.quarrels)}"
        if self.envoys_together:
            return f"meetings of the envoys of {listed(self.envoys_together)} {self._hosts()}"
        if self.envoys_with_third:
            both = listed(self.envoys_with_third, "or")
            return f"meetings of an envoy of {both} with one of a third state {self._hosts()}"
        return "events"

    def _hosts(self) -> str:
        return f"in {listed(self.hosts)}"

    def _rest(self) -> Iterator[str]:
        what = [
            *self.kind,
            *self.act,
            *(f"sign {sign:+d}" if sign else "sign 0" for sign in self.sign),
        ]
        if what:
            yield f"({', '.join(what)})"
        for said, names, join in (
            ("by {}", self.by, "or"),
            ("by {} together", self.together, "and"),
            ("without {}", self.without, "or"),
            ("aimed at {}", self.at, "or"),
            ("with {} having a part", self.parties, "and"),
            ("about {}", (*self.issue, *self.treaty), "or"),
        ):
            if names:
                yield said.format(listed(names, join))
        if self.any:
            yield f"that are {'; or '.join(part.words() for part in self.any)}"


def listed(names: tuple[str, ...], join: str = "and") -> str:
    """Names as a sentence has them.

    >>> listed(("a", "b", "c"), "or")
    'a, b or c'
    """
    return f" {join} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
