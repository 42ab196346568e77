"""The id of a claim whose sheet has none."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

from rapallo.model.claim import Claim

__all__ = ["IdGiver", "claim_id"]


def claim_id(claim: Claim, ordinal: int = 1) -> str:
    """A hash of source, locator, kind, participants and date as written, and the ordinal.

    The ordinal counts rows of a load that agree in all of these. A mended row is a new claim:
    give the sheet ids to keep its history.
    """
    parts = (claim.source, claim.locator, claim.kind, claim.agents, claim.targets, claim.via)
    text = "\x1f".join((*parts, claim.treaty, claim.issue, claim.date, str(ordinal)))
    key = claim.source.replace("|", "-").strip() or "claim"
    return f"{key}-{blake2b(text.encode(errors='replace'), digest_size=6).hexdigest()}"


class IdGiver:
    """Gives ids within one load, counting the rows that agree.

    >>> give = IdGiver()
    >>> give(Claim(source="a")) == give(Claim(source="a"))
    False
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def __call__(self, claim: Claim) -> str:
        first = claim_id(claim)
        self._seen[first] += 1
        return first if self._seen[first] == 1 else claim_id(claim, self._seen[first])
