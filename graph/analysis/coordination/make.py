"""The null of a name, made for a question."""

from __future__ import annotations

from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.nulls import Null, check_null
from rapallo.analysis.coordination.study import Study

__all__ = ["make"]


def make(name: str, study: Study, diaries: Diaries) -> Null:
    """The null of that name; only its own module is imported, for Numba takes time.

    Raises :class:`~rapallo.errors.BadOption` where there is no such null.
    """
    check_null(name)
    if name == "configuration":
        from rapallo.analysis.coordination.configuration import ConfigurationNull

        return ConfigurationNull(study.record, study.seed)
    if name == "partner":
        from rapallo.analysis.coordination.partner import PartnerNull

        return PartnerNull(diaries, study.seed)
    if name == "within-target":
        from rapallo.analysis.coordination.within_target import WithinTargetNull

        return WithinTargetNull(study)
    from rapallo.analysis.coordination.actor import ActorNull

    return ActorNull(study)
