"""``export dyad-year``: what is counted in which year, zeros, codes, and who reads the file."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rapallo.analysis.coordination import coordination
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.export.dyad_year import export_dyad_year
from rapallo.export.dyads import Dyads
from rapallo.export.membership import cow_lists
from rapallo.export.units import UnitLevel
from rapallo.load import load
from rapallo.loaders.states import reference_states
from rapallo.model.nodes import Member, Organization, State
from tests.helpers import claim, make_book, same

COW_STATES = (
    State("germany", "Germany", "", "1871-01-18", "1945-05-08", "255", "255"),
    State("soviet-russia", "Soviet Russia", "", "1917-11-07", "1922-12-30", "365", "365"),
    State("soviet-union", "Soviet Union", "USSR", "1922-12-30", "1991-12-26", "365", "365"),
    State("serbia", "Serbia", "", "1878-07-13", "1918-12-01", "345", "340"),
    State("yugoslavia", "Yugoslavia", "", "1918-12-01", "2003-02-04", "345", "345"),
    State("lithuania", "Lithuania", "", "1918-02-16", "1940-06-15", "368", "368"),
    State("poland", "Poland", "", "1918-11-11", "", "290", "290"),
    State(
        "armenia-first-republic", "First Republic of Armenia", "Armenia", "1918-05-28", "1920-12-02"
    ),
)

ROWS = [
    claim("m1", "met_with", "A|Germany;B|USSR", date="1926-03-05"),
    claim("m2", "met_with", "A|Germany;B|USSR;C|Lithuania?", date="[1926-12..1927-01]"),
    claim("o1", "opposed", "Germany;USSR", "Poland", date="1926"),
    claim("o2", "opposed", "Germany", "Poland", date="[1926-12-30..1927-01-02]"),
    claim("o3", "opposed", "Poland", "Germany", date="1926?"),
    claim("o4", "opposed", "USSR", issue="Union", date="1920"),
    claim("p1", "pressured", "Germany", "Lithuania", act="advice", date="1927", date_basis="exact"),
    claim("s1", "supported", "USSR", "Lithuania", date="1925/1927"),
    claim("i1", "informed", "Poland", "Lithuania", date="1924-05-01"),
    claim("t1", "signed", "Germany;USSR", treaty="Pact", date="1926-04-24"),
    claim("u1", "opposed", "Lithuania", "Poland"),
    claim("l1", "opposed", "League of Nations", "Poland", date="1926"),
]
LEAGUE = [Organization("league", "League of Nations", kind="international")]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    folder = tmp_path_factory.mktemp("book")
    return make_book(folder, ROWS, states=COW_STATES, organizations=LEAGUE)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("dossier") / "d.duckdb")
    load(book, "dossier")
    return book


Table = dict[tuple[str, str, int], dict[str, Any]]


def table(book: Casebook, *, zeros: bool = False, **options: Any) -> Table:
    rows = Dyads.of(book, **options).rows(zeros=zeros)
    return {(row["state1"], row["state2"], row["year"]): row for row in rows}


def counts(row: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """What is counted at all: certain and possible."""
    names = [name.removesuffix("_certain") for name in row if name.endswith("_certain")]
    found = {name: (row[f"{name}_certain"], row[f"{name}_possible"]) for name in names}
    return {name: pair for name, pair in found.items() if pair != (0, 0)}


def test_directed_dyads_by_hand(book: Casebook) -> None:
    found = table(book)
    both = {"met": (1, 2), "signed": (1, 1), "joint": (1, 1), "events": (3, 4)}
    assert counts(found["Germany", "Soviet Union", 1926]) == both
    assert counts(found["Soviet Union", "Germany", 1926]) == both
    assert found["Germany", "Soviet Union", 1926]["claims"] == ("m1", "m2", "o1", "t1")
    # That of winter may be of either year.
    assert counts(found["Germany", "Poland", 1926]) == {
        "events": (1, 2),
        "opposed": (1, 2),
        "negative": (1, 2),
    }
    assert counts(found["Germany", "Poland", 1927]) == {
        "events": (0, 1),
        "opposed": (0, 1),
        "negative": (0, 1),
    }
    # What is doubtful (?) is never certain.
    assert counts(found["Poland", "Germany", 1926])["opposed"] == (0, 1)
    assert counts(found["Germany", "Lithuania", 1927]) == {
        "events": (1, 2),
        "met": (0, 1),
        "pressured": (1, 1),
        "neutral": (1, 1),
    }
    # What lasts from one year into another certainly is of both, and of those between.
    years = {
        y: counts(found["Soviet Union", "Lithuania", y])["positive"] for y in range(1925, 1928)
    }
    assert years == {1925: (1, 1), 1926: (1, 1), 1927: (1, 1)}


def test_undirected_dyads_hold_the_acts_of_both(book: Casebook) -> None:
    found = table(book, directed=False)
    # The lower code first: Germany 255, Poland 290.
    assert counts(found["Germany", "Poland", 1926])["opposed"] == (1, 3)
    assert ("Poland", "Germany", 1926) not in found
    assert counts(found["Germany", "Soviet Union", 1926])["met"] == (1, 2)


def test_what_has_no_date_is_possible_in_the_covered_years_only(book: Casebook) -> None:
    found = table(book)
    years = {year for a, b, year in found if (a, b) == ("Lithuania", "Poland")}
    # Sources cover 1920, of which only an issue is told, to 1927.
    assert years == set(range(1920, 1928))
    assert {counts(found["Lithuania", "Poland", y])["opposed"] for y in years} == {(0, 1)}


def test_zero_rows_stand_in_the_covered_frame_only(book: Casebook) -> None:
    found = table(book, zeros=True)
    years = {year for _, _, year in found}
    assert years == set(range(1920, 1928))
    pairs = {(a, b) for a, b, _ in found}
    # Of a unit of two states each has its own name in its time.
    assert ("Soviet Russia", "Poland") in pairs
    assert {y for a, b, y in found if (a, b) == ("Soviet Russia", "Poland")} == {1920, 1921, 1922}
    assert {y for a, b, y in found if (a, b) == ("Soviet Union", "Poland")} == set(
        range(1923, 1928)
    )
    # Serbia, Yugoslavia and Armenia are told nothing of: they are not of the record.
    assert {name for pair in pairs for name in pair} == {
        *("Germany", "Soviet Russia", "Soviet Union", "Lithuania", "Poland")
    }
    assert len(found) == 4 * 3 * 8
    assert {row["covered"] for row in found.values()} == {1}
    empty = [row for row in found.values() if not row["events_possible"]]
    assert {row["claims"] for row in empty} == {()}


def test_a_state_that_did_not_stand_has_no_zeros_and_no_code(tmp_path: Path) -> None:
    rows = [
        claim("a", "opposed", "Lithuania", "Poland", date="1942"),
        claim("b", "opposed", "Germany", "Poland", date="1939"),
        claim("c", "supported", "Poland", "Armenia", date="1919"),
    ]
    book = make_book(tmp_path, rows, states=COW_STATES)
    found = table(book, zeros=True)
    exile = found["Lithuania", "Poland", 1942]
    assert (exile["ccode1"], exile["gwcode1"], exile["ccode2"], exile["covered"]) == (
        "",
        "",
        "290",
        0,
    )
    assert ("Poland", "Lithuania", 1942) not in found
    assert ("Poland", "Lithuania", 1939) in found
    # Of Poland, whose State has no end, Correlates of War list no year from 1940 to 1944.
    years = {y for a, b, y in found if (a, b) == ("Germany", "Poland")}
    assert years == set(range(1919, 1940))
    armenia = found["Poland", "First Republic of Armenia", 1919]
    assert (armenia["ccode2"], armenia["covered"]) == ("", 1)
    export_dyad_year(book, tmp_path / "d.csv")
    said = (tmp_path / "d-codebook.md").read_text("utf-8")
    assert "Lithuania has no COW code in 1942" in said
    assert "First Republic of Armenia has no COW code in 1919, 1920:" in said


@pytest.mark.parametrize(
    ("date", "name"), [("1922-06-01", "Soviet Russia"), ("1922-12-31", "Soviet Russia")]
)
def test_states_of_one_code_are_one_row_a_year(tmp_path: Path, date: str, name: str) -> None:
    rows = [
        claim("a", "met_with", "A|Germany;B|Soviet Russia", date=date),
        claim("b", "met_with", "A|Germany;B|USSR", date="1922"),
        # Between the two states of a code there is no row.
        claim("c", "opposed", "USSR", "Soviet Russia", date="1922"),
        claim("d", "opposed", "{USSR/Soviet Russia}", "Germany", date="1922"),
    ]
    book = make_book(tmp_path, rows, states=COW_STATES)
    found = table(book)
    assert set(found) == {("Germany", name, 1922), (name, "Germany", 1922)}
    assert counts(found["Germany", name, 1922])["met"] == (2, 2)
    assert counts(found[name, "Germany", 1922])["opposed"] == (1, 1)


def test_codes_are_those_of_the_state_that_stood(tmp_path: Path) -> None:
    rows = [
        claim("a", "opposed", "Serbia", "Germany", date="1914"),
        claim("b", "opposed", "Yugoslavia", "Germany", date="1941"),
        claim("c", "opposed", "Yugoslavia", "Germany", date="1914"),
    ]
    found = table(make_book(tmp_path, rows, states=COW_STATES))
    codes = {key: (row["ccode1"], row["gwcode1"]) for key, row in found.items()}
    assert codes == {
        ("Serbia", "Germany", 1914): ("345", "340"),
        ("Yugoslavia", "Germany", 1941): ("345", "345"),
    }
    assert counts(found["Serbia", "Germany", 1914])["opposed"] == (2, 2)


def test_a_lineage_joins_states_of_several_codes(tmp_path: Path) -> None:
    states = [
        State("prussia", "Prussia", "", "", "1871-01-18", "255", "255"),
        State("west", "West Germany", "", "1949-05-23", "1990-10-03", "260", "260"),
        State("france", "France", "", "", "", "220", "220"),
    ]
    lineage = [Organization("german", "German states", kind="lineage")]
    members = [Member("German states", "Prussia"), Member("German states", "West Germany")]
    rows = [
        claim("a", "opposed", "Prussia", "France", date="1870"),
        claim("b", "opposed", "West Germany", "France", date="1965"),
    ]
    book = make_book(tmp_path, rows, states=states, organizations=lineage, members=members)
    apart, joined = (UnitLevel.of_book(book, lineage=asked) for asked in (False, True))
    assert apart.stands_for("west") == "west"
    assert joined.stands_for("west") == joined.stands_for("prussia") == "prussia"
    assert [joined.standing("prussia", year).cow for year in (1870, 1900, 1965)] == [
        "255",
        "",
        "260",
    ]


def test_filters_make_a_smaller_table(book: Casebook) -> None:
    met = table(book, filters=Filters(kind=("met_with",)))
    assert {name for row in met.values() for name in counts(row)} == {"events", "met"}
    assert "opposed_certain" not in next(iter(met.values()))
    inside = table(book, filters=Filters(between=("1926-06", "1927-06")), zeros=True)
    assert {year for _, _, year in inside} == {1926, 1927}
    # Some day of 1926 need not be after May.
    assert counts(inside["Germany", "Poland", 1926])["opposed"] == (0, 2)


def zero_sentence(folder: Path) -> str:
    said = (folder / "d-codebook.md").read_text("utf-8")
    return next(line for line in said.splitlines() if "zero row" in line.lower())


CHOOSING = [
    (Filters(actor=("poland",)), "actor poland"),
    (Filters(target=("poland",)), "target poland"),
    (Filters(treaty=("pact",)), "treaty pact"),
    (Filters(act=("advice",)), "act advice"),
    (Filters(kind=("opposed",)), "kind opposed"),
    (Filters(source=("s",)), "source s"),
    (Filters(status=("told", "negated")), "status told or negated"),
    (Filters(basis=("exact",)), "basis exact"),
    (Filters(min_sources=2), "at least 2 independent sources"),
]


@pytest.mark.parametrize(("filters", "named"), CHOOSING)
def test_what_passes_no_filter_is_not_nothing(
    book: Casebook, tmp_path: Path, filters: Filters, named: str
) -> None:
    """A zero says that no source tells of anything, so filters of events have none unasked."""
    if filters.min_sources > 1:
        book = twice_told(tmp_path)
    found = export_dyad_year(book, tmp_path / "d.csv", filters=filters)
    assert found["zero_rows"] == 0
    assert "There are no zero rows" in zero_sentence(tmp_path)
    found = export_dyad_year(book, tmp_path / "d.csv", filters=filters, zeros=True)
    said = zero_sentence(tmp_path)
    assert f"no event that passes the filters ({named}" in said
    assert "no source of this casebook" not in said


def twice_told(folder: Path) -> Casebook:
    rows = [
        claim("a", "opposed", "Germany", "Poland", date="1926", source="one"),
        claim("b", "opposed", "Germany", "Poland", date="1926", source="other"),
        claim("c", "opposed", "Poland", "Germany", date="1926", source="one"),
    ]
    return make_book(folder, rows, states=COW_STATES, judgements=[same("a", "b")])


@pytest.mark.parametrize("filters", [Filters(), Filters(between=("1926", "1926"))])
def test_a_zero_says_that_no_source_tells_of_anything(
    book: Casebook, tmp_path: Path, filters: Filters
) -> None:
    found = export_dyad_year(book, tmp_path / "d.csv", filters=filters)
    assert found["zero_rows"] > 0
    assert "no source of this casebook tells of anything between the two" in zero_sentence(tmp_path)
    whole = table(book)
    rows = pd.read_csv(tmp_path / "d.csv").to_dict("records")
    empty = {
        (r["state1"], r["state2"], r["year"]) for r in rows if r["covered"] and not r["claims"]
    }
    assert empty.isdisjoint(whole)
    assert export_dyad_year(book, tmp_path / "d.csv", zeros=False)["zero_rows"] == 0
    assert "There are no zero rows" in zero_sentence(tmp_path)


def test_a_year_asked_for_in_part_is_not_covered(book: Casebook, tmp_path: Path) -> None:
    """What is told of the rest of the year is left out, so that there is no zero for it."""
    filters = Filters(between=("1926-06", "1927-06"))
    found = table(book, filters=filters, zeros=True)
    assert {row["covered"] for row in found.values()} == {0}
    assert all(row["events_possible"] for row in found.values())
    # What has no date may be of these years, though they are counted in part.
    assert {y for a, b, y in found if (a, b) == ("Lithuania", "Poland")} == {1926, 1927}
    export_dyad_year(book, tmp_path / "d.csv", filters=filters)
    said = (tmp_path / "d-codebook.md").read_text("utf-8")
    assert "Counted in part, and not covered: 1926, 1927." in said
    later = table(book, filters=Filters(between=("1925-06", "1927")), zeros=True)
    covered = {year: row["covered"] for (*_, year), row in later.items()}
    assert covered == {1925: 0, 1926: 1, 1927: 1}


def test_bodies_that_are_no_states_are_counted_out(book: Casebook) -> None:
    dyads = Dyads.of(book)
    assert any("that are no states: 1." in note for note in dyads.notes)
    assert {row["state1"] for row in dyads.rows(zeros=True)}.isdisjoint({"League of Nations"})


@pytest.mark.parametrize(
    ("path", "options", "error", "sentence"),
    [
        ("d.dta", {}, BadOption, "is written as .csv; name it so"),
        ("no/such/d.csv", {}, BadOption, "cannot be written"),
        ("d.csv", {"filters": Filters(issue=("union",))}, NoClaims, "no event asked for joins two"),
        ("d.csv", {"filters": Filters(source=("x",))}, NoClaims, "no claim in the casebook passes"),
    ],
)
def test_what_makes_no_sense_is_said(
    book: Casebook, tmp_path: Path, path: str, options: Any, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        export_dyad_year(book, tmp_path / path, **options)
    assert not list(tmp_path.glob("**/*.csv"))


# Laws


DATES = (
    "1925",
    "1926-03-05",
    "1925/1927",
    "[1925-12..1926-02]",
    "{1925,1927}",
    "1926?",
    "../1926",
    "",
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["met_with", "opposed", "supported", "signed"]),
            st.lists(
                st.sampled_from(["Germany", "USSR", "Poland?", "Lithuania"]),
                min_size=2,
                max_size=3,
                unique=True,
            ),
            st.sampled_from(DATES),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
def test_laws_of_the_table(tmp_path_factory: pytest.TempPathFactory, told: Sequence[Any]) -> None:
    rows = [
        claim(
            f"c{n}",
            kind,
            ";".join(who),
            "Latvia" if kind in ("opposed", "supported") else "",
            treaty="Pact" if kind == "signed" else "",
            date=date,
        )
        for n, (kind, who, date) in enumerate(told)
    ] + [claim("z", "opposed", "Germany", "Poland", date="1926")]
    book = make_book(tmp_path_factory.mktemp("b"), rows)
    directed = list(Dyads.of(book).rows(zeros=True))
    pairs = list(Dyads.of(book, directed=False).rows(zeros=True))
    covered = [sum(row["covered"] for row in rows) for rows in (directed, pairs)]
    assert covered[0] == 2 * covered[1]
    by_key = {(r["state1"], r["state2"], r["year"]): r for r in directed}
    assert len(by_key) == len(directed)
    for (one, other, year), row in by_key.items():
        back = by_key.get((other, one, year))
        assert back or not row["covered"]
        for name in ("met", "signed", "joint"):
            assert row[f"{name}_possible"] == (back[f"{name}_possible"] if back else 0)
        for name in counts(row):
            assert 0 <= row[f"{name}_certain"] <= row[f"{name}_possible"]
        assert bool(row["claims"]) == bool(row["events_possible"])
        kinds = sum(row[f"{k}_possible"] for k in ("opposed", "pressured", "supported", "informed"))
        signs = sum(row[f"{s}_possible"] for s in ("negative", "neutral", "positive"))
        assert kinds == signs
    for row in pairs:
        key = (row["state1"], row["state2"], row["year"])
        both = [by_key[k] for k in (key, (key[1], key[0], key[2])) if k in by_key]
        assert set(row["claims"]) == {name for found in both for name in found["claims"]}


def test_joint_acts_of_the_dossier_are_those_of_coordination(dossier: Casebook) -> None:
    asked = Filters(between=("1926", "1926"))
    found = coordination(dossier, by="state", lineage=True, permutations=1, filters=asked).rows
    joint = {(r["a"], r["b"]): (r["J_certain"], r["J_possible"]) for r in found}
    rows = Dyads.of(dossier, directed=False, lineage=True, filters=asked).rows(zeros=False)
    mine = {
        (r["state1"], r["state2"]): (r["joint_certain"], r["joint_possible"])
        for r in rows
        if r["year"] == 1926
    }
    theirs = joint["germany", "russia-soviet"]
    assert theirs[1] > theirs[0] > 0
    assert mine["Germany", "Soviet Union"] == theirs


# The file


def test_the_dossier_reads_as_it_is(dossier: Casebook, tmp_path: Path) -> None:
    path = tmp_path / "dyads.csv"
    said = export_dyad_year(dossier, path)
    frame = pd.read_csv(path)
    assert len(frame) == said["rows"]
    assert not frame.duplicated(["ccode1", "ccode2", "year"]).any()
    assert (
        frame.dtypes[[c for c in frame if c not in ("state1", "state2", "claims")]] == "int64"
    ).all()
    assert (frame.events_possible >= frame.events_certain).all()
    assert (frame.events_possible == 0).sum() == said["zero_rows"] > 0
    cited = {c for cell in frame.claims.dropna() for c in cell.split(";")}
    assert cited <= {c.id for c in dossier.stored(Filters())}
    assert frame.equals(frame.sort_values(["ccode1", "ccode2", "year"], kind="stable"))
    with path.open(encoding="utf-8", newline="") as file:
        assert {len(row) for row in csv.reader(file)} == {frame.shape[1]}


RESERVED = {
    # Stata
    *("_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n"),
    *("_pi", "_pred", "_rc", "_skip", "strl", "using", "with"),
    # R
    *("if", "else", "repeat", "while", "function", "for", "next", "break", "true", "false", "null"),
    *("inf", "nan", "na"),
}


@pytest.mark.parametrize("directed", [True, False])
def test_every_column_is_a_name_for_all_and_is_explained(
    book: Casebook, tmp_path: Path, directed: bool
) -> None:
    path = tmp_path / "d.csv"
    export_dyad_year(book, path, directed=directed)
    names = path.read_text("utf-8").splitlines()[0].split(",")
    said = (tmp_path / "d-codebook.md").read_text("utf-8")
    assert names[:3] == ["ccode1", "ccode2", "gwcode1"]
    for name in names:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name)
        assert name not in RESERVED
        assert len(re.findall(rf"^\| {name} \| ", said, re.MULTILINE)) == 1
    assert len(set(names)) == len(names)


def test_the_claims_can_be_left_out(book: Casebook, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    export_dyad_year(book, path, claims=False)
    assert "claims" not in pd.read_csv(path)
    assert "| claims |" not in (tmp_path / "d-codebook.md").read_text("utf-8")


@pytest.mark.trial
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="there is no Rscript on this machine")
def test_r_reads_it(book: Casebook, tmp_path: Path) -> None:
    said = export_dyad_year(book, tmp_path / "d.csv")
    program = 'd <- read.csv("d.csv"); cat(nrow(d), class(d$ccode1), class(d$year), names(d)[1])'
    done = subprocess.run(
        ["Rscript", "-e", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{said['rows']} integer integer ccode1"


# Against the lists themselves


def test_covered_is_only_what_correlates_of_war_list(dossier: Casebook, tmp_path: Path) -> None:
    """Poland and Czechoslovakia of 1940, say, have a State without end and are no members."""
    found = export_dyad_year(dossier, tmp_path / "d.csv")
    frame = pd.read_csv(tmp_path / "d.csv")
    for number in (1, 2):
        for code, last in ((315, 1939), (290, 1939), (366, 1940), (367, 1940), (368, 1940)):
            years = frame[(frame[f"ccode{number}"] == code) & (frame.covered == 1)].year
            assert 1930 < years.max() <= last
    empty = frame[frame.events_possible == 0]
    assert len(empty) == found["zero_rows"]
    assert (empty.covered == 1).all()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_dossier_has_the_codes_of_the_lists(
    dossier: Casebook, tmp_path: Path, shared: Path
) -> None:
    export_dyad_year(dossier, tmp_path / "d.csv")
    frame = pd.read_csv(tmp_path / "d.csv")
    cow = {
        int(row["ccode"]): row["statenme"]
        for row in rows_of(shared / "data/cow_states/states2016.csv")
    }
    gw = {int(r["gwcode"]) for r in rows_of(shared / "data/states_reference/gwstates_andybega.csv")}
    assert set(frame.ccode1) <= set(cow)
    assert set(frame.gwcode1) <= gw
    ours = {c: set(frame[frame.ccode1 == c].state1) for c in set(frame.ccode1)}
    assert ours.pop(365) == {"Soviet Russia", "Soviet Union"}
    assert ours.pop(2) == {"United States"}
    assert ours == {code: {cow[code]} for code in ours}


def test_a_unit_has_a_code_whenever_the_list_has_a_member(shared: Path) -> None:
    """For each state-year of the system ours give its code, but for where the lists differ."""
    level = UnitLevel(reference_states())
    unit = {s.cow: level.stands_for(s.id) for s in reference_states() if s.cow}
    missing = set()
    for row in rows_of(shared / "data/cow_states/system2016.csv"):
        code, year = row["ccode"], int(row["year"])
        if level.standing(unit[code], year).cow != code:
            missing.add(code)
    # Egypt they count from 1855 already, Greece from the year before it was recognised.
    assert missing <= {"350", "651"}


def test_covered_years_are_those_of_the_list(shared: Path) -> None:
    """Where one of our states has a code, the list is asked whether it has the year too."""
    level = UnitLevel(reference_states())
    listed = {
        (row["ccode"], int(row["year"]))
        for row in rows_of(shared / "data/cow_states/system2016.csv")
    }
    wrong = {
        (standing.cow, year)
        for state in reference_states()
        for year in range(1816, 2017)
        if (standing := level.standing(level.stands_for(state.id), year)).cow
        and cow_lists(standing.cow, year) != ((standing.cow, year) in listed)
    }
    assert not wrong
