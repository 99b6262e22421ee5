"""Articles like another: a query of its best words and of the entities that it speaks of, and its vector.

The words are those that tell it best from the others, by tf-idf (Salton & Buckley 1988), those of the title twice.
Where the index has vectors, what is near in meaning comes in as well. Either is measured by the article itself, which
is what is most like it.
"""

import math
from collections import Counter
from collections.abc import Callable
from heapq import nlargest

from kavosh.analyzers import Analyzer
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.index.backend import Backend, VectorBackend
from kavosh.index.schema import ENTITY_FACETS
from kavosh.query import Boost, Meaning, Or, Query, SearchRequest, Term
from kavosh.types import Document, Hit

ENOUGH = 0.12  # of the score by words that the article itself has, below which another is not similar
_WORDS = 25
_ENTITIES = 6
_TITLE = 2  # times that a word of the title counts
_LONGEST = 20_000  # code points of the body that are read
_ENTITY = 0.5  # how much an entity counts beside a word of the same frequency
_BESIDE = frozenset(("part", "exact", "joined"))  # kinds of terms that say again what another says

MEANING = 0.2  # what part of the likeness is meaning, where there are vectors; by measurement (docs/relevance.md)

Frequency = Callable[[str, str], int]  # field, term -> documents that have it


def similar_to(
    document: Document, backend: Backend, analyzer: Analyzer, limit: int, weight: float = MEANING
) -> tuple[Hit, ...]:
    """The articles most like this one of the index, the likest first; of reprints the best, and none of its own.

    weight: what part of the likeness is meaning, 0 to 1.
    """
    tree = like(document, analyzer, backend.document_frequency, len(backend))
    vector = backend.vector(document.id) if isinstance(backend, VectorBackend) else None
    meaning = Meaning(vector, weight) if vector and weight else None
    found = backend.search(SearchRequest(tree, limit=limit + 1, meaning=meaning, collapse=True))
    itself = document.group or document.id
    enough = ENOUGH * max((score for _, score in found.hits), default=0.0) * (1 - weight if meaning else 1)
    hits = (
        Hit(other, score, (), *reprints, meant=found.meant.get(other.id, 0.0))
        for (other, score), reprints in zip(found.hits, found.reprints, strict=True)
        if (other.group or other.id) != itself and score >= enough
    )
    return tuple(hits)[:limit]


def like(document: Document, analyzer: Analyzer, frequency: Frequency, total: int) -> Query:
    """The query for articles like this one, of `total` in the index; it finds the article itself as well."""
    counts: Counter[str] = Counter()
    for text, times in ((document.title, _TITLE), (document.body[:_LONGEST], 1)):
        for token in analyzer(text):
            word = text[token.start : token.end]
            if token.kind not in _BESIDE and len(token.text) > 1 and not is_stop_word(word):
                counts[token.text] += times
    weights = {}
    for term, count in counts.items():
        documents = frequency("text", term)
        if documents > 1 or total == 1:  # one that nobody else has finds nothing
            weights[term] = (1 + math.log(count)) * _rarity(documents, total)
    best = nlargest(_WORDS, weights, key=lambda term: (weights[term], term))
    most = max((weights[term] for term in best), default=1.0)
    asked: list[Query] = [Boost(Term(term), weights[term] / most) for term in best]
    return Or((*asked, *_entities(document, frequency, total)))


def _entities(document: Document, frequency: Frequency, total: int) -> list[Query]:
    named = [(kind, value) for kind in ENTITY_FACETS for value in document.facets.get(kind, ())]
    rarest = nlargest(_ENTITIES, named, key=lambda one: _rarity(frequency(*one), total))
    return [Boost(Term(value, kind), _ENTITY) for kind, value in rarest]


def _rarity(documents: int, total: int) -> float:
    return math.log(1 + total / max(documents, 1))
