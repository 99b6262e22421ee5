"""Snippets: the slices of a document's original text that show why it was found.

Marks are the spans of the tokens that the query matched, so they fall on whole words of the text as it
was written, whatever spelling was searched for. Fragments begin and end at words, never inside one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import translate
from functools import cached_property

from kavosh.analyzers import Token
from kavosh.index.schema import TEXT_FIELDS
from kavosh.query import And, Boost, Fuzzy, Maybe, Or, Phrase, Prefix, Query, Term, Wildcard, leaves
from kavosh.search.fragments import Edges, Match, fragments, united
from kavosh.types import Document, Snippet, Span


class Highlighter:
    """Marks what one query matches; made once for all hits of a page."""

    def __init__(self, query: Query) -> None:
        words = [tuple(dict.fromkeys(leaves(word))) for word in dict.fromkeys(words_of(query))]
        # Nearly all are terms, which need no more than looking up: (number of the word, term), and what is left.
        self._terms = [(n, text) for n, word in enumerate(words) for text in dict.fromkeys(_texts(word))]
        self._others = [(n, part) for n, word in enumerate(words) for part in word if not isinstance(part, Term)]

    def matched(self, text: "Words") -> list[Match]:
        """Every place that the query matches with the number of its word, in order."""
        found = {
            Match(token.start, token.end, number)
            for number, term in self._terms
            if term in text.terms
            for token in text.terms[term]
        }
        for number, part in self._others:
            found.update(Match(start, end, number) for start, end in text.spans(part))
        return sorted(found)

    def marks(self, text: "Words") -> tuple[Span, ...]:
        """The spans of the tokens that the query matches, in order; a phrase only where it stands whole."""
        return _united(self.matched(text))

    def snippets(self, document: Document, read: Callable[[str], "Words"]) -> tuple[Snippet, ...]:
        """The marked title, if the query matched there, and the best fragments of the body.

        A body without a match shows its beginning, unmarked. read: gives the words of a text.
        """
        found: list[Snippet] = []
        title_marks = self.marks(read(document.title))
        if title_marks:
            found.append(Snippet("title", document.title, 0, title_marks))
        body = read(document.body)
        matches = self.matched(body)
        spans = _united(matches)
        for start, end in fragments(body.edges, matches):
            inside = tuple((first - start, last - start) for first, last in spans if start <= first and last <= end)
            found.append(Snippet("body", document.body[start:end], start, inside))
        return tuple(found)


def cut_edges(snippet: Snippet, document: Document) -> tuple[bool, bool]:
    """Whether a line of the document was cut before and after the snippet, where an ellipsis belongs."""
    original: str = getattr(document, snippet.field)
    end = snippet.start + len(snippet.text)
    before, after = original[: snippet.start][-1:], original[end : end + 1]
    return before not in ("", "\n"), after not in ("", "\n")


def _texts(leaves_: Iterable[Query]) -> Iterator[str]:
    """The terms among some leaves that a text is looked through for."""
    for leaf in leaves_:
        if isinstance(leaf, Term) and (leaf.field is None or leaf.field in TEXT_FIELDS):
            yield leaf.text


def _united(matches: Sequence[Match]) -> tuple[Span, ...]:
    return united([(match.start, match.end) for match in matches])


def words_of(query: Query) -> Iterator[Query]:
    """The parts of a query that each stand for a word or a phrase of its text; a word's alternatives are one part."""
    match query:
        case Maybe(inner) | Boost(inner):
            yield from words_of(inner)
        case And(children):
            for child in children:
                yield from words_of(child)
        case Or(children) if not all(map(_is_leaf, children)):
            for child in children:
                yield from words_of(child)
        case _:
            if any(True for _ in leaves(query)):
                yield query


def _is_leaf(query: Query) -> bool:
    """Whether this is one of the alternatives of a word."""
    inner = query.child if isinstance(query, Boost) else query
    return isinstance(inner, Term | Phrase | Prefix | Wildcard | Fuzzy)


class Words:
    """The tokens of a text by their terms, to look up what a query matches; the text itself is only there to be cut.

    >>> from kavosh.analyzers import analyze
    >>> Words(analyze("two cities")).spans(Term("citi"))
    {(4, 10)}
    """

    def __init__(self, tokens: Sequence[Token], text: str = "") -> None:
        self.tokens = tokens
        self._text = text
        by_term: dict[str, list[Token]] = {}
        for token in tokens:
            by_term.setdefault(token.text, []).append(token)
        self.terms: Mapping[str, Sequence[Token]] = by_term  # the tokens of each

    @cached_property
    def wide(self) -> frozenset[str]:
        """The blunt stems of the wide view."""
        return frozenset(token.wide for token in self.tokens)

    @cached_property
    def edges(self) -> Edges:
        """Where the text may be cut."""
        return Edges(self._text, self.tokens)

    def spans(self, leaf: Query) -> set[Span]:
        """The spans of the tokens that a leaf of a query matches, as they come."""
        match leaf:
            case Term(text, field) if field is None or field in TEXT_FIELDS:
                return set(map(_span, self.terms.get(text, ())))
            case Prefix() | Wildcard() | Fuzzy():
                fits = _pattern(leaf)
                return {_span(token) for term in self.terms if fits(term) for token in self.terms[term]}
            case Phrase():
                return set(self._of_phrase(leaf))
            case _:
                return set()

    def _of_phrase(self, phrase: Phrase) -> Iterator[Span]:
        """The words of the phrase wherever they follow each other with at most its slop between two."""
        places = [self._places(slot) for slot in phrase.slots]
        if not all(places):
            return
        for first, token in places[0].items():
            at, words = first, [token]
            for standing in places[1:]:
                following = next((p for p in range(at + 1, at + phrase.slop + 2) if p in standing), None)
                if following is None:
                    break
                at = following
                words.append(standing[at])
            if len(words) == len(places):
                yield from map(_span, words)

    def _places(self, terms: Sequence[str]) -> dict[int, Token]:
        """Where any of these terms stands."""
        return {token.position: token for term in terms for token in self.terms.get(term, ())}


def _span(token: Token) -> Span:
    return token.start, token.end


def _pattern(leaf: Prefix | Wildcard | Fuzzy) -> Callable[[str], object]:
    """Whether a term is one that the leaf matches."""
    match leaf:
        case Prefix(text):
            return lambda term: term.startswith(text)
        case Wildcard(text):
            return re.compile(translate(text.replace("[", "[[]"))).match
        case Fuzzy(text, distance, prefix):
            from rapidfuzz.distance import OSA

            return lambda term: (
                term[:prefix] == text[:prefix] and OSA.distance(text, term, score_cutoff=distance) <= distance
            )
