"""Sums in a text: numbers with what they count, compared by value and told as written.

*1.5 million marks*, *1,500,000 Mark* and *1500 thousand marks* are one sum; *£20m* and *$10m* are
two. Where a number can be read in two ways (*1.500* may be a thousand and a half, or one and a
half), both readings are kept, and two sums are at odds only where no reading of them agrees. A
number that counts nothing told may count what the other does. *Gold marks* and *Reichsmark* are at
odds, *marks* with neither. Billions are a thousand millions, German *Billionen* a million millions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Sum", "at_odds", "sums"]

Reading = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as written; ``readings``: from what to what it may be, ``unit`` what it counts (empty:
    not told), ``sort`` of which sort of that (gold, Reichsmark)."""

    text: str
    readings: tuple[Reading, ...]
    unit: str = ""
    sort: str = ""

    @property
    def measure(self) -> str:
        """Of what kind the unit is: money, weight, share; empty where it is not told."""
        return {"": "", "%": "share", "ton": "weight"}.get(self.unit, "money")

    def agrees(self, other: Sum) -> bool:
        """Whether both may be one sum."""
        return (
            _either(self.unit, other.unit)
            and _either(self.sort, other.sort)
            and any(a[0] <= b[1] and b[0] <= a[1] for a in self.readings for b in other.readings)
        )


def sums(text: str) -> frozenset[Sum]:
    """The sums in a text.

    >>> [(s.text, int(s.readings[0][0]), s.unit) for s in sums("a loan of £20m, on 5 March 1926")]
    [('£20m', 20000000, 'pound')]
    >>> at_odds(sums("half a billion"), sums("500 Millionen Goldmark"))
    False
    >>> sums("the 3 notes of 1926")
    frozenset()
    """
    found = (_sum(match) for match in _SUM.finditer(text))
    return frozenset(one for one in found if one)


def at_odds(ours: Iterable[Sum], theirs: Iterable[Sum]) -> bool:
    """Whether two texts name sums of one kind of thing of which no two may be the same."""
    mine, others = list(ours), list(theirs)
    for measure in ("money", "weight", "share"):
        one, other = _of(measure, mine, others), _of(measure, others, mine)
        if one and other and not any(a.agrees(b) for a in one for b in other):
            return True
    return False


def _of(measure: str, mine: Iterable[Sum], theirs: Iterable[Sum]) -> list[Sum]:
    """Those of mine that count this, and such as may; a bare number found over there is settled."""
    there = list(theirs)
    return [
        one
        for one in mine
        if one.measure == measure
        or (not one.unit and measure != "share" and not any(one.agrees(b) for b in there))
    ]


def _either(a: str, b: str) -> bool:
    return a == b or not a or not b


_UNITS: Mapping[str, str] = {
    r"(?:gold|papier|reichs|renten)?marks?|RM": "mark",
    r"dollars?|USD|US\$|\$": "dollar",
    r"pounds?(?:\s+sterling)?|pfund|sterling|GBP|£": "pound",
    r"francs?|franken": "franc",
    r"roubles?|rubles?|rubel|ch?ervonets": "rouble",
    r"z[lł]oty?(?:s|ch)?": "zloty",
    r"lit(?:as|ai|s)": "litas",
    r"lats?": "lats",
    r"crowns?|kronen?|kronor": "crown",
    r"lei": "leu",
    r"lir[ae]": "lira",
    r"dinars?": "dinar",
    r"guilders?|gulden|florins?": "guilder",
    r"yen|¥": "yen",
    r"euros?|€": "euro",
    r"tons?|tonnes?|tonnen?": "ton",
    r"%|per\s?cent|prozent|v\.\s?H\.": "%",
}
_SCALES: Mapping[str, int] = {
    r"hundred|hundert": 100,
    r"thousand|tausend|tsd\.?": 1_000,
    r"million(?:s|en)?|mio\.?|ml?n": 1_000_000,
    r"billionen|trillions?": 1_000_000_000_000,
    r"billions?|milliards?|milliarden?|bn|mrd\.?": 1_000_000_000,
}
_WORDS: Mapping[str, Fraction] = {
    **{word: Fraction(1) for word in ("a", "one", "ein", "eine")},
    **{word: Fraction(1, 2) for word in ("half a", "half", "eine halbe", "halbe")},
    **{word: Fraction(3, 2) for word in ("anderthalb", "eineinhalb")},
    **{
        word: Fraction(number)
        for words in (
            "two three four five six seven eight nine ten eleven twelve",
            "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        )
        for number, word in enumerate(words.split(), 2)
    },
    **{
        word: Fraction(10 * number)
        for words in (
            "twenty thirty forty fifty sixty seventy eighty ninety",
            "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        )
        for number, word in enumerate(words.split(), 2)
    },
}
_FRACTIONS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_SORT = (
    r"gold|silver|paper|swiss|french|belgian|latvian|estonian|polish|german|soviet|tsarist"
    r"|american|US"
)
_SIGN = r"US\$|[$£€¥]|\b(?:RM|USD|GBP)\b"
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])|\d+(?:[.,']\d+)*"
_FIGURE = rf"(?:{_NUMBER})(?:\s?[½¼¾]|\s\d/\d\b)?"
_WORD = rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b(?:\s+and\s+a\s+half\b)?"
_SCALE = rf"(?:[\s-]*(?:{'|'.join(_SCALES)})(?![^\W\d_])|(?<=\d)[mk](?![^\W_]))"
_UNIT = rf"[\s-]*(?:(?P<sort>{_SORT})\s+)?(?P<unit>{'|'.join(_UNITS)})(?![^\W_])"
_SUM = re.compile(
    rf"(?<![\w.,$£€¥])(?:(?P<sign>{_SIGN})\s*)?(?P<low>{_FIGURE}|{_WORD})"
    rf"(?:\s*(?:-|–|—|\bto\b|\bbis\b)\s*(?:{_SIGN})?\s*(?P<high>{_FIGURE}|{_WORD}))?"
    rf"(?P<scales>{_SCALE}*)(?:{_UNIT})?",
    re.IGNORECASE,
)
_GERMAN = re.compile(r"illionen|illiarde|tausend|mark\b|mrd|mio\b|rubel|franken", re.IGNORECASE)
_VERB = re.compile(r"\s+(?:the|a|an|this)\b", re.IGNORECASE)
"""What follows *1926 marks* where something is marked."""


def _sum(match: re.Match[str]) -> Sum | None:
    sign, unit = match["sign"] or "", match["unit"] or ""
    if unit.lower() == "marks" and not sign and _VERB.match(match.string, match.end()):
        unit = ""
    scales = _scales(match["scales"])
    in_words = not match["low"][0].isdigit()
    if not (scales or sign or unit) or (in_words and not scales):
        return None
    if match["low"].lower() in ("a", "one", "ein", "eine") and not unit:
        return None
    german = bool(_GERMAN.search(match[0]))
    factor = Fraction(1)
    for scale in scales:
        factor *= scale
    readings = tuple(
        (low * factor, max(low, high) * factor)
        for low in _readings(match["low"], german=german)
        for high in _readings(match["high"] or match["low"], german=german)
        if match["high"] or high == low
    )
    text, counted = " ".join(match[0].split()), unit or sign
    return Sum(text, readings, _named(counted), _sort(match["sort"] or "", counted))


def _named(unit: str) -> str:
    return next((n for form, n in _UNITS.items() if re.fullmatch(form, unit, re.IGNORECASE)), "")


def _sort(told: str, unit: str) -> str:
    """Which marks or francs they are, as far as that is told."""
    word = unit.lower()
    if word == "rm" or word.startswith("reichs"):
        return "reichs"
    before = next((sort for sort in ("gold", "papier", "renten") if word.startswith(sort)), "")
    return {"papier": "paper", "us": "american"}.get(before or told.lower(), before or told.lower())


def _scales(text: str) -> list[int]:
    words = re.findall(rf"{'|'.join(f'({form})' for form in _SCALES)}|(m)|(k)", text, re.IGNORECASE)
    sizes = (*_SCALES.values(), 1_000_000, 1_000)
    return [sizes[next(i for i, part in enumerate(word) if part)] for word in words]


def _readings(number: str, *, german: bool) -> Iterator[Fraction]:
    """What a number may be: of ``1.500`` and of ``1,5`` the point or comma may group or part."""
    if not number[0].isdigit():
        word, half = re.subn(r"\s+and\s+a\s+half$", "", number.lower())
        yield _WORDS[" ".join(word.split())] + Fraction(half, 2)
        return
    whole, more = _parted(number)
    for read in _plain(whole, german=german):
        yield read + more


def _parted(number: str) -> tuple[str, Fraction]:
    """A number and the fraction that is written after it."""
    if number[-1] in _FRACTIONS:
        return number[:-1].strip(), _FRACTIONS[number[-1]]
    if found := re.search(r"\s(\d)/([1-9])$", number):
        return number[: found.start()], Fraction(int(found[1]), int(found[2]))
    return number, Fraction(0)


def _plain(number: str, *, german: bool) -> Iterator[Fraction]:
    digits = re.sub(r"[\s']", "", number)
    marks = re.findall(r"[.,]", digits)
    if not marks:
        yield Fraction(digits)
        return
    last = marks[-1]
    tail = len(digits) - digits.rindex(last) - 1
    grouped = Fraction(re.sub(r"[.,]", "", digits))
    parted = grouped / 10**tail
    if len(set(marks)) > 1:
        yield parted
    elif len(marks) > 1:
        yield grouped
    elif tail != 3:
        yield parted
    else:
        # An English comma groups; a point may do either, and so may a German comma.
        yield grouped
        if last == "." or german:
            yield parted
