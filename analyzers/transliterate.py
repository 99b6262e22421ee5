"""Finglish: Persian written in Latin letters, and the Persian words that it may be.

Vowels are written or not, and Persian has several letters for one sound, so a word is found by its consonant skeleton,
on which both scripts agree. The words of that skeleton are ranked as in a noisy channel (Kernighan, Church & Gale
1990): by how likely one writes the word so (sounding.py), and how likely it is to be typed at all. Latin letters are
typed for everyday words and for names, which differ in both; a word is as likely as the likelier of the two makes it.
"""

import math
import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from kavosh.analyzers.characters import fold_latin
from kavosh.analyzers.everyday import everyday_frequencies
from kavosh.analyzers.register import as_spoken
from kavosh.analyzers.sounding import Kind, cost
from kavosh.analyzers.tables import table

_MAX_SKELETONS = 32
_MAX_UNUSUAL = 4  # sounds of a skeleton that are not the usual ones, the third usual counting twice
_MAX_WEIGHED = 300  # words of one skeleton, the most frequent first
_SPARE = 2  # words beyond those wanted, for some are one but for the madda
LEAST = 0.5  # everyday occurrences in a million of a word that is not listed

# Sound of the skeleton -> its Persian letters. ا آ ع ء و ی ه ح are heard or not, so they are no part of it.
_SOUNDS = {
    "b": "ب", "p": "پ", "t": "تط", "s": "سصث", "j": "ج", "c": "چ", "x": "خ", "d": "د", "r": "ر", "z": "زذضظ",
    "ž": "ژ", "š": "ش", "q": "قغ", "f": "ف", "k": "ک", "g": "گ", "l": "ل", "m": "م", "n": "ن",
}  # fmt: skip
_SOUND_OF = {letter: sound for sound, letters in _SOUNDS.items() for letter in letters}

# Latin chunk -> the skeleton sounds that it may stand for, the usual one first.
_CHUNKS = {
    "ngk": ("nk",), "sch": ("š", "c"), "tch": ("c",), "dzh": ("j", "ž"), "kh": ("x", "k", "q"), "gh": ("q", "k", "g"),
    "sh": ("š", "s"), "ch": ("c", "x", "š", "k"), "zh": ("ž", "z", "j"), "ph": ("f", "p"), "th": ("t", "s"),
    "ck": ("k",), "dh": ("d", "z"), "ts": ("ts", "s", "c"), "dj": ("j", "dj"), "dg": ("dg", "j"),
    "tz": ("tz", "ts", "z"), "mb": ("mb", "nb"),
    "b": ("b",), "p": ("p",), "t": ("t",), "s": ("s", "z", "š"), "j": ("j", "ž", "", "x"),
    "c": ("k", "s", "c", "j", "ts"), "d": ("d",), "r": ("r",), "z": ("z", "ts"), "q": ("q", "k", "c"), "f": ("f",),
    "k": ("k", "x", "q"), "g": ("g", "j", "q", "ž"), "l": ("l",), "m": ("m",), "n": ("n",), "x": ("x", "ks", "š"),
    "v": ("", "f"),
}  # fmt: skip
_CHUNK = re.compile("|".join(_CHUNKS))
_TANWIN = "an"  # واقعا, "really", is written with an alef and heard with an n
_SILENT = "sxt"  # may be, at the end of French names
_DOUBLED = re.compile(r"([^aeiouh'])\1")

# Latin ending -> the Persian ones that it may be: "my", "your" and so on, "is", plurals. No vocabulary has all.
_ENDINGS = {
    "am": "م", "im": "یم", "in": "ین", "id": "ید", "et": "ت", "at": "ت", "ash": "ش", "esh": "ش", "amesh": "مش",
    "imesh": "یمش", "emoon": "مون", "amoon": "مون", "eman": "مون مان", "etoon": "تون", "etan": "تون تان",
    "eshoon": "شون", "eshan": "شون شان", "eshoone": "شونه", "e": "ه", "o": "و", "i": "ی", "ha": "ها", "haye": "های",
    "haa": "ها", "haaye": "های", "hay": "های", "aye": "ای", "aaye": "ای", "te": "ته", "ete": "ته", "st": "ست",
    "ist": "یست", "she": "شه", "eshe": "شه", "me": "مه", "ame": "مه", "moon": "مون", "imoon": "یمون", "toon": "تون",
    "itoon": "یتون", "shoon": "شون", "ishoon": "یشون", "aam": "ام", "aat": "ات", "aash": "اش", "aamoon": "امون",
    "aatoon": "اتون", "aashoon": "اشون", "aan": "ان", "an": "ان", "aa": "ا", "ish": "یش", "ei": "ای", "iye": "یه",
}  # fmt: skip
_SHORTEST_STEM = 3  # letters
_STEMS = 3  # that an ending is put to
_ENDING = 1.5  # what it costs
_SPOKEN = 2.2  # what it costs that the spoken form of what is typed is meant
_SHIFTED = 3  # words whose spoken forms are looked at


class Match(NamedTuple):
    """A Persian word that a Latin one may be; the lower the cost, the likelier. sounds: without the frequency."""

    word: str
    cost: float
    sounds: float


def latin_form(word: str) -> str:
    """Lower case, without accents and apostrophes, doubled consonants once: Mohammad's -> mohamad."""
    folded = fold_latin(word.replace("š", "sh").replace("ž", "zh").replace("č", "ch").replace("ā", "aa"))
    return _DOUBLED.sub(r"\1", folded.replace("’", "'").removesuffix("'s").replace("'", ""))


def skeleton(persian: str) -> str:
    """The consonants of a Persian word (a key).

    >>> skeleton("تهران"), skeleton("طوفان")  # "Tehran", "storm"
    ('trn', 'tfn')
    """
    sounds = "".join(_SOUND_OF.get(letter, "") for letter in persian)
    return _DOUBLED.sub(r"\1", sounds)


def skeletons(latin: str, most: int = _MAX_UNUSUAL) -> Iterator[str]:
    """The skeletons that a Latin word may have, the usual ones first. most: unusual sounds."""
    options = [_CHUNKS[chunk[0]] for chunk in _CHUNK.finditer(latin)]
    if latin.endswith(_TANWIN):
        options[-1] = ("n", "")
    elif options and latin[-1] in _SILENT:
        options[-1] = (*options[-1], "")
    readings = {"": 0}  # -> how unusual
    for sounds in options:
        longer: dict[str, int] = {}
        for reading, unusual in readings.items():
            for place, sound in enumerate(sounds, unusual):
                longer[reading + sound] = min(place, longer.get(reading + sound, place))
        readings = dict(sorted(longer.items(), key=_unusual)[:_MAX_SKELETONS])
    kept = (_DOUBLED.sub(r"\1", reading) for reading, unusual in readings.items() if unusual <= most)
    yield from dict.fromkeys(kept)


def _unusual(reading: tuple[str, int]) -> int:
    return reading[1]


class _Weights(NamedTuple):
    """What makes a word likely, in units of its cost of sounds.

    Fitted by benchmarks/finglish_prior.py; `letter` of everyday words and `base` of names then by trying, on the tuned
    half, as spoken forms and endings have costs of their own that the fit does not know.
    """

    sounds: float  # of this kind of spelling beside the other kind
    base: float
    frequency: float  # of the logarithm of the occurrences
    squared: float  # of its square: what is very frequent is hardly likelier than what is frequent
    letter: float  # each letter; there are the more words, the longer
    single: float  # one letter, which is hardly a word


_EVERYDAY = _Weights(sounds=1.0, base=-0.72, frequency=1.465, squared=-0.088, letter=-0.62, single=-4.29)
_NAMES = _Weights(sounds=0.76, base=2.3, frequency=0.0, squared=0.0, letter=-0.53, single=-2.58)


class _Lexis:
    """Words by their skeletons, the likeliest first, and what being likely takes off the cost of each."""

    def __init__(self, kind: Kind, weights: _Weights, frequencies: Mapping[str, float]) -> None:
        self._kind: Kind = kind
        self._weight = weights.sounds
        self._gain = {word: _gain(word, often, weights) for word, often in frequencies.items()}
        self._by_skeleton: dict[str, list[str]] = {}
        for word in sorted(self._gain, key=lambda word: -self._gain[word]):
            self._by_skeleton.setdefault(skeleton(word), []).append(word)

    def weighed(self, form: str, shapes: Sequence[str], limit: int) -> list[Match]:
        """The likeliest words of these skeletons, best first."""
        best: list[Match] = []
        bound = float("inf")
        for shape in shapes:
            for word in islice(self._by_skeleton.get(shape, ()), _MAX_WEIGHED):
                gain = self._gain[word]
                if -gain > bound:
                    break  # whatever its sounds, and all that are less likely
                if abs(len(word) - len(form)) > len(form) // 2 + 1:
                    continue
                sounds = cost(form, word, (bound + gain) / self._weight, self._kind)
                if self._weight * sounds - gain < bound:
                    insort(best, Match(word, self._weight * sounds - gain, sounds), key=_by_cost)
                    del best[limit + _SPARE :]
                    bound = best[-1].cost if len(best) == limit + _SPARE else bound
        return best


def _gain(word: str, often: float, weights: _Weights) -> float:
    logarithm = math.log(often + LEAST)
    gain = weights.base + weights.frequency * logarithm + weights.squared * logarithm**2
    return gain + weights.letter * len(word) + weights.single * (len(word) == 1)


class Transliterator:
    """Finds Persian words by their Latin spelling among words with frequencies (keys, any positive unit).

    names: words that names are made of. The frequencies count where those of everyday language are not known.

    >>> words = {"تهران": 9, "طهران": 1, "ترن": 2}  # "Tehran", its old spelling, "train"
    >>> [match.word for match in Transliterator(words).matches("Tehran", 2)]
    ['تهران', 'طهران']
    """

    def __init__(self, words: Mapping[str, int], names: Iterable[str] = ()) -> None:
        self._often: Mapping[str, float] = everyday_frequencies() or words
        self._everyday = _Lexis("finglish", _EVERYDAY, {word: self._often.get(word, 0) for word in words})
        self._written = {heard: word for word, heard in _heard() if word in words}
        self._heard = _Lexis(
            "finglish", _EVERYDAY, {heard: self._often.get(word, 0) for heard, word in self._written.items()}
        )
        self._names = _Lexis("finglish_names", _NAMES, dict.fromkeys(words.keys() & set(names), 0))

    def matches(self, latin: str, limit: int = 5, endings: bool = False) -> list[Match]:
        """The likeliest words, best first. endings: also with an ending that they lack."""
        form = latin_form(latin)
        shapes = tuple(skeletons(form))
        found = [match for words in (self._everyday, self._names) for match in words.weighed(form, shapes, limit)]
        found += [Match(self._written[spelled], *costs) for spelled, *costs in self._heard.weighed(form, shapes, limit)]
        if endings:
            found += self._with_endings(form)
            found += self._as_spoken(sorted(found, key=_by_cost)[:_SHIFTED])
        best: dict[str, Match] = {}
        for match in sorted(found, key=_by_cost):  # with and without the madda it is one word
            best.setdefault(match.word.replace("آ", "ا"), match)
        return list(best.values())[:limit]

    def _with_endings(self, form: str) -> Iterator[Match]:
        for latin, persian in _ENDINGS.items():
            if form.endswith(latin) and len(form) - len(latin) >= _SHORTEST_STEM:
                bare = form.removesuffix(latin)
                stems = self._everyday.weighed(bare, tuple(skeletons(bare)), _STEMS)[:_STEMS]
                for word in (
                    whole for stem in stems for ending in persian.split() for whole in _ended(stem.word, ending)
                ):
                    sounds = cost(form, word) + _ENDING
                    yield Match(word, sounds - _gain(word, self._often.get(word, 0), _EVERYDAY), sounds)

    def _as_spoken(self, found: Iterable[Match]) -> Iterator[Match]:
        """Everyday words that are the spoken forms of these, each after the one that is typed."""
        for match in found:
            for word in as_spoken(match.word):
                if often := self._often.get(word):
                    sounds = match.sounds + _SPOKEN
                    yield Match(word, max(match.cost, sounds - _gain(word, often, _EVERYDAY)), sounds)


def _ended(stem: str, ending: str) -> tuple[str, ...]:
    """After a final ه that is not heard a ye takes an alef: خانه‌ای, "a house"."""
    return (stem + ending, f"{stem}ا{ending}") if stem.endswith("ه") and ending.startswith("ی") else (stem + ending,)


def _heard() -> Iterator[tuple[str, str]]:
    """Words that are heard otherwise than they are spelled, each with a spelling as it is heard."""
    for line in table("heard.txt").splitlines():
        if not line.startswith("#"):
            word, heard = line.split()
            yield word, heard


def _by_cost(match: Match) -> float:
    return match.cost
