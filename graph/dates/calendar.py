"""Days as whole numbers: days since 1970-01-01 in the proleptic Gregorian calendar.

The same count as NumPy's ``datetime64[D]``, but for any year. The conversion is Howard Hinnant's
``days_from_civil``; Python's own ``date`` stops at the years 1 and 9999.
"""

from __future__ import annotations

__all__ = ["BEGINNING", "END", "civil", "day_number", "iso", "month_length", "shift"]

BEGINNING = -(2**45)
"""Before every day: the bound of what is unbounded below. Differences stay inside int64."""

END = 2**45
"""After every day: the bound of what is unbounded above."""


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day.

    >>> day_number(1970, 1, 1), day_number(1926, 3, 5), day_number(0, 1, 1)
    (0, -16008, -719528)
    """
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return (
        era * 146097
        + year_of_era * 365
        + year_of_era // 4
        - year_of_era // 100
        + day_of_year
        - 719468
    )


def civil(number: int) -> tuple[int, int, int]:
    """Year, month and day of a number.

    >>> civil(-16008)
    (1926, 3, 5)
    """
    number += 719468
    era = number // 146097
    day_of_era = number - era * 146097
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return (
        year_of_era + era * 400 + (month <= 2),
        month,
        day_of_year - (153 * shifted + 2) // 5 + 1,
    )


def month_length(year: int, month: int) -> int:
    """How many days a month has.

    >>> month_length(1924, 2), month_length(1900, 2)
    (29, 28)
    """
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def shift(number: int, months: int) -> int:
    """The same day so many months later; a day that the month lacks becomes its last.

    >>> iso(shift(day_number(1927, 3, 31), -1)), iso(shift(day_number(1927, 3, 31), 12))
    ('1927-02-28', '1928-03-31')
    """
    year, month, day = civil(number)
    year, month = divmod(year * 12 + month - 1 + months, 12)
    return day_number(year, month + 1, min(day, month_length(year, month + 1)))


def iso(number: int) -> str:
    """The day as EDTF writes it; empty where it is unbounded.

    >>> iso(-16008), iso(END)
    ('1926-03-05', '')
    """
    if not BEGINNING < number < END:
        return ""
    year, month, day = civil(number)
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"
