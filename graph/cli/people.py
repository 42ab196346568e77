"""Cells of participants as a reader likes them."""

from __future__ import annotations

from rapallo.model.deeds import deed, people

__all__ = ["deed", "people"]
