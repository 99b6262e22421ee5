"""Finglish: Persian written in Latin letters, and the Persian words that it may be.

Vowels are written or not, and Persian has several letters for one sound, so a word is found by its consonant skeleton,
on which both scripts agree. The words of that skeleton are ranked as in a noisy channel (Kernighan, Church & Gale
1990): by how likely one writes the word so (sounding.py), and how frequent it is.
"""

import math
import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import NamedTuple

from kavosh.analyzers.characters import fold_latin
from kavosh.analyzers.sounding import cost

_MAX_SKELETONS = 32
_MAX_WEIGHED = 400  # words of one skeleton, the most frequent first
_KEPT = 5  # readings that are weighed to the end, at least
_FREQUENCY = 0.7  # how much the logarithm of a word's frequency counts against the cost of its sounds
_NAME = 0.0025  # how frequent a word of names is thought to be beside the most frequent word: names are searched for

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
_TANWIN = "an"  # واقعا, "really", is written with an alef and heard with an n
_DOUBLED = re.compile(r"([^aeiouh'])\1")

# Latin ending -> the Persian ones that it may be: "my", "your" and so on, "is", plurals. No vocabulary has all.
_ENDINGS = {
    "am": "م", "im": "یم", "in": "ین", "id": "ید", "et": "ت", "at": "ت", "ash": "ش", "esh": "ش", "amesh": "مش",
    "imesh": "یمش", "emoon": "مون", "amoon": "مون", "eman": "مون مان", "etoon": "تون", "etan": "تون تان",
    "eshoon": "شون", "eshan": "شون شان", "eshoone": "شونه", "e": "ه", "o": "و", "i": "ی", "ha": "ها", "haye": "های",
    "st": "ست",
}  # fmt: skip
_SHORTEST_STEM = 3  # letters
_STEMS = 2  # that an ending is put to
_ENDING = 3.0  # what it costs
_LIKELY = 0.3  # a cost a letter that leaves nothing to wish


class Match(NamedTuple):
    """A Persian word that a Latin one may be; the lower the cost, the likelier. sounds: without the frequency."""

    word: str
    cost: float
    sounds: float


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
    if latin.endswith(_TANWIN):
        options[-1] = ("n", "")
    for reading in islice(product(*options), _MAX_SKELETONS):
        found = _DOUBLED.sub(r"\1", "".join(reading))
        if found not in seen:
            seen.add(found)
            yield found


class Transliterator:
    """Finds Persian words by their Latin spelling among words with frequencies (keys, any positive unit).

    names: words that names are made of, which are looked for more than they are written.

    >>> words = {"تهران": 9, "طهران": 1, "ترن": 2}  # "Tehran", its old spelling, "train"
    >>> [match.word for match in Transliterator(words).matches("Tehran", 2)]
    ['تهران', 'طهران']
    """

    def __init__(self, words: Mapping[str, int], names: Iterable[str] = ()) -> None:
        most = max(words.values(), default=0)
        named = words.keys() & set(names)
        self._gain = {  # what its frequency takes off a word's cost
            word: _FREQUENCY * math.log(count + 1 + (_NAME * most if word in named else 0))
            for word, count in words.items()
        }
        self._by_skeleton: dict[str, list[str]] = {}
        for word in sorted(words, key=lambda word: -self._gain[word]):
            self._by_skeleton.setdefault(skeleton(word), []).append(word)

    def matches(self, latin: str, limit: int = 5, endings: bool = False) -> list[Match]:
        """The likeliest words, best first. endings: with an ending that they lack, where nothing likely has it."""
        form = latin_form(latin)
        found = self._weighed(form, max(limit, _KEPT))
        if endings and not (found and found[0].cost < _LIKELY * len(form)):
            found = sorted((*found, *self._with_endings(form)), key=_by_cost)
        best: dict[str, Match] = {}
        for match in found:  # with and without the madda it is one word
            best.setdefault(match.word.replace("آ", "ا"), match)
        return list(best.values())[:limit]

    def _weighed(self, form: str, limit: int) -> list[Match]:
        best: list[Match] = []
        bound = float("inf")
        for shape in skeletons(form):
            for word in islice(self._by_skeleton.get(shape, ()), _MAX_WEIGHED):
                gain = self._gain[word]
                if -gain > bound:
                    break  # whatever its sounds, and all that are less frequent
                if abs(len(word) - len(form)) > len(form) // 2 + 1:
                    continue
                sounds = cost(form, word, bound + gain)
                if sounds - gain < bound:
                    insort(best, Match(word, sounds - gain, sounds), key=_by_cost)
                    del best[2 * limit :]
                    bound = best[-1].cost if len(best) == 2 * limit else bound
        return best

    def _with_endings(self, form: str) -> Iterator[Match]:
        for latin, persian in _ENDINGS.items():
            if form.endswith(latin) and len(form) - len(latin) >= _SHORTEST_STEM:
                for stem in self._weighed(form.removesuffix(latin), _KEPT)[:_STEMS]:
                    for ending in persian.split():
                        yield Match(stem.word + ending, stem.cost + _ENDING, stem.sounds + _ENDING)


def _by_cost(match: Match) -> float:
    return match.cost
