"""The rules of the house that no other tool reads: packages, imports, sizes, names, versions."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from rapallo import errors

ROOT = Path(__file__).parents[1]
FOLDERS = {"rapallo.loaders": "loaders", "rapallo.cypher": "cypher", "rapallo": "graph"}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PYPROJECT["project"]["version"]
LONGEST = 400

# Who may import whom, by room: the first part of a module's name after `rapallo`. The rooms of
# LINE import only from rooms to their left; `rapallo` itself ("") may be imported by all.
LINE = ("errors", "dates", "model", "casebook", "identity", "projection", "analysis", "export")
BEFORE = {room: frozenset(LINE[:place]) for place, room in enumerate(LINE)}
MAY_IMPORT = {
    **BEFORE,
    "": frozenset({"errors"}),
    "cypher": frozenset({"errors"}),
    "loaders": frozenset({"errors", "dates", "model"}),
    "prose": frozenset({"errors", "dates", "model"}),
    "load": BEFORE["projection"] | {"loaders"},
    "plots": BEFORE["export"] | {"export"},
    "freeze": BEFORE["export"] | {"export", "load", "loaders"},
    "neo4j": BEFORE["export"] | {"cypher", "load", "loaders"},
    "spark": BEFORE["export"] | {"cypher"},
}
MAY_IMPORT["cli"] = frozenset(MAY_IMPORT)

# Where a machine keeps its files, and what a package is fetched from: neither belongs in a file.
MACHINE = re.compile(
    r"(?<![\w.>)}\]/-])/(?:work|root|home|tmp|farm|Users|mnt|opt/wheels)/\w|[A-Z]:\\Users"
)
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|maven\.org|maven\.apache\.org/maven2|registry\.npmjs|debian\.org/debian"
    r"|--(?:extra-)?index[-]url|--find[-]links"
)


def modules() -> dict[str, Path]:
    """The file of every module of Rapallo, by the module's name."""
    found = {}
    for package, folder in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            name = ".".join((package, *parts)).removesuffix(".__init__")
            found[name] = path
    return found


MODULES = modules()
every_module = pytest.mark.parametrize("name", sorted(MODULES))


def room_of(module: str) -> str:
    return module.removeprefix("rapallo").lstrip(".").partition(".")[0]


def imports_of(name: str, tree: ast.AST, *, package: bool) -> Iterator[tuple[int, str]]:
    """The modules of Rapallo that a module imports, with the line: at its top, in a function, for
    typing only, by a full name or a relative one."""
    parts = name.split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            here = parts[: len(parts) - node.level + package] if node.level else []
            source = ".".join([*here, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{source}.{alias.name}"
                inside = source == "rapallo" and alias.name in MAY_IMPORT
                yield node.lineno, full if inside or full in MODULES else source


def breaches(name: str, source: str, *, package: bool = False) -> list[str]:
    """A sentence for every import in the source of a module that goes against the direction."""
    room = room_of(name)
    allowed = MAY_IMPORT[room] | {room, ""}
    return [
        f"{name}, line {line}, imports {module}; "
        f"it may import only {', '.join(sorted(MAY_IMPORT[room])) or 'nothing of rapallo'}"
        for line, module in imports_of(name, ast.parse(source), package=package)
        if module.partition(".")[0] == "rapallo" and room_of(module) not in allowed
    ]


# Packages


def test_pyproject_lists_the_packages_on_disk() -> None:
    on_disk = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == on_disk


def test_every_folder_with_a_module_is_a_package() -> None:
    folders = {path.parent for path in MODULES.values()}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_module_imports_first() -> None:
    """Each is imported with no other module of Rapallo there yet, so that no order is relied on."""
    program = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [m for m in sys.modules if m.partition(".")[0] == "rapallo"]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
"""
    command = [sys.executable, "-W", "error", "-c", program, *sorted(MODULES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


# Imports


@every_module
def test_imports_go_one_way(name: str) -> None:
    assert room_of(name) in MAY_IMPORT, f"say in MAY_IMPORT what {name} may import"
    path = MODULES[name]
    source = path.read_text(encoding="utf-8")
    assert breaches(name, source, package=path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("name", "source", "imported"),
    [
        ("rapallo.dates.when", "from rapallo.model import Claim", "rapallo.model"),
        ("rapallo.dates.when", "import rapallo.model.claim", "rapallo.model.claim"),
        ("rapallo.dates.when", "from rapallo import model", "rapallo.model"),
        ("rapallo.dates.when", "from ..model.claim import Claim", "rapallo.model.claim"),
        ("rapallo.dates.when", "from .. import model", "rapallo.model"),
        ("rapallo.dates.when", "def f():\n    from rapallo import export", "rapallo.export"),
        ("rapallo.dates.when", "if TYPE_CHECKING:\n    import rapallo.cli", "rapallo.cli"),
        ("rapallo.loaders.sheet", "import rapallo.casebook", "rapallo.casebook"),
        ("rapallo.neo4j.push", "import rapallo.export", "rapallo.export"),
        ("rapallo.export.gexf", "import rapallo.neo4j", "rapallo.neo4j"),
        ("rapallo.load", "import rapallo.cli.main", "rapallo.cli.main"),
        ("rapallo.errors", "import rapallo.dates", "rapallo.dates"),
    ],
)
def test_a_wrong_import_is_seen(name: str, source: str, imported: str) -> None:
    (breach,) = breaches(name, source)
    assert breach.startswith(f"{name}, line ")
    assert f" imports {imported};" in breach


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("rapallo.dates.when", "from .calendar import days\nfrom rapallo.errors import BadInput"),
        ("rapallo.export.gexf", "from rapallo.analysis import paths\nimport networkx"),
        ("rapallo.loaders.sheet", "from rapallo.model.claim import Claim"),
        ("rapallo.cli.main", "from rapallo import casebook, neo4j, export\nimport rapallo.spark"),
        ("rapallo.model.acts", "from rapallo import __doc__"),
    ],
)
def test_a_right_import_passes(name: str, source: str) -> None:
    assert breaches(name, source) == []


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("from .. import cli", "rapallo.cli"),
        ("from .nowhere import When", "rapallo.dates.nowhere"),
        ("from . import nowhere", "rapallo.dates"),
    ],
)
def test_a_package_imports_relative_to_itself(source: str, imported: str) -> None:
    assert list(imports_of("rapallo.dates", ast.parse(source), package=True)) == [(1, imported)]


# Modules


@every_module
def test_a_module_is_no_longer_than_can_be_read(name: str) -> None:
    lines = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name} has {lines} lines, more than {LONGEST}"


@every_module
def test_a_module_says_what_is_public(name: str) -> None:
    if MODULES[name].name in ("__init__.py", "__main__.py") or room_of(name) == "cli":
        return
    module = importlib.import_module(name)
    assert hasattr(module, "__all__"), f"{name} has no __all__"
    assert [public for public in module.__all__ if not hasattr(module, public)] == []


# Errors


def drawn_tree(docstring: str, root: str) -> dict[str, str]:
    """The parent of each name in the tree that a docstring draws under a root."""
    drawn = re.findall(r"^([ │]*)[├└]── (\w+)", docstring, re.MULTILINE)
    margin = min(len(indent) for indent, _ in drawn)
    parents, path = {}, [root]
    for indent, name in drawn:
        depth = (len(indent) - margin) // 4 + 1
        path[depth:] = [name]
        parents[name] = path[depth - 1]
    return parents


def test_a_drawn_tree_is_read() -> None:
    drawn = "  A\n  ├── B   why\n  │   ├── C\n  │   │   └── D  x\n  │   └── E\n  └── F\n      └── G"
    expected = {"B": "A", "C": "B", "D": "C", "E": "B", "F": "A", "G": "F"}
    assert drawn_tree(drawn, "A") == expected


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    classes = [thing for thing in vars(errors).values() if isinstance(thing, type)]
    real = {cls.__name__: cls.__bases__[0].__name__ for cls in classes}
    assert real.pop("RapalloError") == "Exception"
    assert drawn_tree(errors.__doc__ or "", "RapalloError") == real


def test_every_error_is_public() -> None:
    classes = {name for name, thing in vars(errors).items() if isinstance(thing, type)}
    assert classes <= set(errors.__all__)


# Files


def kept_files() -> list[Path]:
    """The files that git keeps or would keep; without git, all but what git would ignore."""
    git = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
    options = ["--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        done = subprocess.run([*git, *options], capture_output=True, text=True, check=True)
        return [ROOT / name for name in done.stdout.split("\0") if (ROOT / name).is_file()]
    made = {".venv", "build", "dist", "demo", "__pycache__"}
    inside = (path for path in ROOT.rglob("*") if path.is_file())
    return [p for p in inside if made.isdisjoint(p.parts) and "cache" not in str(p.parent)]


def foreign_addresses(text: str) -> list[tuple[int, str]]:
    """The lines of a text that name a place on a machine or where packages are fetched from."""
    return [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE.search(line) or REGISTRY.search(line) or str(ROOT) in line
    ]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in kept_files():
        text = path.read_bytes().decode("utf-8", "replace")
        for number, line in foreign_addresses(text):
            found.append(f"{path.relative_to(ROOT)}:{number}: {line[:100]}")
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "cd {}home/anna/rapallo",
        'BOOK = "{}tmp/book.duckdb"',
        "-e {}work/main",
        "C:{}Users",
        "https:{0}{0}pypi{2}org{0}simple",
        "see https:{0}{0}files.pythonhosted{2}org",
        "pip install --index{1}url x",
    ],
)
def test_an_address_is_seen(line: str) -> None:
    slash = "\\" if line.startswith("C:") else "/"
    assert foreign_addresses(line.format(slash, "-", "."))


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org{0}home{0}page",
        "src{0}work{0}plan.py",
        "and{0}or",
        "{{tmp}}{0}tmp{0}x",
        "<a href='{0}x'>",
    ],
)
def test_other_slashes_are_no_address(line: str) -> None:
    assert foreign_addresses(line.format("/")) == []


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "CITATION.cff", "CHANGELOG.md"])
def test_a_reader_finds(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip(), f"{name} is empty"


def test_versions_agree() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [VERSION]
    assert importlib.metadata.version("rapallo") == VERSION
    headings = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert headings[0] == "Unreleased"
    assert headings[1:2] in ([], [VERSION]), "the newest release is not pyproject.toml's version"


def test_licences_agree() -> None:
    licence = PYPROJECT["project"]["license"]
    assert f"\nlicense: {licence}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert licence == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text(encoding="utf-8")


# Pins


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    parted = [line.partition("==") for line in lines if line and not line.startswith("#")]
    assert [name for name, equals, version in parted if not (equals and version)] == []
    return {canonicalize_name(name): version for name, _, version in parted}


def needed(requirement: Requirement, seen: dict[str, str]) -> dict[str, str]:
    """The version installed of all that a requirement needs here, itself included, by name."""
    name = canonicalize_name(requirement.name)
    key = str(name) + ",".join(sorted(requirement.extras))
    if key not in seen:
        found = importlib.metadata.distribution(name)
        seen[key] = found.version
        for line in found.requires or ():
            further = Requirement(line)
            extras = requirement.extras or {""}
            if not further.marker or any(further.marker.evaluate({"extra": e}) for e in extras):
                needed(further, seen)
    return seen


def test_every_package_is_pinned_and_installed_as_pinned() -> None:
    installed = needed(Requirement("rapallo[dev]"), {})
    del installed["rapallodev"]
    assert installed.items() <= pins().items(), "make pins writes constraints.txt anew"


def test_the_build_is_pinned() -> None:
    for line in PYPROJECT["build-system"]["requires"]:
        requirement = Requirement(line)
        assert pins()[requirement.name] in requirement.specifier


# Skips

SAMPLE = """
import pytest, unittest

@pytest.mark.skip(reason="no Java: install openjdk-17")
def test_marked(): ...

@pytest.mark.skipif(True, reason="no Maven")
def test_marked_if(): ...

def test_inside():
    pytest.skip("no Chromium")

@pytest.fixture
def server():
    pytest.skip("no server")

def test_fixture(server): ...

class TestOld(unittest.TestCase):
    @unittest.skip("no luck")
    def test_old(self): ...

@pytest.mark.xfail(reason="known", strict=True)
def test_known(): assert False

def test_well(): ...
"""
REASONS = [
    "no Java: install openjdk-17",
    "no Maven",
    "no Chromium",
    "no server",
    "no luck",
    "could not import 'no_such_module'",
]


def run_sample(folder: Path, require: str) -> tuple[int, str]:
    """The exit code and the output of pytest on samples that skip in every way there is."""
    folder.joinpath("conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    folder.joinpath("test_sample.py").write_text(SAMPLE, encoding="utf-8")
    folder.joinpath("test_module.py").write_text(
        "import pytest\npytest.importorskip('no_such_module')\ndef test(): ...", encoding="utf-8"
    )
    folder.joinpath("pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "--continue-on-collection-errors"],
        cwd=folder,
        env={**os.environ, "RAPALLO_REQUIRE": require, "COLUMNS": "200", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_what_is_missing_is_skipped(tmp_path: Path) -> None:
    code, said = run_sample(tmp_path, "")
    assert re.search(r"\b1 passed, 6 skipped, 1 xfailed\b", said), said
    assert [reason for reason in REASONS if reason not in said] == []
    assert code == 0


def test_nothing_skips_where_all_is_required(tmp_path: Path) -> None:
    code, said = run_sample(tmp_path, "all")
    assert re.search(r"\b2 failed, 1 passed, 1 xfailed, 4 errors\b", said), said
    refused = "with RAPALLO_REQUIRE=all nothing may skip. "
    for reason in REASONS:
        assert re.search(f"{re.escape(refused)}(Skipped: )?{re.escape(reason)}", said), said
    assert code == 1


def test_a_misspelt_requirement_is_refused(tmp_path: Path) -> None:
    code, said = run_sample(tmp_path, "java")
    assert "RAPALLO_REQUIRE is 'java': it may be all, or empty" in said
    assert code == pytest.ExitCode.USAGE_ERROR
