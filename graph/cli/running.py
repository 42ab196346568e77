"""The verbs run from within: what ``freeze`` and ``replicate`` do with their commands."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rapallo.freeze.running import Ran

__all__ = ["InProcess"]


class InProcess:
    """Runs commands in this process, as the command line would."""

    def options(self, words: Sequence[str]) -> frozenset[str]:
        """The options that a command takes; none where there is no such command."""
        from rapallo.cli.main import cli

        found: click.Command | None = cli
        for word in words:
            if not isinstance(found, click.Group):
                break
            found = found.get_command(click.Context(found), word)
        params = found.params if found else []
        return frozenset(name for one in params for name in one.opts if name.startswith("--"))

    def run(self, words: Sequence[str], book: Path) -> Ran:
        """Run a command on a casebook in the present folder, what it prints caught."""
        from rapallo.cli.main import cli
        from rapallo.freeze.running import Ran

        out, said, error = io.StringIO(), io.StringIO(), ""
        with redirect_stdout(out), redirect_stderr(said):
            try:
                status = cli.main(
                    ["--book", str(book), *words], prog_name="rapallo", standalone_mode=False
                )
                if isinstance(status, int) and status:
                    error = f"it ended with status {status}"
            except click.Abort:
                error = "it asks questions"
            except click.ClickException as failed:
                error = failed.format_message()
        sys.stdout.flush()
        return Ran(out.getvalue(), said.getvalue(), error)
