"""How word could pass from one to another: :func:`paths` and :func:`reach`."""

from rapallo.analysis.paths.answer import paths
from rapallo.analysis.paths.reach import reach

__all__ = ["paths", "reach"]
