"""Starting: quick, and nothing heavy before it is needed."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest
from click.testing import CliRunner

from rapallo import __version__
from rapallo.cli.main import cli

HEAVY = {"duckdb", "pandas", "networkx", "numba", "pyarrow", "numpy", "scipy", "openpyxl", "lxml"}


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from rapallo.cli.main import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.strip("[]\n'").split("', '"))
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_help_takes_less_than_half_a_second_of_cpu() -> None:
    program = "from rapallo.cli.main import main; main()"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(3):
        subprocess.run(
            [sys.executable, "-c", program, "--help"], stdout=subprocess.DEVNULL, check=True
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    assert used / 3 < 0.5


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output == f"rapallo {__version__}\n"


@pytest.mark.parametrize(
    ("shell", "word"),
    [("bash", "complete -o nosort"), ("zsh", "#compdef rapallo"), ("fish", "complete")],
)
def test_completion_scripts(shell: str, word: str) -> None:
    done = CliRunner().invoke(cli, ["completion", shell], prog_name="rapallo")
    assert done.exit_code == 0
    assert word in done.stdout
    assert "_RAPALLO_COMPLETE" in done.stdout


def test_a_shell_is_offered_verbs_and_options() -> None:
    def offered(words: str, at: int) -> list[str]:
        done = CliRunner().invoke(
            cli,
            [],
            prog_name="rapallo",
            complete_var=None,
            env={"_RAPALLO_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)},
        )
        return done.output.split()

    assert offered("rapallo coor", 1) == ["plain,coordination"]
    assert "plain,--min-sources" in offered("rapallo claims --mi", 2)
    assert "plain,signed" in offered("rapallo claims --kind si", 3)
