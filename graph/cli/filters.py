"""The filters that every verb takes, and what they become once the casebook knows the names."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.verb import BARE, Filter
from rapallo.model.acts import KINDS, STATUSES
from rapallo.model.claim import BASES

if TYPE_CHECKING:
    from rapallo.casebook.book import Casebook
    from rapallo.casebook.filters import Filters
    from rapallo.identity.lineages import Lineage

__all__ = ["Asked", "filtered"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they were typed."""

    names: Mapping[str, Any]

    @property
    def lineage(self) -> Lineage:
        """Whether states count as the lineage they belong to, or by which file."""
        told = self.names["lineage"]
        if told in (None, BARE):
            return told is not None
        from rapallo.identity.lineages import Lineages
        from rapallo.loaders.states import reference_states

        return Lineages.read(told, reference_states())

    def expand_ids(self, book: Casebook) -> tuple[str, ...]:
        """The ids of the groups, and of dependent states, that are expanded."""
        groups: tuple[str, ...] = self.names["expand"]
        if not groups:
            return ()
        from rapallo.identity.ask import all_nodes
        from rapallo.identity.names import Names

        names = Names(all_nodes(book))
        return tuple(names.find(group) for group in groups)

    def filters(self, book: Casebook, *, status: tuple[str, ...] = ("told",)) -> Filters:
        """The filters with names resolved; ``status`` is what counts when nothing is said."""
        from rapallo.identity.ask import ask

        told = {"status": self.names["status"] or status, "lineage": self.lineage}
        return ask(book, **{**self.names, **told})


def _several(name: str, metavar: str, text: str, values: tuple[str, ...] = ()) -> Filter:
    kind = click.Choice(values) if values else click.STRING
    return Filter([f"--{name}"], multiple=True, metavar=metavar, type=kind, help=text)


def _options() -> list[Filter]:
    return [
        _several("actor", "NAME", "Who acts, himself or through whoever acts for him."),
        _several("target", "NAME", "At whom it is aimed."),
        _several("treaty", "NAME", "What is signed, opposed, supported."),
        _several("issue", "NAME", "What is at stake."),
        _several("post", "NAME", "The unnamed holder of a post, as '[post]|State'."),
        _several("place", "NAME", "Where."),
        _several("source", "KEY", "Which text tells it."),
        _several("coder", "WHO", "Who coded it."),
        _several("kind", "KIND", f"{', '.join(KINDS)}.", KINDS),
        _several("act", "ACT", "An act of the codebook."),
        _several("status", "STATUS", f"{', '.join(STATUSES)}, any [told].", (*STATUSES, "any")),
        _several("basis", "BASIS", f"Of the date: {', '.join(filter(None, BASES))}.", BASES[1:]),
        Filter(
            ["--between"],
            nargs=2,
            metavar="D1 D2",
            help="What possibly falls into these dates, each EDTF or '..'.",
        ),
        Filter(
            ["--min-sources"],
            type=click.IntRange(min=1),
            default=1,
            metavar="N",
            help="Events that so many independent texts tell.",
        ),
        Filter(
            ["--lineage"],
            is_flag=False,
            flag_value=BARE,
            metavar="[FILE]",
            help="A state stands for its predecessors too, or for those that a CSV says.",
        ),
        _several("expand", "GROUP", "A group stands for its members, a mandate for its power."),
    ]


def filtered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the shared filters; it gets them as one argument, ``asked``."""
    options = _options()

    @functools.wraps(function)
    def gathered(*args: Any, **kwargs: Any) -> Any:
        names = {str(option.name): kwargs.pop(str(option.name)) for option in options}
        return function(*args, asked=Asked(names), **kwargs)

    params: list[click.Parameter] = getattr(gathered, "__click_params__", [])
    gathered.__click_params__ = [*reversed(options), *params]  # type: ignore[attr-defined]
    return gathered
