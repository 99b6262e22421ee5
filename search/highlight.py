"""Snippets: the slices of a document's original text that show why it was found.

Marks are the spans of the tokens that the query matched, so they fall on whole words of the text as it
was written, whatever spelling was searched for. Fragments begin and end at words, never inside one.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import translate

from kavosh.analyzers import Token
from kavosh.index.schema import TEXT_FIELDS
from kavosh.query import Fuzzy, Phrase, Prefix, Query, Term, Wildcard, leaves
from kavosh.types import Document, Snippet, Span

FRAGMENTS = 2  # of the body, the title not counted
FRAGMENT_LENGTH = 220  # code points, about two lines
_PARAGRAPH = 60  # code points from which on a line is taken for a paragraph
Analyse = Callable[[str], Sequence[Token]]
_CLOSING = ".،؛:؟!,;?»)”\"'…"


def snippets(document: Document, query: Query, analyse: Analyse) -> tuple[Snippet, ...]:
    """The marked title, if the query matched there, and the best fragments of the body.

    A body without a match shows its beginning, unmarked.
    """
    found: list[Snippet] = []
    title_marks = marks(analyse(document.title), query)
    if title_marks:
        found.append(Snippet("title", document.title, 0, title_marks))
    tokens = analyse(document.body)
    spans = marks(tokens, query)
    for start, end in _fragments(document.body, tokens, spans):
        inside = tuple((first - start, last - start) for first, last in spans if start <= first and last <= end)
        found.append(Snippet("body", document.body[start:end], start, inside))
    return tuple(found)


def cut_edges(snippet: Snippet, document: Document) -> tuple[bool, bool]:
    """Whether a line of the document was cut before and after the snippet, where an ellipsis belongs."""
    original: str = getattr(document, snippet.field)
    end = snippet.start + len(snippet.text)
    before, after = original[: snippet.start][-1:], original[end : end + 1]
    return before not in ("", "\n"), after not in ("", "\n")


def marks(tokens: Sequence[Token], query: Query) -> tuple[Span, ...]:
    """The spans of the tokens that the query matches, in order; a phrase only where it stands whole."""
    terms: set[str] = set()
    patterns: list[Callable[[str], object]] = []
    phrases: list[Phrase] = []
    for leaf in leaves(query):
        match leaf:
            case Term(text, field):
                if field is None or field in TEXT_FIELDS:
                    terms.add(text)
            case Prefix() | Wildcard() | Fuzzy():
                patterns.append(_pattern(leaf))
            case Phrase():
                phrases.append(leaf)
    spans = {
        (token.start, token.end)
        for token in tokens
        if token.text in terms or any(fits(token.text) for fits in patterns)
    }
    for phrase in phrases:
        spans.update(_phrase_spans(tokens, phrase))
    return tuple(sorted(spans))


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


def _phrase_spans(tokens: Sequence[Token], phrase: Phrase) -> Iterable[Span]:
    beginnings = {token.position for token in tokens if token.text in phrase.slots[0]}
    if not beginnings:
        return
    places: dict[int, list[Token]] = {}
    for token in tokens:
        places.setdefault(token.position, []).append(token)
    for first in beginnings:
        words = [
            next((token for token in places.get(first + offset, ()) if token.text in slot), None)
            for offset, slot in enumerate(phrase.slots)
        ]
        if all(words):
            yield from ((word.start, word.end) for word in words if word)


def _fragments(text: str, tokens: Sequence[Token], spans: Sequence[Span]) -> list[Span]:
    """Up to FRAGMENTS slices around the densest marks, in the order of the text."""
    if not tokens:
        return [(0, min(len(text), FRAGMENT_LENGTH))] if text else []
    if not spans:
        first = _first_paragraph(text)
        opening = next((token for token in tokens if token.start >= first), tokens[0])
        return [_window(text, tokens, (opening.start, opening.end))]
    windows = {_window(text, tokens, span) for span in spans}
    ranked = sorted(windows, key=lambda window: (-_worth(text, spans, window), window))
    chosen: list[Span] = []
    for window in ranked:
        if len(chosen) < FRAGMENTS and all(window[1] <= other[0] or other[1] <= window[0] for other in chosen):
            chosen.append(window)
    return sorted(chosen)


def _first_paragraph(text: str) -> int:
    """Where the first line of some length begins; a kicker or a teaser before it says little."""
    start = 0
    for line in text.split("\n"):
        if len(line) >= _PARAGRAPH:
            return start
        start += len(line) + 1
    return 0


def _worth(text: str, spans: Sequence[Span], window: Span) -> int:
    """Different matched words count most, repetitions a little."""
    inside = [text[start:end] for start, end in spans if window[0] <= start and end <= window[1]]
    return 10 * len(set(inside)) + len(inside)


def _window(text: str, tokens: Sequence[Token], span: Span) -> Span:
    """The fragment around a span: within its line, at most FRAGMENT_LENGTH long, cut between words."""
    line_start = text.rfind("\n", 0, span[0]) + 1
    line_end = text.find("\n", span[1])
    line_end = len(text) if line_end < 0 else line_end
    room = max(0, FRAGMENT_LENGTH - (span[1] - span[0]))
    earliest = max(line_start, span[0] - room // 3)
    latest = min(line_end, earliest + FRAGMENT_LENGTH)
    earliest = max(line_start, min(earliest, latest - FRAGMENT_LENGTH))
    start = line_start if earliest == line_start else span[0]
    end = line_end if latest == line_end else span[1]
    if start != line_start:
        start = min((t.start for t in tokens if earliest <= t.start <= span[0]), default=span[0])
    if end != line_end:
        end = max((t.end for t in tokens if span[1] <= t.end <= latest), default=span[1])
        while end < latest and text[end] in _CLOSING:
            end += 1
    return start, end
