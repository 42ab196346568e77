"""An answer: its rows with the claims that carry them, of what it was asked, how to trace it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from rapallo.model.text import many
from rapallo.projection.evidence import Asked, Evidence, Provenance

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Evidence", "Provenance", "Result"]


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as rows, in order.

    Each row is a mapping; ``claims`` in it lists the ids of the claims that carry it. ``columns``
    are those that a table shows. ``notes`` are sentences that belong to the numbers: what was left
    out and counted, what the numbers do not say. ``denominator`` counts the claims asked, by
    source.
    """

    title: str
    rows: tuple[Mapping[str, Any], ...]
    columns: tuple[str, ...]
    provenance: Provenance
    denominator: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        title: str,
        rows: Iterable[Mapping[str, Any]],
        columns: Sequence[str],
        evidence: Asked,
        provenance: Provenance,
        notes: Iterable[str] = (),
    ) -> Result:
        """A result with the denominator of its evidence."""
        return cls(
            title,
            tuple(rows),
            tuple(columns),
            provenance,
            dict(evidence.by_source()),
            tuple(notes),
        )

    def asked_of(self) -> str:
        """The denominator in words: how many claims, of which sources."""
        total = sum(self.denominator.values())
        sources = ", ".join(f"{name} {number}" for name, number in self.denominator.items())
        return f"{many(total, 'claim')} ({sources})" if sources else many(total, "claim")

    def frame(self) -> pd.DataFrame:
        """The rows as a data frame, ``claims`` as lists."""
        import pandas as pd

        return pd.DataFrame([dict(row) for row in self.rows])

    def records(self) -> list[dict[str, Any]]:
        """The rows as plain lists and dictionaries, for JSON."""
        return [
            {k: list(v) if isinstance(v, tuple) else v for k, v in r.items()} for r in self.rows
        ]

    def trace(self) -> dict[str, Any]:
        """The provenance as a plain dictionary, for JSON."""
        return asdict(self.provenance)
