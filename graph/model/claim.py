"""A claim: one source saying once that something happened.

A claim holds the columns as they were written; what they mean is computed from them and never
written back, so that nothing a source said is tidied away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from rapallo.dates.edtf import parse
from rapallo.dates.when import When
from rapallo.errors import BadInput, UnknownAct
from rapallo.model.acts import ACT_KINDS, KINDS, STATUSES, Codebook
from rapallo.model.cells import Sides, parse_cell, parse_names, parse_place
from rapallo.model.text import unstorable

__all__ = [
    "BASES",
    "COLUMNS",
    "COMPUTED",
    "Claim",
    "Locator",
    "MOST_EDGES",
    "Problem",
    "locate",
    "problems",
    "touch",
]

BASES = ("", "exact", "carried", "inferred")
CALENDARS = ("", "gregorian", "julian")
CONFIDENCES = ("", "high", "medium", "low")
_WORDS = (
    ("status", STATUSES),
    ("date_basis", BASES),
    ("calendar", CALENDARS),
    ("confidence", CONFIDENCES),
)
COMPUTED = ("event", "earliest", "latest", "revision")
"""Columns that ``claims.csv`` carries for its readers and that are computed anew on loading."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of ``claims.csv``: every field is the text of its cell.

    ``extra`` holds the user's own columns (``x_...``). ``id`` may be empty: the casebook then
    gives one (see :func:`rapallo.model.ids.claim_id`).

    >>> claim = Claim(id="a-1", kind="met_with", act="meeting", agents="A, B|Italy;France",
    ...               date="1926-03", source="a")
    >>> str(claim.when), [p.name for p in claim.agent_sides[0]]
    ('1926-03', ['A, B', 'France'])
    """

    id: str = ""
    kind: str = ""
    act: str = ""
    agents: str = ""
    targets: str = ""
    via: str = ""
    treaty: str = ""
    issue: str = ""
    date: str = ""
    times: str = ""
    date_text: str = ""
    date_basis: str = ""
    calendar: str = ""
    place: str = ""
    about: str = ""
    status: str = "told"
    reported_by: str = ""
    source: str = ""
    locator: str = ""
    documents: str = ""
    note: str = ""
    confidence: str = ""
    coder: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_row(cls, row: Mapping[str, str | None], *, source: str = "") -> Claim:
        """Read a row of a table; columns ``x_...`` go to ``extra``, computed ones are left out.

        An empty ``status`` is *told* and an empty ``source`` the one given.
        """
        get = row.get
        cells = [get(name) or "" for name in COLUMNS]
        own = [(name, value or "") for name, value in row.items() if name[:2] == "x_"]
        return cls.from_cells(cells, own, source=source)

    @classmethod
    def from_cells(
        cls, cells: Sequence[str], own: Iterable[tuple[str, str]] = (), *, source: str = ""
    ) -> Claim:
        """The same from the cells of the written columns, in their order."""
        filled = list(cells)
        filled[_STATUS] = filled[_STATUS] or "told"
        filled[_SOURCE] = filled[_SOURCE] or source
        return cls(*filled, tuple(sorted(own)))  # type: ignore[arg-type,call-arg]

    @property
    def when(self) -> When:
        """Its date."""
        return parse(self.date)

    @property
    def agent_sides(self) -> Sides:
        """Who acted or met, by side."""
        return parse_cell(self.agents)

    @property
    def target_sides(self) -> Sides:
        """Whom the act was aimed at."""
        return parse_cell(self.targets)

    @property
    def via_sides(self) -> Sides:
        """Through whom it went."""
        return parse_cell(self.via)

    @property
    def treaties(self) -> tuple[str, ...]:
        """The treaties by name."""
        return parse_names(self.treaty)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues by name."""
        return parse_names(self.issue)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """The documents that it stands on."""
        return parse_names(self.documents)

    def written(self) -> tuple[str, ...]:
        """The written columns in order."""
        return _WRITTEN(self)

    @property
    def revision(self) -> str:
        """A hash of what is written: another wording of the row is another revision."""
        own = [f"{name}={value}" for name, value in self.extra if value]
        text = "\x1f".join((*self.written()[1:], *own))
        return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


COLUMNS = tuple(field.name for field in fields(Claim) if field.name != "extra")
"""The written columns of ``claims.csv``, in order."""

_STATUS, _SOURCE = COLUMNS.index("status"), COLUMNS.index("source")
_WRITTEN: Callable[[Claim], tuple[str, ...]] = attrgetter(*COLUMNS)

MOST_EDGES = 100_000
"""What one claim may give: a meeting of 447, but not a list of names gone wrong."""


class Locator(NamedTuple):
    """Where in the text a claim stands: offsets are characters, the end exclusive."""

    line: str = ""
    start: int | None = None
    end: int | None = None
    notes: tuple[str, ...] = ()


class Problem(NamedTuple):
    """What is wrong with a field of a claim."""

    field: str
    value: str
    reason: str


_TIMES = re.compile(r"0*[1-9][0-9]*")
_CHARS = re.compile(r"\bchars? (\d+)-(\d+)")
_LINE = re.compile(r"\blines? (\d+(?:-\d+)?)")
_NOTES = re.compile(r"\bnotes? ([\d ]+)")


def locate(locator: str) -> Locator:
    """The parts of a locator that can be looked up; free words are left as they are.

    >>> locate("line 67, chars 5331-5597, notes 6 7")
    Locator(line='67', start=5331, end=5597, notes=('6', '7'))
    """
    chars, line, notes = (p.search(locator) for p in (_CHARS, _LINE, _NOTES))
    return Locator(
        line[1] if line else "",
        int(chars[1]) if chars else None,
        int(chars[2]) if chars else None,
        tuple(notes[1].split()) if notes else (),
    )


def touch(a: str, b: str) -> bool | None:
    """Whether the characters of two locators overlap; None where one of them tells none.

    >>> [touch("chars 10-40", other) for other in ("chars 39-60", "chars 40-60", "page 7")]
    [True, False, None]
    """
    one, other = locate(a), locate(b)
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return None
    return one.start < other.end and other.start < one.end


def problems(claim: Claim, codebook: Codebook) -> Iterator[Problem]:
    """Everything for which a claim cannot be taken as it stands."""
    unread = [*_unstorable(claim)] or [*_unreadable(claim)]
    yield from unread
    yield from _vocabulary(claim, codebook)
    if not unread:
        yield from _incomplete(claim)


def _unstorable(claim: Claim) -> Iterator[Problem]:
    """Text that no file can give back: NUL, half characters, cells without end."""
    written = claim.written()
    if unstorable("".join(written)):
        for name, value in zip(COLUMNS, written, strict=True):
            if reason := unstorable(value):
                yield Problem(name, value, reason)
    for name, value in claim.extra:
        if name != name.strip():
            yield Problem(name, value, "the name of the column has spaces around it")
        elif reason := unstorable(name) or unstorable(value):
            yield Problem(name, value, reason)
    if claim.id != claim.id.strip() or "|" in claim.id:
        yield Problem("id", claim.id, "an id has no '|', nor spaces around it")
    if claim.source != claim.source.strip():
        yield Problem("source", claim.source, "the source's key has spaces around it")


def _unreadable(claim: Claim) -> Iterator[Problem]:
    try:
        for name, read in _GRAMMARS:
            if cell := getattr(claim, name):
                read(cell)
    except BadInput:
        # Seldom the case: only now each cell for itself.
        for name, read in _GRAMMARS:
            yield from _try(read, claim, name)


_GRAMMARS: tuple[tuple[str, Callable[[str], object]], ...] = (
    *((name, parse_cell) for name in ("agents", "targets", "via", "reported_by")),
    *((name, parse_names) for name in ("treaty", "issue", "documents")),
    ("date", parse),
    ("place", parse_place),
)


def _try(read: Callable[[str], object], claim: Claim, name: str) -> Iterator[Problem]:
    value: str = getattr(claim, name)
    try:
        read(value)
    except BadInput as error:
        yield Problem(name, value, str(error))


def _vocabulary(claim: Claim, codebook: Codebook) -> Iterator[Problem]:
    if claim.kind not in KINDS:
        yield Problem("kind", claim.kind, f"the kind is none of {', '.join(KINDS)}")
    try:
        act = codebook[claim.act]
        if claim.kind in KINDS and act.kind != claim.kind:
            reason = f"the act {claim.act!r} is of kind {act.kind}, not {claim.kind}"
            yield Problem("act", claim.act, reason)
    except UnknownAct as error:
        known = ", ".join(codebook.of_kind(claim.kind))
        wrong = str(error) if claim.act else "the act is empty"
        yield Problem("act", claim.act, wrong + (f"; {claim.kind} has {known}" if known else ""))
    for name, allowed in _WORDS:
        value: str = getattr(claim, name)
        if value not in allowed:
            yield Problem(name, value, f"it is none of {', '.join(filter(None, allowed))}")
    if claim.times and not _TIMES.fullmatch(claim.times):
        yield Problem("times", claim.times, "it is not a whole number above 0")


def _incomplete(claim: Claim) -> Iterator[Problem]:
    agents = sum(map(len, claim.agent_sides))
    aims = sum(map(len, claim.target_sides)) + len(claim.treaties)
    objects = aims or len(claim.issues)
    if not claim.source.strip():
        yield Problem("source", claim.source, "no source: a claim says who tells it")
    if not agents:
        yield Problem("agents", claim.agents, "there is no agent")
    yield from _lacking(claim, agents, objects)
    if claim.status == "alleged" and not claim.reported_by:
        yield Problem("reported_by", "", "an alleged claim names who alleges it")
    pairs = agents * (agents - 1) // 2 if claim.kind == "met_with" else agents * objects
    if pairs > MOST_EDGES:
        reason = f"{agents:,} agents make {pairs:,} edges: more than {MOST_EDGES:,} in one claim"
        yield Problem("agents", claim.agents, reason)


def _lacking(claim: Claim, agents: int, objects: int) -> Iterator[Problem]:
    """What the kind of the claim needs and it has not."""
    if claim.kind == "met_with":
        if agents == 1:
            yield Problem("agents", claim.agents, "a meeting of one is no meeting")
        if claim.target_sides:
            yield Problem("targets", claim.targets, "a meeting has no targets")
    elif claim.kind == "signed":
        if not claim.treaties:
            yield Problem("treaty", claim.treaty, "nothing is signed")
    elif claim.kind == "informed":
        if not claim.target_sides:
            reason = "informed needs a target: who was informed"
            yield Problem("targets", claim.targets, reason)
    elif claim.kind in ACT_KINDS and not objects:
        reason = f"{claim.kind} needs a target, a treaty or an issue"
        yield Problem("targets", claim.targets, reason)
