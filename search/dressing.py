"""Hits as a page shows them: each with its snippets, its reprints and what it lacks of the query."""

from collections.abc import Callable

from kavosh.search.answer import Answer
from kavosh.search.highlight import Highlighter, Words
from kavosh.search.missing import Missing
from kavosh.search.why import Asked
from kavosh.types import Hit

Read = Callable[[str], Words]  # gives the words of a text


def dressed(answer: Answer, asked: Asked, read: Read) -> tuple[Hit, ...]:
    """The hits of an answer; marked is what was searched in the end, missed what was wanted."""
    found = answer.found
    shown, missing = Highlighter(answer.request.query), Missing(answer.understood.tree, asked)
    hits = []
    for (document, score), reprints in zip(found.hits, found.reprints, strict=True):
        lacking = missing.of(document, *map(read, (document.title, document.body, document.labels)))
        meant = found.meant.get(document.id, 0.0)
        hits.append(Hit(document, score, shown.snippets(document, read), *reprints, lacking, meant))
    return tuple(hits)
