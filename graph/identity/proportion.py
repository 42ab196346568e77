"""How sure a share is: Wilson's interval, and a share with it as results print it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["Share", "wilson"]

Z95 = 1.959963984540054
"""The 97.5th percentile of the normal distribution: an interval of 95 per cent."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval of 95 per cent; no value where there are none."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval."""
        return wilson(self.part, self.whole) if self.whole else None

    def __str__(self) -> str:
        if self.interval is None:
            return "none of none"
        low, high = self.interval
        return f"{self.value:.3f} ({low:.3f}–{high:.3f}; {self.part} of {self.whole})"


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The score interval of 95 per cent for a share of independent cases (Wilson, "Probable
    inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22, 1927). Raises ValueError unless 0 <= part <= whole and whole > 0.

    >>> [round(end, 3) for end in wilson(81, 263)]
    [0.255, 0.366]
    """
    if not 0 <= part <= whole or not whole:
        raise ValueError(f"{part} of {whole} is no share")
    share, more = part / whole, Z95 * Z95 / whole
    middle = (share + more / 2) / (1 + more)
    half = Z95 / (1 + more) * sqrt(share * (1 - share) / whole + more / (4 * whole))
    # At the ends the sum is exact in mathematics, not in floating point.
    low = 0.0 if part == 0 else middle - half
    return low, 1.0 if part == whole else middle + half
