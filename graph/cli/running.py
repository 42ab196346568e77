"""The verbs run from within: what ``freeze`` and ``replicate`` do with their commands."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
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
        """Run a command on a casebook in the present folder, what it prints caught.

        Ctrl-C is a KeyboardInterrupt, also where the command has told of it.
        """
        from rapallo.cli.main import STOPPED, cli
        from rapallo.freeze.running import Ran

        out, said, error = io.StringIO(), io.StringIO(), ""
        with _heard() as stopped, redirect_stdout(out), redirect_stderr(said):
            try:
                status = cli.main(
                    ["--book", str(book), *words], prog_name="rapallo", standalone_mode=False
                )
            except click.Abort as failed:
                if isinstance(failed.__cause__, KeyboardInterrupt):
                    raise KeyboardInterrupt from failed
                error = "it asks questions"
            except click.ClickException as failed:
                error = failed.format_message()
            else:
                if status == STOPPED:
                    raise KeyboardInterrupt
                if isinstance(status, int) and status:
                    error = f"it ended with status {status}"
        if stopped:
            # Ctrl-C stops the whole, not the one command that was running.
            raise KeyboardInterrupt
        sys.stdout.flush()
        return Ran(out.getvalue(), said.getvalue(), error)


@contextmanager
def _heard() -> Iterator[list[int]]:
    """Remembers Ctrl-C: Python drops the exception where it falls into a destructor or the like."""
    stopped: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)
        signal.default_int_handler(number, frame)

    if before is not signal.default_int_handler or current_thread() is not main_thread():
        yield stopped
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
