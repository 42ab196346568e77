"""Names and sentences as a figure sets them: in letters that the font has, no wider than there is
room.

Nothing in a name is taken for markup: ``$`` and ``_`` are letters like others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rapallo.errors import BadOption, UnreadableCell
from rapallo.model.cells import parse_cell

__all__ = ["Face", "LACKING", "printed", "sized", "surname"]

LACKING = "□"
"""What stands for a letter that the font lacks."""

_BLANK = re.compile(r"\s+")
_DPI = 300
"""Text is measured as it is drawn: letters of another resolution are a little wider or narrower."""


class Face:
    """A typeface, in which texts are measured and written.

    DejaVu Sans comes with matplotlib and has Latin, Greek, Cyrillic, Hebrew, Arabic and more;
    ``font`` names an installed one that goes before it, for Chinese, say. Raises BadOption where
    there is none of that name. ``lacking`` gathers the letters that neither has.

    >>> face = Face()
    >>> face.clean("Tūbelis,\\n Juozas\\x07 $_$"), face.clean("張學良"), sorted(face.lacking)
    ('Tūbelis, Juozas $_$', '□□□', ['學', '張', '良'])
    """

    def __init__(self, font: str = "") -> None:
        self.families = [*([font] if font else []), "DejaVu Sans"]
        self.lacking: set[str] = set()
        self._has = frozenset[int]().union(*map(_letters, self.families))
        self._measured: dict[tuple[str, float, str], tuple[float, float]] = {}

    def clean(self, text: str) -> str:
        """A text in letters that there are, on one line."""
        return "".join(map(self._letter, _BLANK.sub(" ", text))).strip()

    def _letter(self, letter: str) -> str:
        category = unicodedata.category(letter)
        if category in ("Cc", "Cf"):
            return ""
        if ord(letter) in self._has:
            return letter
        if category not in ("Cs", "Cn", "Co"):
            self.lacking.add(letter)
        return LACKING

    def font(self, size: float, weight: str = "normal") -> Any:
        """The font of a size in points, as matplotlib takes it."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(family=self.families, size=size, weight=weight)

    def size(self, text: str, size: float, weight: str = "normal") -> tuple[float, float]:
        """Width and height of clean lines of text, in inches."""
        key = (text, size, weight)
        if key not in self._measured:
            box = _measuring(text, self.font(size, weight))
            self._measured[key] = (box.width / _DPI, box.height / _DPI)
        return self._measured[key]

    def short(self, text: str, size: float, width: float, weight: str = "normal") -> str:
        """A clean text, with … at the end where it is wider than so many inches.

        >>> Face().short("Ministerial conference of the Baltic states", 7, 1.2)
        'Ministerial conference …'
        """
        text = self.clean(text)[:1000]
        if self.size(text, size, weight)[0] <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.size(text[:middle] + "…", size, weight)[0] <= width
            low, high = (middle, high) if fits else (low, middle - 1)
        return text[:low] + "…"

    def wrapped(
        self, text: str, size: float, width: float, most: int = 0, weight: str = "normal"
    ) -> list[str]:
        """A text in lines no wider than so many inches; at most ``most``, the last then with …"""
        lines: list[str] = []
        for word in self.clean(text).split(" "):
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and self.size(joined, size, weight)[0] <= width:
                lines[-1] = joined
            elif most and len(lines) == most:
                lines[-1] = self._broken_off(lines[-1], size, width, weight)
                return lines
            else:
                lines.append(self.short(word, size, width, weight))
        return lines

    def _broken_off(self, line: str, size: float, width: float, weight: str) -> str:
        if self.size(f"{line} …", size, weight)[0] <= width:
            return f"{line} …"
        return f"{line[: max(1, len(line) - 3)].rstrip(' …')}…"

    def note(self) -> Sequence[str]:
        """The sentence that says what letters could not be set, where there are any."""
        if not self.lacking:
            return ()
        few = " ".join(sorted(self.lacking)[:12])
        return (
            f"{LACKING} stands for letters that {' and '.join(self.families)} lacks "
            f"({len(self.lacking)}: {few}): name an installed font that has them with --font.",
        )


def printed(name: str) -> str:
    """A name as a reader would write it: the unnamed holder of a post without the signs of a cell.

    >>> printed("[envoy in Tallinn]|USSR"), printed("[envoys]|{Latvia/Estonia}?"), printed("[x]")
    ('envoy in Tallinn (USSR)', '[envoys]|{Latvia/Estonia}?', '[x]')
    """
    if not name.startswith("["):
        return name
    try:
        sides = parse_cell(name)
    except UnreadableCell:
        return name
    who = [one for side in sides for one in side]
    if len(who) != 1 or who[0].form != "post":
        return name
    state = f" ({who[0].state})" if who[0].state else ""
    return f"{who[0].name}{state}{'?' if who[0].doubtful else ''}"


def surname(name: str) -> str:
    """A surname, with its doubt; a name of another kind as it is read.

    >>> surname("Karsky, Mikhail?"), surname("[envoy in Berlin]|USSR"), surname("Memel, Statute of")
    ('Karsky?', 'envoy in Berlin (USSR)', 'Memel')
    """
    if name.startswith("["):
        return printed(name)
    return name.partition(",")[0] + ("?" if "," in name and name.endswith("?") else "")


def sized(width: float, font: str) -> list[str]:
    """The options that ask for a sheet of such a size, in such letters.

    >>> sized(80.1, "Noto Sans"), sized(160, "")
    (['--width', '80.1', '--font', 'Noto Sans'], ['--width', '160'])
    """
    return ["--width", str(float(width)).removesuffix(".0"), *(["--font", font] if font else [])]


@lru_cache(maxsize=8)
def _letters(family: str) -> frozenset[int]:
    """The letters of a typeface."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    try:
        path = findfont(FontProperties(family=[family]), fallback_to_default=False)
    except ValueError as error:
        raise BadOption(f"--font {family}: no font of that name is installed") from error
    return frozenset(get_font(path).get_charmap())


def _measuring(text: str, font: Any) -> Any:
    """The box of a text in pixels, as matplotlib sets it."""
    from matplotlib.text import Text

    written = Text(0, 0, text, fontproperties=font, parse_math=False)
    figure, renderer = _drawing()
    written.set_figure(figure)
    return Text.get_window_extent(written, renderer)


@lru_cache(maxsize=1)
def _drawing() -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    canvas: Any = FigureCanvasAgg(Figure(figsize=(1, 1), dpi=_DPI))
    return canvas.figure, canvas.get_renderer()
