"""Which claims a question is about: the same filters for every verb, turned into SQL."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rapallo.dates.edtf import window
from rapallo.dates.when import When
from rapallo.errors import NoClaims

__all__ = ["Filters"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep. Values within one filter are alternatives, filters add up.

    ``actor``, ``target``, ``treaty``, ``issue`` and ``place`` are ids, ``post`` holds ids of
    offices and spellings that name one whose holder is known (``[envoy in Riga]|USSR``); an actor
    is met as agent or intermediary, himself or through whoever acts for him, a target likewise.
    ``between`` keeps what *possibly* falls in the window. ``min_sources`` counts the independent
    witnesses of the event among told claims, as :mod:`rapallo.identity.witnesses` has them: a text
    and its copy are one, and so are two texts that cite one document.

    >>> Filters(kind=("signed",), between=("1920", "1934")).describe()
    'kind signed; between 1920 and 1934'
    """

    actor: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    treaty: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    coder: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    status: tuple[str, ...] = ("told",)
    basis: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    min_sources: int = 1

    @property
    def window(self) -> When | None:
        """The window of ``between``, or None."""
        return window(*self.between) if self.between else None

    def scope(self) -> Filters:
        """The filters that say whose word counts, without those that choose events."""
        return Filters(source=self.source, coder=self.coder, status=self.status, basis=self.basis)

    def denying(self) -> Filters | None:
        """What the claims pass that can deny an event and are left out by their status, if any."""
        if not self.status or "negated" in self.status:
            return None
        return Filters(source=self.source, coder=self.coder, status=("negated",))

    def nothing(self) -> NoClaims:
        """The error where no claim passes."""
        asked = self.describe()
        return NoClaims(f"no claim in the casebook {f'passes: {asked}' if asked else 'counts'}")

    def describe(self) -> str:
        """The filters in words; the default status goes unsaid."""
        parts = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if field.name == "between":
                parts.append(f"between {value[0]} and {value[1]}")
            elif field.name == "min_sources":
                parts.append(f"at least {value} independent sources")
            else:
                parts.append(f"{field.name} {' or '.join(value) or 'any'}")
        return "; ".join(parts)

    def where(self) -> tuple[str, list[object]]:
        """The condition on a row ``c`` of ``claims``, and its parameters."""
        conditions: list[str] = ["TRUE"]
        parameters: list[object] = []
        for column, values in (
            ("source", self.source),
            ("kind", self.kind),
            ("act", self.act),
            ("status", self.status),
            ("date_basis", self.basis),
            ("place_id", self.place),
        ):
            _one_of(conditions, parameters, f"c.{column} IN (SELECT unnest(?))", values)
        for column, values in (("treaty_ids", self.treaty), ("issue_ids", self.issue)):
            _one_of(conditions, parameters, f"list_has_any(c.{column}, ?)", values)
        coders = "list_has_any(string_split(c.coder, ';'), ?)"
        _one_of(conditions, parameters, coders, self.coder)
        _one_of(conditions, parameters, _PARTICIPANT.format(roles="'agent', 'via'"), self.actor, 2)
        _one_of(conditions, parameters, _PARTICIPANT.format(roles="'target'"), self.target, 2)
        _one_of(conditions, parameters, _HOLDER, self.post, 2)
        if self.window:
            conditions.append("c.s0 <= ? AND c.e1 >= ?")
            parameters += [self.window.e1, self.window.s0]
        if self.min_sources > 1:
            conditions.append(_WITNESSES)
            parameters += [self.min_sources] * 2
        return " AND ".join(conditions), parameters


_PARTICIPANT = """EXISTS (SELECT 1 FROM participants p WHERE p.claim = c.id AND p.role IN ({roles})
    AND (p.actor IN (SELECT unnest(?)) OR p.acting_for IN (SELECT unnest(?))))"""

_HOLDER = """EXISTS (SELECT 1 FROM participants p WHERE p.claim = c.id
    AND (p.actor IN (SELECT unnest(?)) OR p.spelled IN (SELECT unnest(?))))"""

# The witnesses of an event: its sources, those that go back to one text or document taken together.
# Sources enough are looked for first, since most events have one.
_WITNESSES = r"""c.event IN (
    WITH RECURSIVE told AS MATERIALIZED (
        SELECT DISTINCT event, source, documents FROM claims WHERE status = 'told' AND event IN (
            SELECT event FROM claims WHERE status = 'told'
            GROUP BY event HAVING count(DISTINCT source) >= ?)),
    shelved AS (
        SELECT id, CASE WHEN trim(archive) = '' OR trim(shelf_mark) = '' THEN id
            ELSE concat_ws(chr(31), lower(trim(archive)), lower(trim(shelf_mark))) END AS mark
        FROM documents),
    parent AS (
        SELECT s.key, f.name, k.key IS NOT NULL AS is_source FROM (
            SELECT key, trim(unnest(string_split(derived_from, ';'))) AS name FROM sources
            WHERE derived_from <> '') f
        JOIN sources s USING (key) LEFT JOIN sources k ON k.key = f.name WHERE f.name <> ''),
    line(key, name, is_source) AS (
        SELECT DISTINCT source, source, TRUE FROM told
        UNION SELECT l.key, p.name, p.is_source FROM line l JOIN parent p
            ON l.is_source AND p.key = l.name),
    cited AS (
        SELECT event, source, regexp_replace(replace(trim(unnest(string_split(
            replace(documents, '\;', chr(31)), ';'))), chr(31), '\;'), '\\(.)', '\1', 'g') AS name
        FROM told WHERE documents <> ''),
    stem AS (
        SELECT t.event, t.source, l.name, l.is_source FROM told t JOIN line l ON l.key = t.source
        UNION SELECT event, source, name, FALSE FROM cited),
    root AS MATERIALIZED (
        SELECT DISTINCT event, source, is_source, coalesce(s.mark, name) AS mark
        FROM stem LEFT JOIN shelved s ON NOT is_source AND s.id = stem.name),
    next AS MATERIALIZED (
        SELECT DISTINCT a.event, a.source AS a, b.source AS b FROM root a JOIN root b
        USING (event, is_source, mark)),
    reach(event, a, b) AS (
        SELECT event, a, b FROM next
        UNION SELECT r.event, r.a, n.b FROM reach r JOIN next n
            ON n.event = r.event AND n.a = r.b)
    SELECT event FROM (SELECT event, a, min(b) AS head FROM reach GROUP BY event, a)
    WHERE a = head GROUP BY event HAVING count(*) >= ?)"""


def _one_of(
    conditions: list[str],
    parameters: list[object],
    condition: str,
    values: tuple[str, ...],
    times: int = 1,
) -> None:
    if values:
        conditions.append(condition)
        parameters += [list(values)] * times
