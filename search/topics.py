"""What an archive has near to a query that finds nothing in it: words and pairs of words, each a search that finds.

A word is offered where its vector is very near to the query's, or near and frequent in the articles that are nearest
in meaning: words alone are also alike by their spelling, and articles alone by their kind.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from kavosh.analyzers import Token
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.index.backend import Backend, VectorBackend
from kavosh.query import Meaning, Or, SearchRequest, Term
from kavosh.types import Document, Suggestion

TOPICS = 6  # that are offered
NEAR = 0.28  # cosine from which on a word is near to the query, if near articles have it too
SURE = 0.45  # the same for a word by itself
_NEAREST = 20  # articles that are looked at; a tenth of a small archive
_FEWEST = 6  # in the smallest
_SHARE = 0.15  # of them that have a word
_WORDS = 12  # nearest words of the archive that are looked at
_LONGEST = 3000  # code points of an article that are read
_SHORTEST = 2  # letters of a word

Read = Callable[[str], Sequence[Token]]
_Terms = tuple[str, ...]  # a word, or two neighbours


def topics(meaning: Meaning, backend: Backend, read: Read, count: Callable[[str], int]) -> tuple[Suggestion, ...]:
    """What to search instead of a query of this meaning; `count` gives what a search for a text finds."""
    counted = ((text, count(text)) for text in near_words(meaning, backend, read))
    found = (Suggestion(text, "phrase" if " " in text else "word", total) for text, total in counted if total)
    return tuple(islice(found, TOPICS))


def near_words(meaning: Meaning, backend: Backend, read: Read) -> Iterator[str]:
    """The words and pairs nearest to a meaning as the archive spells them, the nearest first; no two share a word."""
    words = backend.near_terms() if isinstance(backend, VectorBackend) else None
    if words is None:
        return
    sure = [term for term, cosine in words.to_meaning(meaning.vector, _WORDS) if cosine >= SURE]
    count = min(_NEAREST, max(_FEWEST, len(backend) // 10))
    near = _found(backend, SearchRequest(Or(()), limit=count, meaning=Meaning(meaning.vector, 1.0)))
    having = [document for term in sure for document in _found(backend, SearchRequest(Term(term), limit=1))]
    spellings: dict[_Terms, Counter[str]] = {}
    frequent: Counter[_Terms] = Counter()
    for place, document in enumerate((*near, *having)):
        seen = list(_terms(document, read))
        for terms, written in seen:
            spellings.setdefault(terms, Counter())[written] += 1
        if place < len(near):
            frequent.update({terms for terms, _ in seen})
    enough = max(1, round(_SHARE * len(near)))
    candidates = [terms for terms in spellings if frequent[terms] >= enough or terms[0] in sure]
    cosines = zip(words.of(meaning.vector, candidates), candidates, strict=True)
    taken: set[str] = set()
    for cosine, terms in sorted(cosines, reverse=True):
        written = spellings[terms].most_common(1)[0][0]
        said = {written, *terms}
        if cosine >= (NEAR if frequent[terms] >= enough else SURE) and not taken & said:
            taken |= said
            yield written


def _found(backend: Backend, request: SearchRequest) -> list[Document]:
    return [document for document, _ in backend.search(request).hits]


def _terms(document: Document, read: Read) -> Iterator[tuple[_Terms, str]]:
    """The words of an article, and the pairs of neighbours, with their spelling."""
    text = document.text[:_LONGEST]
    before: Token | None = None
    for token in read(text):
        written = text[token.start : token.end]
        if token.kind not in ("word", "english"):
            continue
        if len(token.text) < _SHORTEST or is_stop_word(written):
            before = None
            continue
        yield (token.text,), written
        if before and token.position == before.position + 1 and text[before.end : token.start] == " ":
            yield (before.text, token.text), text[before.start : token.end]
        before = token
