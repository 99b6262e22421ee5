"""Finglish: Persian written in Latin letters, and the Persian words that it may be.

Vowels are written or not, and Persian has several letters for one sound, so a word is found by its consonant skeleton,
on which both scripts agree, and the words of that skeleton are ranked by an alignment of sounds: every Latin chunk
against the letters that may write it, at a cost; what is usual costs nothing.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from kavosh.analyzers.characters import fold_latin

_MAX_SKELETONS = 32
_MAX_ALIGNED = 400  # words of one skeleton, the most frequent first
_INFINITE = float("inf")
_LONGEST_CHUNK = 3
_FREQUENCY = 0.2  # how much the logarithm of a word's frequency counts against costs of alignment
_NOISE = 5.0  # a letter that no rule explains

# Sound of the skeleton -> its Persian letters. ا آ ع ء و ی ه ح are heard or not, so they are no part of it.
_SOUNDS = {
    "b": "ب", "p": "پ", "t": "تط", "s": "سصث", "j": "ج", "c": "چ", "x": "خ", "d": "د", "r": "ر", "z": "زذضظ",
    "ž": "ژ", "š": "ش", "q": "قغ", "f": "ف", "k": "ک", "g": "گ", "l": "ل", "m": "م", "n": "ن",
}  # fmt: skip
_SOUND_OF = {letter: sound for sound, letters in _SOUNDS.items() for letter in letters}

# Latin chunk -> the skeleton sounds that it may stand for, the usual one first.
_CHUNKS = {
    "ngk": ("nk",), "sch": ("š",), "tch": ("c",), "kh": ("x", "k"), "gh": ("q", "g"), "sh": ("š", "s"),
    "ch": ("c", "x", "š", "k"),
    "zh": ("ž", "z"), "ph": ("f",), "th": ("t", "s"), "ck": ("k",), "dh": ("d", "z"), "ts": ("ts", "s"),
    "b": ("b",), "p": ("p",), "t": ("t",), "s": ("s", "z"), "j": ("j", "ž"), "c": ("k", "s", "c"), "d": ("d",),
    "r": ("r",), "z": ("z",), "q": ("q", "k", "c"), "f": ("f",), "k": ("k", "x", "q"), "g": ("g", "j", "q"),
    "l": ("l",), "m": ("m",), "n": ("n",), "x": ("x", "ks"), "v": ("", "f"),
}  # fmt: skip
_CHUNK = re.compile("|".join(_CHUNKS))
_DOUBLED = re.compile(r"([^aeiouh'])\1")

# Latin chunk -> Persian letters -> cost, about -log p(letters | chunk) of aligned pairs (docs/relevance.md).
# "" is a sound that is not written; "^" begins, "$" ends the word.
_WRITTEN: dict[str, dict[str, float]] = {
    "b": {"ب": 0}, "p": {"پ": 0}, "t": {"ت": 0.1, "ط": 1.6}, "s": {"س": 0.2, "ص": 1.3, "ث": 3.5, "ز": 3.3},
    "j": {"ج": 0, "ژ": 2.5}, "d": {"د": 0}, "r": {"ر": 0}, "z": {"ز": 0.2, "ذ": 1.5, "ظ": 1.8, "ض": 1.6},
    "f": {"ف": 0}, "l": {"ل": 0}, "m": {"م": 0}, "n": {"ن": 0}, "k": {"ک": 0, "ق": 3, "خ": 3.5}, "ngk": {"نک": 0.2},
    "g": {"گ": 0.1, "ج": 3, "ق": 3.5, "غ": 3.5}, "q": {"ق": 0.5, "غ": 1.6, "ک": 1.4, "چ": 2},
    "c": {"ک": 0.3, "س": 1.4, "چ": 2}, "x": {"خ": 0.7, "کس": 0.7}, "v": {"و": 0.1}, "w": {"و": 0.1},
    "h": {"ه": 0.4, "ح": 0.9, "": 2.3}, "y": {"ی": 0.2, "ای": 1.5, "یی": 2, "": 2},
    "kh": {"خ": 0}, "gh": {"ق": 0.3, "غ": 1.6, "گ": 2.5}, "sh": {"ش": 0}, "zh": {"ژ": 0},
    "ch": {"چ": 0, "خ": 2.5, "ش": 2.5}, "ph": {"ف": 0}, "th": {"ت": 0.6, "ث": 0.9}, "ck": {"ک": 0}, "sch": {"ش": 0},
    "tch": {"چ": 0}, "ts": {"تس": 0}, "dh": {"د": 0.5, "ذ": 0.8},
    "a": {"": 0.7, "ا": 0.6, "^ا": 0.6, "^آ": 0.9, "^ع": 1, "ا$": 0.2, "ه$": 2, "ع": 1.8, "عا": 2, "آ": 2},
    "aa": {"ا": 0, "^آ": 0.6, "^ا": 1.1, "آ": 3, "^عا": 1.9, "عا": 3.5},
    "e": {"": 0.1, "ه$": 0.3, "^ا": 0.1, "^ع": 2.3, "ی": 3.6, "ع": 4, "ه": 4, "ا": 4.5, "^ای": 2},
    "o": {"": 0.8, "و": 0.6, "و$": 0.1, "^او": 0.8, "^ع": 1.1, "^ا": 1.5, "ا": 3.5, "ع": 3, "عو": 3},
    "u": {"و": 0.2, "^او": 0.1, "^ا": 2, "": 1.6, "عو": 2, "یو": 2},
    "oo": {"و": 0, "^او": 0, "عو": 2}, "ou": {"و": 0.2, "^او": 0.3, "": 1.7}, "ow": {"و": 0, "^او": 0.5},
    "i": {"ی": 0.1, "^ای": 0.3, "^ا": 1.7, "^ع": 2.5, "": 3.1, "عی": 2.5, "ای": 3.5, "یی": 3.5},
    "ee": {"ی": 0, "^ای": 0, "عی": 2}, "ie": {"ی": 0.5, "یه$": 0.7}, "ii": {"ی": 0.3, "یی": 0.2},
    "ei": {"ی": 0.1, "^ای": 0.2, "": 3}, "ey": {"ی": 0.1, "^ای": 0.2}, "ay": {"ای": 0.5, "ی": 0.8, "^ای": 0.6},
    "ai": {"ای": 0.3, "ایی": 0.4, "ی": 1, "^ای": 0.6}, "ia": {"یا": 0, "یه$": 1.5}, "iy": {"ی": 0.1, "یی": 0.5},
    "eh": {"ه$": 0, "ه": 0.3, "ح": 1.9}, "ah": {"ه$": 0.4, "اه": 0.9, "ه": 1.2, "ح": 1, "اح": 1.5},
    "au": {"ا": 1.3, "او": 0.5, "و": 1}, "av": {"و": 0.3, "او": 1.6}, "aw": {"و": 0.5},
    "ov": {"و": 0.3, "وف$": 0, "اف$": 1},
    "ev": {"و": 0.6, "یف$": 0.4, "وف$": 1.5, "ف$": 0.4}, "eu": {"یو": 0.5, "و": 1.5}, "io": {"یو": 0},
    "yo": {"یو": 0.2, "ی": 0.9}, "ye": {"ی": 0.3, "یه$": 0.8, "": 1.5}, "an": {"ا$": 0.8},
    "'": {"": 0.3, "ع": 0.3}, "-": {"": 0},
}  # fmt: skip
_SILENT = {"ع": 1.8, "ا": 2.8, "ی": 2.4, "و": 2.4, "ه": 2.4, "ح": 3}  # written, and nothing in Latin for it
_SILENT_FIRST, _SILENT_LAST = 2.0, 1.0  # it costs more where it begins or ends the word
_UNWRITTEN_FIRST, _UNWRITTEN_LAST = 4.0, 3.0  # and so does a vowel that is not written
_EZAFE = frozenset(("e", "eh", "ye"))  # but a last one may be the ezafe
_EZAFE_COST = 1.0
_WAYS = {
    chunk: [(letters.strip("^$"), cost, "^" in letters, "$" in letters) for letters, cost in ways.items()]
    for chunk, ways in _WRITTEN.items()
}


class Match(NamedTuple):
    """A Persian word that a Latin one may be; the lower the cost, the likelier."""

    word: str
    cost: float


def latin_form(word: str) -> str:
    """Lower case, without accents, doubled consonants once: Mohammad's -> mohamad."""
    folded = fold_latin(word.replace("š", "sh").replace("ž", "zh").replace("č", "ch").replace("ā", "aa"))
    return _DOUBLED.sub(r"\1", folded.replace("’", "'").removesuffix("'s"))


def skeleton(persian: str) -> str:
    """The consonants of a Persian word (a key).

    >>> skeleton("تهران"), skeleton("طوفان")  # "Tehran", "storm"
    ('trn', 'tfn')
    """
    sounds = "".join(_SOUND_OF.get(letter, "") for letter in persian)
    return _DOUBLED.sub(r"\1", sounds)


def skeletons(latin: str) -> Iterator[str]:
    """The skeletons that a Latin word may have, the usual one first."""
    options = [_CHUNKS[chunk[0]] for chunk in _CHUNK.finditer(latin)]
    seen: set[str] = set()
    for reading in islice(product(*options), _MAX_SKELETONS):
        found = _DOUBLED.sub(r"\1", "".join(reading))
        if found not in seen:
            seen.add(found)
            yield found


@lru_cache(4096)
def alignment(latin: str, persian: str) -> float:
    """The least cost of reading a Latin word (in `latin_form`) as a Persian one."""
    width, length = len(persian), len(latin)
    best = [[_INFINITE] * (width + 1) for _ in range(length + 1)]
    best[0][0] = 0.0
    for i in range(length + 1):
        row = best[i]
        for j in range(width + 1):
            here = row[j]
            if here == _INFINITE:
                continue
            if j < width:
                row[j + 1] = min(row[j + 1], here + _silent(persian, j))
            if i < length:
                best[i + 1][j] = min(best[i + 1][j], here + _NOISE)
            for size in range(1, min(_LONGEST_CHUNK, length - i) + 1):
                target = best[i + size]
                for letters, usual, first, last in _WAYS.get(latin[i : i + size], ()):
                    end = j + len(letters)
                    cost = usual if letters else usual + _unwritten(latin, i, i + size)
                    if (
                        persian.startswith(letters, j)
                        and not (first and j)
                        and not (last and (end < width or i + size < length))
                        and here + cost < target[end]
                    ):
                        target[end] = here + cost
    return best[length][width]


def _silent(persian: str, at: int) -> float:
    cost = _SILENT.get(persian[at], _NOISE)
    return cost + _SILENT_FIRST * (at == 0) + _SILENT_LAST * (at == len(persian) - 1)


def _unwritten(latin: str, start: int, end: int) -> float:
    last = 0.0
    if end == len(latin):
        last = _EZAFE_COST if latin[start:end] in _EZAFE else _UNWRITTEN_LAST
    return last + _UNWRITTEN_FIRST * (start == 0)


class Transliterator:
    """Finds Persian words by their Latin spelling among words with frequencies (keys, any positive unit).

    >>> words = {"تهران": 9, "طهران": 1, "ترن": 2}  # "Tehran", its old spelling, "train"
    >>> [match.word for match in Transliterator(words).matches("Tehran", 2)]
    ['تهران', 'طهران']
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self._by_skeleton: dict[str, list[str]] = {}
        for word in words:
            self._by_skeleton.setdefault(skeleton(word), []).append(word)
        for same in self._by_skeleton.values():
            same.sort(key=lambda word: -words[word])

    def matches(self, latin: str, limit: int = 5) -> list[Match]:
        """The likeliest words, best first."""
        form = latin_form(latin)
        found = [self._match(form, word) for word in self._candidates(form)]
        return sorted(found, key=lambda match: match.cost)[:limit]

    def _candidates(self, form: str) -> Iterable[str]:
        for shape in skeletons(form):
            same = self._by_skeleton.get(shape, ())
            near = (word for word in same if abs(len(word) - len(form)) <= len(form) // 2 + 1)
            yield from islice(near, _MAX_ALIGNED)

    def _match(self, form: str, word: str) -> Match:
        return Match(word, alignment(form, word) - _FREQUENCY * math.log(self._words[word]))
