"""Who is meant by a name: exact names and aliases, states and dates, and never a guess.

A spelling matches a name or alias letter by letter, but for case, Unicode form and spaces; of
several it means the one that is spelled exactly so. A person matches only together with the state
that he is said to serve, so namesakes stay apart. What a name means depends on the nodes that are
known, never on the order in which they or the claims came.

A bare name that the casebook lacks is looked up in a reference table of states and coalitions,
where one is given: what is found there becomes a node. ``Russia`` of 1910 is not the Soviet Union,
though the casebook may know only that one by the name; ``Germany`` of 1950 is one of two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, count

from rapallo.dates.edtf import parse
from rapallo.dates.when import UNDATED, When
from rapallo.errors import AmbiguousName, RapalloError, UnknownName
from rapallo.identity.bodies import office, stood
from rapallo.identity.holding import Holding
from rapallo.identity.merges import Merges
from rapallo.identity.people import UNBOUND, People
from rapallo.identity.reference import Reference
from rapallo.identity.spelled import Written, is_written, likest
from rapallo.model.cells import Spelled
from rapallo.model.nodes import (
    Diplomat,
    Issue,
    Judgement,
    Node,
    Organization,
    Place,
    Post,
    State,
    Treaty,
    slug,
)
from rapallo.model.resolver import Resolution
from rapallo.model.text import fold

__all__ = ["Names", "fold"]


class Names(Holding):
    """An index of names that resolves participants; implements ``model.resolver.Resolver``.

    ``reference``: states and coalitions that may be named without standing in the casebook.
    ``derived``: ids of nodes that were made from claims; where a name means one of them and another
    node, it means the other.
    """

    def __init__(
        self,
        nodes: Iterable[Node] = (),
        reference: Iterable[State | Organization] = (),
        derived: Iterable[str] = (),
    ) -> None:
        super().__init__()
        self._bare: dict[str, dict[str, State | Organization]] = defaultdict(dict)
        self._bodies: dict[str, State | Organization] = {}
        self._meant: dict[str, list[State | Organization]] = {}
        self._answers: dict[tuple[str, str, str, str], Resolution] = {}
        self._people = People()
        self._merges = Merges(self._people, self.state, lambda: self._derived)
        self._things: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._offices: dict[str, Post] = {}
        self._states: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._written = Written()
        self._taken: set[str] = {"", "unknown"}
        self._created: list[Node] = []
        self._undo: list[Callable[[], object]] = []
        self._derived: set[str] = set()
        self._later: list[Diplomat | Post | Organization] = []
        self._unbound: dict[str, str] = {}
        self._unknown: dict[str, tuple[str, ...]] = {}
        self._reference = Reference(reference)
        for node in nodes:
            self.add(node)
        self._derived = set(derived)

    def add(self, node: Node) -> None:
        """Learn a node under its name and all its aliases."""
        self._derived.discard(node.key_values[0])
        self._unlearn()
        if isinstance(node, Judgement):
            self._merges.add(node)
        elif isinstance(node, State):
            self._add_bare(node)
        elif isinstance(node, Diplomat | Post | Organization):
            # Their states may be learnt only afterwards: bound when first asked.
            self._later.append(node)
            self._taken.add(node.id)
            if isinstance(node, Organization):
                self._add_bare(node)
        elif isinstance(node, Treaty | Issue | Place):
            self._taken.add(node.id)
            self._written.learn(node)
            self._labels[node.id] = node.label
            for name in node.names():
                self._things[node.TABLE, fold(name)].add(node.id)

    def actor(self, spelled: Spelled, when: When) -> Resolution:
        """Who a participant is on a date: a known one, or a new person or post; for a post whoever
        certainly held it then (:mod:`rapallo.identity.offices`), else the post.

        Raises UnknownName for an unknown state or organisation, AmbiguousName for several.
        """
        # Who holds a post is a matter of the date.
        date = when.text if spelled.form == "post" else ""
        key = (spelled.form, spelled.name, spelled.state, date)
        found = self._answers.get(key)
        if found is None:
            self._settle()
            found = self._actor(spelled, when)
            body = spelled.name if spelled.form == "bare" else spelled.state
            once = len(self._may_mean(body)) == 1 and not self._reference.later(fold(body))
            if not body or once:
                # The date has no part in it: the next time it means the same.
                self._answers[key] = found
        return found

    def _actor(self, spelled: Spelled, when: When) -> Resolution:
        if spelled.form == "bare":
            node = self._one_bare(spelled.name, when)
            if isinstance(node, State):
                return Resolution(node.id, node.id)
            return Resolution(node.id, self._states.get(node.id, ""))
        state = self._one_bare(spelled.state, when).id if spelled.state else ""
        if spelled.form == "post":
            return Resolution(self._holder(spelled, state, when), state)
        return Resolution(self._person(spelled, state), state)

    def state(self, name: str, when: When = UNDATED) -> str:
        """The id of a state by name or id; of several by a name, the one that stood on the date."""
        return self._one_bare(name, when).id

    def treaty(self, name: str) -> str:
        """The id of a treaty, new if not met before; AmbiguousName for one of several."""
        return self._thing(Treaty, name)

    def issue(self, name: str) -> str:
        """The id of an issue, new if not met before."""
        return self._thing(Issue, name)

    def place(self, name: str) -> str:
        """The id of a place, new if not met before."""
        return self._thing(Place, name)

    def take_created(self) -> list[Node]:
        """The nodes made from claims since the last call."""
        created, self._created, self._undo = self._created, [], []
        return created

    def undo_created(self) -> None:
        """Forget the nodes made since the last call of ``take_created``: their claim failed."""
        for undo in reversed(self._undo):
            undo()
        if self.take_created():
            self._answers.clear()

    def unbound(self) -> list[str]:
        """A sentence for each alias, post or organisation whose state nobody knows."""
        self._settle()
        return list(self._unbound.values())

    @property
    def merges(self) -> Merges:
        """Which persons are one, by judgements."""
        self._settle()
        return self._merges

    def label(self, name: str) -> str:
        """The name that people read for an id; the id itself where there is none."""
        self._settle()
        return self._labels.get(name, name)

    def find(self, text: str, when: When = UNDATED) -> str:
        """The id that a user means: an id, a name or alias, ``Name|State``, a lone surname, or an
        office in words, with a date at its end or on the date given.

        Raises UnknownName with the names close to it, or AmbiguousName with the candidates.

        >>> Names([State("italy", "Italy"), Diplomat("amadori", "Amadori, G.")]).find("amadori")
        'amadori'
        """
        self._settle()
        if text in self._labels:
            return self._merges.kept(text)
        found = set() if self._dated_cell(text) else self._preferred(self._exactly(text), text)
        found = {self._merges.kept(name) for name in found or self._people.surnamed(text)}
        if len(found) == 1:
            return found.pop()
        if found:
            raise AmbiguousName(text, tuple(f"{self.label(i)} ({i})" for i in sorted(found)))
        if named := self._in_office(text, when):
            return named
        names = {fold(label).partition(",")[0]: label for label in self._labels.values()}
        names |= {fold(label): label for label in self._labels.values()}
        raise UnknownName(text, likest(fold(text), names))

    def _exactly(self, text: str) -> set[str]:
        name, bar, state = text.partition("|")
        key = fold(name)
        if bar:
            served = self.state(state) if state.strip() else ""
            if name.startswith("[") and name.endswith("]"):
                return {office(served, name[1:-1])} & set(self._offices)
            return self._people.of(name, served)
        found = set(self._bare.get(key, {})) | self._people.named(name)
        return found | {i for (_, known), ids in self._things.items() if known == key for i in ids}

    def _add_bare(self, node: State | Organization) -> None:
        self._taken.add(node.id)
        self._labels[node.id] = node.name
        self._bodies[node.id] = node
        self._written.learn(node)
        for name in node.names():
            self._bare[fold(name)][node.id] = node
        self._unlearn()

    def _settle(self) -> None:
        """Bind the aliases and posts learnt since the last question."""
        if not self._later:
            return
        later, self._later = self._later, []
        for node in later:
            if isinstance(node, Organization) and node.state:
                self._states[node.id] = self._bound_to(node, node.state)
            elif isinstance(node, Diplomat):
                self._bind_person(node)
        for node in later:
            if isinstance(node, Post):
                self._bind_post(node)

    def _bound_to(self, node: Node, state: str, when: When = UNDATED) -> str:
        """The id of the state that a row names; noted where nobody knows it."""
        try:
            return self.state(state, when)
        except RapalloError as error:
            name = f"{node.TABLE} {node.key_values[0]}"
            self._unbound[f"{name} {state}"] = f"{name}: {error}"
            return ""

    def _bind_person(self, node: Diplomat) -> None:
        self._take_person(node)
        for name, state in node.spellings():
            bound = UNBOUND if state is None else self._bound_to(node, state) if state else ""
            if bound or state == "":
                self._people.bind(name, bound, node.id)

    def _bind_post(self, node: Post) -> None:
        state = self._bound_to(node, node.state, parse(node.start)) if node.state else ""
        if node.state and not state:
            return
        self._take_post(node, state)

    def _one_bare(self, name: str, when: When) -> State | Organization:
        found = self._may_mean(name)
        if len(found) > 1:
            found = [node for node in found if stood(node, when)] or found
        later = self._reference.later(fold(name))
        if later and not any(stood(node, when) for node in found):
            found = [node for node in later if stood(node, when)] or found
        if len(found) > 1:
            found = [node for node in found if is_written(node, name)] or found
        if len(found) == 1:
            return self._known(found[0])
        if found:
            raise AmbiguousName(name, tuple(sorted(node.id for node in found)))
        raise UnknownName(name, self._close(fold(name)))

    def _may_mean(self, name: str) -> list[State | Organization]:
        """All that a bare name may mean, whatever the date."""
        if name not in self._meant:
            self._meant[name] = self._named(name)
        return self._meant[name]

    def _named(self, name: str) -> list[State | Organization]:
        key = fold(name)
        found = self._bare.get(key, {})
        if len(found) > 1:
            found = {i: found[i] for i in found.keys() - self._derived} or found
        # A state that the casebook tells otherwise than the table is its own, without namesakes.
        if all(self._reference.holds(node) for node in found.values()):
            found = {**self._reference.named(key), **found}
        if not found and name in self._bodies:
            return [self._bodies[name]]
        return list(found.values())

    def _known(self, node: State | Organization) -> State | Organization:
        """The node as the casebook has it; a state of the reference table joins it if need be."""
        if node.id in self._bodies:
            return self._bodies[node.id]
        if node.id in self._taken:
            raise UnknownName(node.name)
        self._make(node, self._drop_bare, node)
        self._add_bare(node)
        return node

    def _unlearn(self) -> None:
        """Forget the answers given so far: what has been learnt may change them."""
        self._merges.unlearn()
        self._roll = None
        self._meant.clear()
        self._answers.clear()
        self._unknown.clear()

    def _drop_bare(self, node: State | Organization) -> None:
        del self._bodies[node.id]
        self._unlearn()
        for name in node.names():
            del self._bare[fold(name)][node.id]

    def _make(self, node: Node, undo: Callable[..., object], *args: object) -> None:
        """Note a new node, with what takes its names out of the index again."""
        name = node.key_values[0]
        self._created.append(node)
        self._derived.add(name)
        self._taken.add(name)
        self._labels[name] = node.label
        self._undo.append(partial(undo, *args))
        self._undo.append(partial(self._taken.discard, name))
        self._undo.append(partial(self._labels.pop, name, None))

    def _close(self, key: str) -> tuple[str, ...]:
        """Names like one that nobody has; looked for a thousand times at most: it takes long."""
        if key not in self._unknown and len(self._unknown) < 1000:
            names = {n: self._labels[i] for n, nodes in self._bare.items() for i in nodes}
            self._unknown[key] = likest(key, names | self._reference.labels)
        return self._unknown.get(key, ())

    def _post(self, spelled: Spelled, state: str) -> str:
        key = office(state, spelled.name)
        if key not in self._offices:
            post = Post(self._free(key.replace("/", "-")), spelled.name, self._state_word(state))
            self._make(post, self._offices.pop, key)
            self._offices[key] = post
            self._labels[key] = f"[{post.title}]|{post.state}"
        return key

    def _person(self, spelled: Spelled, state: str) -> str:
        found = self._people.of(spelled.name, state, self._derived)
        found = {self._merges.kept(person) for person in found}
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise AmbiguousName(str(spelled), tuple(sorted(found)))
        return self._merges.kept(self._new_person(spelled, state))

    def _new_person(self, spelled: Spelled, state: str) -> str:
        word = self._state_word(state)
        wanted = self._free(slug(spelled.name), slug(word))
        alias = str(Spelled("person", spelled.name, word))
        person = Diplomat(wanted, spelled.name, alias)
        self._make(person, self._people.drop, spelled.name, state, wanted)
        self._people.bind(spelled.name, state, wanted)
        self._merges.unlearn(spelled.name)
        return wanted

    def _preferred(self, found: set[str], name: str) -> set[str]:
        """Without the nodes made from claims, where there are others; those spelled exactly so."""
        if len(found) > 1:
            found = found - self._derived or found
            found = (self._written.so(name, found) | self._people.spelled(name) & found) or found
        return found

    def _state_word(self, state: str) -> str:
        """How a row names a state so that it means that one at any time: its name or its id."""
        if not state:
            return ""
        name = self._labels[state]
        try:
            return name if self.state(name) == state else state
        except AmbiguousName:
            return state

    def _thing(self, cls: type[Treaty | Issue | Place], name: str) -> str:
        key = (cls.TABLE, fold(name))
        found = self._preferred(self._things.get(key, set()), name)
        if not found:
            wanted = self._free(slug(name), cls.__name__.lower())
            self._make(cls(wanted, name), self._things.pop, key)
            self._things[key].add(wanted)
            return wanted
        if len(found) > 1:
            raise AmbiguousName(name, tuple(sorted(found)))
        return next(iter(found))

    def _free(self, wanted: str, suffix: str = "") -> str:
        """An id that nothing has, nor a state of the reference table."""
        wanted = wanted or "unnamed"
        longer = f"{wanted}-{suffix}" if suffix else wanted
        numbered = (f"{longer}-{number}" for number in count(2))
        free = (name for name in chain((wanted, longer), numbered) if name not in self._taken)
        return next(name for name in free if name not in self._reference)
