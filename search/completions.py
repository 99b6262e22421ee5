"""What may follow a prefix: a sorted list of forms, in which everything that begins so is a slice.

A prefix with a mistake is looked up with every one of its likely mistakes undone; one of Persian typed in Latin letters
by its consonants, which give a slice of a second list, ranked by how well they sound alike.
"""

from bisect import bisect_left
from collections.abc import Iterable
from heapq import nlargest
from typing import NamedTuple

from kavosh.analyzers.characters import ZWNJ, fold, fold_latin, is_persian
from kavosh.analyzers.sounding import prefix_cost
from kavosh.analyzers.transliterate import latin_form, skeleton, skeletons
from kavosh.search.spelling import likely_mistakes
from kavosh.types import Suggestion

_LAST = "\U0010ffff"
_SHORTEST = 3  # letters of a prefix with a mistake
_HEARD = 60  # entries of the same consonants that are weighed, the heaviest first
_SKELETONS = 4  # readings of a prefix, the usual ones
_SOUNDS_LIKE = 0.9  # the cost of sounds a letter up to which a prefix is read so
_BEYOND = 3  # letters of a form that are read beyond the length of the prefix, at most
_WEIGHED = 4  # entries for each suggestion, as one thing has many names


class Entry(NamedTuple):
    """A form to look up and what it suggests. key: of the thing, whatever its name."""

    form: str
    weight: float
    key: tuple[str, str]
    suggestion: Suggestion


class Completions:
    """The entries of one index, to be looked up by prefix; never changed, so safe for many threads.

    >>> tehran = Suggestion("تهران", "city", 3)
    >>> known = Completions([Entry(form("تهران"), 3.0, ("city", "tehran"), tehran)])
    >>> known.beginning("ته", 5) == known.nearly("تحر", 5) == known.sounding("teh", 5) == [tehran]
    True
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = sorted(entries)
        self._forms = [entry.form for entry in self._entries]
        self._weights = [entry.weight for entry in self._entries]
        heard = sorted((skeleton(form), place) for place, form in enumerate(self._forms) if is_persian(form))
        self._skeletons = [shape for shape, _ in heard]
        self._heard = [place for _, place in heard]

    def beginning(self, typed: str, limit: int) -> list[Suggestion]:
        """What begins so, the weightiest first."""
        prefix = form(typed)
        return self._heaviest(self._slice(prefix), limit) if prefix else []

    def _slice(self, prefix: str) -> list[Entry]:
        start = bisect_left(self._forms, prefix)
        return self._entries[start : bisect_left(self._forms, prefix + _LAST, lo=start)]

    def _heaviest(self, entries: list[Entry], limit: int) -> list[Suggestion]:
        return _each_once(nlargest(_WEIGHED * limit, entries, key=lambda entry: entry.weight), limit)

    def weightiest(self, persian: bool, limit: int) -> list[Suggestion]:
        """What may be suggested before anything is typed; of a thing's names the one in this script."""
        weight = {entry: (entry.weight, is_persian(entry.form) is persian) for entry in self._entries}
        return _each_once(nlargest(_WEIGHED * limit, self._entries, key=weight.__getitem__), limit)

    def nearly(self, typed: str, limit: int) -> list[Suggestion]:
        """What would begin so but for one mistake."""
        prefix = form(typed)
        if len(prefix) < _SHORTEST:
            return []
        found: list[Entry] = []
        for other, cost in likely_mistakes(prefix):
            entries = nlargest(limit, self._slice(other), key=lambda entry: entry.weight)
            found += (entry._replace(weight=entry.weight * (1 - cost / 2)) for entry in entries)
        return self._heaviest(found, limit)

    def sounding(self, typed: str, limit: int) -> list[Suggestion]:
        """The Persian ones that begin with the sound of these Latin letters."""
        spelled = latin_form(typed)
        if is_persian(typed) or len(spelled) < _SHORTEST:
            return []
        heard: list[int] = []
        for shape in dict.fromkeys(list(skeletons(spelled))[:_SKELETONS]):
            if shape:
                start = bisect_left(self._skeletons, shape)
                end = bisect_left(self._skeletons, shape + _LAST, lo=start)
                heard += self._heard[start:end]
        heaviest = map(self._entries.__getitem__, nlargest(_HEARD, heard, key=self._weights.__getitem__))
        reach, most = len(spelled) + _BEYOND, _SOUNDS_LIKE * len(spelled)
        costs = {entry: prefix_cost(spelled, entry.form[:reach], most) / len(spelled) for entry in heaviest}
        near = (entry for entry in costs if costs[entry] <= _SOUNDS_LIKE)
        return _each_once(sorted(near, key=lambda entry: (round(costs[entry], 1), -entry.weight)), limit)


def form(text: str) -> str:
    """Folded, in lower case, with single spaces; half-spaces count for nothing."""
    if is_persian(text):
        text = fold(text).replace(ZWNJ, "")
    return " ".join((text if text.isalpha() and is_persian(text) else fold_latin(text)).split())


def _each_once(entries: Iterable[Entry], limit: int) -> list[Suggestion]:
    """One suggestion of each thing, and of each text whatever its kind."""
    best: dict[str, Suggestion] = {}
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        text = form(entry.suggestion.text)
        if entry.key not in seen and text not in best:
            seen.add(entry.key)
            best[text] = entry.suggestion
            if len(best) == limit:
                break
    return list(best.values())
