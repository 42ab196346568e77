"""P: what one of two did alone towards a third soon after they had met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapallo.analysis.coordination.happenings import Occasion, Pair, ToldAct

__all__ = ["Aftermath", "aftermath"]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The acts that came certainly, and possibly, within the days after a meeting.

    ``total`` is their number summed over the drawn days, those on the day of the meeting left out.
    ``retold`` are the acts and meetings that one passage tells together: in none of them.
    """

    certain: tuple[ToldAct, ...] = ()
    possible: tuple[ToldAct, ...] = ()
    total: int = 0
    retold: tuple[tuple[ToldAct, Occasion], ...] = ()


def aftermath(
    pair: Pair,
    acts: Sequence[tuple[ToldAct, bool, Sequence[Occasion]]],
    own: Collection[str],
    days: int,
    total: int,
) -> Aftermath:
    """The acts of either without the other towards a third, in the days after they met.

    ``acts`` are datable, each with whether it is certainly one of those asked about, and with the
    datable meetings of the pair that it possibly followed; ``own`` the matters that are the pair
    itself. An act on the day of the meeting may have come before it, and is only possible.
    ``total``: what the drawn days give (:class:`~rapallo.analysis.coordination.diaries.Diaries`).
    """
    certain, possible, retold = [], [], []
    for act, asked, meetings in acts:
        third = [sure for matter, sure in act.matters.items() if matter not in own]
        near = meetings if third else ()
        apart = [m for m in near if not act.retold(m)]
        retold += [(act, m) for m in near if m not in apart]
        if apart:
            possible.append(act)
        sure = asked and any(third) and act.certain and any(act.agents.get(a) for a in pair)
        if sure and any(_certainly_after(act, m, pair, days) for m in apart):
            certain.append(act)
    return Aftermath(tuple(certain), tuple(possible), total, tuple(retold))


def _certainly_after(act: ToldAct, meeting: Occasion, pair: Pair, days: int) -> bool:
    a, m = act.when, meeting.when
    doubtful = a.doubtful or m.doubtful or not (meeting.certain and meeting.pairs[pair])
    return not doubtful and a.s0 > m.e1 and a.e1 - m.s0 <= days
