"""Who held an office: the person who certainly did, those who possibly did, or nobody known.

An office is asked for in words (``the Soviet envoy in Berlin, May 1926``) or as a cell has it
(``[envoy in Berlin]|USSR``). The rule, by posts and dates alone:

* Of a kind of office that one person holds at a time, he is the holder whose term certainly covers
  every day of the date, if nobody else's does. All heads of one mission are one kind, whatever
  their rank: sources call the same man envoy, ambassador and plenipotentiary.
* Else all whose terms possibly share a day with the date are candidates: heads of mission first,
  then lower ranks, as ``offices.csv`` orders them. Without a date nobody is certain.
* Where nobody is known to have held it, it is the unnamed holder of the post.
* The life of a holder and the time of the states concerned bound his term, see
  :mod:`rapallo.identity.limits`: on a day beyond them he is possible at most.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Protocol

from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.compare import Certainty, during, overlaps
from rapallo.dates.edtf import parse
from rapallo.dates.when import UNDATED, When
from rapallo.errors import AmbiguousOffice, BadInput, UnknownOffice
from rapallo.identity.bodies import office
from rapallo.identity.limits import Limit, narrowed
from rapallo.identity.titles import Kind, Phrase, dated, phrase, titled
from rapallo.model.cells import Spelled, parse_cell
from rapallo.model.nodes import Post, slug
from rapallo.model.text import fold

__all__ = ["Asked", "Held", "Knows", "Offices"]


class Knows(Protocol):
    """What offices ask of whoever knows the names."""

    def states_called(self, name: str) -> frozenset[str]:
        """The ids of all states of a name."""

    def places_called(self, name: str) -> frozenset[str]:
        """The ids of all places of a name."""

    def holder(self, post: Post, state: str) -> str:
        """The id of the person whom a post names as its holder: the name itself where nobody is
        called so, an empty one where several are."""

    def limits(self, post: Post, state: str) -> tuple[Limit, ...]:
        """What bounds the term of a post of a state: a life, and the time of states."""

    def label(self, name: str) -> str:
        """The name that people read for an id."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row of ``posts`` as it is asked for; ``places``: where, in every way it can be told.

    ``term``: as it is told; ``span``: without what is not told of it and cannot be by its limits.
    """

    post: Post
    office: str
    state: str
    kind: Kind
    places: frozenset[str]
    term: When
    span: When
    limits: tuple[Limit, ...]

    @property
    def named(self) -> str:
        """The office as a cell names it."""
        return str(Spelled("post", self.post.title, self.post.state))

    @property
    def words(self) -> str:
        """From when to when, as the row has it."""
        start, end = self.post.start, self.post.end
        if not start and not end:
            return "term not told"
        return " ".join(
            filter(None, (f"from {start}" if start else "", f"to {end}" if end else ""))
        )

    def covers(self, when: When) -> bool:
        """Whether its term certainly covers all of a date, and nothing stands against it."""
        sure = when is not UNDATED and during(when, self.term) is Certainty.CERTAINLY
        return sure and not self.against(when)

    def against(self, when: When) -> tuple[str, ...]:
        """What is told of his life, or of a state, against his having held it all that time."""
        first, last = max(when.s0, self.span.s0), min(when.e1, self.span.e1)
        return tuple(said for limit in self.limits for said in limit.against(first, last))

    def shares(self, when: When) -> bool:
        """Whether its term certainly has a day on which the date may lie."""
        core = self.term.core
        return core is not None and core.first <= when.e1 and when.s0 <= core.last

    def touches(self, when: When) -> bool:
        """Whether its term possibly shares a day with a date."""
        return overlaps(self.span, when) is not Certainty.NO


@dataclass(frozen=True, slots=True)
class Asked:
    """An office that is asked for. ``states``: ids, none where any state is meant; ``places``
    likewise. ``place``: how the words name it; ``title``: the slug of its words."""

    text: str
    states: frozenset[str]
    kind: Kind
    places: frozenset[str]
    place: str
    title: str
    when: When


class Offices:
    """The posts of a casebook, to be asked for their holders."""

    def __init__(self, posts: Iterable[tuple[str, Post]], names: Knows) -> None:
        self._names = names
        self._people: dict[str, str] = {}
        self.held: list[Held] = [self._held(post, state) for state, post in posts]
        self._of: dict[str, list[Held]] = defaultdict(list)
        for held in self.held:
            self._of[held.kind.name].append(held)
        self._matching: dict[tuple[object, ...], list[Held]] = {}

    def _held(self, post: Post, state: str) -> Held:
        kind, place = titled(post.title)
        told = [place, post.seat.removesuffix("?"), post.accredited_to]
        places = frozenset().union(*(self._places(name) for name in told if name))
        limits = self._names.limits(post, state)
        span = narrowed(post.held, limits)
        named = office(state, post.title)
        return Held(post, named, state, kind, places, post.held, span, limits)

    def concern(self, touched: Set[str]) -> bool:
        """Whether one of these folded names is that of a post, a state of it, or its holder."""
        return any(
            not touched.isdisjoint(
                map(fold, (post.holder, post.title, post.state, post.accredited_to))
            )
            for post in (held.post for held in self.held)
        )

    def _places(self, name: str) -> frozenset[str]:
        """A place or a state where someone is accredited, in every way in which it can be told."""
        ids = self._names.places_called(name) | self._names.states_called(name)
        return ids | {fold(name)}

    def read(self, text: str, when: When = UNDATED) -> Asked | None:
        """What office words ask for, or None where they are no office at all.

        A date in the words counts before ``when``.
        """
        words, told = dated(text)
        when = parse(told) if told else when
        if words.startswith("["):
            return self._cell(text, words, when)
        found = phrase(words, lambda name: bool(self._names.states_called(name)))
        if found is None:
            return None
        states = frozenset().union(*map(self._names.states_called, found.states))
        if found.states and not states:
            # The words name a state that the casebook does not have.
            states = frozenset(map(slug, found.states))
        return self._asked(text, states, found, when)

    def _cell(self, text: str, words: str, when: When) -> Asked | None:
        try:
            (((spelled,),),) = (parse_cell(words),)
        except (BadInput, ValueError):
            return None
        if spelled.form != "post":
            return None
        states = self._names.states_called(spelled.state) if spelled.state else frozenset()
        return self.titled(text, spelled.name, states, when)

    def titled(self, text: str, title: str, states: frozenset[str], when: When) -> Asked:
        """An office asked for by the title that a post or claim gives it."""
        return self._asked(text, states, Phrase((), *titled(title), title), when)

    def _asked(self, text: str, states: frozenset[str], found: Phrase, when: When) -> Asked:
        places = self._places(found.place) if found.place else frozenset()
        return Asked(text, states, found.kind, places, found.place, slug(found.title), when)

    def matching(self, asked: Asked) -> list[Held]:
        """The rows that the words may mean, whatever the date: the highest rank first."""
        key = (asked.kind.covers, asked.states, asked.places)
        if key not in self._matching:
            self._matching[key] = [
                held
                for kind in asked.kind.covers
                for held in self._of.get(kind, ())
                if (not asked.states or held.state in asked.states)
                and (not asked.places or asked.places & held.places)
            ]
        return self._matching[key]

    def person(self, held: Held) -> str:
        """The id of the holder; his name where nobody knows him by it, empty where several are."""
        if not held.post.holder:
            return ""
        if held.post.id not in self._people:
            self._people[held.post.id] = self._names.holder(held.post, held.state)
        return self._people[held.post.id]

    def candidates(self, asked: Asked) -> list[Held]:
        """The rows of all who possibly held it then: the highest rank first, then the certain, then
        those of whose term both ends are told."""
        found = [h for h in self.matching(asked) if h.post.holder and h.touches(asked.when)]
        order = {kind: number for number, kind in enumerate(asked.kind.covers)}
        return sorted(
            found,
            key=lambda held: (
                order[held.kind.name],
                not held.covers(asked.when),
                (held.term.s0 == BEGINNING) + (held.term.e1 == END),
                held.term.s0,
                held.post.holder,
                held.post.id,
            ),
        )

    def certain(self, asked: Asked) -> Held | None:
        """A row of the one person who certainly held it then, or None."""
        if not asked.kind.alone or asked.when is UNDATED:
            return None
        found = self.candidates(asked)
        same = [held for held in found if held.kind.name in (asked.kind.name, asked.kind.covers[0])]
        sure = {self.person(held): held for held in same if held.covers(asked.when)}
        if len(sure) != 1 or "" in sure:
            return None
        everybody = {self.person(held) for held in found}
        if any(held.shares(asked.when) and self.person(held) not in sure for held in same):
            return None
        alone = self._one_seat(asked, found) or len(everybody) == 1
        return next(iter(sure.values())) if alone else None

    def _one_seat(self, asked: Asked, found: Sequence[Held]) -> bool:
        """Whether only one person can have held what is asked for.

        Not so where the words leave the state or the mission open, or stand for several ranks.
        """
        abroad = any(held.places and held.post.accredited_to for held in found)
        open_rank = asked.kind.covers[0] != asked.kind.name
        return bool(asked.states) and not open_rank and (bool(asked.places) or not abroad)

    def meant(self, asked: Asked) -> list[str]:
        """The ids of the offices that the words name most nearly, whoever holds them."""
        return [held.office for held in self._own(asked, self.matching(asked))]

    def find(self, asked: Asked) -> str:
        """The id of the office asked for, whose holder nobody names.

        Raises :class:`~rapallo.errors.AmbiguousOffice` where one of several may have held it, and
        :class:`~rapallo.errors.UnknownOffice` where there is no such post.
        """
        rows = self.matching(asked)
        if not rows:
            raise self.unknown(asked.text, asked)
        found = self.candidates(asked)
        offices = self._own(asked, rows)
        if not found and len(offices) == 1:
            return offices[0].office
        own = {one.office for one in offices}
        likely = next((held for held in found if held.office in own), offices[0])
        unnamed = [] if found else [f"the unnamed holder of {one.named}" for one in offices]
        # Of each person the row that says most of him.
        people = {self.person(held) or held.post.id: held for held in reversed(found)}
        told = [self._told(held, asked) for held in reversed(people.values())]
        dated = asked.when is not UNDATED
        raise AmbiguousOffice(asked.text, (*told, *unnamed), likely.named, dated=dated)

    def _told(self, held: Held, asked: Asked) -> str:
        who = self.person(held)
        known = f"{who}; " if self._names.label(who) != who else ""
        label = self._names.label(who) if known else held.post.holder
        sure = ", certainly" if held.covers(asked.when) else ""
        against = "".join(f"; yet {said}" for said in held.against(asked.when))
        return f"{label} ({known}{held.named}, {held.words}{sure}{against})"

    def _own(self, asked: Asked, rows: Sequence[Held]) -> list[Held]:
        """One row an office that the words name most nearly: by title, else by kind, else by what
        comes first."""
        first = rows[0].kind.name if rows else ""
        for near in (
            [held for held in rows if slug(held.post.title) == asked.title],
            [held for held in rows if held.kind.name == asked.kind.name],
            [held for held in rows if held.kind.name == first],
        ):
            if near:
                return list({held.office: held for held in reversed(near)}.values())[::-1]
        return []

    def unknown(self, text: str, asked: Asked | None) -> UnknownOffice:
        """That there is no post for some words, and which part of them was not understood."""
        words, told = dated(text)
        number = re.search(r"\d", words)
        if not told and number and re.search(r"\d{3}", words):
            reason = f"no date was read in {words[number.start() :].strip('() ')!r}"
        elif asked is None:
            reason = "no kind of office was read in it"
        elif asked.place and self.matching(replace(asked, places=frozenset())):
            known = self._names.places_called(asked.place) | self._names.states_called(asked.place)
            reason = f"none such is told to be in {asked.place!r}"
            reason += "" if known else ", which is no place or state that the casebook knows"
        else:
            reason = ""
        return UnknownOffice(text, tuple(self._close(asked)) if asked else (), reason)

    def _close(self, asked: Asked) -> list[str]:
        """Offices like one that nobody has: of that kind and state, else of like words."""
        kinds = [held for held in self.held if held.kind.name in asked.kind.covers]
        near = [held.named for held in kinds if held.state in asked.states]
        near += [held.named for held in kinds if asked.places & held.places]
        titles = {fold(held.named): held.named for held in self.held}
        near += [titles[name] for name in get_close_matches(fold(asked.text), titles, n=3)]
        return list(dict.fromkeys(near))[:3]
