"""One page that opens offline in any browser: the network, a timeline, and the claims behind both.

Everything is inside the one file: the data, the page's own scripts and style (in ``page/``) and the
libraries that it draws with (``page/vendor/``, which says how it was made). It asks the network for
nothing, and its Content-Security-Policy forbids it to. No script in it writes HTML: what sources
and coders wrote is shown as text, whatever it looks like.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from string import Template

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.export.atomic import written_whole
from rapallo.export.command import export_command
from rapallo.export.island import island, safe_json
from rapallo.export.layout import Layout, laid_out
from rapallo.export.network import network_of
from rapallo.export.readings import MOST_SOURCES, Heard, readings
from rapallo.export.suffix import checked_suffix
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import KINDS
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import By, Level

__all__ = ["SCRIPTS", "TITLE", "export_html", "page"]

TITLE = "Diplomatic relations"

SCRIPTS = (
    *("vendor/vendor.min.js", "dates.js", "model.js", "shapes.js", "drawing.js", "timeline.js"),
    *("controls.js", "panel.js", "address.js", "main.js"),
)
"""The scripts in the order in which they run."""

LICENCES = "vendor/LICENSE"
"""Those of the libraries, which every copy must carry."""

TREATMENT = (
    "Counts are of events: what several claims tell of one happening counts once.",
    "An event possibly falls into an interval where one of its claims may: some day between its"
    " first and its last possible day lies in it. It certainly does where its date falls into the"
    " interval however it is read, it is told and nowhere denied, and a pair that it joins is"
    " certain; a date with a question mark is never certain. This is the rule of"
    " rapallo's --between, and the numbers are the same.",
    "Events whose date is open on a side or not told are possible in every interval that they may"
    " reach and certain in none; they have no bar in the timeline, but are counted, and can be left"
    " out. The bars show, for each step of the timeline, how many events certainly and how many"
    " possibly fall into it: an event of an uncertain day is possible in several.",
    "A line joins two for all events of one kind: solid where one of them is certain, dashed where"
    " all are only possible. Its width grows with their number, the size of a node with that of its"
    " events. Only 'met with' has no direction. Pale yellow is friendly pressure.",
    "Leaving out a source leaves out its claims: dates and certainty then follow from the others."
    " A state stands for itself and for those who act for it in most of these claims.",
    "Places come from forces between the nodes: near does not mean friendly. What no source here"
    " tells is not shown, and silence is not absence.",
)
"""How doubt was treated, as the page itself says it."""


def export_html(
    book: Casebook,
    path: str | Path,
    *,
    by: By = "actor",
    kinds: Collection[str] = KINDS,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Collection[str] = (),
    layout: Layout | None = None,
    seed: int = 0,
    title: str = TITLE,
    command: str = "",
) -> dict[str, int]:
    """Write the network of a casebook as one page; return what was written, counted.

    The counts: ``nodes``, ``edges`` (one a pair and kind), ``events``, ``certain_events``,
    ``claims``. ``layout`` places nodes by id, else :func:`~rapallo.export.layout.laid_out` does
    with ``seed``. ``command`` is what the page says it was made by; without it, the command line
    that asks for the same. The same casebook and options give the same bytes on the same machine.
    Raises NoClaims where there is nothing to write, BadOption where the path cannot be written to
    or does not end in ``.html``.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/book.duckdb")
    ...     report = load(book, "dossier")
    ...     counts = export_html(book, f"{folder}/states.html", by="state", kinds=["signed"])
    >>> counts["certain_events"] <= counts["events"]
    True
    """
    checked_suffix(path, "a page for browsers", ".html", ".htm")
    text, counts = page(
        book,
        by=by,
        kinds=kinds,
        filters=filters,
        lineage=lineage,
        expand=expand,
        layout=layout,
        seed=seed,
        title=title,
        command=command,
    )
    with written_whole(path) as stream:
        stream.write(text)
    return counts


def page(
    book: Casebook,
    *,
    by: By = "actor",
    kinds: Collection[str] = KINDS,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Collection[str] = (),
    layout: Layout | None = None,
    seed: int = 0,
    title: str = TITLE,
    command: str = "",
) -> tuple[str, dict[str, int]]:
    """The page as text, and what is in it, counted; see :func:`export_html`."""
    filters = filters or Filters()
    evidence = Evidence.of(book, filters)
    level = Level.of(book, by, lineage=lineage, expand=expand)
    found = network_of(book, evidence, level, kinds=kinds, lineage=lineage, expand=expand)
    heard = readings(book, evidence, level, kinds)
    counts = {
        "nodes": len(found.vertices),
        "edges": sum(1 for _ in found.ties()),
        "events": found.events,
        "certain_events": len({edge.event for edge in found.edges if edge.certain}),
        "claims": len(found.claims),
    }
    provenance = replace(found.provenance, seed=None if layout else seed)
    further = [] if layout else ["--seed", str(seed)]
    further += ["--title", title] if title != TITLE else []
    about = {
        "title": title,
        "version": provenance.version,
        "casebook": provenance.casebook,
        "filters": provenance.filters,
        "rule": found.rule,
        "command": command or export_command("html", by, kinds, filters, lineage, expand, further),
        "seed": provenance.seed,
        "leftOut": list(found.left_out),
        "treatment": [*TREATMENT, *_whole(heard)],
        "counts": counts,
    }
    placed = layout or laid_out(found, seed=seed)
    return _bound(title, safe_json(island(book, found, heard, level, placed, about))), counts


def _whole(heard: Sequence[Heard]) -> list[str]:
    """What is said where events have too many sources to be read without some of them."""
    number = sum(event.whole for event in heard)
    said = f"Events of more than {MOST_SOURCES} sources ({number} here) are left out whole or not."
    return [said] if number else []


def _bound(title: str, data: str) -> str:
    """The page with its parts inside."""
    style = _part("page.css")
    scripts = [_part(name) for name in SCRIPTS]
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {' '.join(map(_hash, scripts))}"
    )
    return Template(_part("page.html")).substitute(
        title=html.escape(title),
        policy=policy,
        style=f"<style>{style}</style>",
        data=f'<script type="application/json" id="data">{data}</script>',
        licences=f'<script type="text/plain" id="licences">{html.escape(_part(LICENCES))}</script>',
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def _part(name: str) -> str:
    text = files("rapallo.export").joinpath("page", *name.split("/")).read_text(encoding="utf-8")
    if "</script" in text.lower() and name.endswith(".js"):
        raise BadOption(f"{name} would end its own script")
    return text


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
