"""Judgements on identity: which persons are one, and what in the judgements cannot be.

A judgement names each side as ``spelling|state`` (``Name|`` where no state is told), or by the id
of a node where no spelling tells it apart. *Same* is transitive: a chain of it makes one person of
all. Who is kept is the person from a table rather than one made from claims, then the first by id;
the spellings in claims stay as they are, they only mean somebody else. Deleting a line and applying
the file again undoes it. A chain of *same* joins even where a *different* contradicts it: either
line may be the wrong one, so that is reported, with the lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Set

from rapallo.errors import AmbiguousName, RapalloError, UnknownName
from rapallo.identity.faults import Fault, chain
from rapallo.identity.people import People
from rapallo.identity.unions import Unions
from rapallo.model.cells import Spelled, parse_cell
from rapallo.model.nodes import Judgement
from rapallo.model.text import fold

__all__ = ["Merges", "side"]


def side(name: str, state: str) -> str:
    """How a judgement names a person.

    >>> side("Moraht, Hans Ludwig", "Germany"), side("Smith", "")
    ('Moraht, Hans Ludwig|Germany', 'Smith|')
    """
    return str(Spelled("person", name, state))


class Merges:
    """The judgements on identity of one casebook, and whom they make one.

    ``state``: the id of a state by its name. ``derived``: ids of persons made from claims.
    """

    def __init__(
        self, people: People, state: Callable[[str], str], derived: Callable[[], Set[str]]
    ) -> None:
        self._people = people
        self._state = state
        self._derived = derived
        self._judged: dict[tuple[str, ...], Judgement] = {}
        self._names: set[str] = set()
        self._kept: dict[str, str] | None = None
        self._pairs: dict[frozenset[str], Judgement] = {}
        self._verdicts: dict[frozenset[str], set[str]] = {}
        self._faults: list[Fault] = []

    def add(self, judgement: Judgement) -> None:
        """Learn a judgement; those on events are none of ours."""
        if judgement.what == "identity":
            self._judged[judgement.key_values] = judgement
            self._names |= set(map(fold, judgement.persons()))
            self._kept = None

    def unlearn(self, name: str = "") -> None:
        """Think again, as what names mean may have changed; only of this name, where one is told.

        A name that no judgement tells changes nothing.
        """
        if not name or fold(name) in self._names:
            self._kept = None

    def who(self, told: str) -> str:
        """The person whom ``spelling|state`` or an id names, whoever he counts as.

        Raises UnknownName or AmbiguousName.
        """
        if self._people.names_of(told):
            return told
        spelled, state = self.read(told)
        found = self._people.of(spelled.name, state, self._derived())
        if len(found) > 1:
            raise AmbiguousName(told, tuple(sorted(found)))
        if not found:
            raise UnknownName(told)
        return found.pop()

    def read(self, told: str) -> tuple[Spelled, str]:
        """A person as ``spelling|state`` has him, and the id of the state; raises UnknownName or
        AmbiguousName where it is no person, or no state."""
        sides = parse_cell(told)
        if not sides or sides[0][0].form != "person":
            raise UnknownName(told)
        spelled = sides[0][0]
        return spelled, self._state(spelled.state) if spelled.state else ""

    def kept(self, person: str) -> str:
        """The id under which a person counts."""
        return self._settled().get(person, person) if self._judged else person

    def groups(self) -> dict[str, list[str]]:
        """The persons that are one with another: who is kept, and who counts as him."""
        found: dict[str, list[str]] = defaultdict(list)
        for person, kept in self._settled().items():
            if person != kept:
                found[kept].append(person)
        return {kept: sorted(others) for kept, others in sorted(found.items())}

    def faults(self) -> list[Fault]:
        """Judgements that name nobody or several, and those that contradict one another."""
        self._settled()
        return list(self._faults)

    def verdict(self, a: str, b: str) -> str:
        """What has been judged of two persons: same, different, unsure, or an empty string.

        Where a member of a group was judged different from a third, so were the others.
        """
        one, other = self.kept(a), self.kept(b)
        if one == other:
            return "same"
        found = self._verdicts.get(frozenset((one, other)), set())
        return next((v for v in ("different", "unsure") if v in found), "")

    def chain(self, a: str, b: str) -> tuple[Judgement, ...]:
        """The shortest chain of *same* from one person to another, by ids."""
        self._settled()
        joins = ((min(pair), max(pair), one) for pair, one in self._pairs.items())
        return chain(a, b, joins)

    def tied(self, names: Set[str]) -> set[str]:
        """All names of those whom judgements tie to whoever bears one of these folded names."""
        if not self._judged:
            return set()
        self._settled()
        sides = {i for judgement in self._judged.values() for i in self._sides(judgement)}
        concerned = {p for p in sides if names & self._people.names_of(p)}
        for name in names & self._names:
            concerned |= self._people.named(name)
        kept = {self.kept(person) for person in concerned}
        concerned |= kept | {p for p, k in self._settled().items() if k in kept}
        return {name for person in concerned for name in self._people.names_of(person)}

    def _sides(self, judgement: Judgement) -> Iterator[str]:
        for told in (judgement.a, judgement.b):
            try:
                yield self.who(told)
            except RapalloError:
                continue

    def _settled(self) -> dict[str, str]:
        if self._kept is None:
            # Who bears a name is asked meanwhile: nobody counts as another until all is known.
            self._kept = {}
            self._kept = self._settle()
        return self._kept

    def _settle(self) -> dict[str, str]:
        self._faults, self._pairs = [], {}
        self._verdicts = defaultdict(set)
        apart: list[tuple[frozenset[str], Judgement]] = []
        for _, judgement in sorted(self._judged.items()):
            pair = self._pair(judgement)
            if pair and judgement.verdict == "same":
                self._pairs[pair] = judgement
            elif pair:
                apart.append((pair, judgement))
        kept = self._joined()
        for pair, judgement in apart:
            one, other = (kept.get(person, person) for person in sorted(pair))
            if one != other:
                self._verdicts[frozenset((one, other))].add(judgement.verdict)
            elif judgement.verdict == "different":
                self._faults.append(self._contradiction(pair, judgement))
        return kept

    def _pair(self, judgement: Judgement) -> frozenset[str]:
        """The persons that a judgement is on; none, and a fault, where that cannot be said."""
        found = []
        for told in (judgement.a, judgement.b):
            try:
                found.append(self.who(told))
            except RapalloError as error:
                reason = f"a judgement on identity names {told!r}: {error}"
                self._faults.append(Fault(reason, (judgement,)))
                return frozenset()
        if found[0] != found[1]:
            return frozenset(found)
        if judgement.verdict == "different":
            reason = (
                f"{judgement.a!r} and {judgement.b!r} are judged different, yet both are spellings"
                f" of {found[0]!r} in the table of persons"
            )
            self._faults.append(Fault(reason, (judgement,)))
        return frozenset()

    def _joined(self) -> dict[str, str]:
        groups = Unions[str]()
        for pair in self._pairs:
            groups.join(*pair)
        made = self._derived()
        kept: dict[str, str] = {}
        for group in groups.all():
            kept |= dict.fromkeys(group, min(group, key=lambda p: (p in made, p)))
        return kept

    def _contradiction(self, pair: frozenset[str], judgement: Judgement) -> Fault:
        lines = self.chain(*sorted(pair))
        joined = ", ".join(f"{line.a!r} and {line.b!r}" for line in lines)
        reason = (
            f"{judgement.a!r} and {judgement.b!r} are judged different, yet judged the same are"
            f" {joined}"
        )
        return Fault(reason, (judgement, *lines))
