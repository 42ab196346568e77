"""Citations as historians write them: a Chicago note, a BibTeX entry, the archival reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapallo.cli.citing import Citation
from rapallo.cli.show import place
from rapallo.model.nodes import Source

__all__ = ["STYLES", "archive", "bibtex", "chicago"]

STYLES = ("chicago", "bibtex", "archive")
_SPECIAL = re.compile(r"([&%$#_{}])")


def chicago(citation: Citation) -> str:
    """A note after the Chicago Manual of Style (17th edition, ch. 14): source, place in it.

    The source's own citation is kept as its editor wrote it, the title in quotation marks.
    """
    source = citation.source
    return f"{_quoted(source)} {place(citation.claim.locator) or 'no place given'}."


def archive(citation: Citation) -> str:
    """The documents that the source cites for it, item first and repository last, then the source.

    A footnote whose document nobody has named yet is cited as that footnote.
    """
    documents = "; ".join(document.words() or document.id for document in citation.documents)
    return f"{documents or 'No document named'}; cited in {chicago(citation)}"


def bibtex(citations: Iterable[Citation]) -> Iterator[str]:
    """One entry a source, with the claims and places cited in its note."""
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.source.key, []).append(citation)
    for key, those in cited.items():
        source = those[0].source
        places = "; ".join(f"{c.claim.id}: {place(c.claim.locator)}" for c in those)
        fields = {
            "author": source.author,
            "title": source.title,
            "date": source.date,
            "howpublished": source.citation or source.kind,
            "note": places,
        }
        lines = [f"  {name} = {{{_escaped(value)}}}," for name, value in fields.items() if value]
        yield "\n".join([f"@misc{{{key},", *lines, "}"])


def _quoted(source: Source) -> str:
    title = f"“{source.title},”"
    if source.title in source.citation:
        start, _, rest = source.citation.partition(source.title)
        rest = rest.strip(" ,.")
        return f"{start}{title} {rest}," if rest else f"{start}{title}"
    author = " ".join(reversed(source.author.split(", ", 1)))
    date = f" {source.date}," if source.date else ""
    return f"{author}, {title}{date}" if author else f"{title}{date}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\\", "\\textbackslash "))
