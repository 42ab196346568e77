"""Looking up what theses name in a casebook: every name that stands for nobody is a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rapallo.analysis.actors import find_actor
from rapallo.analysis.theses.counts import Rank
from rapallo.analysis.theses.desk import Desk, Room
from rapallo.analysis.theses.reading import At
from rapallo.analysis.theses.selection import Selection
from rapallo.analysis.theses.thesis import Problem, Thesis
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, RapalloError
from rapallo.model.acts import Codebook

__all__ = ["unknown_names"]

_ACTORS = (
    *("by", "together", "without", "at", "parties", "dealings", "quarrels"),
    *("envoys_together", "envoys_with_third", "hosts"),
)
_THINGS = ("issue", "treaty", "actor", "target", "post", "place")


def unknown_names(room: Room, theses: Iterable[Thesis]) -> list[Problem]:
    """What the casebook does not know of the names in theses."""
    theses = list(theses)
    problems: list[Problem] = []
    stating = sorted({thesis.source for thesis in theses})
    if len(theses) > 1 and room.sources.isdisjoint(stating):
        # One sentence, not one for each of their names: it is another casebook that is meant.
        reason = f"the casebook has no source {' or '.join(stating)}, and that states these theses"
        return [Problem("", "", "", reason)]
    look = _Look(room, room.book.codebook)
    for thesis in theses:
        at = At(problems, thesis.id)
        if thesis.source not in room.sources:
            there = ", ".join(sorted(room.sources)) or "none yet"
            reason = f"the casebook has no such source; there are {there}"
            at.at("source").wrong(thesis.source, reason)
        look.into(thesis, at)
    return problems


class _Look:
    def __init__(self, room: Room, codebook: Codebook) -> None:
        self._room, self._acts = room, codebook.acts

    def into(self, thesis: Thesis, at: At) -> None:
        """Note every name in a thesis that the casebook does not know."""
        scope, trial = thesis.scope, thesis.trial
        before = len(at.problems)
        self._each(scope.expand, self._thing, at.at("scope.expand"))
        lost = len(at.problems) > before
        for name, values in scope.names.items():
            self._checked(name, values, at.at("scope").at(name))
        if lost:
            return  # without its groups no name counts as it should
        desk = self._room.desk(Filters(), lineage=scope.lineage, expand=scope.expand)
        for key, selection in trial.selections():
            self._selection(selection, desk, at.at("test").at(key))
        for key, name in trial.actors():
            self._each([name], lambda name: _ranked(trial, desk, name), at.at("test").at(key))
        if isinstance(trial, Rank):
            self._alike(trial, desk, at.at("test"))
        around = getattr(trial, "around", "")
        self._each([around] if around else [], self._thing, at.at("test.around"))

    def _selection(self, selection: Selection, desk: Desk, at: At) -> None:
        for name, values in selection.given():
            if name in _ACTORS:
                self._each(values, desk.whom, at.at(name))
            elif name == "any":
                for part in selection.any:
                    self._selection(part, desk, at.at("any"))
            else:
                self._checked(name, values, at.at(name))

    def _checked(self, name: str, values: Iterable[object], at: At) -> None:
        if name == "act":
            self._each(values, self._act, at)
        elif name in _THINGS:
            self._each(values, self._thing, at)

    def _each(self, names: Iterable[object], look: Callable[[str], object], at: At) -> None:
        for name in names:
            try:
                look(str(name))
            except RapalloError as error:
                at.wrong(None, str(error))

    def _thing(self, name: str) -> object:
        return self._room.names.find(name)

    def _act(self, name: str) -> object:
        if name not in self._acts:
            raise BadOption(f"{name!r} is no act of the codebook")
        return name

    def _alike(self, trial: Rank, desk: Desk, at: At) -> None:
        """The rivals of a rank are of the sort of the one that is ranked, who does not act."""
        if trial.role in ("issue", "treaty"):
            self._each((trial.name, *trial.among), self._thing, at.at("name"))
            return
        if trial.role == "target" and trial.name in trial.of.actors:
            at.at("name").wrong(trial.name, "acts itself, and does not rank among its targets")
        for rival in trial.among:
            try:
                fits = desk.alike(desk.whom(rival)[1], desk.whom(trial.name)[1])
            except RapalloError:
                continue  # said already
            if not fits:
                at.at("among").wrong(rival, f"does not rank with {trial.name}")


def _ranked(trial: object, desk: Desk, name: str) -> object:
    """Whom a name means at the level of the test, where that has one."""
    by = getattr(trial, "by", None)
    if by is None:
        return desk.whom(name)
    level = desk.room.level(by, lineage=desk.lineage, expand=desk.expand)
    return find_actor(level, name)
