"""Text that any XML reader takes.

XML 1.0 has no way to write most control characters, lone surrogates and the non-characters U+FFFE
and U+FFFF, not even escaped. They are shown, never dropped: a control character by its picture
(U+2400 to U+241F), the others as U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from rapallo.model.text import many

__all__ = ["LONGEST", "Changes", "attribute", "listed", "unique_ids", "writable"]

LONGEST = 400_000
"""The longest value written: Gephi's XML reader (Woodstox) gives up on more than 524,288
characters in one attribute."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile('[&<>"\\\\\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    # A reader turns these into spaces unless they are escaped.
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}
_TABLE = str.maketrans(_ESCAPES)


class Changes:
    """Counts what in texts has to be changed before they are written.

    >>> changes = Changes()
    >>> changes.look("Vo\\x07ldemaras")
    >>> changes.replaced
    1
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self.longest = longest
        self.replaced = 0
        self.shortened = 0

    def look(self, text: str) -> None:
        """Look at a text that will be written."""
        if _ILLEGAL.search(text):
            self.replaced += len(_ILLEGAL.findall(text))
        self.shortened += len(text) > self.longest

    def notes(self) -> list[str]:
        """What is changed, in sentences."""
        found = []
        if self.replaced:
            are = "is" if self.replaced == 1 else "are"
            said = f"{many(self.replaced, 'character')} that XML cannot hold {are} shown"
            found.append(f"{said} as ␀ … ␟ or �")
        if self.shortened:
            are = "is" if self.shortened == 1 else "are"
            found.append(
                f"{many(self.shortened, 'text')} too long for Gephi {are} cut and marked […]"
            )
        return found


def writable(text: str, longest: int = LONGEST) -> str:
    """The text, what XML cannot hold shown, cut in the middle where it is too long.

    >>> writable("Vo\\x07ldemaras")
    'Vo␇ldemaras'
    """
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub(_shown, text)
    if len(text) > longest:
        text = f"{text[: longest // 2]} […] {text[-longest // 2 :]}"
    return text


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 32 else "\ufffd"


def attribute(text: str, longest: int = LONGEST) -> str:
    """A text as it stands between the quotes of an attribute, or between tags.

    >>> attribute('Lloyd & "Co" <London>')
    'Lloyd &amp; &quot;Co&quot; &lt;London&gt;'
    """
    if len(text) <= longest and not _SPECIAL.search(text):
        return text
    return writable(text, longest).translate(_TABLE)


def listed(texts: Sequence[str]) -> str:
    """A list of texts within an attribute, as both Gephi and JSON read it.

    A list too long for Gephi ends in how many are left.

    >>> listed(["dirksen, page 4", 'the "note"'])
    '[&quot;dirksen, page 4&quot;, &quot;the \\\\&quot;note\\\\&quot;&quot;]'
    """
    # Most lists are plain: one look at all of it.
    plain = not _SPECIAL.search("".join(texts))
    joined = "&quot;, &quot;".join(texts if plain else map(_quoted, texts))
    if len(joined) > LONGEST:
        return _cut(texts)
    return f"[&quot;{joined}&quot;]" if texts else "[]"


def _quoted(text: str) -> str:
    return writable(text).replace("\\", "\\\\").replace('"', '\\"').translate(_TABLE)


def _cut(texts: Sequence[str]) -> str:
    ends = accumulate(len(_quoted(text)) + 14 for text in texts)
    kept = sum(end < LONGEST - 100 for end in ends)
    return listed([*texts[:kept], f"[…] and {len(texts) - kept} more"])


def unique_ids(names: Iterable[str]) -> dict[str, str]:
    """How each id stands in an attribute; one that had to be changed never becomes another's.

    >>> list(unique_ids(["a\\x07", "a␇"]).values())
    ["a␇'", 'a␇']
    """
    names = list(names)
    taken = set(names)
    given = {}
    for name in names:
        written = writable(name)
        while written != name and written in taken:
            written += "'"
        taken.add(written)
        given[name] = attribute(written)
    return given
