"""The command line that asks for what a file holds."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from dataclasses import fields

from rapallo.casebook.filters import Filters
from rapallo.model.acts import KINDS
from rapallo.projection.level import By

__all__ = ["export_command"]


def export_command(
    format: str,
    by: By,
    kinds: Collection[str],
    filters: Filters,
    lineage: bool,
    expand: Collection[str],
) -> str:
    """The ``rapallo export`` that asks for the same network, names as ids.

    >>> export_command("gexf", "state", KINDS, Filters(source=("pact-1939",)), True, ())
    'rapallo export gexf PATH --by state --source pact-1939 --lineage'
    """
    words = ["rapallo", "export", format, "PATH", "--by", by]
    if set(kinds) != set(KINDS) and not filters.kind:
        words += [word for kind in kinds for word in ("--kind", kind)]
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
    words += ["--lineage"] if lineage else []
    words += [word for group in expand for word in ("--expand", group)]
    return shlex.join(words)
