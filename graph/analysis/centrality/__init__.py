"""Who stands in the middle: :func:`centrality` and the measures that it ranks by."""

from rapallo.analysis.centrality.answer import ALL, Asked, centrality, ranks

__all__ = ["ALL", "Asked", "centrality", "ranks"]
