"""What the verbs share: the session, and a help page with examples that fits a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rapallo.casebook.book import Casebook

__all__ = [
    *("BARE", "Filter", "Group", "Session", "Verb", "in_short", "note", "screen_width"),
    "with_session",
]


@dataclass(frozen=True, slots=True)
class Session:
    """The casebook that the command line names."""

    path: str
    wait: float

    @property
    def book(self) -> Casebook:
        """The casebook; importing it takes time, so it is done only where it is used."""
        from rapallo.casebook.book import Casebook

        return Casebook(self.path, wait=self.wait)


with_session = click.make_pass_decorator(Session)


BARE = ""
"""What ``--lineage`` holds where no file is named."""


class Filter(click.Option):
    """An option that all verbs share: named in each help page, explained in that of ``claims``."""


class Verb(click.Command):
    """A command whose help shows examples, and the shared filters in short.

    ``explain``: say of each filter what it does.
    """

    def __init__(
        self, *args: Any, examples: Sequence[str] = (), explain: bool = False, **kwargs: Any
    ) -> None:
        self.examples = tuple(examples)
        self.explain = explain
        super().__init__(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; what follows ``--lineage`` belongs to it only if it is a CSV file."""
        return super().parse_args(ctx, list(_bound(args)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of its own, then the filters."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        shared = [_record(option, ctx) for option in options if isinstance(option, Filter)]
        own = [_record(option, ctx) for option in options if not isinstance(option, Filter)]
        with formatter.section("Options"):
            formatter.write_dl(own)
        if shared and self.explain:
            with formatter.section("Filters, the same for every verb; repeat for several values"):
                formatter.write_dl(shared)
        elif shared:
            with formatter.section("Filters (`rapallo claims -h` explains them)"):
                for line in _in_short(shared, formatter.width - formatter.current_indent):
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples."""
        _write_examples(formatter, self.examples)


class Group(click.Group):
    """Verbs under one name, whose help shows examples of some of them."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        self.examples = tuple(examples)
        super().__init__(*args, **kwargs)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples."""
        _write_examples(formatter, self.examples)


def _write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def _bound(args: Sequence[str]) -> Iterator[str]:
    """The arguments, ``--lineage`` joined to the file that follows it, else to nothing."""
    words = list(args)
    while words:
        word = words.pop(0)
        if word != "--lineage":
            yield word
        elif words and words[0].lower().endswith(".csv"):
            yield f"{word}={words.pop(0)}"
        else:
            yield f"{word}={BARE}"


def in_short(name: str, text: str) -> tuple[str, str]:
    """An option and its help without the range of a number that click appends to it; the message
    that refuses a number tells that.

    >>> in_short("--top N", "Only so many.  [x>=1]")
    ('--top N', 'Only so many.')
    """
    return name, re.sub(r"\s*\[x[<>]=?\d+\]$", "", text)


def _record(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    return in_short(*(option.get_help_record(ctx) or ("", "")))


def _in_short(shared: Sequence[tuple[str, str]], width: int) -> list[str]:
    """The names of options in lines, each on one line with its value."""
    lines = [""]
    for name, _ in shared:
        joined = f"{lines[-1]} {name}".lstrip()
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(name)
    return lines


def screen_width() -> int:
    """The columns of the screen, 80 where there is none."""
    import shutil

    return max(40, shutil.get_terminal_size((80, 24)).columns)


def note(text: str = "") -> None:
    """Say something beside the data, on standard error, wrapped."""
    import textwrap

    click.echo(textwrap.fill(text, screen_width()), err=True)
