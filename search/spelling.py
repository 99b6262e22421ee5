"""Misspelt words: the words of the index within one or two edits, the likeliest first.

rapidfuzz finds what is near among all words; what an edit costs then depends on the letters: those that sound alike
(ز ذ ض ظ), look alike but for dots (ب پ ت ث), or stand side by side on the keyboard are confused most.
The rest is the noisy channel of Kernighan, Church & Gale (1990): what makes the error and itself most probable.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from string import ascii_lowercase
from typing import NamedTuple

from kavosh.analyzers.characters import PERSIAN_LETTERS, is_persian
from kavosh.analyzers.keyboard import TOUCHING

_EDIT = 6.0  # the cost of an ordinary edit, in units of log frequency (docs/relevance.md)
_LONG = 5  # letters from which on two edits are thinkable
_MOST = 400  # candidates of two edits that are weighed, the most frequent first
_REMEMBERED = 1000  # words whose corrections are kept
_FIRST = 0.35  # the first letter is seldom wrong
_SHORTEST_PART = 2  # letters of a word that lost the space beside it
_TORN = 1.6  # edits that a lost space counts as

_ALIKE = ("زذضظ", "سصث", "تط", "حه", "قغ", "اآع", "وئ", "یئ")  # by sound
_DOTTED = ("بپتثنی", "جچحخ", "دذ", "رزژ", "سش", "صض", "طظ", "عغ", "فق", "کگ")  # by form
_SOFT = frozenset("اویهعئaeiouyh")  # left out and put in most often


def _pairs(groups: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset(p for group in groups for a, b in combinations(group, 2) for p in ((a, b), (b, a)))


_SOUNDS, _FORMS = _pairs(_ALIKE), _pairs(_DOTTED)


class Correction(NamedTuple):
    """What a word may have been meant to be (words, if a space was lost); the lower the cost, the likelier."""

    word: str
    cost: float


class Speller:
    """Corrects single words by a vocabulary: keys with frequencies (in documents).

    >>> Speller({"تهران": 40, "تیران": 2}).corrections("تحران")[0].word  # "Tehran", misheard
    'تهران'
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self.corrections = lru_cache(_REMEMBERED)(self._corrections)
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)

    def _corrections(self, word: str, limit: int = 5) -> list[Correction]:
        """The likeliest other words, best first."""
        found = [Correction(other, self._cost(word, other)) for other in self._near(word)]
        found += self._parted(word)
        return sorted(found, key=lambda correction: correction.cost)[:limit]

    def _cost(self, word: str, other: str) -> float:
        return _EDIT * edits(word, other) - math.log(self._words[other])

    def _near(self, word: str) -> Iterator[str]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        reach = 2 if len(word) >= _LONG else 1
        twice: list[str] = []
        for length in range(len(word) - reach, len(word) + reach + 1):
            choices = self._by_length.get(length, [])
            for other, distance, _ in extract(word, choices, scorer=OSA.distance, score_cutoff=reach, limit=None):
                if distance == 1:
                    yield other
                elif distance > 1:
                    twice.append(other)
        yield from sorted(twice, key=lambda other: -self._words[other])[:_MOST]

    def _parted(self, word: str) -> Iterator[Correction]:
        """The word as two that lost the space between them."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            left, right = word[:cut], word[cut:]
            if left in self._words and right in self._words:
                rarer = min(self._words[left], self._words[right])
                yield Correction(f"{left} {right}", _EDIT * _TORN - math.log(rarer))


def edits(wrong: str, right: str) -> float:
    """The least weight of edits between two words: optimal string alignment, an ordinary edit weighing 1."""
    before: list[float] = []
    row = [0.0]
    for letter in right:
        row.append(row[-1] + _indel(letter, right[len(row) - 2 : len(row) - 1]))
    for i, typed in enumerate(wrong, 1):
        last = wrong[i - 2] if i > 1 else ""
        line = [row[0] + _indel(typed, last)]
        for j, meant in enumerate(right, 1):
            cost = min(
                row[j - 1] + (0.0 if typed == meant else _swap(typed, meant)),
                row[j] + _indel(typed, last),
                line[j - 1] + _indel(meant, right[j - 2] if j > 1 else ""),
            )
            if i > 1 and j > 1 and typed == right[j - 2] and last == meant and typed != meant:
                cost = min(cost, before[j - 2] + 0.7)
            line.append(cost)
        before, row = row, line
    return row[-1] + (_FIRST if wrong[:1] != right[:1] and (wrong[:1], right[:1]) not in _SOUNDS else 0.0)


def likely_mistakes(typed: str) -> Iterator[tuple[str, float]]:
    """What may have been meant by the beginning of a word, one mistake undone, with the weight of that edit.

    Letters too many, wrong or exchanged, doubled ones and vowels left out.
    """
    seen = {typed}
    alphabet = PERSIAN_LETTERS if is_persian(typed) else ascii_lowercase
    for at, letter in enumerate(typed):
        before, after = typed[:at], typed[at + 1 :]
        options = [(before + after, _indel(letter, before[-1:]))]
        options += [(before + after[0] + letter + after[1:], 0.7)] if after else []
        options += [(before + other + after, _swap(letter, other)) for other in alphabet]
        options += [(before + letter + put + after, _indel(put, letter)) for put in (letter, *_SOFT)]
        for meant, weight in options:
            if meant not in seen:
                seen.add(meant)
                yield meant, weight


def _swap(typed: str, meant: str) -> float:
    if (typed, meant) in _SOUNDS:
        return 0.5
    return 0.75 if (typed, meant) in _FORMS or (typed, meant) in TOUCHING else 1.0


def _indel(letter: str, beside: str) -> float:
    """Of a letter put in or left out after `beside`."""
    if letter == beside:
        return 0.5
    return 0.75 if letter in _SOFT else 1.0
