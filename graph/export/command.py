"""The command line that asks for what a file holds."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from dataclasses import fields

from rapallo.casebook.filters import Filters
from rapallo.identity.lineages import Lineage, Lineages
from rapallo.model.acts import KINDS
from rapallo.projection.level import By

__all__ = ["export_command", "filter_words"]


def export_command(
    format: str,
    by: By,
    kinds: Collection[str],
    filters: Filters,
    lineage: Lineage,
    expand: Collection[str],
    further: Sequence[str] = (),
) -> str:
    """The ``rapallo export`` that asks for the same network, names as ids.

    ``further``: words of options that only this format has.

    >>> found = Filters(source=("pact-1939",))
    >>> export_command("gexf", "state", KINDS, found, True, (), ["--seed", "4"])
    'rapallo export gexf PATH --by state --source pact-1939 --lineage --seed 4'
    """
    words = ["rapallo", "export", format, "PATH", "--by", by]
    if set(kinds) != set(KINDS) and not filters.kind:
        words += [word for kind in kinds for word in ("--kind", kind)]
    return shlex.join([*words, *filter_words(filters, lineage, expand), *further])


def filter_words(filters: Filters, lineage: Lineage, expand: Collection[str]) -> list[str]:
    """The options that ask for the same filters, names as ids.

    >>> filter_words(Filters(between=("1926", "1927")), False, ("western-states",))
    ['--between', '1926', '1927', '--expand', 'western-states']
    """
    words: list[str] = []
    for option in fields(filters):
        value = getattr(filters, option.name)
        if value == option.default:
            continue
        name = f"--{option.name.replace('_', '-')}"
        if option.name == "between":
            words += [name, *value]
        elif option.name == "min_sources":
            words += [name, str(value)]
        else:
            words += [word for item in value or ("any",) for word in (name, item)]
    words += [f"--lineage={lineage.path}"] if isinstance(lineage, Lineages) else []
    words += ["--lineage"] if lineage is True else []
    words += [word for group in expand for word in ("--expand", group)]
    return words
