"""How a Persian word may be spelled in Latin letters, and how likely: the channel between the two scripts.

A word is read letter by letter: every letter gives a chunk of Latin letters, by its neighbours, and between two letters
stands a vowel that Persian does not write, or none. An everyday word whose pronunciation is known is also read phoneme
by phoneme. What each costs, -log of its probability, is in two tables, for everyday words as people type them and for
names as they are spelled in English (data/finglish.tsv, finglish_names.tsv), learned from pairs of spellings by
expectation maximisation (benchmarks/finglish_costs.py).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import Literal

from kavosh.analyzers.pronunciation import VOWELS, pronunciations
from kavosh.analyzers.tables import table

NOISE = 7.0  # a letter of either side that no row explains
LONGEST = 3  # Latin letters of one chunk
SOFT = frozenset("اآویهعحءئؤأ")  # letters that are heard as vowels, or hardly
LONG = "aa"  # a long vowel in some people's Latin spelling
ANYWHERE = "*"  # the place of rows for places that were not learned
HIDDEN = "-"  # the letter of rows for vowels that are not written
_BY_LETTERS = 2.0  # what it costs more to read a word by its letters whose pronunciation is known
_HOPELESS = 10.0  # how far behind the best a reading may fall before it is given up
_INFINITE = float("inf")
_CLASSES = {"ا": "V", "آ": "V", "و": "W", "ی": "W", "ه": "H", "ع": "H", "ح": "H"}

_DIPHTHONG = re.compile(rf"(?:e(?=y)|o(?=w))([yw])(?![{VOWELS}])")
_DOUBLED = re.compile(rf"([^{VOWELS}])\1")

Step = tuple[str, str]  # a letter, a phoneme or what is hidden, and its place
Kind = Literal["finglish", "finglish_names"]  # of spelling; the tables' names
Costs = Mapping[str, float]  # Latin chunk -> cost
Reading = tuple[tuple[Costs, ...], tuple[float, ...]]  # of each step, and the least that those after it cost
_NOTHING: Costs = {"": 0.0}


def spelled(word: str, latin: str) -> list[Step]:
    """Each letter of a Persian word in its place, each followed by what is heard after it.

    Who writes aa for a long vowel (daanesh) writes a for a short one; so vowels have rows of their own in such words.

    >>> spelled("بد", "bad")  # "bad"
    [('ب', '^'), ('-', '^CC$'), ('د', '$'), ('-', 'C$')]
    """
    habit = _habit(latin)
    found = []
    for at, letter in enumerate(word):
        place = letter_place(word, at)
        found += [(letter, place + habit if letter in "اآ" else place), (HIDDEN, gap_place(word, at) + habit)]
    return found


def pronounced(word: str, latin: str) -> list[list[Step]]:
    """Each phoneme, first, last or between, and what is heard after the last one; a list for each pronunciation.

    >>> pronounced("بد", "bad")
    [[('b', '^'), ('a', ''), ('d', '$'), ('-', 'C$')]]
    """
    habit = _habit(latin)
    return [
        [*_placed(_phonemes(sounds), habit), (HIDDEN, gap_place(word, len(word) - 1) + habit)]
        for sounds in pronunciations(word)
    ]


def _placed(phonemes: str, habit: str) -> Iterator[Step]:
    for at, phoneme in enumerate(phonemes):
        place = "^" if at == 0 else "$" if at == len(phonemes) - 1 else ""
        yield phoneme, place + habit if phoneme in "aA" else place


def _phonemes(sounds: str) -> str:
    """With one letter for a diphthong, and double consonants once."""
    return _DIPHTHONG.sub(lambda two: two[1].upper(), _DOUBLED.sub(r"\1", sounds))


def _habit(latin: str) -> str:
    return LONG if LONG in latin else ""


def letter_place(word: str, at: int) -> str:
    """Where a letter stands: first, last or between; of vowels and breaths also beside what."""
    last = at == len(word) - 1
    if word[at] not in SOFT:
        return "^" if at == 0 else "$" if last else ""
    if at == 0:
        before = "^"
    elif word[at - 1 : at + 2] == "خوا":
        before = "X"  # it is written and not heard: خواهر, "sister"
    else:
        before = _class(word[at - 1])
    if last:
        return f"{before}$"
    following = word[at + 1]
    return before + (following if word[at] == "ا" and at == 0 and following in "ویل" else _class(following))


def gap_place(word: str, at: int) -> str:
    """Between what the gap after a letter is; between consonants also whether a vowel must be there."""
    here = _class(word[at])
    if at == len(word) - 1:
        return f"{here}$"
    following = _class(word[at + 1])
    if not {here, following} <= {"C", "H"}:
        return here + following
    before = "^" if at == 0 else "v" if _class(word[at - 1]) in "VW" else "c"
    return before + here + following + ("$" if at == len(word) - 2 else "")


def elsewhere(step: Step) -> Step:
    """The row of a letter for places that have none of their own."""
    letter, place = step
    return letter, ANYWHERE + (LONG if place.endswith(LONG) else "")


def _class(letter: str) -> str:
    return _CLASSES.get(letter, "C")


def by_step(rows: Iterable[tuple[Step, str, float]]) -> dict[Step, dict[str, float]]:
    """Rows of a table, steps with a chunk and its cost; a letter or phoneme that is not heard at all is noise."""
    costs: dict[Step, dict[str, float]] = {}
    for step, chunk, value in rows:
        costs.setdefault(step, {} if step[0] == HIDDEN else {"": NOISE})[chunk] = value
    return costs


@cache
def _table(kind: Kind) -> dict[Step, dict[str, float]]:
    lines = (line.split("\t") for line in table(f"{kind}.tsv").splitlines()[1:])
    return by_step(((letter, place), chunk, float(value)) for letter, place, chunk, value in lines)


@lru_cache(8192)
def _readings(word: str, habit: str, kind: Kind) -> tuple[tuple[float, Reading], ...]:
    """Ways to read a word, each with what it costs more."""
    by_sounds = pronounced(word, habit) if kind == "finglish" else ()
    by_letters = (_BY_LETTERS if by_sounds else 0.0, _priced(spelled(word, habit), kind))
    return (*((0.0, _priced(steps, kind)) for steps in by_sounds), by_letters)


def _priced(steps: Sequence[Step], kind: Kind) -> Reading:
    found = [_chunks(step, kind) for step in steps]
    after: list[float] = []
    least = 0.0
    for _, more in reversed(found):
        after.append(least)
        least += more
    return tuple(chunks for chunks, _ in found), tuple(reversed(after))


@cache
def _chunks(step: Step, kind: Kind) -> tuple[Costs, float]:
    """What a step may give, and the least that it costs."""
    table = _table(kind)
    chunks = table.get(step, table.get(elsewhere(step), _NOTHING))
    return chunks, min(chunks.values())


def cost(latin: str, persian: str, limit: float = _INFINITE, kind: Kind = "finglish") -> float:
    """What it costs to read a Persian word as a Latin one; infinite where that is surely more than the limit.

    >>> cost("tehran", "تهران") < cost("tehran", "ترانه")  # "Tehran", "song"
    True
    """
    least = _INFINITE
    for more, reading in _readings(persian, _habit(latin), kind):
        row: dict[int, float] = {}
        for row in _rows(latin, reading, min(limit, least) - more):
            if not row:
                break
        least = min(least, row.get(len(latin), _INFINITE) + more)
    return least


def prefix_cost(latin: str, persian: str, limit: float = _INFINITE) -> float:
    """What it costs to read Latin letters as the beginning of a Persian word; infinite above the limit.

    >>> prefix_cost("teh", "تهران") < prefix_cost("teh", "ترانه")
    True
    """
    rows = takewhile(bool, _rows(latin, _begun(persian, _habit(latin)), limit))
    return min((row.get(len(latin), _INFINITE) for row in rows), default=_INFINITE)


@lru_cache(8192)
def _begun(word: str, habit: str) -> Reading:
    """The beginning of a word by its letters, for whole words have pronunciations; what follows costs nothing."""
    chunks, after = _priced(spelled(word, habit), "finglish")
    return chunks, (0.0,) * len(after)


def _rows(latin: str, reading: Reading, limit: float) -> Iterator[dict[int, float]]:
    """After each step through the Persian word: how many Latin letters may be read, and at what least cost."""
    cuts = _cuts(latin)
    row = {0: 0.0}
    for chunks, after in zip(*reading, strict=True):
        most = limit - after
        following: dict[int, float] = {}
        for at, so_far in row.items():
            for end, chunk in cuts[at]:  # one Latin letter that nothing explains is noise
                more = chunks.get(chunk, NOISE if end == at + 1 else _INFINITE)
                value = so_far + more
                if value <= most and value < following.get(end, _INFINITE):
                    following[end] = value
        if len(following) > 1:
            most = min(following.values()) + _HOPELESS
            following = {at: so_far for at, so_far in following.items() if so_far <= most}
        row = following
        yield row


@lru_cache(64)
def _cuts(latin: str) -> list[list[tuple[int, str]]]:
    """For each place the chunks that may follow, with where they end."""
    length = len(latin)
    return [[(end, latin[at:end]) for end in range(at, min(at + LONGEST, length) + 1)] for at in range(length + 1)]
