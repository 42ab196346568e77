"""Letter by letter: of several who share a name, those who are spelled exactly as it is.

Names are compared folded (:func:`~rapallo.model.text.fold`), so that case does no harm; then *Weiß*
and *Weiss* are one word. Where that leaves several, an exact spelling goes before a folded one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Set
from difflib import get_close_matches

from rapallo.model.nodes import Node

__all__ = ["Written", "exact", "is_written", "likest"]


def exact(name: str) -> str:
    """A name letter by letter: only its Unicode form and runs of spaces are put aside.

    >>> exact("Weiß,  Otto"), exact("Klaipe\\u0307da") == "Klaipėda"
    ('Weiß, Otto', True)
    """
    plain = name if name.isascii() else unicodedata.normalize("NFC", name)
    told = " ".join(plain.split())
    # The same object, where it is the same text: a casebook has many names.
    return name if told == name else told


def is_written(node: Node, name: str) -> bool:
    """Whether a node has a name that is spelled exactly so."""
    return exact(name) in map(exact, node.names())


class Written:
    """How nodes are written, by id.

    >>> from rapallo.model.nodes import Treaty
    >>> written = Written([Treaty("a", "Pact"), Treaty("b", "PACT")])
    >>> written.so("Pact", {"a", "b"}), sorted(written.so("pact", {"a", "b"}))
    ({'a'}, [])
    """

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self._names: dict[str, tuple[str, ...]] = {}
        for node in nodes:
            self.learn(node)

    def learn(self, node: Node) -> None:
        """Learn the names of a node."""
        self._names[node.key_values[0]] = tuple(map(exact, node.names()))

    def so(self, name: str, ids: Set[str]) -> set[str]:
        """Those of these ids whose nodes are spelled exactly so."""
        told = exact(name)
        return {i for i in ids if told in self._names.get(i, ())}


def likest(key: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The labels of the three folded names that are closest to one, if any is close.

    >>> states = {"lithuania": "Lithuania", "latvia": "Latvia"}
    >>> likest("litauen", states), likest("lituania", states)
    ((), ('Lithuania',))
    """
    close = get_close_matches(key, names, n=3, cutoff=0.75)
    return tuple(dict.fromkeys(names[name] for name in close))
