"""What an index has to suggest: its entities and sources, its words, and the titles and phrases of its newest articles.

Each is weighed by its articles, those of the last month counting thrice, and found under its later words as well.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from heapq import nlargest

from kavosh.analyzers.characters import ZWNJ, is_persian, key
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.index.backend import Backend, RawResults
from kavosh.index.schema import ENTITY_FACETS, facet_label
from kavosh.query import MatchAll, Range, SearchRequest
from kavosh.search.completions import Entry, form
from kavosh.search.vocabulary import Vocabulary
from kavosh.types import Document, Suggestion, SuggestionKind

MAX_TITLES = 5000  # the newest
MAX_READ = 2000  # articles, the newest, whose spelling of words is taken
MAX_WORDS = 20_000  # the most frequent Persian ones; English terms are stems, which nobody types
_MIN_WORD, _MIN_COUNT = 3, 2  # letters, articles
_MIN_PHRASE = 3  # titles that have it
_PHRASE = (2, 3)  # words
_WEIGHT: dict[str, float] = {"title": 0.5, "word": 0.7}  # what one article counts; of a name or source it counts 1
_WHOLE = 1.5  # how much more one counts that begins so as a whole, not at a later word
_RECENT = timedelta(days=30)  # before the newest article
_FRESH = 2.0  # how much a recent article counts again
_FACETS = (*ENTITY_FACETS, "source", "language")
_ARABIC = str.maketrans("يك", "یک")  # nobody wishes to see these
_EDGES = "«»\"'()[]{}.,:;!?،؛؟…-–—|/"


class Gatherer:
    """Gathers the suggestions of one index."""

    def __init__(self, backend: Backend, vocabulary: Callable[[], Vocabulary], gazetteer: Gazetteer) -> None:
        self._backend = backend
        self._vocabulary = vocabulary
        self._gazetteer = gazetteer

    def entries(self) -> tuple[list[Entry], dict[str, list[Entry]]]:
        """Everything that may be suggested, and the values of each field."""
        newest = self._backend.search(SearchRequest(MatchAll(), facets=_FACETS, sort="newest", limit=MAX_TITLES))
        recent = self._recent(newest)
        fields = {name: list(self._values(name, newest.counts[name], recent.get(name, {}))) for name in _FACETS}
        titles = [document for document, _ in newest.hits if document.title]
        everything = [entry for name, values in fields.items() if name != "language" for entry in values]
        everything += _titles(titles)
        everything += _phrases(titles)
        everything += self._words(_spellings(document for document, _ in newest.hits[:MAX_READ]))
        return everything, fields

    def _recent(self, newest: RawResults) -> Mapping[str, Mapping[str, int]]:
        """The counts of the articles of the last month before the newest article's day."""
        last = max((one.published for one, _ in newest.hits[:1] if one.published), default=None)
        if last is None:
            return {}
        month = Range("published", last - _RECENT, last)
        return self._backend.search(SearchRequest(month, facets=_FACETS, limit=0)).counts

    def _values(self, name: str, counts: Mapping[str, int], recent: Mapping[str, int]) -> Iterator[Entry]:
        kind = _kind(name)
        for value, count in counts.items():
            label = facet_label(name, value, self._gazetteer)
            weight = count + _FRESH * recent.get(value, 0)
            for text in dict.fromkeys((label.fa, label.en)):
                yield from _entries(kind, value, text, count, weight)

    def _words(self, spellings: Mapping[str, str]) -> Iterator[Entry]:
        """The words as they are written; terms that nobody writes so (two words as one) are left out."""
        words = self._vocabulary().persian
        for word in nlargest(MAX_WORDS, words, key=lambda word: words[word]):
            count = words[word]
            if len(word) >= _MIN_WORD and count >= _MIN_COUNT and word in spellings and not is_stop_word(word):
                weight = count * _WEIGHT["word"] * _WHOLE
                yield Entry(word, weight, ("word", word), Suggestion(spellings[word], "word", count))


def _kind(facet: str) -> SuggestionKind:
    kinds: dict[str, SuggestionKind] = {
        "city": "city", "person": "person", "bloc": "bloc", "network": "network", "country": "country",
        "language": "language",
    }  # fmt: skip
    return kinds.get(facet, "source")


def _spellings(documents: Iterable[Document]) -> dict[str, str]:
    """Each Persian word of these articles and how it is written most often."""
    written: Counter[str] = Counter()
    for document in documents:
        written.update(document.body.translate(_ARABIC).split())
    spellings: dict[str, str] = {}
    counts: dict[str, int] = {}
    for surface, count in written.items():
        word = surface.strip(_EDGES)
        term = key(word) if word and is_persian(word) else ""
        if count > counts.get(term, 0):
            spellings[term], counts[term] = word, count
    return spellings


def _titles(documents: Iterable[Document]) -> Iterator[Entry]:
    """Newer ones first."""
    for place, document in enumerate(documents):
        weight = _WEIGHT["title"] * (1 - place / (MAX_TITLES + 1))
        yield from _entries("title", document.id, document.title, 1, weight)


def _phrases(documents: Iterable[Document]) -> Iterator[Entry]:
    """Words that stand together in several titles, function words only inside."""
    counts: Counter[str] = Counter()
    for document in documents:
        words = [word.strip(_EDGES) for word in document.title.split()]
        counts.update({phrase for size in _PHRASE for phrase in _runs(words, size)})
    for phrase, count in counts.items():
        if count >= _MIN_PHRASE:
            yield from _entries("phrase", form(phrase), phrase, count, count)


def _runs(words: list[str], size: int) -> Iterator[str]:
    for first in range(len(words) - size + 1):
        run = words[first : first + size]
        if all(run) and not any(map(is_stop_word, (run[0], run[-1]))) and any(map(str.isalpha, run[0])):
            yield " ".join(run)


def _entries(kind: SuggestionKind, id_: str, text: str, count: int, weight: float) -> Iterator[Entry]:
    suggestion = Suggestion(text, kind, count)
    spellings = (text, text.replace(ZWNJ, " ")) if ZWNJ in text and is_persian(text) else (text,)  # glued and torn
    for spelled in dict.fromkeys(map(form, spellings)):
        words = spelled.split()
        for first in range(len(words)):
            yield Entry(" ".join(words[first:]), weight if first else weight * _WHOLE, (kind, id_), suggestion)
