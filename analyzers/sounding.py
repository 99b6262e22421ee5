"""How a Persian word may be spelled in Latin letters, and how likely: the channel between the two scripts.

A word is read letter by letter. Every letter gives a chunk of Latin letters, by its neighbours, and between two letters
stands a vowel that Persian does not write, or none. What each costs, -log of its probability, is in two tables, for
everyday words as people type them and for names as they are spelled in English (data/finglish.tsv, finglish_names.tsv),
learned from pairs of spellings by expectation maximisation (benchmarks/finglish_costs.py).
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Literal

from kavosh.analyzers.tables import table

NOISE = 7.0  # a letter of either side that no row explains
LONGEST = 3  # Latin letters of one chunk
SOFT = frozenset("اآویهعحءئؤأ")  # letters that are heard as vowels, or hardly
LONG = "aa"  # a long vowel in some people's Latin spelling
ANYWHERE = "*"  # the place of rows for places that were not learned
HIDDEN = "-"  # the letter of rows for vowels that are not written
_HOPELESS = 10.0  # how far behind the best a reading may fall before it is given up
_INFINITE = float("inf")
_CLASSES = {"ا": "V", "آ": "V", "و": "W", "ی": "W", "ه": "H", "ع": "H", "ح": "H"}

Kind = Literal["finglish", "finglish_names"]  # of spelling; the tables' names
Costs = Mapping[str, float]  # Latin chunk -> cost
_NOTHING: Costs = {"": 0.0}


def steps(word: str, latin: str) -> list[tuple[str, str]]:
    """What a Persian word is made of: each letter in its place, each followed by what is heard after it.

    Who writes aa for a long vowel (daanesh) writes a for a short one; so vowels have rows of their own in such words.

    >>> steps("بد", "bad")  # "bad"
    [('ب', '^'), ('-', '^CC$'), ('د', '$'), ('-', 'C$')]
    """
    return _steps(word, LONG if LONG in latin else "")


def _steps(word: str, habit: str) -> list[tuple[str, str]]:
    found = []
    for at, letter in enumerate(word):
        place = letter_place(word, at)
        found += [(letter, place + habit if letter in "اآ" else place), (HIDDEN, gap_place(word, at) + habit)]
    return found


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


def elsewhere(step: tuple[str, str]) -> tuple[str, str]:
    """The row of a letter for places that have none of their own."""
    letter, place = step
    return letter, ANYWHERE + (LONG if place.endswith(LONG) else "")


def _class(letter: str) -> str:
    return _CLASSES.get(letter, "C")


@cache
def _table(kind: Kind) -> dict[tuple[str, str], dict[str, float]]:
    costs: dict[tuple[str, str], dict[str, float]] = {}
    for line in table(f"{kind}.tsv").splitlines()[1:]:
        letter, place, chunk, cost = line.split("\t")
        costs.setdefault((letter, place), {})[chunk] = float(cost)
    return costs


@lru_cache(8192)
def _costs(word: str, habit: str, kind: Kind) -> tuple[Costs, ...]:
    table = _table(kind)
    return tuple(table.get(step, table.get(elsewhere(step), _NOTHING)) for step in _steps(word, habit))


def cost(latin: str, persian: str, limit: float = _INFINITE, kind: Kind = "finglish") -> float:
    """What it costs to read a Persian word as a Latin one; infinite where that is surely more than the limit.

    >>> cost("tehran", "تهران") < cost("tehran", "ترانه")  # "Tehran", "song"
    True
    """
    length = len(latin)
    row: dict[int, float] = {}
    for row in _rows(latin, persian, kind, limit):
        if not row:
            return _INFINITE
    return row.get(length, _INFINITE)


def prefix_cost(latin: str, persian: str) -> float:
    """What it costs to read Latin letters as the beginning of a Persian word.

    >>> prefix_cost("teh", "تهران") < prefix_cost("teh", "ترانه")
    True
    """
    return min(
        (row.get(len(latin), _INFINITE) for row in _rows(latin, persian, "finglish", _INFINITE)), default=_INFINITE
    )


def _rows(latin: str, persian: str, kind: Kind, limit: float) -> Iterator[dict[int, float]]:
    """After each step through the Persian word: how many Latin letters may be read, and at what least cost."""
    length = len(latin)
    row = {0: 0.0}
    for place, chunks in enumerate(_costs(persian, LONG if LONG in latin else "", kind)):
        following: dict[int, float] = {}
        best = _INFINITE
        most = limit
        for at, so_far in row.items():
            options = [(end, chunks.get(latin[at:end])) for end in range(at, min(at + LONGEST, length) + 1)]
            if so_far + NOISE <= most:
                if at < length:
                    options.append((at + 1, NOISE))
                if place % 2 == 0:  # a written letter that is not heard at all
                    options.append((at, NOISE))
            for end, more in options:
                if more is not None:
                    value = so_far + more
                    if value <= most and value < following.get(end, _INFINITE):
                        following[end] = value
                        if value < best:
                            best = value
                            most = min(limit, best + _HOPELESS)
        row = {at: so_far for at, so_far in following.items() if so_far <= most}
        yield row
