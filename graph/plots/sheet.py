"""A sheet of paper with a figure and its caption, and how it becomes a file.

Nothing of matplotlib's global state is touched: neither pyplot nor the reader's own settings play a
part, so that the same casebook and options give the same bytes on the same machine.
"""

from __future__ import annotations

import functools
import hashlib
import io
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption
from rapallo.export.atomic import written_whole
from rapallo.plots.caption import Caption, caption_path, where_told
from rapallo.plots.labels import Spot
from rapallo.plots.words import Face

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "INK", "PALE", "SMALL", "WIDTH", "Sheet", "checked", "in_style"]

_P = ParamSpec("_P")

FORMATS = ("png", "svg", "pdf")
WIDTH = 160
"""Millimetres: the type area of a book."""
NARROWEST, WIDEST = 80, 600
DPI = 300
INK, PALE = "#222222", "#BBBBBB"
SMALL = 6.5
"""The size of the caption, in points."""

_RC: dict[str, Any] = {
    "svg.hashsalt": "rapallo",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.4,
    "axes.linewidth": 0.5,
    "axes.edgecolor": INK,
    "axes.unicode_minus": True,
    "font.family": ["DejaVu Sans"],
    "savefig.dpi": DPI,
    "figure.dpi": DPI,
}


def checked(path: str | Path, width: float = WIDTH) -> str:
    """The format that a path asks for. Raises BadOption where there is none of that name, where
    the sheet would be too narrow or wide, and where matplotlib is not installed.

    >>> checked("out/pact.SVG")
    'svg'
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise BadOption(
            "figures are drawn with matplotlib, which is not installed: "
            "pip install 'rapallo[plot]' brings it"
        ) from error
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix not in FORMATS:
        raise BadOption(f"{path}: a figure is written as .png, .svg or .pdf; name it so")
    if not NARROWEST <= width <= WIDEST:
        raise BadOption(f"--width {width:g}: it is from {NARROWEST} to {WIDEST} millimetres")
    return suffix


@contextmanager
def _styled() -> Iterator[None]:
    """Whatever is drawn inside is drawn in the house style, whatever the reader's own is."""
    from matplotlib import style

    with style.context(["default", _RC], after_reset=True):
        yield


class Sheet:
    """A figure with its caption.

    ``figure`` is a :class:`matplotlib.figure.Figure`. ``width`` in millimetres; ``high`` is the
    height of the drawing in inches, without title and caption. ``said``: what its making adds to
    the caption, such as how many names there was no room for.
    """

    def __init__(
        self,
        book: Casebook,
        caption: Caption,
        face: Face,
        *,
        width: float,
        high: float,
        said: Sequence[str] = (),
    ) -> None:
        from matplotlib.figure import Figure

        self.book = book
        self.caption = caption
        self.face = face
        self.said = (*said, *face.note())
        self.wide = width / 25.4
        title = face.wrapped(caption.title, 8.5, self.wide - 0.1, weight="bold")
        under = face.wrapped(caption.printed(self.said), SMALL, self.wide - 0.1)
        self._over = len(title) * 0.15 + 0.08
        self.under = len(under) * 0.112 + 0.1
        self.high = high
        self.figure: Figure = Figure(figsize=(self.wide, high + self._over + self.under), dpi=DPI)
        total = self.figure.get_figheight()
        for number, line in enumerate(title):
            self.write(0.05, total - 0.13 - number * 0.15, line, 8.5, weight="bold")
        for number, line in enumerate(under):
            self.write(0.05, self.under - 0.15 - number * 0.112, line, SMALL)

    def write(self, x: float, y: float, text: str, size: float, **more: Any) -> None:
        """Set a clean text so many inches from the left and from below, on its base line."""
        weight = more.pop("weight", "normal")
        total = self.figure.get_figheight()
        self.figure.text(
            x / self.wide,
            y / total,
            text,
            fontproperties=self.face.font(size, weight),
            parse_math=False,
            color=more.pop("color", INK),
            **more,
        )

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Axes between these inches, from the left and from the lower edge of the drawing."""
        total = self.figure.get_figheight()
        box = (
            left / self.wide,
            (bottom + self.under) / total,
            (right - left) / self.wide,
            (top - bottom) / total,
        )
        return self.figure.add_axes(box)

    def label(self, axes: Axes, x: float, y: float, text: str, size: float, **more: Any) -> Any:
        """Set a clean text at a point of axes; ``offset`` moves it by inches."""
        right, up = more.pop("offset", (0.0, 0.0))
        return axes.annotate(
            text,
            (x, y),
            xytext=(right * 72, up * 72),
            textcoords="offset points",
            fontproperties=self.face.font(size, more.pop("weight", "normal")),
            parse_math=False,
            color=more.pop("color", INK),
            annotation_clip=False,
            **more,
        )

    def legend(self, axes: Axes, handles: Sequence[Any], **more: Any) -> None:
        """A legend of handles, whose labels are clean texts."""
        found = axes.legend(
            handles=list(handles), prop=self.face.font(SMALL), frameon=False, **more
        )
        for text in found.get_texts():
            text.set_parse_math(False)

    def name(self, axes: Axes, spot: Spot, text: str, size: float) -> None:
        """The name of a node where there is room for it, with the line that leads to it."""
        if spot.line:
            # White beneath, so that it is seen among the lines of a network.
            for colour, width in (("white", 1.3), ("#555555", 0.4)):
                axes.plot(spot.line[::2], spot.line[1::2], color=colour, linewidth=width, zorder=5)
        self.label(
            axes, spot.x, spot.y, text, size, ha="center", va="center", zorder=6,
            multialignment={-1: "right", 1: "left"}.get(spot.side, "center"),
            bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip

    def key(self, axes: Axes, handles: Sequence[Any], columns: int) -> None:
        """The legend of a network, on axes of its own."""
        axes.set_axis_off()
        self.legend(
            axes, handles, loc="upper left", ncols=columns, borderaxespad=0,
            handlelength=2.2, columnspacing=1.2, labelspacing=0.35, handletextpad=0.5,
        )  # fmt: skip

    def ticks(self, axis: Any, at: Sequence[float], labels: Sequence[str], size: float) -> None:
        """The ticks of an axis, with clean texts."""
        axis.set_ticks(list(at))
        axis.set_ticklabels(
            list(labels), fontproperties=self.face.font(size), parse_math=False, color=INK
        )
        axis.set_tick_params(width=0.5, length=2.5, pad=2)

    def drawn(self, form: str) -> bytes:
        """The figure as a file of a format: png, svg or pdf."""
        stream = io.BytesIO()
        with _styled():
            self.figure.savefig(stream, format=form, dpi=DPI, metadata=self._metadata(form))
        return stream.getvalue()

    def _metadata(self, form: str) -> dict[str, Any]:
        trace = self.caption.provenance
        title, maker = self.caption.title, f"Rapallo {trace.version}"
        about = f"casebook {trace.casebook}; {trace.filters or 'no filters'}"
        title, about = self.face.clean(title), self.face.clean(about)
        if form == "svg":
            return {"Date": None, "Title": title, "Creator": maker, "Description": about}
        if form == "pdf":
            return {"CreationDate": None, "Title": title, "Creator": maker, "Subject": about}
        return {"Software": maker, "Title": title, "Description": about}

    def _repr_png_(self) -> bytes:
        """What a notebook shows."""
        return self.drawn("png")

    def save(self, path: str | Path) -> dict[str, int]:
        """Write the figure, and beside it its caption with the claims behind it; return what is in
        it, counted.

        Both files are there whole or not at all. Raises BadOption where the suffix is none of
        :data:`FORMATS` or the path cannot be written to.
        """
        drawn = self.drawn(checked(path))
        words = [str(path) if word == "PATH" else word for word in self.caption.command]
        caption = replace(self.caption, command=(shlex.join(words),))
        told = where_told(self.book, (c for one in caption.drawn for c in one.claims))
        lines = caption.beside(Path(path).name, hashlib.sha256(drawn).hexdigest(), self.said, told)
        with written_whole(path) as figure, written_whole(caption_path(path)) as text:
            # A text stream of a file has the bytes beneath it.
            figure.buffer.write(drawn)
            text.writelines(f"{_writable(line)}\n" for line in lines)
        return caption.n()


def _writable(text: str) -> str:
    """A text that UTF-8 can hold, on one line."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\r", " ").replace("\n", " ")


def in_style(make: Callable[_P, Sheet]) -> Callable[_P, Sheet]:
    """Let a figure be made in the house style, of a width that there is."""

    @functools.wraps(make)
    def made(*args: _P.args, **kwargs: _P.kwargs) -> Sheet:
        width = kwargs.get("width", WIDTH)
        checked("a.png", float(width) if isinstance(width, int | float) else WIDTH)
        with _styled():
            return make(*args, **kwargs)

    return made
