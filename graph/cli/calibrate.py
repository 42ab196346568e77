"""``rapallo calibrate``: whether the tests of coordination keep their promise."""

from __future__ import annotations

import click

from rapallo.cli.show import data, shown
from rapallo.cli.verb import Verb, note

__all__ = ["calibrate"]


@click.command(
    cls=Verb,
    short_help="Try the tests of coordination where the truth is known.",
    examples=(
        "rapallo calibrate --world plain --world shock --casebooks 10 --planted 2",
        "rapallo calibrate --null actor --casebooks 1000 --planted 200",
    ),
)
@click.option("--world", multiple=True, metavar="W", help="plain, bursty, shock, author [all].")
@click.option("--null", multiple=True, metavar="NULL", help="Nulls of `coordination` [all].")
@click.option("--casebooks", type=int, default=100, metavar="N", help="Without coordination [100].")
@click.option("--planted", type=int, default=20, metavar="N", help="With two planted pairs [20].")
@click.option("--permutations", default="99", metavar="N|auto", help="In each test [99].")
@click.option("--seed", type=int, default=0, metavar="N", help="Where chance starts [0].")
@shown
def calibrate(
    format: str,
    world: tuple[str, ...],
    null: tuple[str, ...],
    casebooks: int,
    planted: int,
    permutations: str,
    seed: int,
) -> None:
    """Try the tests of coordination on made-up casebooks in which it is known who coordinated.

    Where nobody does, p at most .05 should be rarer than one in twenty. In some worlds it is not,
    and the table says in which: a test is no better than what it takes for chance.
    """
    from rapallo.analysis.coordination.calibration import calibration
    from rapallo.analysis.coordination.nulls import NULLS
    from rapallo.analysis.coordination.worlds import WORLDS
    from rapallo.analysis.significance import check_permutations

    drawn = int(permutations) if permutations.isdecimal() else permutations
    check_permutations(drawn)
    result = calibration(
        casebooks=casebooks,
        planted=planted,
        worlds=world or WORLDS,
        nulls=null or NULLS,
        permutations=drawn,
        seed=seed,
        progress=lambda done: note(f"Trying {done} ..."),
    )
    note(f"{result.title}; with planted pairs: {planted:,}")
    data(result.records(), result.columns, format)
    for sentence in result.notes:
        note(f"Note: {sentence}")
