"""A ranking without one source, or without the documents of one state of origin.

What an archive kept decides much of what a network measures; taking parts of it away shows how much
(Ryan and Ahnert, "The Measure of the Archive: The Robustness of Network Analysis in Early Modern
Correspondence", Journal of Cultural Analytics 6, 2021). They take away letters at random; here
whole sources and origins go, since these are what a historian would doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapallo.analysis.robustness.contest import Contest
from rapallo.errors import NoClaims, RapalloError
from rapallo.model.nodes import Document

__all__ = ["LEAVE", "without_each"]

LEAVE = ("source", "origin")
"""What can be left out."""

MOST_UNKNOWN = 0.3
"""Where the origin of more of the documents cited is unknown, leaving one out says nothing."""


def without_each(asked: Contest, leave: Sequence[str]) -> dict[str, Mapping[str, int]]:
    """The ranks without each source or origin, by what is left out, one after the other.

    Empty for a source where there is but one. Raises :class:`~rapallo.errors.NoClaims` where too
    few origins are known.
    """
    found: dict[str, Mapping[str, int]] = {}
    if "source" in leave:
        found |= _without_sources(asked)
    if "origin" in leave:
        found |= _without_origins(asked)
    return found


def _without_sources(asked: Contest) -> dict[str, Mapping[str, int]]:
    with asked.book.store.reading() as connection:
        rows = connection.execute("SELECT DISTINCT source FROM claims").fetchall()
    filters = asked.evidence.filters
    every = set(filters.source) or {row[0] for row in rows}
    told = sorted({claim.source for claim in asked.evidence.claims})
    if len(told) < 2:
        return {}
    return {
        f"source {name}": asked.again(replace(filters, source=tuple(sorted(every - {name}))))
        for name in told
    }


def _without_origins(asked: Contest) -> dict[str, Mapping[str, int]]:
    origins = _origins(asked)
    gone: dict[str, set[str]] = defaultdict(set)
    for claim in asked.evidence.claims:
        states = {origins.get(document, "") for document in claim.documents}
        if len(states) == 1 and "" not in states:
            gone[states.pop()].add(claim.id)
    return {
        f"origin {name}": asked.again(asked.evidence.filters, frozenset(gone[name]))
        for name in sorted(gone)
    }


def _origins(asked: Contest) -> dict[str, str]:
    """The state of origin of each document cited, empty where unknown."""
    cited = {document for claim in asked.evidence.claims for document in claim.documents}
    states = {document.id: document.state for document in asked.book.nodes(Document)}
    found = {name: _state(asked, states.get(name, "")) for name in cited}
    unknown = sum(not state for state in found.values())
    if not cited:
        raise NoClaims("no claim asked of cites a document: no state of origin can be left out")
    if unknown > MOST_UNKNOWN * len(cited):
        raise NoClaims(
            f"the state of origin is not known of {unknown} of the {len(cited)} documents cited, "
            f"more than {MOST_UNKNOWN:.0%}: to leave one out would say nothing"
        )
    return found


def _state(asked: Contest, text: str) -> str:
    """The name of a state, whichever of its spellings a document has."""
    if not text:
        return ""
    try:
        return asked.level.label(asked.level.stands_for(asked.level.names.find(text)))
    except RapalloError:
        return text
