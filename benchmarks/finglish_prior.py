"""Fits what makes a word likely to be typed in Latin letters: the weights of kavosh.analyzers.transliterate.

    python benchmarks/finglish_prior.py ../shared/data/translit/finglish_pairs.tsv --vocabulary NEWS.jsonl.gz

On the tuned half of the pairs and of the names. The candidates of each quarter cost what tables say that were learned
from the other three, as words that a table has learned from cost too little. The likelihood of the right words among
the candidates is greatest (logistic regression, a mixture of everyday words and names); pairs count 1.5 times.
Prints how often the right one is first and among the first five, likewise fitted on three quarters, and the weights.
"""

import argparse
import math
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from finglish_costs import Pair, costs, everyday_pairs, learned, name_pairs, training
from mistakes import HALVES, Case, finglish, half, names, plain, read_vocabulary, with_lexicon
from scipy.optimize import minimize

from kavosh.analyzers import sounding
from kavosh.analyzers.everyday import everyday_frequencies
from kavosh.analyzers.gazetteer import default_gazetteer
from kavosh.analyzers.sounding import Kind, cost
from kavosh.analyzers.transliterate import LEAST, Transliterator, latin_form
from kavosh.search.vocabulary import name_words

_PARTS = 4
_PAIRS = 1.5  # what a case of the pairs counts beside one of names
_CANDIDATES = 30
_PENALTY = 0.02  # of the square of a weight
_WEIGHTS = ("sounds", "base", "frequency", "squared", "letter", "single")
_USED = ((0, 1, 2, 3, 4, 5), (0, 1, 4, 5))  # by everyday words, by names
_IMPOSSIBLE = -60.0

Array = np.ndarray
Row = tuple[list[list[float]], bool, bool]  # of Candidates


class Candidates(NamedTuple):
    """All candidates of all cases, one a row: features (rows, kinds, weights), which are right, of which case."""

    features: Array
    named: Array
    right: Array
    case: Array


def part(typed: str) -> int:
    return sha256(f"part {typed.lower()}".encode()).digest()[0] % _PARTS


def features(form: str, word: str, often: float, kind: Kind) -> list[float]:
    sounds = min(cost(form, word, kind=kind), -_IMPOSSIBLE)
    logarithm = math.log(often + LEAST)
    return [-sounds, 1.0, logarithm, logarithm**2, float(len(word)), float(len(word) == 1)]


def use_tables(everyday: Sequence[Pair], named: Sequence[Pair]) -> None:
    """Have words weighed by tables of these pairs."""
    kinds: tuple[Kind, Kind] = ("finglish", "finglish_names")
    tables = {kind: sounding.by_step(costs(learned(training(kind, everyday, named), kind))) for kind in kinds}
    sounding._table = tables.__getitem__
    sounding._readings.cache_clear()
    sounding._chunks.cache_clear()


def rows(
    cases: Sequence[Case], words: Transliterator, names_of: frozenset[str]
) -> Iterator[list[tuple[list[list[float]], bool, bool]]]:
    everyday: Mapping[str, float] = everyday_frequencies()
    for typed, meant in cases:
        form, right = latin_form(typed), set(map(plain, meant))
        found = [match.word for match in words.matches(typed, _CANDIDATES, endings=True)]
        yield [
            (
                [features(form, word, everyday.get(word, 0.0), kind) for kind in ("finglish", "finglish_names")],
                word in names_of,
                plain(word) in right,
            )
            for word in found
        ]


def scores(weights: Array, found: Candidates) -> tuple[Array, Array]:
    """Log of how likely a candidate is as an everyday word, and as a name."""
    first = len(_USED[0])
    everyday = found.features[:, 0, _USED[0]] @ weights[:first]
    name = found.features[:, 1, _USED[1]] @ weights[first:]
    return everyday, np.where(found.named, name, _IMPOSSIBLE)


def fitted(found: Candidates, counts: Array) -> Array:
    """Weights for the candidates of the cases that have a right one; counts: what each case counts."""
    use = np.isin(found.case, found.case[found.right])
    found = Candidates(*(column[use] for column in found))
    starts = np.flatnonzero(np.r_[True, np.diff(found.case) > 0])
    group = np.cumsum(np.r_[True, np.diff(found.case) > 0]) - 1
    counted = counts[found.case]

    def loss(weights: Array) -> tuple[float, Array]:
        everyday, name = scores(weights, found)
        either = np.logaddexp(everyday, name)
        odds = np.exp(either - np.maximum.reduceat(either, starts)[group])
        total = np.add.reduceat(odds, starts)
        right = np.add.reduceat(odds * found.right, starts)
        slope = counted * (odds / total[group] - odds * found.right / right[group])
        share = np.exp(everyday - either)
        gradient = np.r_[
            found.features[:, 0, _USED[0]].T @ (slope * share),
            found.features[:, 1, _USED[1]].T @ (slope * (1 - share) * found.named),
        ]
        value = np.sum(counted[starts] * (np.log(total) - np.log(right))) + _PENALTY / 2 * weights @ weights
        return float(value), gradient + _PENALTY * weights

    start = np.zeros(len(_USED[0]) + len(_USED[1]))
    start[[0, 1, 2, len(_USED[0]), len(_USED[0]) + 1]] = 0.9, 3.0, 0.7, 0.6, 5.0
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--vocabulary", type=Path, metavar="CORPUS.jsonl.gz", required=True)
    options = parser.parse_args()
    named = frozenset(name_words(default_gazetteer()))
    words = with_lexicon(read_vocabulary(options.vocabulary)).transliterator
    lists = [[case for case in cases if half(case[0]) == HALVES[0]] for cases in (finglish(options.pairs), names())]
    kept: list[Case] = []
    lines: list[list[Row]] = []
    everyday, spelled = everyday_pairs(options.pairs), name_pairs()
    for number in range(_PARTS):
        use_tables(
            *([pair for pair in pairs if part(pair[0]) != number] for pairs in (everyday, spelled)),
        )
        cases = [case for cases in lists for case in cases if part(latin_form(case[0])) == number]
        kept += cases
        lines += rows(cases, words, named)
    found = Candidates(
        *(np.array([row[column] for line in lines for row in line]) for column in range(3)),
        np.array([number for number, line in enumerate(lines) for _ in line]),
    )
    pairs = {case[0] for case in lists[0]}
    of_pairs = np.array([case[0] in pairs for case in kept])
    counts = np.where(of_pairs, _PAIRS, 1.0)
    parts = np.array([part(latin_form(case[0])) for case in kept])
    score = np.zeros(len(found.case))
    for number in range(_PARTS):
        out = parts[found.case] == number
        weights = fitted(Candidates(*(column[~out] for column in found)), counts)
        score[out] = np.maximum(*scores(weights, Candidates(*(column[out] for column in found))))
    for label, chosen in (("pairs", of_pairs), ("names", ~of_pairs)):
        hits = [
            found.right[found.case == case][np.argsort(-score[found.case == case])] for case in np.flatnonzero(chosen)
        ]
        print(label, *(f"top-{depth} {np.mean([hit[:depth].any() for hit in hits]):.3f}" for depth in (1, 5)))
    weights = fitted(found, counts)
    weights /= weights[0]
    first = len(_USED[0])
    for label, used, values in (("everyday", _USED[0], weights[:first]), ("names", _USED[1], weights[first:])):
        print(label, *(f"{_WEIGHTS[place]}={value:.3f}" for place, value in zip(used, values, strict=True)))


if __name__ == "__main__":
    main()
