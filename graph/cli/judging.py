"""A sitting over pairs that may be one: asked one by one, each answer kept at once, taken back."""

from __future__ import annotations

import datetime as dt
import getpass
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import click

from rapallo.cli.verb import note
from rapallo.errors import BadInput
from rapallo.export.verdicts import add_judgement, take_back
from rapallo.model.nodes import Judgement

__all__ = ["Questions", "reader", "sit"]

ANSWERS = {
    "s": "same",
    "d": "different",
    "u": "unsure",
    "k": "skip",
    "b": "back",
    "q": "quit",
}
QUESTION = "[s]ame  [d]ifferent  [u]nsure  s[k]ip  [b]ack  [q]uit"


class Questions(Protocol):
    """The pairs of a sitting, by number from 0, and what has been answered so far."""

    def __len__(self) -> int:
        """How many there are."""

    def settled(self, number: int) -> bool:
        """Whether a pair is answered, or follows from what is."""

    def told(self, number: int, count: str) -> Iterable[str]:
        """A pair as it is shown."""

    def sides(self, number: int) -> tuple[str, str, str]:
        """What is judged (identity or event), and the two sides as a judgement names them."""

    def learn(self, judgement: Judgement) -> None:
        """Take an answer into account."""

    def forget(self, judgement: Judgement) -> None:
        """Take it out of account again."""


def sit(questions: Questions, path: Path, by: str, verb: str) -> None:
    """Ask until all is answered or the reader stops; say what was judged, and by which verb the
    casebook follows it.

    Each answer is in the file before the next question; *back* takes the last of this sitting out
    of it and asks again.
    """
    given: list[tuple[int, Judgement]] = []
    number = 0
    while number < len(questions):
        if questions.settled(number):
            number += 1
            continue
        for line in questions.told(number, f"{number + 1} of {len(questions)}"):
            click.echo(line)
        try:
            verdict = _answer()
            if verdict == "quit":
                break
            if verdict == "back":
                number = _back(questions, path, given, number)
                continue
            if verdict != "skip":
                given.append((number, _keep(questions, number, path, verdict, by)))
        except click.Abort:
            click.echo()
            break
        number += 1
    counted = Counter(judgement.verdict for _, judgement in given)
    told = ", ".join(f"{number} {verdict}" for verdict, number in counted.items()) or "nothing"
    note(f"Judged: {told}.")
    if given:
        note(f"`rapallo {verb} apply {path}` lets the casebook follow.")


def reader(by: str) -> str:
    """Who judges: the name given, or that of the account."""
    try:
        return by or getpass.getuser()
    except (OSError, KeyError):
        return ""


def _keep(questions: Questions, number: int, path: Path, verdict: str, by: str) -> Judgement:
    """Write an answer down before the next question, and let it answer what follows from it."""
    reason = _reason()
    what, a, b = questions.sides(number)
    judgement = Judgement(what, a, b, verdict, reason, by, dt.date.today().isoformat())
    add_judgement(path, judgement)
    questions.learn(judgement)
    return judgement


def _back(questions: Questions, path: Path, given: list[tuple[int, Judgement]], number: int) -> int:
    """Take the last answer of this sitting back; the number of its question."""
    if not given:
        click.echo("Nothing has been answered in this sitting.")
        return number
    before, judgement = given[-1]
    try:
        take_back(path, judgement)
    except BadInput as error:
        click.echo(f"{error}.")
        return number
    given.pop()
    questions.forget(judgement)
    click.echo(f"Taken back: {judgement.a} and {judgement.b}, {judgement.verdict}.")
    return before


def _answer() -> str:
    while True:
        given = click.prompt(QUESTION, default="", show_default=False, prompt_suffix=": ")
        verdict = ANSWERS.get(given.strip().casefold()[:1])
        if verdict:
            return verdict
        click.echo("Answer with one of the letters in brackets.")


def _reason() -> str:
    given: str = click.prompt("Why (Enter for nothing)", default="", show_default=False)
    return " ".join(given.split())
