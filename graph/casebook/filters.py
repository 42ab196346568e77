"""Which claims a question is about: the same filters for every verb, turned into SQL."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

from rapallo.dates.calendar import iso
from rapallo.dates.edtf import window
from rapallo.dates.when import When
from rapallo.errors import NoClaims

__all__ = ["Filters", "While"]


class While(NamedTuple):
    """That a name stands for another between two days: a group for one who was a member then.

    It counts in claims that *possibly* fall there, as ``column``: ``actor``, ``target``, ``place``.
    """

    column: str
    id: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.id} (within {iso(self.first) or '..'}/{iso(self.last) or '..'})"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep. Values within one filter are alternatives, filters add up.

    ``actor``, ``target``, ``treaty``, ``issue`` and ``place`` are ids, ``post`` holds ids of
    offices and spellings that name one whose holder is known (``[envoy in Riga]|USSR``); an actor
    is met as agent or intermediary, himself or through whoever acts for him, a target likewise.
    ``then`` adds to these what stands for them in some claims only, by the date.
    ``between`` keeps what *possibly* falls in the window. ``min_sources`` counts the independent
    witnesses of the event among told claims, as :mod:`rapallo.identity.witnesses` has them: a text
    and its copy are one, so are two texts that cite one document, and a text made from two others
    is no third.

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
    then: tuple[While, ...] = ()

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
            if value == field.default or field.name == "then":
                continue
            if field.name == "between":
                parts.append(f"between {value[0]} and {value[1]}")
            elif field.name == "min_sources":
                parts.append(f"at least {value} independent sources")
            else:
                then = [str(one) for one in self.then if one.column == field.name]
                parts.append(f"{field.name} {' or '.join((*value, *then)) or 'any'}")
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
        ):
            _one_of(conditions, parameters, f"c.{column} IN (SELECT unnest(?))", values)
        for column, values in (("treaty_ids", self.treaty), ("issue_ids", self.issue)):
            _one_of(conditions, parameters, f"list_has_any(c.{column}, ?)", values)
        coders = "list_has_any(string_split(c.coder, ';'), ?)"
        _one_of(conditions, parameters, coders, self.coder)
        self._of_names(conditions, parameters, "place", "c.place_id IN (SELECT unnest(?))", _AT)
        for column, roles in (("actor", "'agent', 'via'"), ("target", "'target'")):
            told, then = _PARTICIPANT.format(roles=roles), _THEN.format(roles=roles)
            self._of_names(conditions, parameters, column, told, then)
        _one_of(conditions, parameters, _HOLDER, self.post, 2)
        if self.window:
            conditions.append("c.s0 <= ? AND c.e1 >= ?")
            parameters += [self.window.e1, self.window.s0]
        if self.min_sources > 1:
            conditions.append(_WITNESSES)
            parameters += [self.min_sources] * 3
        return " AND ".join(conditions), parameters

    def _of_names(
        self,
        conditions: list[str],
        parameters: list[object],
        column: str,
        condition: str,
        then: str,
    ) -> None:
        """Keep claims that name one of the ids, or what stands for them on the claim's date."""
        ids: tuple[str, ...] = getattr(self, column)
        while_ = [one for one in self.then if one.column == column]
        _one_of(conditions, parameters, condition, ids, condition.count("?"))
        if ids and while_:
            conditions[-1] = f"({conditions[-1]} OR {then})"
            parameters += [[one[place] for one in while_] for place in (1, 2, 3)]


_PARTICIPANT = """EXISTS (SELECT 1 FROM participants p WHERE p.claim = c.id AND p.role IN ({roles})
    AND (p.actor IN (SELECT unnest(?)) OR p.acting_for IN (SELECT unnest(?))))"""

_THEN = """EXISTS (SELECT 1 FROM participants p
    JOIN (SELECT unnest(?) AS id, unnest(?) AS first, unnest(?) AS last) t
        ON t.id IN (p.actor, p.acting_for)
    WHERE p.claim = c.id AND p.role IN ({roles}) AND c.s0 <= t.last AND c.e1 >= t.first)"""

_AT = """EXISTS (SELECT 1 FROM (SELECT unnest(?) AS id, unnest(?) AS first, unnest(?) AS last) t
    WHERE t.id = c.place_id AND c.s0 <= t.last AND c.e1 >= t.first)"""

_HOLDER = """EXISTS (SELECT 1 FROM participants p WHERE p.claim = c.id
    AND (p.actor IN (SELECT unnest(?)) OR p.spelled IN (SELECT unnest(?))))"""

# The witnesses of an event are the most of its sources of which no two go back to one text or
# document, found as in rapallo.identity.independent: who touches all that another touches, and
# more, is put aside; of who then still touches others, the first 24, all combinations are tried.
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
    cited AS (
        SELECT event, source, regexp_replace(replace(trim(unnest(string_split(
            replace(documents, '\;', chr(31)), ';'))), chr(31), '\;'), '\\(.)', '\1', 'g') AS name
        FROM told WHERE documents <> ''),
    text AS (
        SELECT event, source, source AS name FROM told
        UNION SELECT event, source, name FROM cited SEMI JOIN sources s ON s.key = name
            ANTI JOIN documents d ON d.id = name AND trim(concat(
                title, archive, shelf_mark, edition, author, addressee)) <> ''),
    line(key, name, is_source) AS (
        SELECT DISTINCT name, name, TRUE FROM text
        UNION SELECT l.key, p.name, p.is_source FROM line l JOIN parent p
            ON l.is_source AND p.key = l.name),
    stem AS (
        SELECT t.event, t.source, l.name, l.is_source FROM text t JOIN line l ON l.key = t.name
        UNION SELECT event, source, name, FALSE FROM cited),
    root AS MATERIALIZED (
        SELECT DISTINCT event, source, is_source, coalesce(s.mark, name) AS mark
        FROM stem LEFT JOIN shelved s ON NOT is_source AND s.id = stem.name),
    near AS MATERIALIZED (
        SELECT DISTINCT a.event, a.source AS a, b.source AS b FROM root a JOIN root b
        USING (event, is_source, mark)),
    around AS MATERIALIZED (SELECT event, a, list(b) AS those FROM near GROUP BY event, a),
    aside AS (
        SELECT event, n.a FROM near n JOIN around x USING (event, a)
        JOIN around o ON o.event = n.event AND o.a = n.b
        WHERE n.a <> n.b AND list_has_all(x.those, o.those)
        AND (len(o.those) < len(x.those) OR o.a < x.a)),
    kept AS MATERIALIZED (SELECT event, a FROM around ANTI JOIN aside USING (event, a)),
    touching AS MATERIALIZED (
        SELECT event, a, list(n.b) AS those FROM near n SEMI JOIN kept k
            ON k.event = n.event AND k.a = n.a SEMI JOIN kept o ON o.event = n.event AND o.a = n.b
        WHERE n.a <> n.b GROUP BY event, a),
    odd AS MATERIALIZED (
        SELECT * FROM touching QUALIFY row_number() OVER (PARTITION BY event ORDER BY a) <= 24),
    chosen(event, number, latest, against) AS (
        SELECT event, count(*) FILTER (WHERE t.a IS NULL), '', []::VARCHAR[]
            FROM kept LEFT JOIN touching t USING (event, a) GROUP BY event
        UNION ALL SELECT o.event, number + 1, o.a, list_concat(against, o.those)
            FROM chosen g JOIN odd o USING (event)
            WHERE number < ? AND o.a > latest AND NOT list_contains(against, o.a))
    SELECT event FROM chosen WHERE number >= ?)"""


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
