"""Suggestions while typing: names, sources, words and titles of the index that begin so, in either script.

All of them lie in one sorted list under the form they are looked up by, names and titles also under each of their later
words, so that a prefix is a slice. Where nothing begins so, the prefix is read on the other keyboard layout, and at
last corrected.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from heapq import nlargest
from typing import NamedTuple

from kavosh.analyzers.characters import ZWNJ, fold, fold_latin, is_persian
from kavosh.analyzers.gazetteer import default_gazetteer
from kavosh.analyzers.keyboard import to_latin, to_persian
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.index.backend import Backend
from kavosh.index.schema import ENTITY_FACETS
from kavosh.query import MatchAll, SearchRequest
from kavosh.search.corrections import Corrector
from kavosh.search.derived import Derived
from kavosh.types import Suggestion, SuggestionKind

MAX_TITLES = 5000  # the newest
MAX_WORDS = 20_000  # the most frequent Persian ones; English terms are stems, which nobody types
_MIN_WORD, _MIN_COUNT = 3, 2  # letters, articles
_LAST = "\U0010ffff"
_WEIGHT = {"title": 0.5, "word": 0.7}  # what one article counts; of a name or source it counts 1
_WHOLE = 1.5  # how much more one counts that begins so as a whole, not at a later word


class _Entry(NamedTuple):
    form: str
    weight: float
    key: tuple[str, str]  # of the thing, whatever its name
    suggestion: Suggestion


class Suggester:
    """The suggestions of one index, gathered with the first prefix, and anew after commits."""

    def __init__(self, backend: Backend, corrector: Corrector) -> None:
        self._backend = backend
        self._corrector = corrector
        self._entries = Derived(backend, lambda: sorted(self._gather()))

    def suggest(self, prefix: str, limit: int = 8) -> list[Suggestion]:
        """What begins so, most frequent first; nothing for an empty prefix.

        Where nothing begins with all the words, the last one is completed and the others are kept.
        """
        typed = " ".join(prefix.split())
        found = self._begin_so(typed, limit)
        head, space, last = typed.rpartition(" ")
        if found or not space:
            return found
        ends = [end for end in self._begin_so(last, 2 * limit) if end.kind != "title"]
        return [Suggestion(f"{head} {end.text}", end.kind, end.count) for end in ends[:limit]]

    def _begin_so(self, typed: str, limit: int) -> list[Suggestion]:
        entries = self._entries.current()
        found = (_beginning(entries, form, limit) for form in self._forms(typed))
        return next(filter(None, found), [])

    def _forms(self, typed: str) -> Iterator[str]:
        """The forms to look up, the likeliest first."""
        if not typed:
            return
        yield _form(typed)
        for reading in to_latin(typed) if is_persian(typed) else to_persian(typed):
            yield _form(reading)
        yield _form(self._corrector.correct(typed).text)

    def _gather(self) -> Iterator[_Entry]:
        request = SearchRequest(MatchAll(), facets=(*ENTITY_FACETS, "source"), sort="newest", limit=MAX_TITLES)
        results = self._backend.search(request)
        yield from _names(results.counts)
        for source, count in results.counts["source"].items():
            yield from _entries("source", source, source, count)
        for document, _ in results.hits:
            yield from _entries("title", document.id, document.title, 1)
        words = self._corrector.vocabulary().persian
        for word in nlargest(MAX_WORDS, words, key=lambda word: words[word]):
            if len(word) >= _MIN_WORD and words[word] >= _MIN_COUNT and not is_stop_word(word):
                yield from _entries("word", word, word, words[word])


def _names(counts: Mapping[str, Mapping[str, int]]) -> Iterator[_Entry]:
    """The entities that articles speak of, each under its names in both languages."""
    for entry in default_gazetteer():
        count = counts[entry.kind].get(entry.id, 0)
        if count:
            kind: SuggestionKind = entry.kind  # type: ignore[assignment]
            for label in (entry.label.fa, entry.label.en):
                yield from _entries(kind, entry.id, label, count)


def _entries(kind: SuggestionKind, id_: str, text: str, count: int) -> Iterator[_Entry]:
    suggestion, weight = Suggestion(text, kind, count), count * _WEIGHT.get(kind, 1.0)
    for form in dict.fromkeys((_form(text), _form(text.replace(ZWNJ, " ")))):  # glued and torn
        words = form.split()
        for first in range(len(words)):
            yield _Entry(" ".join(words[first:]), weight if first else weight * _WHOLE, (kind, id_), suggestion)


def _beginning(entries: list[_Entry], form: str, limit: int) -> list[Suggestion]:
    if not form:
        return []
    start = bisect_left(entries, form, key=lambda entry: entry.form)
    end = bisect_left(entries, form + _LAST, key=lambda entry: entry.form)
    best: dict[str, _Entry] = {}  # one of each form of a thing, and of each text whatever its kind
    seen: set[tuple[str, str]] = set()
    for entry in nlargest(4 * limit, entries[start:end], key=lambda entry: entry.weight):
        text = _form(entry.suggestion.text)
        if entry.key not in seen and text not in best:
            seen.add(entry.key)
            best[text] = entry
    return [entry.suggestion for entry in best.values()][:limit]


def _form(text: str) -> str:
    """Folded, in lower case, with single spaces; half-spaces count for nothing."""
    folded = fold(text).replace(ZWNJ, "") if is_persian(text) else text
    return " ".join(fold_latin(folded).split())
