"""The page that ``export html`` writes: what is in it, and what Chromium makes of it."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from rapallo import __version__
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.cli.main import cli
from rapallo.dates.calendar import day_number, iso
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.edtf import parse
from rapallo.dates.when import span
from rapallo.errors import BadOption, NoClaims
from rapallo.export.html import SCRIPTS, TREATMENT, export_html, page
from rapallo.export.island import certain_days, safe_json
from rapallo.export.network import Network, network
from rapallo.export.readings import MOST_SOURCES, readings
from rapallo.load import load
from rapallo.model.acts import KINDS
from rapallo.model.nodes import Diplomat, Judgement, Source, State, Treaty
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import BY, By, Level
from tests.export.graphs import DATES, tiny
from tests.export.pages import Reader, reading
from tests.helpers import claim, make_book, same

NASTY = (
    "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'> \u2028 </script> & ]]>"
)
INTERVALS = (
    ("1926", "1926"),
    ("1926-04-24", "1926-04-24"),
    ("1920", "1934"),
    ("1928-06-15", "1928-07-10"),
    ("1918", "1921-03"),
    ("1933-01-30", "1939-08-23"),
    ("1941", "1941-06-22"),
)
MIXED_SOURCES = ("akten", "memoir", "press")


def mixed(folder: Path, seed: int = 0, number: int = 150) -> Casebook:
    """Claims of every kind, date and doubt by three sources that tell, plan, allege and deny, many
    of one event."""
    rng = random.Random(seed)
    people = ["Moraht, Hans|Germany", "Aralov, Semyon|USSR", "Tūbelis, Juozas|Lithuania", "Latvia"]
    people += ["Voldemaras, Augustinas|Lithuania?", "{Latvia/Estonia}", "[envoy in Riga]|Poland"]
    claims, judgements = [], []
    for n in range(number):
        kind = rng.choice(KINDS)
        agents = ";".join(rng.sample(people, 2 if kind == "met_with" else rng.choice((1, 1, 2))))
        target = "" if kind in ("met_with", "signed") else rng.choice(("Germany", "Estonia?", ""))
        alone = not target and kind != "met_with"
        treaty = "Treaty of Riga" if alone or rng.random() < 0.1 else ""
        treaty = "" if kind == "met_with" else treaty
        status = rng.choice(("told",) * 6 + ("planned", "negated", "alleged"))
        more = {"reported_by": "Germany"} if status == "alleged" else {}
        claims.append(
            claim(f"m-{n:03}", kind, agents, target, treaty=treaty, status=status,
                  date=rng.choice(DATES), source=rng.choice(MIXED_SOURCES), locator=f"page {n}",
                  **more)
        )  # fmt: skip
    for kind in KINDS:
        of_kind = [c.id for c in claims if c.kind == kind]
        judgements += [same(a, b) for a, b in combinations(of_kind[:9], 2) if rng.random() < 0.12]
    return make_book(
        folder,
        claims,
        treaties=[Treaty("treaty-of-riga", "Treaty of Riga")],
        sources=[Source(key, key.title()) for key in MIXED_SOURCES],
        judgements=judgements,
        rejects=True,
    )


def counted(found: Network | None) -> tuple[int, int]:
    """The events, and those that certainly join some pair."""
    if found is None:
        return 0, 0
    return found.events, len({edge.event for edge in found.edges if edge.certain})


def asked(book: Casebook, **filters: Any) -> Network | None:
    """The network under filters, or nothing where nothing passes."""
    by = filters.pop("by", "actor")
    kinds = filters.pop("kinds", KINDS)
    try:
        return network(book, by=by, kinds=kinds, filters=Filters(**filters))
    except NoClaims:
        return None


def days(interval: tuple[str, str]) -> list[int]:
    return [parse(interval[0]).s0, parse(interval[1]).e1]


def data_of(text: str) -> dict[str, Any]:
    """The data island of a page."""
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0])
    return data


# What is in it


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("html") / "dossier.duckdb")
    load(book, "dossier")
    return book


def test_the_page_is_the_same_twice(tmp_path: Path) -> None:
    book = tiny(tmp_path)
    for name in ("one.html", "two.html"):
        export_html(book, tmp_path / name, seed=3)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_another_seed_moves_the_nodes_only(tmp_path: Path) -> None:
    book = tiny(tmp_path)
    one, other = (data_of(page(book, seed=seed)[0]) for seed in (0, 1))
    places = [[row[4:6] for row in data["nodes"]] for data in (one, other)]
    assert places[0] != places[1]
    assert one["ties"] == other["ties"]
    assert (one["about"]["seed"], other["about"]["seed"]) == (0, 1)


def test_a_layout_places_the_nodes(tmp_path: Path) -> None:
    layout = {v.id: (float(n), 2.0) for n, v in enumerate(network(tiny(tmp_path)).vertices)}
    data = data_of(page(Casebook(tmp_path / "book.duckdb"), layout=layout)[0])
    assert [row[4:6] for row in data["nodes"]] == [[n, -2.0] for n in range(len(layout))]
    assert data["about"]["seed"] is None


@pytest.mark.parametrize("by", BY)
def test_the_page_holds_the_network(dossier: Casebook, by: By) -> None:
    found = network(dossier, by=by)
    text, counts = page(dossier, by=by)
    data = data_of(text)
    assert [row[0] for row in data["nodes"]] == [vertex.id for vertex in found.vertices]
    ids = [vertex.id for vertex in found.vertices]
    ties = [(ids[a], ids[b], kind) for a, b, kind, _ in data["ties"]]
    assert ties == [(tie.a, tie.b, tie.kind) for tie in found.ties()]
    assert [row[4] for row in data["claims"]] == sorted(found.claims)
    edges = sorted((e.event, e.a, e.b, e.kind, e.certain, e.claims) for e in found.edges)
    names = [row[4] for row in data["claims"]]
    assert edges == sorted(
        (event[0], *ties[tie], bool(certain), tuple(names[claim] for claim in claims))
        for event in data["events"]
        for tie, certain, claims in event[5][0][5]
    )
    assert counts == {
        "nodes": len(ids),
        "edges": len(ties),
        "events": found.events,
        "certain_events": counted(found)[1],
        "claims": len(names),
    }


def test_the_page_says_where_it_comes_from(dossier: Casebook) -> None:
    filters = Filters(source=("pact-1939",), kind=("signed",))
    about = data_of(page(dossier, by="state", filters=filters, seed=7, title="Pacts")[0])["about"]
    assert about["casebook"] == dossier.digest
    assert about["version"] == __version__
    assert about["filters"] == filters.describe()
    assert about["command"] == (
        "rapallo export html PATH --by state --source pact-1939 --kind signed"
        " --seed 7 --title Pacts"
    )
    assert (about["title"], about["seed"], about["rule"]) == ("Pacts", 7, "by state")
    assert about["treatment"] == list(TREATMENT)


def test_the_claims_are_cited(tmp_path: Path) -> None:
    data = data_of(page(tiny(tmp_path))[0])
    claims = {row[4]: row for row in data["claims"]}
    keys = [row[0] for row in data["sources"]]
    one = claims["a-3"]
    assert (keys[one[0]], one[1], one[2]) == (
        "envoys",
        "signed",
        "Germany; USSR → Treaty of Berlin",
    )
    assert (one[5], one[6], one[12]) == ("told", "1926-04-24", 'note "3" & 4')


def test_nothing_outside_is_named(dossier: Casebook) -> None:
    text, _ = page(dossier)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none';")
    assert policy[1].count("'sha256-") == len(SCRIPTS) + 1
    assert not re.search(r"<(?:link|img|iframe|script[^>]* src|object|embed)\b", text)
    assert "unsafe" not in policy[1]


def test_the_licences_of_the_libraries_are_kept(tmp_path: Path) -> None:
    text, _ = page(tiny(tmp_path))
    for owner in ("Guillaume Plique", "Mike Bostock", "Robert Penner"):
        assert owner in text


def test_the_bundle_is_the_one_that_was_made() -> None:
    vendor = files("rapallo.export").joinpath("page", "vendor")
    said, name = vendor.joinpath("SHA256SUMS").read_text(encoding="utf-8").split()
    assert hashlib.sha256(vendor.joinpath(name).read_bytes()).hexdigest() == said
    made_of = json.loads(vendor.joinpath("package.json").read_text(encoding="utf-8"))
    about = vendor.joinpath("README.md").read_text(encoding="utf-8")
    for package, version in made_of["dependencies"].items():
        assert f"| {package} | {version} |" in about


@pytest.mark.parametrize("text", [NASTY, "\ud83d", "</ScRiPt", "<!--<script", "\u2029"])
def test_the_data_cannot_end_their_script(text: str) -> None:
    made = safe_json([text])
    assert made.isascii()
    assert not set(made) & set("<>&\u2028\u2029")
    assert json.loads(made) == [text]


def test_names_are_inert(tmp_path: Path) -> None:
    nasty, _ = page(nasty_book(tmp_path), title=NASTY)
    assert nasty.count("<script") == nasty.count("</script>") == len(SCRIPTS) + 2
    assert "pwned = 1</script>" not in nasty
    assert "<img" not in nasty


def nasty_book(folder: Path) -> Casebook:
    name = NASTY.replace("|", "")
    return make_book(
        folder,
        [
            claim("n-1", "met_with", f"{cell(name)}|Germany;Aralov, Semyon|USSR", source="s",
                  date="1926-04-24", locator=NASTY, note=NASTY, about=NASTY),
        ],
        diplomats=[
            Diplomat("nasty", name),
            Diplomat("aralov", "Aralov, Semyon", r"<script>1<\/script>"),
        ],
        sources=[Source("s", NASTY, citation=NASTY)],
    )  # fmt: skip


def cell(name: str) -> str:
    """A name as a cell writes it."""
    return re.sub(r"([\\;|?/{}\[\]])", r"\\\1", name)


def test_a_selection_that_is_empty_is_an_error(dossier: Casebook, tmp_path: Path) -> None:
    with pytest.raises(NoClaims, match="no claim in the casebook passes: source nowhere"):
        export_html(dossier, tmp_path / "x.html", filters=Filters(source=("nowhere",)))
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_written_is_an_error(dossier: Casebook, tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="cannot be written"):
        export_html(dossier, tmp_path / "no" / "x.html", kinds=["signed"])


def test_the_command_line_writes_it(dossier: Casebook, tmp_path: Path) -> None:
    path = tmp_path / "pact.html"
    words = ["--book", str(dossier.path), "export", "html", str(path)]
    done = CliRunner().invoke(cli, [*words, "--source", "pact-1939", "--title", "The <pact>"])
    assert done.exit_code == 0, done.output
    assert re.search(r"\d+\s+nodes,\s+\d+\s+edges,\s+\d+\s+events", done.stderr)
    text = path.read_text(encoding="utf-8")
    assert "<title>The &lt;pact&gt;</title>" in text
    assert data_of(text)["about"]["filters"] == "source pact-1939"
    done = CliRunner().invoke(cli, [*words, "--min-sources", "9"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no claim" in done.stderr


# The rule of intervals


@pytest.mark.parametrize("text", DATES)
def test_the_days_of_a_date_say_when_it_certainly_falls(text: str) -> None:
    """As the page compares them, against the comparison of all dates."""
    when = parse(text)
    how, *pairs = certain_days(when)
    limits = [day_number(1900, 1, 1), day_number(1926, 4, 23), day_number(1926, 4, 24)]
    limits += [day_number(1926, 12, 31), day_number(1928, 7, 1), day_number(1933, 12, 31)]
    limits += [day for day in (when.s0, when.s1, when.e0, when.e1) if abs(day) < 10**12]
    for first, last in combinations(sorted({d + way for d in limits for way in (-1, 0, 1)}), 2):
        hits = [int(a) <= last and int(b) >= first for a, b in zip(*[iter(pairs)] * 2, strict=True)]
        certain = all(hits) if how == "all" else any(hits)
        assert certain is (overlaps(when, span(first, last)) is Certainty.CERTAINLY)


# Sources left out


def test_an_event_is_read_as_its_sources_tell_it(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("x-1", "signed", "Germany", treaty="T", date="1926", source="a"),
            claim("x-2", "signed", "Germany;Poland?", treaty="T", date="1926-04-24", source="b"),
            claim("x-3", "signed", "Germany", treaty="T", status="negated", source="c"),
        ],
        treaties=[Treaty("t", "T")],
        judgements=[same("x-1", "x-2"), same("x-2", "x-3")],
    )
    (event,) = readings(book, Evidence.of(book), Level.of(book, "actor"))
    assert event.sources == ("a", "b", "c")
    found = {
        "".join(event.sources[n] for n in reading.heard): (
            reading.when.text,
            {(edge.a, edge.certain) for edge in reading.edges},
        )
        for reading in event.readings
    }
    assert found["b"] == ("1926-04-24", {("germany", True), ("poland", False)})
    assert found["a"] == ("1926", {("germany", True)})
    assert found["bc"] == ("1926-04-24", {("germany", False), ("poland", False)})
    assert set(found) == {"abc", "ab", "ac", "bc", "a", "b"}


def test_an_event_of_very_many_sources_is_read_whole(tmp_path: Path) -> None:
    number = MOST_SOURCES + 1
    book = make_book(
        tmp_path,
        [claim(f"x-{n}", "met_with", "Germany;Poland", source=f"s{n}") for n in range(number)],
        judgements=[same("x-0", f"x-{n}") for n in range(1, number)],
    )
    (event,) = readings(book, Evidence.of(book), Level.of(book, "actor"))
    assert event.whole
    assert [len(reading.heard) for reading in event.readings] == [number]
    assert "(1 here)" in data_of(page(book)[0])["about"]["treatment"][-1]


# In Chromium


@pytest.fixture(scope="module")
def reader(chromium: Browser) -> Iterator[Reader]:
    with reading(chromium) as found:
        yield found


@pytest.fixture(scope="module")
def baltic(dossier: Casebook) -> Path:
    path = dossier.path.with_name("dossier.html")
    export_html(dossier, path)
    return path


def test_the_page_opens_without_network_and_complaint(reader: Reader, baltic: Path) -> None:
    reader.open(baltic)
    for act in ("zoom-in", "link", "about-open"):
        reader.page.click(f"#{act}")
    reader.page.evaluate("document.getElementById('about').close()")
    reader.between("1926", "1928")
    reader.settle()
    assert reader.troubles() == [baltic.as_uri()]
    refused = reader.page.evaluate(
        "fetch('http://127.0.0.1:9/').then(() => 'asked', error => error.name)"
    )
    assert refused == "TypeError"
    assert any("Content Security Policy" in text for text in reader.troubles())


def test_the_brush_counts_as_python_does(reader: Reader, baltic: Path, dossier: Casebook) -> None:
    reader.open(baltic)
    assert reader.counts() == counted(asked(dossier))
    for first, last in INTERVALS:
        reader.between(first, last)
        assert reader.counts() == counted(asked(dossier, between=(first, last))), (first, last)


def test_every_filter_counts_as_python_does(
    reader: Reader, baltic: Path, dossier: Casebook
) -> None:
    reader.open(baltic)
    sources = sorted({claim.source for claim in dossier.stored()})
    cases: list[dict[str, Any]] = [{"kind": [kind]} for kind in KINDS]
    cases += [{"source": [source]} for source in sources]
    cases += [{"source": list(pair)} for pair in combinations(sources, 2)]
    cases += [{**case, "between": ("1926", "1929-06")} for case in cases]
    for case in cases:
        wanted = {name: tuple(values) for name, values in case.items()}
        shown = {**case, "between": days(case["between"])} if "between" in case else case
        assert reader.selected(shown) == counted(asked(dossier, **wanted)), case


def test_states_keep_the_edges_that_touch_them(
    reader: Reader, baltic: Path, dossier: Casebook
) -> None:
    reader.open(baltic)
    found = network(dossier)
    state = {vertex.id: vertex.state for vertex in found.vertices}
    for wanted in (["germany"], ["lithuania", "latvia"], ["soviet-union"]):
        edges = [e for e in found.edges if state[e.a] in wanted or state[e.b] in wanted]
        events = {e.event for e in edges}
        certain = {e.event for e in edges if e.certain}
        assert reader.selected({"state": wanted}) == (len(events), len(certain))


@pytest.mark.parametrize(
    ("by", "status"), [("actor", ("told",)), ("state", ()), ("diplomat", ("told", "planned"))]
)
def test_doubt_of_every_kind_counts_as_in_python(
    reader: Reader, tmp_path: Path, by: By, status: tuple[str, ...]
) -> None:
    book = mixed(tmp_path)
    path = tmp_path / "mixed.html"
    export_html(book, path, by=by, filters=Filters(status=status))
    reader.open(path)
    rng = random.Random(1)
    limits = [day_number(y, m, d) for y, m, d in ((1926, 4, 24), (1928, 7, 1), (1926, 1, 1))]
    limits += [day_number(1919 + rng.randrange(15), 1 + rng.randrange(12), 1) for _ in range(6)]
    checked = 0
    for sources in [list(s) for n in (1, 2, 3) for s in combinations(MIXED_SOURCES, n)]:
        for _ in range(3):
            first, last = sorted(rng.choices(limits, k=2))
            chosen = {"source": sources, "between": [first, last]}
            expected = counted(
                asked(book, by=by, status=status, source=tuple(sources),
                      between=(iso(first), iso(last)))
            )  # fmt: skip
            assert reader.selected(chosen) == expected, (sources, iso(first), iso(last))
            checked += expected != (0, 0)
    assert checked > 15


def test_the_brush_is_drawn_with_the_mouse(reader: Reader, baltic: Path, dossier: Casebook) -> None:
    reader.open(baltic)
    box = reader.page.evaluate(
        "(b => [b.left, b.top, b.width, b.height])"
        "(document.querySelector('.strip').getBoundingClientRect())"
    )
    reader.drag(box[0] + box[2] * 0.3, box[1] + 30, box[2] * 0.2)
    reader.settle()
    first, last = reader.page.evaluate("Rapallo.page.model.filters.interval")
    assert first < last
    asked_for = (iso(first), iso(last))
    assert reader.page.evaluate("[from.value, to.value]".replace("from", "document.all.from")
                             .replace("to.v", "document.all.to.v")) == list(asked_for)  # fmt: skip
    assert reader.counts() == counted(asked(dossier, between=asked_for))
    reader.page.click("#clear")
    assert reader.counts() == counted(asked(dossier))


def test_a_wrong_date_is_said(reader: Reader, baltic: Path) -> None:
    reader.open(baltic)
    before = reader.counts()
    for first, last, said in (
        ("soon", "1926", "Write a day as"),
        ("1926-02-30", "1927", "Write a day as"),
        ("1927", "1926", "ends before it starts"),
    ):
        reader.between(first, last)
        text = reader.page.evaluate(
            "document.querySelector('[role=alert]:not([hidden])').textContent"
        )
        assert said in text
        assert reader.counts() == before


def test_undated_events_can_be_left_out(reader: Reader, tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("d-1", "met_with", "Germany;Poland", date="1926-04-24"),
            claim("d-2", "met_with", "Germany;Latvia", date=""),
            claim("d-3", "met_with", "Germany;France", date="1925/.."),
            claim("d-4", "met_with", "Germany;Estonia", date="[1930..]"),
            claim("d-5", "met_with", "Germany;Lithuania", date="1927"),
        ],
    )
    export_html(book, tmp_path / "p.html")
    reader.open(tmp_path / "p.html")
    reader.between("1926", "1926")
    assert reader.counts() == counted(asked(book, between=("1926", "1926"))) == (3, 1)
    reader.page.click("#undated")
    assert reader.counts() == (1, 1)


def test_without_any_date_there_is_no_timeline(reader: Reader, tmp_path: Path) -> None:
    export_html(
        make_book(tmp_path, [claim("u", "met_with", "Germany;Poland")]), tmp_path / "u.html"
    )
    reader.open(tmp_path / "u.html")
    assert "there is no timeline" in reader.page.inner_text("body")
    assert reader.counts() == (1, 1)
    assert reader.troubles() == [(tmp_path / "u.html").as_uri()]


def test_search_finds_an_alias(reader: Reader, tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [claim("s", "met_with", "Litvinov, Maksim|USSR;Köster, Adolf|Germany", date="1926")],
        diplomats=[
            Diplomat("litvinov", "Litvinov, Maksim", "Wallach, Meir|USSR;Литвинов, Максим"),
            Diplomat("koester", "Köster, Adolf"),
        ],
    )
    export_html(book, tmp_path / "s.html")
    reader.open(tmp_path / "s.html")
    for typed, name in (
        ("meir wall", "Litvinov, Maksim"),
        ("литви", "Litvinov, Maksim"),
        ("koster", "Köster, Adolf"),
    ):
        reader.page.evaluate("(s => { s.focus(); s.select() })(document.getElementById('search'))")
        reader.type(typed)
        assert reader.page.evaluate(
            "[...document.querySelectorAll('#found [role=option] span')].map(e => e.textContent)"
        ) == [name]
    reader.key("Enter")
    assert reader.page.evaluate("document.querySelector('#panel h2').innerText").strip() == (
        "Köster, Adolf"
    )


def test_a_click_shows_the_claims_with_citations(reader: Reader, tmp_path: Path) -> None:
    export_html(tiny(tmp_path), tmp_path / "t.html")
    reader.open(tmp_path / "t.html")
    corner = "(b => [b.left, b.top])(document.getElementById('network').getBoundingClientRect())"
    left, top = reader.page.evaluate(corner)
    x, y = reader.page.evaluate(
        "Rapallo.page.drawing.at(Rapallo.page.model.nodeById.get('moraht-hans'))"
    )
    reader.click_at(left + x, top + y)
    said = reader.page.evaluate("document.getElementById('panel').innerText")
    assert said.startswith(("×\nMoraht, Hans", "×\n\nMoraht, Hans"))
    for expected in ("3 events, 3 of them certain", "[1928-07-01..1928-07-10]", "envoys", "line 1",
                     "page 7", "undated", "told"):  # fmt: skip
        assert expected in said
    reader.key("Escape")
    tie = "Rapallo.page.model.tieById.get('germany|signed|treaty-of-berlin')"
    x, y = reader.page.evaluate(f"Rapallo.page.drawing.middle({tie})")
    reader.click_at(left + x, top + y)
    said = reader.page.evaluate("document.getElementById('panel').innerText")
    for expected in ("Germany", "Treaty of Berlin", "1 event, 1 of them certain", "memoir",
                     'note "3" & 4', "a-3", "b-1"):  # fmt: skip
        assert expected in said
    assert reader.page.evaluate("document.querySelectorAll('#panel .claim').length") == 2


def test_the_panel_follows_the_brush(reader: Reader, tmp_path: Path) -> None:
    export_html(tiny(tmp_path), tmp_path / "t.html")
    reader.open(tmp_path / "t.html", "#node=moraht-hans")
    assert reader.page.evaluate("document.querySelectorAll('#panel .event').length") == 3
    reader.between("1928-07-05", "1928-07-20")
    said = reader.page.evaluate("document.getElementById('panel').innerText")
    assert "2 events in 1928-07-05 to 1928-07-20, 0 of them certain" in said
    assert reader.page.evaluate("document.querySelectorAll('#panel .tag.maybe').length") == 2


def test_a_link_restores_the_view(reader: Reader, baltic: Path, tmp_path: Path) -> None:
    reader.open(baltic)
    reader.between("1926-02", "1928-11")
    reader.page.evaluate(
        """(() => { for (const value of ['signed', 'informed'])
        document.querySelector(`[name=kind][value=${value}]`).click();
        document.querySelector('[name=state]').click();
        document.querySelector('[name=source]').click() })()"""
    )
    reader.page.evaluate("Rapallo.page.drawing.setCamera([2.5, 0.4, 0.45])")
    reader.key("/")
    reader.type("moraht")
    reader.key("Enter")
    reader.wait("location.hash.includes('node=') && location.hash.includes('view=')")
    hash, counts = reader.page.evaluate("location.hash"), reader.counts()
    state = (
        "[Rapallo.page.model.filters.interval, [...Rapallo.page.model.filters.kinds],"
        "[...Rapallo.page.model.filters.sources], [...Rapallo.page.model.filters.states],"
        "Rapallo.page.view.node?.id, document.querySelector('#panel h2')?.innerText,"
        "[...document.querySelectorAll('#filters :checked')].map(e => e.name + e.value),"
        "Rapallo.page.drawing.camera().map(n => n.toFixed(2))]"
    )
    seen = reader.page.evaluate(state)
    reader.open(baltic, hash)
    assert reader.page.evaluate(state) == seen
    assert reader.counts() == counts
    assert reader.troubles() == [baltic.as_uri() + hash] or reader.troubles() == [baltic.as_uri()]
    reader.page.click("#reset")
    reader.settle()
    reader.wait("location.hash === ''")


@pytest.mark.parametrize(
    "fragment",
    [
        "#node=nobody&line=x",
        "#between=never/1926",
        "#kind=[&view=1,2&source={}",
        "#kind=%5B%5D",
        "#%E0%A4%A",
    ],
)
def test_a_link_that_is_broken_harms_nothing(reader: Reader, baltic: Path, fragment: str) -> None:
    reader.open(baltic, fragment)
    assert [text for text in reader.troubles() if not text.startswith("file:")] == []
    events, _ = reader.counts()
    assert (events == 0) is (fragment == "#kind=%5B%5D")


def alert(reader: Reader) -> str:
    """What the page says of the link it was opened by."""
    reader.settle()
    return str(reader.page.evaluate("(e => e.hidden ? '' : e.textContent)(document.all.strange)"))


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("#kind=%5B%22x%22%5D", "kind x"),
        ("#kind=%5B%22x%22,%22signed%22%5D&state=%5B%22mars%22%5D", "kind x; state mars"),
        ("#kind=%5B", "kind ["),
        ("#source=%5B%22%3Ci%3E%22%5D&node=nobody&line=x", "source <i>; node nobody; line x"),
        ("#between=1927/1926", "between 1927/1926"),
        ("#kind=%5B%5D", ""),
        ("#between=1926-01-01/1926-12-31&undated=no", ""),
    ],
)
def test_a_link_that_asks_for_what_is_not_here_says_so(
    reader: Reader, baltic: Path, fragment: str, said: str
) -> None:
    reader.open(baltic, fragment)
    wanted = f"The link asks for what is not on this page: {said}." if said else ""
    assert alert(reader) == wanted
    assert (reader.counts() == (0, 0)) is ("signed" not in fragment and "=%5B%" in fragment)
    reader.page.click("#reset")
    assert alert(reader) == ""


BOXES = """Object.fromEntries(Object.entries({head: 'header', search: '#search',
    network: '#network', zoom: '.zoom', timeline: '#timeline', panel: '#panel',
    kinds: '#kinds'}).map(([name, path]) => {
    const b = document.querySelector(path).getBoundingClientRect();
    return [name, [b.left, b.top, b.right, b.bottom]] }))"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (900, 700), (700, 800), (420, 800)])
def test_nothing_covers_anything_on_a_screen_of_any_width(
    reader: Reader, baltic: Path, width: int, height: int
) -> None:
    reader.page.set_viewport_size({"width": width, "height": height})
    try:
        reader.open(baltic, "#node=moraht-hans")
        reader.settle()
        boxes = reader.page.evaluate(BOXES)
        for one, other in combinations(boxes.values(), 2):
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, boxes
        assert all(-0.5 <= left < right <= width + 0.5 for left, _, right, _ in boxes.values())
        left, top, right, bottom = boxes["network"]
        assert right - left > 280
        assert bottom - top > 280
        if width <= 760:
            order = ("head", "search", "network", "timeline", "panel", "kinds")
            tops = [boxes[name][1] for name in order]
            assert tops == sorted(tops)
            assert boxes["timeline"][3] <= height
            reader.page.click("#search")
            reader.type("voldemaras")
            reader.key("Enter")
            assert reader.page.evaluate(BOXES)["panel"][1] == pytest.approx(0, abs=1)
        elif height >= 700:
            assert reader.page.evaluate("document.documentElement.scrollHeight") <= height
    finally:
        reader.page.set_viewport_size({"width": 1280, "height": 800})


def test_the_tallest_bar_says_what_it_counts(reader: Reader, tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("a", "met_with", "Germany;Poland", date="1926-04-24"),
            claim("b", "signed", "Germany", treaty="T", date="1926-04"),
        ],
        treaties=[Treaty("t", "T")],
    )
    export_html(book, tmp_path / "p.html")
    reader.open(tmp_path / "p.html")
    top = "document.querySelector('.most')?.textContent ?? ''"
    assert reader.page.evaluate(top) == "up to 2 in a month"
    reader.page.click("[name=kind][value=signed]")
    reader.settle()
    assert reader.page.evaluate(top) == "up to 1 in a month"
    reader.page.click("[name=kind][value=met_with]")
    reader.settle()
    assert reader.page.evaluate(top) == ""
    reader.page.click("#reset")
    reader.page.click("#search")
    said = reader.page.evaluate(
        "[...document.querySelectorAll('#found small')].map(e => e.innerText)"
    )
    assert said == ["state, 2 events", "state, 1 event", "treaty, 1 event"]


def test_the_keyboard_alone_can_do_it(reader: Reader, baltic: Path, dossier: Casebook) -> None:
    reader.open(baltic)
    reader.tab_to("search")
    reader.type("moraht")
    reader.key("ArrowDown")
    assert reader.page.evaluate(
        "document.querySelector('[aria-selected=true]').innerText"
    ).startswith("Moraht, Hans")
    reader.key("Enter")
    assert reader.focus().startswith("H2 Moraht, Hans")
    assert reader.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    reader.tab_to("SUMMARY Joined by")
    reader.key("Enter")
    reader.key("Tab")
    assert reader.focus().startswith("BUTTON")
    reader.key("Enter")
    ends = "[Rapallo.page.view.tie.a.id, Rapallo.page.view.tie.b.id]"
    assert "moraht-hans" in reader.page.evaluate(ends)
    assert reader.focus().startswith("H2")
    assert reader.page.evaluate("document.querySelectorAll('#panel .cited').length") > 0
    reader.key("Escape")
    assert reader.focus() == "search"
    assert reader.page.evaluate("document.querySelectorAll('#panel .event').length") == 0
    reader.tab_to("network")
    camera = "Rapallo.page.drawing.camera()"
    before = reader.page.evaluate(camera)
    reader.key("ArrowRight")
    reader.key("+")
    assert reader.page.evaluate(camera) != before
    reader.key("0")
    assert reader.page.evaluate(camera) == pytest.approx(before)
    reader.tab_to("grip-start")
    reader.key("PageUp", 2)
    reader.key("Shift+ArrowRight")
    reader.tab_to("grip-end")
    reader.key("ArrowLeft", 7)
    now = "document.activeElement.getAttribute('aria-valuetext')"
    first, last = (iso(day) for day in reader.page.evaluate("Rapallo.page.model.filters.interval"))
    assert (first, last) == ("1924-01-02", "1940-03-31")
    assert reader.page.evaluate(now) == last
    assert reader.counts() == counted(asked(dossier, between=(first, last)))
    reader.key("Escape")
    assert reader.page.evaluate("Rapallo.page.model.filters.interval") is None
    reader.page.evaluate("document.getElementById('about-open').focus()")
    reader.key("Enter")
    assert reader.page.evaluate("document.getElementById('about').open")
    reader.key("Escape")
    assert not reader.page.evaluate("document.getElementById('about').open")
    assert reader.focus() == "about-open"


def test_everything_has_a_name_for_those_who_listen(reader: Reader, baltic: Path) -> None:
    reader.open(baltic, "#node=moraht-hans")
    roles = {"button", "slider", "checkbox", "textbox", "searchbox", "combobox", "img", "image"}
    found = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in reader.accessible()
        if not node.get("ignored") and node["role"]["value"] in roles
    ]
    assert len(found) > 30
    assert [role for role, name in found if not name.strip()] == []


def test_names_lie_on_no_other_at_the_start(reader: Reader, baltic: Path) -> None:
    reader.open(baltic)
    reader.page.evaluate("Rapallo.page.drawing.draw()")
    boxes = reader.page.evaluate("Rapallo.page.drawing.shownNames")
    assert len(boxes) > 25
    for a, b in combinations(boxes, 2):
        apart = (
            a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
            or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        )  # fmt: skip
        assert apart, (a, b)
    most = reader.page.evaluate(
        "[...Rapallo.page.model.nodes].sort((a, b) => b.n - a.n).slice(0, 5).map(n => n.id)"
    )
    assert set(most) <= {box["id"] for box in boxes}


def test_a_name_with_a_script_is_text(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "n.html"
    export_html(nasty_book(tmp_path), path, title=NASTY)
    reader.open(path, "#node=nasty")
    reader.page.click("#about-open")
    reader.page.evaluate("document.getElementById('about').close()")
    reader.page.evaluate("document.getElementById('search').focus()")
    reader.type("script")
    reader.settle()
    assert reader.page.evaluate("typeof window.pwned") == "undefined"
    assert reader.page.evaluate("document.images.length") == 0
    assert reader.page.evaluate("document.querySelector('#panel h2').textContent") == NASTY
    assert reader.page.evaluate("document.title").split() == NASTY.split()
    assert NASTY in reader.page.evaluate("document.querySelector('#panel .cited').textContent")
    assert reader.page.evaluate("document.querySelectorAll('#found [role=option]').length") == 2
    assert [text for text in reader.troubles() if not text.startswith("file:")] == []


def test_a_judgement_undone_is_two_events(reader: Reader, tmp_path: Path) -> None:
    claims = [
        claim("a", "met_with", "Germany;Poland", date="1926-04-24", source="x"),
        claim("b", "met_with", "Germany;Poland", date="1926-04-25", source="y"),
    ]
    for number, judgements in enumerate(([same("a", "b")], list[Judgement]())):
        folder = tmp_path / str(number)
        folder.mkdir()
        export_html(make_book(folder, claims, judgements=judgements), folder / "p.html")
        reader.open(folder / "p.html")
        assert reader.counts() == (1 + number, 1 + number)


@pytest.mark.trial
def test_ten_thousand_edges_stay_smooth(reader: Reader, tmp_path: Path) -> None:
    """Printed, not asserted: how long a frame takes while it is moved and while it is brushed."""
    rng = random.Random(0)
    states = [f"State {n}" for n in range(150)]
    pairs = {tuple(rng.sample(range(1200), 2)) for _ in range(10_300)}
    rows = [
        claim(f"c-{n:05}", rng.choice(KINDS[2:]), f"Surname {a}, Given|{states[a % 150]}",
              f"Surname {b}, Given|{states[b % 150]}", date=f"19{20 + n % 20}-{1 + n % 12:02}")
        for n, (a, b) in enumerate(sorted(pairs))
    ]  # fmt: skip
    book = make_book(tmp_path, rows, states=[State(s.lower().replace(" ", "-"), s) for s in states])
    counts = export_html(book, tmp_path / "big.html")
    assert counts["edges"] >= 10_000
    reader.open(tmp_path / "big.html")
    frames = """(async act => { const out = []; let last = performance.now();
        for (let i = 0; i < 30; i++) { act(i); await new Promise(requestAnimationFrame);
        const now = performance.now(); out.push(now - last); last = now }
        return out.sort((a, b) => a - b).map(Math.round) })"""
    moved = reader.page.evaluate(f"{frames}(() => Rapallo.page.drawing.zoomBy(1.01))")
    brushed = reader.page.evaluate(
        f"""{frames}(i => {{ const t = document.getElementById('to'),
        f = document.getElementById('from'); f.value = '1921'; t.value = String(1924 + i % 12);
        t.dispatchEvent(new Event('change')) }})"""
    )
    size = (tmp_path / "big.html").stat().st_size
    print(f"\n{counts}, {size:,} bytes; ms a frame, median and slowest of 30:")
    for name, took in (("moved", moved), ("brushed", brushed)):
        print(f"{name}: {took[len(took) // 2]}, {took[-1]}")
