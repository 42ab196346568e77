"""The graph database of diplomatic relations: doubt is kept, every answer cites."""

from __future__ import annotations

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("rapallo")
