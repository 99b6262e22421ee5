"""Learns what Latin spellings of Persian letters cost: analyzers/data/finglish.tsv and finglish_names.tsv.

    python benchmarks/finglish_costs.py PAIRS.tsv finglish > analyzers/data/finglish.tsv
    python benchmarks/finglish_costs.py PAIRS.tsv finglish_names > analyzers/data/finglish_names.tsv

From the tuned half of the words of the pairs, those of sentences with as many words on either side and those that agree
in their consonants in the others, and of the gazetteer's names and the given names
(benchmarks/mistakes.py), by expectation maximisation over all ways to cut a Latin word into what the letters of the
Persian one give, and of everyday words apart from it what its phonemes give (as Ristad & Yianilos 1998 learn edits).
Both tables learn from both; what they are for counts twice. A row is a letter or a phoneme, its place
(kavosh.analyzers.sounding; * for those that were not seen), a chunk, and -log of its probability.
"""

import argparse
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import product
from operator import itemgetter
from pathlib import Path

from mistakes import HALVES, SHORTEST, Case, finglish, half, names, sentences, sounds_alike

from kavosh.analyzers.characters import ZWNJ, key
from kavosh.analyzers.gazetteer import default_gazetteer
from kavosh.analyzers.pronunciation import VOWELS
from kavosh.analyzers.sounding import HIDDEN, LONGEST, SOFT, Kind, Step, elsewhere, pronounced, spelled
from kavosh.analyzers.transliterate import latin_form, skeleton

_ROUNDS = 8
_FIRST = 0.3  # the probability of a chunk before the first round, by its length
_BORROWED = 3.0  # occurrences that a place borrows from the letter at all places
_UNSEEN = 0.1  # occurrences of a hidden vowel that were not seen
_WORST = 6.0  # costs above are left to noise
_VOWELS = frozenset("aeiou")
_HEARD = frozenset("aeiouhyvwf")  # in the chunks of soft letters
_SOFT_PHONEMES = frozenset(VOWELS + "WYyh'")
_VAV = re.compile("[aeiouy]*|f|([aeo]?)([vw])([aeo]?)")  # a vowel, or a consonant with the vowels beside it
_BESIDE = ("", "a", "e", "o")
_UNHEARD = 0.3  # occurrences of a vowel beside it that were not seen
_GAPS = ("", *"a e o i u aa ae ee oo ou eh ah ea ie y ey ye yeh h ai ei".split())

# What people write as well in everyday words, whether these pairs have it or not: xoda, shahrdaree.
_HABITS = {"x": "x", "خ": "x", "i": "ee", "ی": "ee"}
_SHARE = 0.05  # how likely a habit is at least

Table = Mapping[Step, Mapping[str, float]]
Arc = tuple[int, int, int, float, Step, str]


def may_give(step: Step, chunk: str) -> bool:
    letter, place = step
    if letter == HIDDEN:
        return not chunk or (chunk in _GAPS and place[0] != "V")  # no vowel follows an alef unwritten
    if letter == "و":
        return _VAV.fullmatch(chunk) is not None
    if letter in _SOFT_PHONEMES:
        return all(one in _HEARD for one in chunk)
    if letter in SOFT:
        return all(one in _HEARD for one in chunk) or (letter == "ا" and chunk in ("an", "aan"))
    return not _VOWELS.intersection(chunk)


def probability(table: Table, step: Step, chunk: str) -> float:
    known = table.get(step)
    if known:
        return known.get(chunk, 1e-5)
    return float(_FIRST ** (len(chunk) if step[0] == HIDDEN else abs(len(chunk) - 1) + 0.5))


def expected(table: Table, latin: str, readings: Sequence[Sequence[Step]], counts: dict[Step, Counter[str]]) -> float:
    """Add how often each step gives each chunk, in all readings by their probabilities; -log of that of all."""
    found = [_aligned(table, latin, reading) for reading in readings]
    whole = sum(likely for likely, _ in found)
    if not whole:
        return 0.0
    for _, arcs in found:
        for (step, chunk), share in arcs:
            counts[step][chunk] += share / whole
    return -math.log(whole)


def _aligned(table: Table, latin: str, path: Sequence[Step]) -> tuple[float, list[tuple[tuple[Step, str], float]]]:
    """How likely a reading gives the Latin word, and how much of that goes through each chunk of each step."""
    length = len(latin)
    forward = [[0.0] * (length + 1) for _ in range(len(path) + 1)]
    forward[0][0] = 1.0
    arcs: list[Arc] = []
    for place, step in enumerate(path):
        for at in range(length + 1):
            if forward[place][at]:
                for end in range(at, min(at + LONGEST, length) + 1):
                    chunk = latin[at:end]
                    if may_give(step, chunk):
                        likely = probability(table, step, chunk)
                        forward[place + 1][end] += forward[place][at] * likely
                        arcs.append((place, at, end, likely, step, chunk))
    backward = [[0.0] * (length + 1) for _ in range(len(path) + 1)]
    backward[-1][length] = 1.0
    shares = []
    for place, at, end, likely, step, chunk in reversed(arcs):
        after = backward[place + 1][end] * likely
        backward[place][at] += after
        shares.append(((step, chunk), forward[place][at] * after))
    return forward[-1][length], shares


def _with_vowels(chunks: Counter[str]) -> Counter[str]:
    """Of a consonant vav: as if the vowels before and after it were independent, for few pairs of them are seen."""
    beside = [Counter(dict.fromkeys(_BESIDE, _UNHEARD)) for _ in range(2)]
    letters: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for chunk, count in chunks.items():
        match = _VAV.fullmatch(chunk)
        if match and match[2]:
            beside[0][match[1]] += count
            letters[match[2]] += count
            beside[1][match[3]] += count
        else:
            spread[chunk] = count
    for (before, one), (letter, two), (after, three) in product(beside[0].items(), letters.items(), beside[1].items()):
        spread[before + letter + after] = two * one / beside[0].total() * three / beside[1].total()
    return spread


def maximised(counts: Mapping[Step, Counter[str]], kind: Kind) -> dict[Step, dict[str, float]]:
    """A place borrows from the letter at all places, which have a row of their own for places that were not seen."""
    habits = _HABITS if kind == "finglish" else {}
    seen = {step: _with_vowels(chunks) if step[0] == "و" else chunks for step, chunks in counts.items()}
    everywhere: dict[Step, Counter[str]] = defaultdict(Counter)
    for step, chunks in seen.items():
        everywhere[elsewhere(step)].update(chunks)
    table: dict[Step, dict[str, float]] = {}
    for step, chunks in [*everywhere.items(), *seen.items()]:
        lent = everywhere[elsewhere(step)]
        if step[0] == HIDDEN:
            lent = Counter({chunk: lent[chunk] + _UNSEEN for chunk in _GAPS if may_give(step, chunk)})
        total = chunks.total() + _BORROWED
        table[step] = {c: (chunks[c] + _BORROWED * n / lent.total()) / total for c, n in lent.items()}
        if habit := habits.get(step[0]):
            table[step][habit] = max(_SHARE, table[step].get(habit, 0.0))
    return table


Pair = tuple[str, str]  # the Latin and the Persian spelling


def tuned(cases: Iterable[Case]) -> Iterator[Pair]:
    for typed, meant in cases:
        if half(typed) == HALVES[0]:
            yield from ((latin_form(typed), word) for word in meant)


def everyday_pairs(pairs: Path) -> list[Pair]:
    """Words of the sentences, the likeliest row of them where a sentence has more words on one side."""
    found = set(tuned(finglish(pairs)))
    for typed, meant in sentences(pairs):
        if len(typed) != len(meant):
            found |= set(tuned((a, frozenset((b,))) for a, b in agreeing(typed, meant)))
    return sorted(found)


def agreeing(typed: Sequence[str], meant: Sequence[str]) -> list[Pair]:
    """The longest row of words of two sentences that agree in their consonants, counted in these."""
    rows: list[tuple[int, list[Pair]]] = [(0, [])] * (len(meant) + 1)
    for latin in typed:
        above, rows = rows, [(0, [])]
        for place, word in enumerate(meant):
            best = max(rows[-1], above[place + 1], key=itemgetter(0))
            worth = len(skeleton(word)) if len(latin) >= SHORTEST and word.isalpha() else 0
            if worth and above[place][0] + worth > best[0] and sounds_alike(latin, word, 0):
                best = (above[place][0] + worth, [*above[place][1], (latin, word)])
            rows.append(best)
    return rows[-1][1]


def name_pairs() -> list[Pair]:
    """Names by word; not those with an article or a part that the other script leaves out."""
    found = {*tuned(names()), *tuned(other_spellings())}
    return sorted((a, b) for a, b in found if len(b) <= len(a) + 1 and not b.startswith("ال"))


def other_spellings() -> Iterator[Case]:
    """Given names, and the words of the gazetteer's other English names where there are as many as Persian ones."""
    spellings: set[Pair] = set()
    for line in files("kavosh.analyzers").joinpath("data/given_names.tsv").read_text("utf-8").splitlines()[1:]:
        if not line.startswith("#"):
            name, latin, *_ = line.split("\t")
            spellings.update((other, name) for other in latin.split("|"))
    for entry in default_gazetteer():
        words = entry.label.fa.replace(ZWNJ, " ").split()
        for alias in entry.aliases:
            if len(alias.split()) == len(words):
                spellings.update(zip(alias.split(), words, strict=True))
    for latin, name in sorted(spellings):
        word = key(name)
        held_back = half(latin.capitalize()) != HALVES[0]  # as names() has it
        if latin.isascii() and latin.isalpha() and word.isalpha() and not held_back and sounds_alike(latin, word):
            yield latin, frozenset((word,))


def learned(pairs: Sequence[Pair], kind: Kind) -> dict[Step, dict[str, float]]:
    """What letters give, and for everyday words apart from it what phonemes give."""
    table: dict[Step, dict[str, float]] = {}
    for number in range(_ROUNDS):
        counts: dict[Step, Counter[str]] = defaultdict(Counter)
        worth = sum(expected(table, latin, [spelled(word, latin)], counts) for latin, word in pairs) / len(pairs)
        if kind == "finglish":
            for latin, word in pairs:
                expected(table, latin, pronounced(word, latin), counts)
        table = maximised(counts, kind)
        print(f"round {number + 1}: {worth:.3f} a word of {len(pairs)}", file=sys.stderr)
    return table


def training(kind: Kind, everyday: Sequence[Pair], named: Sequence[Pair]) -> list[Pair]:
    return [*everyday, *named, *(everyday if kind == "finglish" else named)]


def costs(table: Table) -> Iterator[tuple[Step, str, float]]:
    """The rows that are cheaper than noise."""
    for step, chunks in sorted(table.items()):
        for chunk, likely in sorted(chunks.items(), key=lambda item: -item[1]):
            if -math.log(likely or 1e-9) <= _WORST:
                yield step, chunk, abs(round(-math.log(likely), 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("table", choices=["finglish", "finglish_names"])
    options = parser.parse_args()
    pairs = training(options.table, everyday_pairs(options.pairs), name_pairs())
    table = learned(pairs, options.table)
    print("letter\tplace\tlatin\tcost")
    for (letter, place), chunk, cost in costs(table):
        print(letter, place, chunk, f"{cost:.2f}", sep="\t")


if __name__ == "__main__":
    main()
