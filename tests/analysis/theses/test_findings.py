"""Findings: the verdicts by hand, and the dossier's numbers by a second, plain implementation.

The plain one reads the CSV files of the dossier itself: no casebook, no names, no projection. It
shares only the reading of single dates, which has tests of its own.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rapallo.analysis.coordination import coordination
from rapallo.analysis.theses.findings import (
    Count,
    Finding,
    densest_season,
    fades_after,
    joint_most,
    met_each_other_most,
    target_of_most,
)
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse, window
from rapallo.load import load
from rapallo.loaders.dossier_loader import folder
from rapallo.model.nodes import Member, Organization, Post
from tests.helpers import STATES, claim, make_book, same

HOSTS = ("Estonia", "Latvia", "Lithuania")
ARTICLE = "baltic-cooperation"
ALL = Filters(source=(ARTICLE,))
YEARS = Filters(source=(ARTICLE,), between=("1920", "1939"))
ONE, OTHER = "germany", "russia-soviet"


# The plain implementation


@dataclass
class Happening:
    """Claims judged to be one event, as rows of the CSV file."""

    rows: list[dict[str, str]]
    denied: bool

    @property
    def dates(self) -> tuple[int, int, int, int, bool, bool]:
        """s0, s1, e0, e1, lasting, doubtful of the hull."""
        whens = [parse(row["date"]) for row in self.rows]
        s0, e1 = min(w.s0 for w in whens), max(w.e1 for w in whens)
        doubtful = any(w.doubtful for w in whens)
        if len({row["date"] for row in self.rows}) == 1:
            return s0, whens[0].s1, whens[0].e0, e1, whens[0].extent != "instant", doubtful
        if all(w.extent != "instant" for w in whens):
            return s0, max(w.s1 for w in whens), min(w.e0 for w in whens), e1, True, doubtful
        return s0, e1, s0, e1, False, doubtful

    def touches(self, first: int, last: int) -> tuple[bool, bool]:
        """Whether possibly, and whether certainly, some of it lies in these days."""
        s0, s1, e0, e1, _, doubtful = self.dates
        return s0 <= last and e1 >= first, s1 <= last and e0 >= first and not doubtful

    def known_within(self, days: int) -> bool:
        s0, _, _, e1, _, _ = self.dates
        return s0 > -(10**8) and e1 < 10**8 and e1 - s0 <= days


class Dossier:
    """The dossier as its CSV files have it."""

    def __init__(self) -> None:
        self.state: dict[str, str] = {}
        for row in table("states"):
            joined = "russia-soviet" if row["id"].startswith("soviet") else row["id"]
            for name in [row["name"], *filter(None, row["aliases"].split(";"))]:
                self.state[name.casefold()] = joined
        self.body: dict[str, str] = {}
        for row in table("organizations"):
            for name in [row["name"], *filter(None, row["aliases"].split(";"))]:
                self.body[name.casefold()] = self.state.get(row["state"].casefold(), "")
        self.person: dict[tuple[str, str], str] = {}
        for row in table("diplomats"):
            for alias in [row["name"], *filter(None, row["aliases"].split(";"))]:
                name, _, state = alias.partition("|")
                self.person[name.casefold(), self.state.get(state.casefold(), "")] = row["id"]

    def happenings(self, source: str) -> Iterator[Happening]:
        parent: dict[str, str] = {}

        def top(name: str) -> str:
            while parent.get(name, name) != name:
                name = parent[name]
            return name

        for row in table("judgements"):
            if row["what"] == "event" and row["verdict"] == "same":
                parent[top(row["a"])] = top(row["b"])
        groups: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in table("claims"):
            if row["source"] == source:
                groups[top(row["id"])].append(row)
        for rows in groups.values():
            told = [row for row in rows if row["status"] == "told"]
            if told:
                yield Happening(told, any(row["status"] == "negated" for row in rows))

    def serves(self, cell: str) -> str:
        """The state for which one participant counts."""
        name, bar, state = cell.partition("|")
        key = (state if bar else name).casefold()
        return self.state.get(key) or self.body.get(key, "")

    def standing(self, happening: Happening, role: str) -> dict[str, tuple[bool, set[int]]]:
        """States in a role: whether every claim that names the role certainly has it; sides."""
        naming = [row for row in happening.rows if row[role]]
        sure: dict[str, int] = defaultdict(int)
        sides: dict[str, set[int]] = defaultdict(set)
        for row in naming:
            certain = set()
            for number, side in enumerate(row[role].split(";;")):
                for cell in side.split(";"):
                    doubtful = cell.endswith("?")
                    options = cell.rstrip("?").strip("{}").split("/")
                    found = {self.serves(option) for option in options}
                    for state in found - {""}:
                        sides[state].add(number)
                    if len(found) == 1 and not doubtful:
                        certain |= found
            for state in certain:
                sure[state] += 1
        return {state: (sure[state] == len(naming), found) for state, found in sides.items()}

    def joint(self, happening: Happening) -> bool | None:
        there = self.standing(happening, "agents")
        if ONE in there and OTHER in there and there[ONE][1] & there[OTHER][1]:
            return there[ONE][0] and there[OTHER][0]
        return None

    def dealing(self, happening: Happening) -> bool | None:
        if happening.rows[0]["kind"] in ("opposed", "pressured", "supported"):
            joint = self.joint(happening)
            if joint is not None or sign(happening.rows[0]["act"]) < 0:
                return joint
        there: dict[str, bool] = defaultdict(bool)
        for role in ("agents", "targets", "via"):
            for state, (sure, _) in self.standing(happening, role).items():
                there[state] |= sure
        return there[ONE] and there[OTHER] if ONE in there and OTHER in there else None

    def envoys(self, happening: Happening) -> dict[str, bool]:
        """The states whose envoys to a host are there, and whether that is certain."""
        found: dict[str, bool] = {}
        for row in happening.rows:
            here: dict[str, bool] = {}
            for cell in row["agents"].replace(";;", ";").split(";"):
                for state, sure in self.posted(cell.rstrip("?"), row["date"]).items():
                    here[state] = here.get(state, False) or (sure and not cell.endswith("?"))
            found = {s: sure and (s in here and here[s]) for s, sure in found.items()} | {
                s: sure for s, sure in here.items() if s not in found
            }
        return found

    def posted(self, cell: str, date: str) -> dict[str, bool]:
        name, _, spelled = cell.partition("|")
        state = self.state.get(spelled.casefold(), "")
        when = parse(date)
        found: dict[str, bool] = {}
        for post in table("posts"):
            if self.state.get(post["accredited_to"].casefold()) not in {h.lower() for h in HOSTS}:
                continue
            served = self.state[post["state"].casefold()]
            if name == f"[{post['title']}]" and served == state:
                return {served: True}
            mine = self.person.get((name.casefold(), state), name)
            if self.person.get((post["holder"].casefold(), served), post["holder"]) != mine:
                continue
            start, end = parse(post["start"]), parse(post["end"])
            if start.s0 > when.e1 or (post["end"] and end.e1 < when.s0):
                continue
            certain = bool(post["start"] and post["end"]) and not (
                start.doubtful or end.doubtful or when.doubtful
            )
            certain = certain and start.e1 <= when.e0 and end.s0 >= when.s1
            found[served] = found.get(served, False) or certain
        return found


def table(name: str) -> list[dict[str, str]]:
    with Path(folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sign(act: str) -> int:
    from rapallo.model.acts import Codebook

    return Codebook.shipped()[act].sign


def count(told: list[bool]) -> Count:
    return Count(sum(told), len(told))


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return Dossier()


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("findings") / "dossier.duckdb")
    load(book, "dossier")
    return book


def test_who_met_whom(article: Casebook, dossier: Dossier) -> None:
    together, others = [], []
    for happening in dossier.happenings(ARTICLE):
        if happening.rows[0]["kind"] != "met_with":
            continue
        there = dossier.envoys(happening)
        sure = not happening.denied
        if ONE in there and OTHER in there:
            together.append(there[ONE] and there[OTHER] and sure)
        mine = [there[s] for s in (ONE, OTHER) if s in there]
        third = [v for s, v in there.items() if s not in (ONE, OTHER, *map(str.lower, HOSTS))]
        if mine and third:
            others.append(any(mine) and any(third) and sure)
    found = met_each_other_most(article, "Germany", "Soviet Union", HOSTS, ALL)
    assert list(found.numbers.values()) == [count(together), count(others)]
    assert len(together) > 5


@pytest.mark.parametrize("source", [ARTICLE, "relations-1918-1941"])
def test_at_whom_they_acted_together(article: Casebook, dossier: Dossier, source: str) -> None:
    first, last = parse("1920").s0, parse("1939").e1
    found: dict[str, list[bool]] = defaultdict(list)
    for happening in dossier.happenings(source):
        if happening.rows[0]["kind"] not in ("opposed", "pressured", "supported"):
            continue
        joint = dossier.joint(happening)
        possibly, certainly = happening.touches(first, last)
        if joint is None or not possibly:
            continue
        sure = joint and certainly and not happening.denied
        for state, (aimed, _) in dossier.standing(happening, "targets").items():
            if state not in (ONE, OTHER):
                found[state].append(sure and aimed)
    filters = Filters(source=(source,), between=("1920", "1939"))
    finding = target_of_most(article, "Germany", "Soviet Union", "Lithuania", filters)
    labels = {state.id: state.name for state in article.nodes(type(STATES[0]))}
    found["lithuania"]  # the one in question is told also where it has none
    assert finding.numbers == {labels[s]: count(told) for s, told in found.items()}


def dealings(dossier: Dossier, days: int | None) -> tuple[list[tuple[Happening, bool]], int]:
    first, last = parse("1920").s0, parse("1939").e1
    kept, left = [], 0
    for happening in dossier.happenings(ARTICLE):
        certain = dossier.dealing(happening)
        possibly, certainly = happening.touches(first, last)
        if certain is None or not possibly:
            continue
        if days is None or happening.known_within(days):
            kept.append((happening, certain and certainly and not happening.denied))
        else:
            left += 1
    return kept, left


def in_days(kept: list[tuple[Happening, bool]], first: int, last: int) -> Count:
    there = [(sure, *happening.touches(first, last)) for happening, sure in kept]
    return count([sure and certainly for sure, possibly, certainly in there if possibly])


def test_the_densest_season(article: Casebook, dossier: Dossier) -> None:
    kept, left = dealings(dossier, 92)
    words = {21: "spring", 22: "summer", 23: "autumn"}
    counts = {}
    for year in range(1919, 1940):
        for number in (21, 22, 23, 24):
            days = parse(f"{year}-{number}")
            name = f"{words.get(number, 'winter')} {year}"
            name += f"/{year - 1899:02}" if number == 24 else ""
            counts[name] = in_days(kept, days.s0, days.e1)
    finding = densest_season(article, "Germany", "Soviet Union", "1928-22", YEARS)
    assert finding.left_out == left
    assert finding.numbers == {name: counts[name] for name in finding.numbers}
    shown = min(n for name, n in finding.numbers.items() if name != "summer 1928")
    hidden = [n for name, n in counts.items() if name not in finding.numbers]
    assert shown >= max(hidden)
    rivals = [n for name, n in counts.items() if name != "summer 1928"]
    more = sum(rival.possible > counts["summer 1928"].certain for rival in rivals)
    assert (finding.verdict == "upheld") == (more < 3)


@pytest.mark.parametrize("year", ["1927", "1933"])
def test_what_came_after_a_year(article: Casebook, dossier: Dossier, year: str) -> None:
    kept, _ = dealings(dossier, None)
    early = in_days(kept, parse("1920").s0, parse(year).e1)
    late = in_days(kept, parse(year).e1 + 1, parse("1939").e1)
    finding = fades_after(article, "Germany", "Soviet Union", year, YEARS)
    assert list(finding.numbers.values()) == [early, late]
    assert finding.left_out == 0
    years = (int(year) - 1919, 1939 - int(year))
    surely = late.possible * years[0] * 10 <= early.certain * years[1]
    possibly = late.certain * years[0] * 10 <= early.possible * years[1]
    assert finding.verdict == ("upheld" if surely else "undecidable" if possibly else "not upheld")


def test_who_acted_together_most(article: Casebook, dossier: Dossier) -> None:
    filters = Filters(source=(ARTICLE,), between=("1920", "1934"))
    result = coordination(article, lineage=True, filters=filters)
    finding = joint_most(result, "Germany", OTHER)
    first, last = parse("1920").s0, parse("1934").e1
    told = []
    for happening in dossier.happenings(ARTICLE):
        joint = dossier.joint(happening)
        possibly, certainly = happening.touches(first, last)
        if happening.rows[0]["kind"] in ("opposed", "pressured", "supported") and possibly:
            told += [] if joint is None else [joint and certainly and not happening.denied]
    assert next(iter(finding.numbers.values())) == count(told)


def test_claims_are_those_of_the_article(article: Casebook) -> None:
    told = {c.id for c in article.stored(ALL)}
    for finding in (
        met_each_other_most(article, "Germany", "Soviet Union", HOSTS, ALL),
        target_of_most(article, "Germany", "Soviet Union", "Lithuania", YEARS),
        densest_season(article, "Germany", "Soviet Union", "1928-22", YEARS),
    ):
        assert set(finding.claims) <= told
        assert finding.claims
        assert finding.record()["claims"] == list(finding.claims)


# Verdicts, by hand


def joint(number: int, target: str, **more: str) -> object:
    return claim(f"c-{number:02}", "opposed", "Germany;France", target, date="1926", **more)


@pytest.mark.parametrize(
    ("targets", "verdict", "numbers"),
    [
        ("Latvia " * 4 + "Poland " * 2, "upheld", {"Latvia": (4, 4), "Poland": (2, 2)}),
        ("Latvia " * 2 + "Poland " * 4, "not upheld", {"Poland": (4, 4), "Latvia": (2, 2)}),
        ("Latvia " * 3 + "Poland " * 3, "not upheld", {"Latvia": (3, 3), "Poland": (3, 3)}),
        ("Latvia? " * 4 + "Poland " * 2, "undecidable", {"Poland": (2, 2), "Latvia": (0, 4)}),
        ("Latvia " * 3 + "Poland? " * 3, "undecidable", {"Latvia": (3, 3), "Poland": (0, 3)}),
        ("Latvia " * 4, "undecidable", {"Latvia": (4, 4)}),
        ("{Latvia/Poland} " * 5, "not upheld", {"Latvia": (0, 5), "Poland": (0, 5)}),
    ],
)
def test_a_target_of_most(
    tmp_path: Path, targets: str, verdict: str, numbers: dict[str, tuple[int, int]]
) -> None:
    rows = [joint(n, target) for n, target in enumerate(targets.split())]
    book = make_book(tmp_path, rows)  # type: ignore[arg-type]
    finding = target_of_most(book, "Germany", "France", "Latvia", Filters())
    if "{" in targets:
        verdict = "undecidable"  # which of the two is not told: neither is certainly as high
    assert finding.verdict == verdict
    assert {name: tuple(n) for name, n in finding.numbers.items()} == numbers


def test_acts_on_two_sides_or_alone_are_not_joint(tmp_path: Path) -> None:
    rows = [joint(n, "Latvia") for n in range(5)]
    rows += [
        claim("d-1", "opposed", "Germany;;France", "Poland", date="1926"),
        claim("d-2", "opposed", "Germany", "Poland", date="1926"),
        claim("d-3", "met_with", "Germany;France;Poland", date="1926"),
        claim("d-4", "opposed", "Germany;France", "Poland", date="1926", status="planned"),
    ]
    finding = target_of_most(make_book(tmp_path, rows), "Germany", "France", "Latvia", Filters())  # type: ignore[arg-type]
    assert finding.numbers == {"Latvia": (5, 5)}


def test_two_claims_on_one_event_count_once_and_a_denial_takes_certainty(tmp_path: Path) -> None:
    rows = [joint(n, "Latvia") for n in range(7)]
    rows.append(joint(8, "Latvia", source="t", status="negated"))
    book = make_book(  # type: ignore[arg-type]
        tmp_path, rows, judgements=[same("c-00", "c-01"), same("c-02", "c-08")]
    )
    finding = target_of_most(book, "Germany", "France", "Latvia", Filters())
    assert finding.numbers == {"Latvia": (5, 6)}
    assert set(finding.claims) == {f"c-{n:02}" for n in range(7)}


def test_a_window_makes_certain_only_what_certainly_falls_into_it(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("a", "opposed", "Germany;France", "Latvia", date="1926/1930"),
            claim("b", "opposed", "Germany;France", "Latvia", date="[1924..1928]"),
            claim("c", "opposed", "Germany;France", "Latvia"),
            claim("d", "opposed", "Germany;France", "Latvia", date="1931"),
        ],
    )
    filters = Filters(between=("1928", "1929"))
    finding = target_of_most(book, "Germany", "France", "Latvia", filters)
    assert finding.numbers == {"Latvia": (1, 3)}
    assert finding.scope == "between 1928 and 1929"


def meetings(*dates: str) -> list[object]:
    return [
        claim(f"m-{n:02}", "met_with", "Germany;France", date=date) for n, date in enumerate(dates)
    ]


@pytest.mark.parametrize(
    ("dates", "verdict", "mine"),
    [
        (["1928-06", "1928-07", "1928-08-01", "1927-01", "1929-01"], "upheld", (3, 3)),
        (["1928-07"] + [f"192{y}-04" for y in (4, 5, 6) for _ in "ab"], "not upheld", (1, 1)),
        (["1928-07"] * 3 + ["1928-05~"] * 3, "upheld", (3, 6)),
        (["1928"] * 8 + ["1928-07"], "undecidable", (1, 1)),
        (
            ["1928-07", "[1928-05-20..1928-06-10]", *["1927-01", "1927-05", "1927-09"] * 2],
            "undecidable",
            (1, 2),
        ),
    ],
)
def test_a_season(tmp_path: Path, dates: list[str], verdict: str, mine: tuple[int, int]) -> None:
    book = make_book(tmp_path, meetings(*dates))  # type: ignore[arg-type]
    finding = densest_season(book, "Germany", "France", "1928-22", Filters())
    assert tuple(finding.numbers["summer 1928"]) == mine
    assert finding.left_out == dates.count("1928")
    assert finding.verdict == verdict


@pytest.mark.parametrize(
    ("early", "late", "verdict"),
    [(20, 0, "upheld"), (20, 2, "upheld"), (20, 3, "not upheld"), (3, 1, "undecidable")],
)
def test_next_to_nothing_is_a_tenth(tmp_path: Path, early: int, late: int, verdict: str) -> None:
    dates = ["1925-03"] * early + ["1935-03"] * late
    book = make_book(tmp_path, meetings(*dates))  # type: ignore[arg-type]
    filters = Filters(between=("1920", "1939"))
    finding = fades_after(book, "Germany", "France", "1929", filters)
    assert list(finding.numbers.values()) == [(early, early), (late, late)]
    assert finding.verdict == verdict
    assert len(finding.claims) == late


def test_what_may_lie_on_either_side_is_certain_on_neither(tmp_path: Path) -> None:
    dates = ["1925-03"] * 20 + ["[1929-12-01..1930-01-31]"] * 3
    book = make_book(tmp_path, meetings(*dates))  # type: ignore[arg-type]
    finding = fades_after(book, "Germany", "France", "1929", Filters(between=("1920", "1939")))
    assert list(finding.numbers.values()) == [(20, 23), (0, 3)]
    assert finding.verdict == "undecidable"


ENVOYS = [
    Post(
        "p1",
        "envoy in Riga",
        "Germany",
        accredited_to="Latvia",
        holder="A, A",
        start="1926",
        end="1928",
    ),
    Post(
        "p2",
        "envoy in Riga",
        "France",
        accredited_to="Latvia",
        holder="B, B",
        start="1926",
        end="1928",
    ),
    Post("p3", "envoy in Riga", "Poland", accredited_to="Latvia"),
    Post("p4", "minister", "Latvia", holder="L, L", start="1926", end="1928"),
    Post("p5", "envoy in Berlin", "Poland", accredited_to="Germany", holder="P, P"),
]


@pytest.mark.parametrize(
    ("agents", "date", "numbers"),
    [
        ("A, A|Germany;B, B|France", "1927", [(1, 1), (0, 0)]),
        ("A, A|Germany;B, B|France?", "1927", [(0, 1), (0, 0)]),
        ("A, A|Germany;B, B|France", "1928", [(0, 1), (0, 0)]),
        ("A, A|Germany;B, B|France", "1930", [(0, 0), (0, 0)]),
        ("A, A|Germany;L, L|Latvia", "1927", [(0, 0), (0, 0)]),
        ("A, A|Germany;[envoy in Riga]|Poland", "1927", [(0, 0), (1, 1)]),
        ("A, A|Germany;B, B|France;[envoy in Riga]|Poland", "1927", [(1, 1), (1, 1)]),
        ("A, A|Germany;P, P|Poland", "1927", [(0, 0), (0, 0)]),
        ("Germany;France", "1927", [(0, 0), (0, 0)]),
    ],
)
def test_envoys(tmp_path: Path, agents: str, date: str, numbers: list[tuple[int, int]]) -> None:
    book = make_book(tmp_path, [claim("a", "met_with", agents, date=date)], posts=ENVOYS)
    finding = met_each_other_most(book, "Germany", "France", ["Latvia"], Filters())
    assert [tuple(n) for n in finding.numbers.values()] == numbers
    assert finding.verdict == "undecidable"


def test_lineages_are_joined(tmp_path: Path) -> None:
    rows = [
        claim(f"a-{n}", "opposed", "Germany;Soviet Russia", "Poland", date="1921") for n in range(3)
    ]
    rows += [claim(f"b-{n}", "opposed", "Germany;USSR", "Poland", date="1925") for n in range(3)]
    book = make_book(
        tmp_path,
        rows,
        organizations=[Organization("russia", "Russia", kind="lineage")],
        members=[Member("russia", "soviet-russia"), Member("russia", "soviet-union")],
    )
    finding = target_of_most(book, "Germany", "Soviet Union", "Poland", Filters())
    assert (finding.numbers, finding.verdict) == ({"Poland": (6, 6)}, "upheld")
    assert "Germany and Russia" in finding.statement


def test_counts_read_as_ranges() -> None:
    assert (str(Count(2, 2)), str(Count(0, 3))) == ("2", "0 to 3")


ASKED: list[Callable[[Casebook], Finding]] = [
    lambda book: target_of_most(book, "Germany", "France", "Latvia", Filters()),
    lambda book: densest_season(book, "Germany", "France", "1928-22", Filters()),
    lambda book: met_each_other_most(book, "Germany", "France", ["Latvia"], Filters()),
    lambda book: fades_after(book, "Germany", "France", "1925", Filters(between=("1920", "1939"))),
    lambda book: joint_most(coordination(book), "Germany", "France"),
]


@pytest.mark.parametrize("ask", ASKED)
def test_silence_decides_nothing(tmp_path: Path, ask: Callable[[Casebook], Finding]) -> None:
    book = make_book(tmp_path, [claim("a", "opposed", "Poland", "Estonia", date="1926")])
    finding = ask(book)
    assert finding.verdict == "undecidable"
    assert finding.claims == ()


def test_windows_end_where_they_should() -> None:
    assert window("1928-22", "1928-22").earliest == "1928-06-01"
    assert window("1928-22", "1928-22").latest == "1928-08-31"
