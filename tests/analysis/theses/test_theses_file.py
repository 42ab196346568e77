"""Files of theses: good ones are read, bad ones told with the thesis, the key, the value, why."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.analysis.theses.counts import Counts
from rapallo.analysis.theses.file import parse_theses, read_theses
from rapallo.analysis.theses.reading import unknown
from rapallo.analysis.theses.times import Densest, Fades
from rapallo.analysis.theses.vocabulary import KINDS_OF_TEST, SCOPE, SELECTION, explained
from rapallo.errors import UnreadableFile

HEAD = """[[thesis]]
id = "t"
claim = "It was so."
source = "s"
locator = "line 1"
"""

COUNT = 'count = { by = ["Germany"] }\n'
COUNTS = 'kind = "counts"\n' + COUNT + 'against = { by = ["Poland"] }\n'


def file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "my.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def lone(body: str, scope: str = "") -> str:
    """A file with one thesis."""
    return f"{HEAD}scope = {{{scope}}}\n[thesis.test]\n{body}"


def test_a_good_file_is_read(tmp_path: Path) -> None:
    text = f"""title = "What it says"
[scope]
between = ["1920", "1934-09"]
{lone(COUNTS)}
[[thesis]]
id = "u"
claim = '''Over
two lines.'''
source = "s"
locator = "lines 3-4, note 6"
note = "Half of it."
[thesis.test]
kind = "fades"
count = {{ dealings = ["Germany", "Poland"] }}
after = "1930"
"""
    found = read_theses(file(tmp_path, text))
    assert found.title == "What it says"
    first, second = found.theses
    assert isinstance(first.trial, Counts)
    assert first.trial.count.by == ("Germany",)
    assert isinstance(second.trial, Fades)
    assert second.trial.between == ("1920", "1934-09")
    assert (second.claim, second.note) == ("Over two lines.", "Half of it.")


def test_one_value_needs_no_list(tmp_path: Path) -> None:
    body = 'kind = "densest"\ncount = { by = "Germany", kind = "opposed" }\nperiod = "1928-22"'
    (thesis,) = read_theses(file(tmp_path, lone(body))).theses
    assert isinstance(thesis.trial, Densest)
    assert (thesis.trial.count.by, thesis.trial.count.kind) == (("Germany",), ("opposed",))


RANK = 'kind = "rank"\nname = "Latvia"\nrole = "target"\nof = { by = ["Germany"] }\n'
WINDOWS = 'kind = "windows"\n' + COUNT
COORDINATION = 'kind = "coordination"\npair = ["Germany", "Poland"]\n'

BAD = [
    # what stands where
    (lone(COUNTS).replace("claim =", "clam ="), "clam: there is no such key; did you mean 'claim'"),
    (lone(COUNTS).replace("claim =", "clam ="), "claim: is needed: what it says"),
    (lone(COUNTS) + "wrong = 1\n", "test.wrong: there is no such key; there are count, against"),
    (lone(COUNTS).replace("by = [", "bye = ["), "test.count.bye: there is no such key; did you"),
    ('titel = "x"\n' + lone(COUNTS), "titel: there is no such key; did you mean 'title'?"),
    (lone(COUNTS, "betwen = ['1920', '1921']"), "scope.betwen: there is no such key; did you mean"),
    (lone(COUNTS, "source = ['s']"), "scope.source: every thesis is put to all sources"),
    (lone(COUNTS, "status = ['planned']"), "scope.status: only what is told as done counts"),
    (HEAD, "thesis t, test: is needed: the test"),
    ('title = "x"\n', "thesis: is needed"),
    ("thesis = 3\n", "thesis: each thesis stands under [[thesis]]"),
    ("thesis = [3]\n", "thesis no. 1: 3 it has to be a table"),
    (HEAD + "test = 3\n", "test: 3 a test is a table, with its kind"),
    (HEAD + "scope = 3\n[thesis.test]\n" + COUNTS, "scope: 3 it has to be a table"),
    (lone(COUNT), "test.kind: is needed: counts, share"),
    (lone('kind = "count"\n'), "test.kind: 'count' there is no such value; did you mean 'counts'?"),
    (lone('kind = "counts"\n' + COUNT), "test.against: is needed: the selection"),
    # texts and names
    (lone(COUNTS).replace('"It was so."', "7"), "claim: 7 it is a text, in quotes"),
    (lone(COUNTS).replace('"It was so."', '" "'), "claim: ' ' it is empty"),
    (lone(COUNTS).replace('"It was so."', '["x"]'), "claim: ['x'] it is one text"),
    (lone(COUNTS).replace('"t"', '"a b"'), "thesis a b, id: 'a b' it is up to 60 letters"),
    (
        lone(COUNTS).replace('"line 1"', '"somewhere"'),
        "locator: 'somewhere' it names no line, note",
    ),
    (lone(COUNTS).replace('["Germany"]', "[]"), "test.count.by: [] it names nobody and nothing"),
    (lone(COUNTS).replace('["Germany"]', '["x", "x"]'), "it names one twice"),
    (lone(COUNTS).replace('["Germany"]', '["x", 1]'), "test.count.by: 1 it is a text"),
    (lone(COUNTS).replace('by = ["Germany"]', ""), "test.count: {} a selection needs a condition"),
    (
        lone(COUNTS).replace("by = [", "together = ["),
        "test.count.together: ('Germany',) two or more",
    ),
    (lone(COUNTS).replace("by = [", "dealings = ["), "test.count.dealings: ['Germany'] it has to"),
    (lone(COUNTS).replace("by = [", "hosts = ["), "hosts, and envoys_together or"),
    (lone(COUNTS).replace("by = [", "envoys_together = ["), "need each other"),
    (
        lone(COUNTS).replace('against = { by = ["Poland"] }', "against = []"),
        "it names no selection",
    ),
    (lone(COUNTS.replace("Poland", "Germany")), "test.against: two selections are the same"),
    # vocabularies and numbers
    (lone(COUNTS).replace('by = ["G', 'kind = ["oposed"], by = ["G'), "did you mean 'opposed'?"),
    (
        lone(COUNTS).replace('by = ["G', 'sign = [2], by = ["G'),
        "test.count.sign: 2 there is no such",
    ),
    (lone(COUNTS + "times = 0\n"), "test.times: 0 it is a number from 1 on"),
    (lone(COUNTS + "times = inf\n"), "test.times: inf it is a number from 1 on"),
    (lone(COUNTS + "times = true\n"), "test.times: True it is a number from 1 on"),
    (lone(RANK + "first = 0\n"), "test.first: 0 it is a whole number from 1 on"),
    (lone(RANK.replace("target", "victim")), "test.role: 'victim' there is no such value"),
    (lone(COUNTS, 'lineage = "yes"'), "scope.lineage: 'yes' it is true or false"),
    (lone(COUNTS, "min_sources = 0"), "scope.min_sources: 0 it is a whole number from 1"),
    (lone(COUNTS, "basis = ['guessed']"), "scope.basis: 'guessed' there is no such value"),
    (lone(COORDINATION + "alpha = 5\n"), "test.alpha: 5 it is a number between 0 and 1"),
    (lone(COORDINATION + "permutations = 19\nalpha = 0.01\n"), "no p is below 0.05"),
    (lone(COORDINATION + 'null = "chaos"\n'), "test.null: 'chaos' there is no such null"),
    (lone(COORDINATION + 'within = "P1M"\n'), "test.within: 'P1M' it is days or weeks, as P31D"),
    (
        lone(COORDINATION + 'value = "r"\n'),
        "test.value: 'r' there is no such value; there are p, q",
    ),
    (lone('kind = "pairs"\npair = ["A", "B", "C"]\n'), "it has to name two"),
    (lone('kind = "centrality"\nname = "A"\nmeasure = "fame"\n'), "test.measure: 'fame' there is"),
    # dates
    (lone(COUNTS, "between = ['1934', '1920']"), "it ends before it starts"),
    (lone(COUNTS, "between = ['1920-13', '..']"), "scope.between: '1920-13' is not a date in EDTF"),
    (lone(COUNTS, "between = [1920, 1934]"), "scope.between: 1920 a date is written in quotes"),
    (lone(COUNTS, "between = [1920-01-01, '..']"), "scope.between: 1920-01-01 a date is written"),
    (lone(COUNTS, "between = ['', '..']"), "scope.between: '' a side without limit is '..'"),
    (lone(COUNTS, "between = ['1920']"), "scope.between: ['1920'] it is two dates"),
    (lone(WINDOWS + "inside = ['1926', '..']\nthan = ['1920', '1925']\n"), "both ends have to be"),
    (
        lone('kind = "fades"\nafter = 1933\n' + COUNT, "between = ['1920', '1939']"),
        "it is a year in",
    ),
    (lone('kind = "fades"\nafter = "1933"\n' + COUNT), "the scope needs `between` with two years"),
    (
        lone('kind = "fades"\nafter = "1940"\n' + COUNT, "between=['1920','1939']"),
        "this one between",
    ),
    (
        lone('kind = "densest"\nperiod = "1928-07"\n' + COUNT),
        "test.period: '1928-07' it is a year or",
    ),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_bad_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_theses(file(tmp_path, text))
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'my.toml'}: ")
    assert "no thesis was tested" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[thesis", "it is not TOML: "),
        ('id = "a"\nid = "b"\n', "it is not TOML: "),
        (b"\xff\xfe", "it is not UTF-8 (byte 0)"),
        ("x = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
    ],
)
def test_what_is_no_toml_is_told(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_theses(file(tmp_path, text))
    assert said in str(caught.value)


def test_no_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read_theses(tmp_path / "none.toml")
    with pytest.raises(UnreadableFile, match="Is a directory"):
        read_theses(tmp_path)


def test_every_problem_of_a_file_is_told(tmp_path: Path) -> None:
    text = 'titel = "x"\n' + lone(COUNTS + "times = 0\n", "lineage = 3").replace("claim", "clam")
    text += '\n[[thesis]]\nid = "u"\nsource = 3\n' + lone(COUNTS) + lone(COUNTS)
    with pytest.raises(UnreadableFile) as caught:
        read_theses(file(tmp_path, text))
    said = str(caught.value)
    for problem in (
        *(
            "titel: ",
            "thesis t, clam: ",
            "thesis t, claim: is needed",
            "thesis t, scope.lineage: 3",
        ),
        *("thesis t, test.times: 0", "thesis u, source: 3", "thesis u, claim: is needed"),
        *("thesis u, locator: is needed", "thesis u, test: is needed", "thesis t, id: 2 theses"),
    ):
        assert f"\n  {problem}" in said, problem
    assert "10 problems, and no thesis was tested" in said


def test_what_is_long_is_cut() -> None:
    row = {"id": "x" * 10_000, "y" * 10_000: 1, "claim": 3, "source": ["z" * 10_000]}
    _, problems = parse_theses({"thesis": [row]})
    assert len(problems) == 6
    assert max(len(str(problem)) for problem in problems) < 300


def test_the_near_name_is_told() -> None:
    assert unknown("togehter", SELECTION) == "there is no such key; did you mean 'together'?"
    assert "there are between, kind" in unknown("zzz", SCOPE)


def test_the_vocabulary_explains_every_key() -> None:
    sections = dict(explained())
    assert len(sections) == 4 + len(KINDS_OF_TEST)
    said = {name for keys in sections.values() for name, _ in keys}
    assert set(SELECTION) | set(SCOPE) <= said
    assert all(words for keys in sections.values() for _, words in keys)
