"""Who held which post on a day, and for which state a person stood then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.errors import RapalloError
from rapallo.identity.bodies import office
from rapallo.identity.names import Names
from rapallo.model.cells import Spelled
from rapallo.model.nodes import Post

__all__ = ["Posts", "Tenure"]


@dataclass(frozen=True, slots=True)
class Tenure:
    """One holder's time in an office; ``holder`` is a person's id, empty where unknown."""

    post: str
    office: str
    state: str
    holder: str
    term: When


class Posts:
    """The tenures of all posts, by holder and by office."""

    def __init__(self, posts: Iterable[Post], names: Names) -> None:
        self._of: dict[str, list[Tenure]] = defaultdict(list)
        self._in: dict[str, list[Tenure]] = defaultdict(list)
        for post in posts:
            tenure = _tenure(post, names)
            self._in[tenure.office].append(tenure)
            if tenure.holder:
                self._of[tenure.holder].append(tenure)

    def states(self, person: str, when: When) -> dict[str, bool]:
        """The states that a person served on a date: id, and whether certainly so."""
        found: dict[str, bool] = {}
        for tenure in self._of.get(person, ()):
            answer = overlaps(tenure.term, when)
            if answer is not Certainty.NO:
                found[tenure.state] = (
                    found.get(tenure.state, False) or answer is Certainty.CERTAINLY
                )
        return found

    def holders(self, office_id: str, when: When) -> dict[str, bool]:
        """Who held an office on a date: person's id, and whether certainly so."""
        found: dict[str, bool] = {}
        for tenure in self._in.get(office_id, ()):
            answer = overlaps(tenure.term, when)
            if tenure.holder and answer is not Certainty.NO:
                found[tenure.holder] = (
                    found.get(tenure.holder, False) or answer is Certainty.CERTAINLY
                )
        return found

    def tenures(self, person: str) -> tuple[Tenure, ...]:
        """All tenures of a person."""
        return tuple(self._of.get(person, ()))


def _tenure(post: Post, names: Names) -> Tenure:
    held = post.held
    state = names.state(post.state, held) if post.state else ""
    holder = ""
    if post.holder:
        try:
            holder = names.actor(Spelled("person", post.holder, post.state), held).actor
        except RapalloError:
            holder = ""
    return Tenure(post.id, office(state, post.title), state, holder, held)
