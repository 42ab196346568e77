"""What may stand in a file of theses: each key with its meaning and how its value is read.

The tables below are the vocabulary: the file is read by them, unknown keys are told by them, and
:func:`explained` prints them. A reader takes a value as TOML has it and gives back ours; where it
cannot, it notes a problem and gives back None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rapallo.analysis.centrality.measures import MEASURES
from rapallo.analysis.coordination.nulls import NULLS, check_null
from rapallo.analysis.theses.counts import Counts, Rank, Share
from rapallo.analysis.theses.networks import Central, Coordinated, Pairs
from rapallo.analysis.theses.reading import (
    At,
    Key,
    choice,
    choices,
    flag,
    fraction,
    locator,
    names,
    number,
    period,
    table,
    text,
    two,
    whole,
    word,
    year,
)
from rapallo.analysis.theses.reading import days as days_of
from rapallo.analysis.theses.reading import window as window_of
from rapallo.analysis.theses.selection import Selection
from rapallo.analysis.theses.thesis import Scope
from rapallo.analysis.theses.times import Densest, Fades, Windows
from rapallo.analysis.theses.trial import Trial
from rapallo.analysis.theses.verdicts import AMONG, TENTH
from rapallo.errors import BadOption
from rapallo.model.acts import KINDS
from rapallo.model.claim import BASES

__all__ = ["FILE", "KINDS_OF_TEST", "SCOPE", "SELECTION", "THESIS", "explained", "scope", "trial"]

_BY = ("state", "diplomat")
_MEASURES = tuple(name for name, measure in MEASURES.items() if not measure.least_first)


def selection(value: object, at: At) -> Any:
    """A selection of events, from a table of conditions."""
    found = table(value, SELECTION, at)
    if found is None:
        return None
    if not found.keys() - {"called"}:
        return at.wrong(value, "a selection needs a condition")
    envoys = found.keys() & {"envoys_together", "envoys_with_third"}
    if bool(envoys) != ("hosts" in found):
        return at.wrong(value, "hosts, and envoys_together or envoys_with_third, need each other")
    if len(found.get("together", "ab")) < 2:
        return at.at("together").wrong(found["together"], "two or more act together")
    return Selection(**found)


def selections(value: object, at: At) -> Any:
    """One selection or several."""
    if isinstance(value, list) and not value:
        return at.wrong(value, "it names no selection")
    those = value if isinstance(value, list) else [value]
    found = [selection(one, at) for one in those]
    return tuple(one for one in found if one) if all(found) else None


SELECTION: dict[str, Key] = {
    "kind": Key(choices(KINDS), "kinds of events: " + ", ".join(KINDS)),
    "act": Key(names, "acts of the codebook"),
    "sign": Key(choices((-1, 0, 1)), "signs of the acts: -1, 0, 1"),
    "by": Key(names, "one of these acts"),
    "together": Key(names, "all of these act, on one side"),
    "without": Key(names, "none of these acts"),
    "at": Key(names, "it is aimed at one of these"),
    "parties": Key(names, "all of these have a part, in whatever role"),
    "dealings": Key(two, "what two did together or with each other, not against each other"),
    "quarrels": Key(two, "hostile acts in which two have a part and not on one side"),
    "issue": Key(names, "it is about one of these issues"),
    "treaty": Key(names, "it is about one of these treaties"),
    "envoys_together": Key(names, "meetings of envoys of all of these at one of the hosts"),
    "envoys_with_third": Key(names, "meetings of an envoy of one of these with one of a third"),
    "hosts": Key(names, "the states to which the envoys are accredited"),
    "any": Key(selections, "selections of which it fits one"),
    "called": Key(text, "no condition: a short name for the number"),
}
"""The conditions of a selection. They add up; the values of one are alternatives unless it says
*all* or *two*."""

SCOPE: dict[str, Key] = {
    "between": Key(window_of, "two dates, EDTF or '..': what possibly falls between them"),
    "kind": Key(choices(KINDS), "kinds of events"),
    "act": Key(names, "acts of the codebook"),
    "actor": Key(names, "one of these acts, himself or through whoever acts for him"),
    "target": Key(names, "it is aimed at one of these"),
    "treaty": Key(names, "it is about one of these treaties"),
    "issue": Key(names, "it is about one of these issues"),
    "post": Key(names, "the unnamed holder of one of these posts takes part, as '[post]|State'"),
    "place": Key(names, "it is told to have been at one of these places"),
    "coder": Key(names, "one of these coded it"),
    "basis": Key(choices(tuple(filter(None, BASES))), "of the date: " + ", ".join(BASES[1:])),
    "min_sources": Key(whole(1), "so many independent sources tell it"),
    "lineage": Key(flag, "a state counts as the lineage it belongs to: true or false [false]"),
    "expand": Key(names, "groups that count as their members"),
}
"""The scope of a thesis, the filters of the command line. ``source`` is not among them: every
thesis is put to all sources, to its own, and to the others."""

_ELSEWHERE = {
    "source": "every thesis is put to all sources, to the one that states it, and to the others",
    "status": "only what is told as done counts",
}


def scope(value: object, at: At, before: Scope | None = None) -> Scope | None:
    """The scope of a thesis: what it says itself, else what the file says for all."""
    found = table(value, SCOPE, at, _ELSEWHERE)
    if found is None:
        return None
    lineage = found.pop("lineage", before.lineage if before else False)
    expand = found.pop("expand", before.expand if before else ())
    names_ = {**(before.names if before else {}), **found}
    if names_.get("between") == ("..", ".."):
        del names_["between"]
    return Scope(names_, lineage, expand)


@dataclass(frozen=True, slots=True)
class KindOfTest:
    """A kind of test: what it asks, its keys beside ``kind``, and how it is made of them."""

    says: str
    keys: Mapping[str, Key]
    make: Callable[[dict[str, Any], Scope], Trial]


def _null(value: object, at: At) -> Any:
    name = text(value, at)
    try:
        if name:
            check_null(name)
    except BadOption:
        return at.wrong(value, f"there is no such null; there are {', '.join(NULLS)}")
    return name


_TIMES = Key(number(1), "at least so many times as many; without it: more")
_FIRST = "it is among the first so many [1: the first, and alone]"
_TIES = Key(flag, "others may have as many as the first: none has more [false]")
_COUNT = Key(selection, "the events counted", True)

KINDS_OF_TEST: dict[str, KindOfTest] = {
    "counts": KindOfTest(
        "more events of one selection than of another, or at least so many times as many",
        {
            "count": _COUNT,
            "against": Key(selections, "the selection, or several, that it exceeds", True),
            "times": _TIMES,
        },
        lambda v, scope: Counts(**v),
    ),
    "share": KindOfTest(
        "of the events of a selection more than a share fit another too",
        {
            "count": Key(selection, "the part, in what it is beyond the whole", True),
            "of": Key(selection, "the whole", True),
            "above": Key(fraction, "the share, from 0 to 1 [0.5]"),
        },
        lambda v, scope: Share(**v),
    ),
    "rank": KindOfTest(
        "by the number of events one is first, or among the first, of his sort",
        {
            "name": Key(text, "who, or what, is ranked", True),
            "role": Key(
                choice(("agent", "target", "issue", "treaty")), "as what it is counted", True
            ),
            "of": Key(selection, "the events that rank", True),
            "first": Key(whole(1), _FIRST),
            "ties": _TIES,
            "among": Key(names, "the only rivals; without it: all of the sort"),
        },
        lambda v, scope: Rank(**_places(v)),
    ),
    "centrality": KindOfTest(
        "by a measure of centrality one is first, or among the first",
        {
            "name": Key(text, "who is ranked", True),
            "measure": Key(choice(_MEASURES), f"{', '.join(_MEASURES)} [degree]"),
            "by": Key(choice(_BY), "state or diplomat [diplomat]"),
            "relations": Key(choices(KINDS), "the kinds that make the network [met_with]"),
            "first": Key(whole(1), _FIRST),
            "ties": _TIES,
        },
        lambda v, scope: Central(**_places(v)),
    ),
    "pairs": KindOfTest(
        "by acts on one side (J) two are first, or among the first, of all pairs",
        {
            "pair": Key(two, "the two", True),
            "by": Key(choice(_BY), "state or diplomat [state]"),
            "first": Key(whole(1), _FIRST),
            "ties": _TIES,
        },
        lambda v, scope: Pairs(**_places(v)),
    ),
    "windows": KindOfTest(
        "by the year, more events in one time than in another",
        {
            "count": _COUNT,
            "inside": Key(days_of, "two dates in EDTF: the time in question", True),
            "than": Key(days_of, "two dates in EDTF: the time it is compared with", True),
            "times": _TIMES,
        },
        lambda v, scope: Windows(**v),
    ),
    "fades": KindOfTest(
        "after a year next to nothing, by the year; the scope needs `between`, with both ends",
        {
            "count": _COUNT,
            "after": Key(year, "the year, as '1933'", True),
            "to": Key(fraction, f"next to nothing is so much of before [{TENTH}]"),
        },
        lambda v, scope: Fades(**v, between=scope.names["between"]),
    ),
    "densest": KindOfTest(
        "of the events dated within one, a season, or a year, is among those with most",
        {
            "count": _COUNT,
            "period": Key(period, "a season ('1928-22') or a year ('1928')", True),
            "first": Key(whole(1), f"it is among the first so many [{AMONG}]"),
            "ties": _TIES,
        },
        lambda v, scope: Densest(**_places(v)),
    ),
    "coordination": KindOfTest(
        "two coordinated more than chance would have it, under a null",
        {
            "pair": Key(two, "the two", True),
            "null": Key(_null, f"what chance rearranges: {', '.join(NULLS)} [{NULLS[0]}]"),
            "alpha": Key(fraction, "p is at most this [0.05]"),
            "value": Key(choice(("p", "q")), "p, or q over the family of pairs [p]"),
            "by": Key(choice(_BY), "state or diplomat [state]"),
            "within": Key(word(r"P\d+[DW]", "days or weeks, as P31D"), "how close [P31D]"),
            "permutations": Key(whole(19), "how often chance is tried [1000]"),
            "around": Key(text, "only acts that share this matter"),
        },
        lambda v, scope: Coordinated(**v),
    ),
}
"""The kinds of test."""


def _places(values: dict[str, Any]) -> dict[str, Any]:
    return {"places" if key == "first" else key: value for key, value in values.items()}


def trial(value: object, at: At, scope: Scope) -> Any:
    """The test of a thesis."""
    if not isinstance(value, dict):
        return at.wrong(value, "a test is a table, with its kind")
    kinds = tuple(KINDS_OF_TEST)
    if "kind" not in value:
        return at.at("kind").wrong(None, f"is needed: {', '.join(kinds)}")
    kind = choice(kinds)(value["kind"], at.at("kind"))
    if kind is None:
        return None
    found = table({k: v for k, v in value.items() if k != "kind"}, KINDS_OF_TEST[kind].keys, at)
    if found is None or not _fits(kind, found, at, scope):
        return None
    return KINDS_OF_TEST[kind].make(found, scope)


def _fits(kind: str, found: Mapping[str, Any], at: At, scope: Scope) -> bool:
    """Whether the values go together."""
    if kind == "fades":
        limits = scope.names.get("between", ("..", ".."))
        plain = all(re.match(r"\d{4}", limit) for limit in limits)
        if not plain or not limits[0][:4] <= found["after"] < limits[1][:4]:
            at.at("after").wrong(
                found["after"], "the scope needs `between` with two years, this one between them"
            )
            return False
    if kind == "counts":
        called = [selection.name for selection in (found["count"], *found["against"])]
        if len(set(called)) < len(called):
            at.at("against").wrong(None, "two selections are the same, or called the same")
            return False
    if kind == "coordination":
        least = 1 / (1 + found.get("permutations", 1000))
        if least > found.get("alpha", 0.05):
            at.at("alpha").wrong(
                found["alpha"], f"with so few permutations no p is below {least:.2g}"
            )
            return False
    return True


THESIS: dict[str, Key] = {
    "id": Key(word(r"[\w.-]{1,60}", "up to 60 letters, digits, - and ."), "its short name", True),
    "claim": Key(text, "what it says, in a sentence", True),
    "source": Key(text, "the key of the source that states it", True),
    "locator": Key(locator, "where it does: 'line 120', 'lines 120-121, note 6'", True),
    "note": Key(text, "what the test leaves out, or adds"),
    "scope": Key(lambda value, at: value, "the part of the record that it is about"),
    "test": Key(lambda value, at: value, "the test, with its kind", True),
}
"""The keys of a thesis."""

FILE: dict[str, Key] = {
    "title": Key(text, "what the theses are about"),
    "scope": Key(lambda value, at: value, "the scope of all theses that do not say otherwise"),
    "thesis": Key(lambda value, at: value, "the theses, each under [[thesis]]", True),
}
"""The keys of a file."""


def explained() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The vocabulary for a reader: sections, each with its keys and what they mean."""
    yield "The file (TOML)", _said(FILE)
    yield "[[thesis]]", _said(THESIS)
    yield "[scope], [thesis.scope]: the filters of the command line", _said(SCOPE)
    for name, kind in KINDS_OF_TEST.items():
        yield f'[thesis.test] kind = "{name}": {kind.says}', _said(kind.keys)
    yield "A selection of events, as { kind = [...], together = [...] }", _said(SELECTION)


def _said(keys: Mapping[str, Key]) -> list[tuple[str, str]]:
    return [(name, key.says + (" (needed)" if key.needed else "")) for name, key in keys.items()]
