"""Who coordinated with whom: :func:`coordination` and what it is computed from."""

from rapallo.analysis.coordination.answer import COLUMNS, coordination, days_within

__all__ = ["COLUMNS", "coordination", "days_within"]
