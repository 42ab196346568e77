"""How sure a rank is: :func:`robustness` and what would overturn it."""

from rapallo.analysis.robustness.answer import Drawn, drawn, robustness

__all__ = ["Drawn", "drawn", "robustness"]
