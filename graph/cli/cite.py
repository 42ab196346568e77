"""``rapallo cite``: what stands behind a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, screen_width, with_session
from rapallo.model.claim import COLUMNS
from rapallo.model.deeds import deed

if TYPE_CHECKING:
    from rapallo.cli.citing import Citation, Passage

__all__ = ["cite"]


@click.command(
    cls=Verb,
    short_help="Say what stands behind a claim: source, place, passage.",
    examples=(
        "rapallo cite baltic-cooperation-013 pact-1939-001",
        "rapallo cite baltic-cooperation-013 --style chicago",
        "rapallo cite baltic-cooperation-013 --style bibtex",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="CLAIM_ID...")
@click.option("--text", metavar="FILE|DIR", help="Print the passage from your text.")
@click.option(
    "--style",
    type=click.Choice(("chicago", "bibtex", "archive")),
    metavar="STYLE",
    help="Only cite, as chicago, bibtex or archive.",
)
@shown
@with_session
def cite(session: Session, ids: Sequence[str], text: str | None, style: str, format: str) -> None:
    """Say where a claim stands: source, place, documents, earlier revisions, the passage.

    Passages come from your own copies of the texts: Rapallo ships facts and places, not sentences.
    """
    from rapallo.cli.citing import cite as cite_claims

    citations = cite_claims(session.book, ids)
    passages = _passages(citations, text) if text else {}
    if format == "table":
        for line in _printed(citations, style, passages):
            click.echo(line)
    else:
        rows = [_row(citation, style, passages) for citation in citations]
        data(rows, ("id", "citation"), format)


def _passages(citations: Sequence[Citation], path: str) -> dict[str, Passage]:
    from rapallo.cli.citing import texts

    found = texts(path, citations)
    passages: dict[str, Passage] = {}
    for citation in citations:
        text = found.get(citation.source.key)
        passage = text.passage(citation) if text else None
        if passage is not None:
            passages[citation.claim.id] = passage
        else:
            why = "its place has no character offsets" if text else f"no text of it in {path}"
            note(f"{citation.claim.id}: {why}")
    for doubt in dict.fromkeys(passage.doubt for passage in passages.values() if passage.doubt):
        note(f"Note: {doubt}.")
    return passages


def _styled(citation: Citation, style: str | None) -> str:
    from rapallo.cli import styles

    if style == "bibtex":
        return next(styles.bibtex([citation]))
    return styles.archive(citation) if style == "archive" else styles.chicago(citation)


def _row(citation: Citation, style: str | None, passages: Mapping[str, Passage]) -> dict[str, Any]:
    passage = passages.get(citation.claim.id)
    return {
        **citation.record(),
        "citation": _styled(citation, style),
        "passage": passage.text if passage else None,
        "doubt": passage.doubt if passage else None,
    }


def _printed(
    citations: Sequence[Citation], style: str | None, passages: Mapping[str, Passage]
) -> Iterator[str]:
    from rapallo.cli.styles import bibtex
    from rapallo.cli.table import indented

    if style == "bibtex":
        yield from bibtex(citations)
        return
    width = screen_width()
    for citation in citations:
        passage = passages.get(citation.claim.id)
        lines = [_styled(citation, style)] if style else list(_told(citation))
        if passage:
            lines.append(f"“{passage.text.strip()}”")
        if not style:
            yield citation.claim.id
        for line in lines:
            yield from indented(line, width, 0 if style else 4)


def _told(citation: Citation) -> Iterator[str]:
    claim = citation.claim
    cells = dict(zip(COLUMNS, claim.written(), strict=True))
    yield f"{claim.date or 'undated'}, {claim.act} ({claim.kind}, {claim.status}): {deed(cells)}"
    yield f"Source: {_styled(citation, 'archive' if citation.documents else 'chicago')}"
    others = [name for name in citation.event if name != claim.id]
    if others:
        yield f"The same event is told in {', '.join(others)}."
    if claim.note:
        yield f"Note of the coder: {claim.note}"
    if citation.withdrawn:
        yield "Withdrawn: the claim is no longer in the casebook."
    for step in citation.history:
        changes = "; ".join(f"{name} was {old!r}" for name, (old, _) in step["changes"].items())
        yield f"Revision {step['revision']}, {step['reason']} in load {step['load']}. {changes}"
