"""Who of those at a meeting is an envoy accredited to one of some hosts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from rapallo.dates.when import When
from rapallo.errors import RapalloError
from rapallo.identity.bodies import office
from rapallo.identity.events import Event
from rapallo.identity.posts import Posts
from rapallo.model.nodes import Node, Post
from rapallo.projection.level import Level

__all__ = ["Envoys"]


class Envoys:
    """Who of those at a meeting holds a post accredited to one of the hosts, by state.

    Certain where his term, the meeting and his presence are. The hosts' own ministers are none.
    """

    def __init__(self, nodes: Iterable[Node], level: Level, hosts: Collection[str]) -> None:
        self._level = level
        self._hosts = frozenset(hosts)
        posts = [node for node in nodes if isinstance(node, Post) and self._to_host(node)]
        self._posts = Posts(posts, level.names)
        states = ((level.names.state(post.state), post) for post in posts if post.state)
        self._unnamed = {office(state, post.title): state for state, post in states}

    def _to_host(self, post: Post) -> bool:
        if not post.accredited_to:
            return False
        try:
            found = self._level.names.find(post.accredited_to)
        except RapalloError:
            return False  # who that is nobody knows, so it is no host that was asked for
        return self._level.stands_for(found) in self._hosts

    def states(self, event: Event) -> dict[str, bool]:
        """The states whose envoys are there, and whether that is certain in every claim."""
        sure: dict[str, int] = defaultdict(int)
        seen: set[str] = set()
        for claim in event.claims:
            certain: set[str] = set()
            for row in claim.participants:
                if row.role != "agent":
                    continue  # who arranged a meeting was not therefore there
                states = self._serves(row.actor, claim.when)
                seen |= states.keys()
                if row.certainty == "certain":
                    certain |= {state for state, held in states.items() if held}
            for state in certain:
                sure[state] += 1
        return {state: sure[state] == len(event.claims) for state in sorted(seen)}

    def _serves(self, actor: str, when: When) -> dict[str, bool]:
        """For whom someone is accredited: a person by his terms, an unnamed holder by his post."""
        held = self._posts.states(actor, when)
        if actor in self._unnamed:
            held = {self._unnamed[actor]: True}
        return {self._level.stands_for(state): sure for state, sure in held.items()}
