"""Learns what Latin spellings of Persian letters cost: analyzers/data/finglish.tsv.

    python benchmarks/finglish_costs.py ../shared/data/translit/finglish_pairs.tsv > analyzers/data/finglish.tsv

From the tuned half of the single words of the pairs and of the gazetteer's names (benchmarks/mistakes.py), by
expectation maximisation over all ways to cut a Latin word into what the letters of the Persian one give (as Ristad &
Yianilos 1998 learn edits). A row is a letter, its place (kavosh.analyzers.sounding), a chunk, and -log of its
probability.
"""

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from mistakes import HALVES, finglish, half, names

from kavosh.analyzers.sounding import HIDDEN, LONGEST, SOFT, steps
from kavosh.analyzers.transliterate import latin_form

_ROUNDS = 8
_FIRST = 0.3  # the probability of a chunk before the first round, by its length
_BORROWED = 3.0  # occurrences that a place borrows from the letter at all places
_UNSEEN = 0.1  # occurrences of a hidden vowel that were not seen
_WORST = 6.0  # costs above are left to noise
_VOWELS = frozenset("aeiou'")
_HEARD = frozenset("aeiou'hyvwf")  # in the chunks of soft letters
_GAPS = ("", *"a e o i u aa ae ee oo ou eh ah ea ie y ' ey ye yeh h ai ei".split())

Step = tuple[str, str]
Table = Mapping[Step, Mapping[str, float]]
Arc = tuple[int, int, int, float, Step, str]


def may_give(step: Step, chunk: str) -> bool:
    letter, place = step
    if letter == HIDDEN:
        return not chunk or (chunk in _GAPS and place[0] != "V")  # no vowel follows an alef unwritten
    if letter in SOFT:
        return all(one in _HEARD for one in chunk) or (letter == "ا" and chunk in ("an", "aan"))
    return not _VOWELS.intersection(chunk)


def probability(table: Table, step: Step, chunk: str) -> float:
    known = table.get(step)
    if known:
        return known.get(chunk, 1e-5)
    return float(_FIRST ** (len(chunk) if step[0] == HIDDEN else abs(len(chunk) - 1) + 0.5))


def expected(table: Table, latin: str, word: str, counts: dict[Step, Counter[str]]) -> float:
    """Add how often each step gives each chunk, in all readings by their probabilities; -log of the pair's own."""
    path, length = steps(word, latin), len(latin)
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
    whole = forward[-1][length]
    if not whole:
        return 0.0
    backward = [[0.0] * (length + 1) for _ in range(len(path) + 1)]
    backward[-1][length] = 1.0
    for place, at, end, likely, step, chunk in reversed(arcs):
        after = backward[place + 1][end] * likely
        backward[place][at] += after
        counts[step][chunk] += forward[place][at] * after / whole
    return -math.log(whole)


def maximised(counts: Mapping[Step, Counter[str]]) -> dict[Step, dict[str, float]]:
    everywhere: dict[str, Counter[str]] = defaultdict(Counter)
    for (letter, _), chunks in counts.items():
        everywhere[letter].update(chunks)
    table: dict[Step, dict[str, float]] = {}
    for step, chunks in counts.items():
        if step[0] == HIDDEN:
            allowed = [chunk for chunk in _GAPS if may_give(step, chunk)]
            total = chunks.total() + _UNSEEN * len(allowed)
            table[step] = {chunk: (chunks[chunk] + _UNSEEN) / total for chunk in allowed}
        else:
            letter, total = everywhere[step[0]], chunks.total() + _BORROWED
            table[step] = {c: (chunks[c] + _BORROWED * n / letter.total()) / total for c, n in letter.items()}
    return table


def training(pairs: Path) -> Iterator[tuple[str, str]]:
    """Latin and Persian spellings; of names not those with an article or a part that the other script leaves out."""
    for typed, meant in finglish(pairs):
        if half(typed) == HALVES[0]:
            yield from ((latin_form(typed), word) for word in meant)
    for typed, meant in names():
        form = latin_form(typed)
        if half(typed) == HALVES[0]:
            yield from ((form, w) for w in meant if len(w) <= len(form) + 1 and not w.startswith("ال"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    pairs = list(training(parser.parse_args().pairs))
    table: dict[Step, dict[str, float]] = {}
    for number in range(_ROUNDS):
        counts: dict[Step, Counter[str]] = defaultdict(Counter)
        worth = sum(expected(table, latin, word, counts) for latin, word in pairs) / len(pairs)
        table = maximised(counts)
        print(f"round {number + 1}: {worth:.3f} a word of {len(pairs)}", file=sys.stderr)
    print("letter\tplace\tlatin\tcost")
    for (letter, place), chunks in sorted(table.items()):
        for chunk, likely in sorted(chunks.items(), key=lambda item: -item[1]):
            if -math.log(likely or 1e-9) <= _WORST:
                print(letter, place, chunk, f"{-math.log(likely):.2f}", sep="\t")


if __name__ == "__main__":
    main()
