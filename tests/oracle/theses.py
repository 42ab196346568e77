"""Slow, plain answers to what a thesis asks: conditions on a row as it is written, and verdicts by
trying every reading.

The rows name states only, one claim an event, one spelling a state, dates that lie within one year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

ACTS = ("opposed", "pressured", "supported")


def told(row: Mapping[str, str], role: str) -> dict[str, tuple[bool, set[int]]]:
    """The states in a role: whether certain, and on which sides."""
    found: dict[str, tuple[bool, set[int]]] = {}
    for number, side in enumerate(row.get(role, "").split(";;")):
        for cell in filter(None, side.split(";")):
            names = cell.strip("{}?").split("/")
            sure = not cell.endswith("?") and len(names) == 1
            for name in names:
                before, sides = found.get(name, (False, set()))
                found[name] = (before or sure, sides | {number})
    return found


def part(row: Mapping[str, str], name: str, roles: Iterable[str]) -> int:
    """0 not there, 1 possibly, 2 certainly."""
    found = [told(row, role)[name][0] for role in roles if name in told(row, role)]
    return 0 if not found else 2 if any(found) else 1


def side(row: Mapping[str, str], names: Sequence[str]) -> int:
    """Whether all act on one side."""
    agents = told(row, "agents")
    if any(name not in agents for name in names):
        return 0
    if not set.intersection(*(agents[name][1] for name in names)):
        return 0
    return 2 if all(agents[name][0] for name in names) else 1


def fits(row: Mapping[str, str], selection: Mapping[str, object], sign: int) -> int:
    """Whether a row fits a selection: 0 no, 1 possibly, 2 certainly."""
    everywhere = ("agents", "targets", "via")
    answers = [2]
    for key, value in selection.items():
        names: Sequence[str] = value  # type: ignore[assignment]
        hostile = row["kind"] in ACTS and sign < 0
        if key == "kind":
            answers.append(2 * (row["kind"] in names))
        elif key == "act":
            answers.append(2 * (row["act"] in names))
        elif key == "sign":
            answers.append(2 * (sign in names))
        elif key == "by":
            answers.append(max(part(row, name, ["agents"]) for name in names))
        elif key == "at":
            answers.append(max(part(row, name, ["targets"]) for name in names))
        elif key == "without":
            answers.append(2 - max(part(row, name, ["agents"]) for name in names))
        elif key == "together":
            answers.append(side(row, names))
        elif key == "parties":
            answers.append(min(part(row, name, everywhere) for name in names))
        elif key == "dealings":
            both = min(part(row, name, everywhere) for name in names)
            joint = side(row, names) if row["kind"] in ACTS else 0
            answers.append(joint or (0 if hostile else both))
        elif key == "quarrels":
            both = min(part(row, name, everywhere) for name in names)
            answers.append(both if hostile and not side(row, names) else 0)
        elif key in ("issue", "treaty"):
            answers.append(2 * bool(set(row.get(key, "").split(";")) & set(names)))
        elif key == "any":
            answers.append(max(fits(row, one, sign) for one in names))  # type: ignore[arg-type]
        else:
            raise AssertionError(key)
    return min(answers)


def verdict(ranges: Sequence[tuple[int, int]], holds: Callable[..., bool]) -> str:
    """The verdict on a statement about numbers, each of which may be any in its range."""
    answers = {holds(*numbers) for numbers in product(*(range(a, b + 1) for a, b in ranges))}
    if len(answers) == 2:
        return "undecidable"
    return "upheld" if answers == {True} else "not upheld"


def shares(events: Sequence[tuple[bool, int]]) -> set[Fraction]:
    """Every share that a reading gives: each event that is not certain is of the whole or not, of
    the part or not. Of nothing the share is 0."""
    options = []
    for certain, of_part in events:
        here = {True} if certain else {True, False}
        parts = {0: {False}, 1: {True, False}, 2: {True}}[of_part]
        options.append([(w, p) for w in here for p in parts])
    found = set()
    for reading in product(*options):
        whole = [p for w, p in reading if w]
        found.add(Fraction(sum(whole), len(whole)) if whole else Fraction(0))
    return found
