"""How well scores tell one person from another, part by part of what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rapallo.identity.labelled import Labelled, pocom, russian, wikidata
from rapallo.identity.measure import RECALL, Outcome, Pool, at, fitted, halves, outcome, pool
from rapallo.identity.proportion import Share
from rapallo.identity.weights import Weight, Weights, shipped

__all__ = ["Measured", "measured"]


class Measured(NamedTuple):
    """Rows, one a part and threshold, and sentences that belong to them."""

    rows: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]


def measured(
    *,
    pocom: Path | None = None,
    wikidata: Path | None = None,
    recall: float = RECALL,
    fit: bool = False,
    weights: Weights | None = None,
) -> tuple[Measured, tuple[Weight, ...]]:
    """Precision at a recall on the test halves of the parts at hand, and the weights used to fit.

    Parts: ``aliases`` (of pocom), ``Wikidata`` (labels of the few humans in the files; all of them
    test, none trains), ``Russian`` (transliterated by rule). A row has ``people``, pairs of the
    ``same`` person and of ``different`` ones, the ``score`` in bits at which the recall is reached
    (None where it never is; then precision and recall are those from 0 bits on) and the shares
    with their intervals. ``fit``: fit the weights on the training halves first, and use them.
    Raises UnreadableFile for folders that hold no such files.
    """
    train, test = _parts(pocom, wikidata)
    table = fitted(map(pool, train.values())) if fit else ()
    used = {(row.rule, row.level): row.weight for row in table} if fit else weights or shipped()
    pools = {name: pool(people) for name, people in test.items()}
    rows = [_row(name, [pools[name]], len(test[name]), recall, used) for name in pools]
    for name, joined in (("both of these", ("aliases", "Wikidata")), ("all", tuple(pools))):
        if len(joined) > 1 and set(joined) <= set(pools):
            people = sum(len(test[part]) for part in joined)
            row = _row(name, [pools[part] for part in joined], people, recall, used)
            rows.insert(len(rows) if name == "all" else 2, row)
    return Measured(tuple(rows), tuple(_notes(pools))), table


def _parts(
    authority: Path | None, entities: Path | None
) -> tuple[dict[str, Sequence[Labelled]], dict[str, Sequence[Labelled]]]:
    train: dict[str, Sequence[Labelled]] = {}
    test: dict[str, Sequence[Labelled]] = {}
    if authority:
        train["aliases"], test["aliases"] = halves(pocom(authority))
    if entities:
        test["Wikidata"] = wikidata(entities)
    train["Russian"], test["Russian"] = halves(russian())
    return train, test


def _row(
    name: str, pools: Sequence[Pool], people: int, recall: float, weights: Weights
) -> dict[str, Any]:
    reached = outcome(pools, recall=recall, weights=weights)
    shown: Outcome = reached or at(pools, 0.0, weights=weights)
    return {
        "part": name,
        "people": people,
        "same": sum(one.same for one in pools),
        "different": sum(not pair.same for one in pools for pair in one.pairs),
        "lost": sum(one.lost for one in pools),
        "score": reached.score if reached else None,
        **_share("precision", shown.precision),
        **_share("recall", shown.recall),
    }


def _share(name: str, share: Share) -> dict[str, Any]:
    low, high = share.interval or (None, None)
    return {
        name: str(share),
        f"{name}_value": share.value,
        f"{name}_low": low,
        f"{name}_high": high,
    }


def _notes(pools: Mapping[str, Pool]) -> list[str]:
    notes = []
    for name, one in pools.items():
        kinds = (f"{kind} {number}" for kind, number in one.kinds().items())
        lost = f"; {one.lost} pairs of one person are never compared" if one.lost else ""
        notes.append(f"{name}: pairs scored are {', '.join(kinds)}{lost}.")
    notes.append(
        "Where no score is given, the recall is never reached: the shares are those from 0 bits on."
    )
    notes.append(
        "The Russian part is transliterated by tables of the same languages that spellings are read"
        " by: it says that they fit together, not how real sources spell."
    )
    return notes
