"""The words of an index with their document frequencies, by script, and what finds words among them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from kavosh.analyzers.characters import ZWNJ, is_persian, key
from kavosh.analyzers.everyday import everyday_words
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.persian import EXACT
from kavosh.analyzers.transliterate import Transliterator
from kavosh.search.spelling import Speller


class Vocabulary:
    """Words by script, each with the number of documents that have it.

    >>> words = Vocabulary([("همکاری", 3), ("=همکاریها", 2), ("mayor", 1), ("1404", 9)])  # "cooperation(s)"
    >>> words.persian, words.latin
    ({'همکاری': 3, 'همکاریها': 2}, {'mayor': 1})
    """

    def __init__(self, frequencies: Iterable[tuple[str, int]], gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer  # its names are likelier to be meant than other words of their frequency
        persian: dict[str, int] = {}
        latin: dict[str, int] = {}
        for term, frequency in frequencies:
            word = term.removeprefix(EXACT)
            if word.isalpha() and frequency > 0:
                words = persian if is_persian(word) else latin
                words[word] = max(frequency, words.get(word, 0))
        self.persian: Mapping[str, int] = persian
        self.latin: Mapping[str, int] = latin

    def prepare(self) -> None:
        """Make at once what is otherwise made when it is first asked for."""
        _ = self.persian_speller, self.latin_speller, self.transliterator

    @cached_property
    def persian_speller(self) -> Speller:
        return Speller(self.persian)

    @cached_property
    def latin_speller(self) -> Speller:
        return Speller(self.latin)

    @cached_property
    def transliterator(self) -> Transliterator:
        """Of everyday words as well that the index lacks: it may have another form of them."""
        words = {**dict.fromkeys(everyday_words(), 1), **self.persian}
        return Transliterator(words, name_words(self._gazetteer) if self._gazetteer else ())


def name_words(gazetteer: Gazetteer) -> Iterator[str]:
    """The words of the Persian names, as terms have them."""
    for entry in gazetteer:
        for name in filter(is_persian, (entry.label.fa, *entry.certain_names())):
            yield from map(key, name.replace(ZWNJ, " ").split())
