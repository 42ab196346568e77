"""The command line: one group, its verbs loaded when they are called, one place for errors."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from itertools import zip_longest
from typing import Any, NoReturn

import click

from rapallo import __version__
from rapallo.cli.verb import Session, in_short
from rapallo.errors import RapalloError

__all__ = ["cli", "main"]

VERBS = {
    "load": "put in what files hold",
    "info": "count what is there",
    "claims": "list claims",
    "cite": "see where one is told",
    "timeline": "who did what, by date",
    "events": "claims on one happening",
    "identity": "who is one person",
    "conflicts": "where sources disagree",
    "witnesses": "what rests on one alone",
    "agree": "how far coders agree",
    "theses": "test general claims",
    "export": "files for other tools",
    "plot": "figures for print",
    "push": "into Neo4j",
    "pull": "back from Neo4j",
    "query": "ask Neo4j in Cypher",
    "centrality": "who stands in the middle",
    "robustness": "how sure that rank is",
    "paths": "how word could pass",
    "reach": "whom it could reach",
    "coordination": "who acted together",
    "calibrate": "how right its p is",
    "blocs": "who stood with whom",
    "balance": "where friends and foes mix",
    "freeze": "set down for review",
    "replicate": "make that again",
    "demo": "see it at work",
    "completion": "for your shell",
}
"""The verbs in the order of the help, each in a few words; each is the command of that name in a
module of that name."""

STOPPED = 130
"""The exit status of what was stopped by Ctrl-C: 128 and the number of the signal."""

GIVEN_UP = (
    "Stopped; nothing of an unfinished load is kept, an unfinished push goes on with the next."
)

UNREAD = 141
"""The exit status where the reader of a pipe left, as ``head`` does: as if SIGPIPE had ended it."""


class Rapallo(click.Group):
    """The group: finds verbs by name and turns whatever goes wrong into a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The verb of that name; only its own module is imported."""
        if name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"rapallo.cli.{name}"), name)
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it is, close below the usage: the prompt must have room on the same screen."""
        with formatter.indentation():
            formatter.write_text(self.help or "")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs first, two a line, then the options in short: all of it fits a screen."""
        with formatter.section("Verbs (`rapallo VERB -h` explains one, with examples)"):
            for line in _two_columns(VERBS):
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
        records = [option.get_help_record(ctx) for option in self.get_params(ctx)]
        formatter.write_paragraph()
        formatter.write_text("Options: " + "; ".join(" ".join(in_short(*r)) for r in records if r))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that is called; of a wrong one, what it may have been meant for."""
        name = args[0]
        if name not in VERBS and not name.startswith("-") and not ctx.resilient_parsing:
            close = get_close_matches(name, VERBS, n=1)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(f"There is no verb {name!r}.{meant}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        with told(debug=bool(ctx.params.get("debug"))):
            return super().invoke(ctx)


def _two_columns(verbs: Mapping[str, str]) -> Iterator[str]:
    half = (len(verbs) + 1) // 2
    left, right = (list(verbs.items())[at : at + half] for at in (0, half))
    for one, other in zip_longest(left, right, fillvalue=("", "")):
        yield f"{one[0]:<11}{one[1]:<26}{other[0]:<14}{other[1]}".rstrip()


@contextmanager
def told(*, debug: bool) -> Iterator[None]:
    """Turns what goes wrong inside into one sentence: this is the one place where that is done."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        _stopped()
    except Exception as error:
        if _interrupted(error):
            _stopped()
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            _silence()
            raise click.exceptions.Exit(UNREAD) from None
        if debug:
            raise
        raise click.ClickException(sentence(error)) from error


def _stopped() -> NoReturn:
    click.echo(f"\n{GIVEN_UP}", err=True)
    raise click.exceptions.Exit(STOPPED) from None


def _interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C lies behind an error: DuckDB says in its own way that a query was broken off.

    >>> _interrupted(RuntimeError("Query interrupted")), _interrupted(RuntimeError("no"))
    (True, False)
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        said = type(error).__name__ in ("RuntimeError", "InterruptException")
        if isinstance(error, KeyboardInterrupt) or (said and "interrupted" in str(error).lower()):
            return True
        error = error.__cause__ or error.__context__
    return False


def _silence() -> None:
    """Let what is still to be written to a pipe that nobody reads go nowhere, without a word."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def sentence(error: Exception) -> str:
    """What went wrong, as one sentence for a reader who has never seen a traceback."""
    if isinstance(error, RapalloError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; filters make the question smaller"
    said = " ".join(str(error).split())[:200]
    return (
        f"this is a fault of Rapallo, not yours ({type(error).__name__}: {said}). Please report it"
        " with the command and what it prints as `rapallo --debug ...`"
    )


@click.group(
    cls=Rapallo,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    help="A graph of diplomatic relations: doubt is kept, every answer cites.",
    subcommand_metavar="VERB [ARGS]...",
)
@click.option(
    "--book",
    default="rapallo.duckdb",
    envvar="RAPALLO_BOOK",
    metavar="FILE",
    help="the casebook [RAPALLO_BOOK, else rapallo.duckdb]",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    metavar="SECONDS",
    help="for one that is held [10]",
)
@click.option("--debug", is_flag=True, help="show the traceback of a fault")
@click.version_option(__version__, message="rapallo %(version)s", help="show the version")
@click.pass_context
def cli(ctx: click.Context, book: str, wait: float, debug: bool) -> None:
    """Make the session that the verbs share."""
    ctx.obj = Session(book, wait)


def main() -> None:
    """What the command ``rapallo`` runs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that lacks a letter shows its code; it must not end the answer.
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name="rapallo")
    except KeyboardInterrupt:
        sys.exit(STOPPED)
