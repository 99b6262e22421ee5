"""How well similar articles are found, by words and by words and meaning, against judged lists.

    python benchmarks/similar.py CORPUS.idx tests/data/similar_corpus.tsv

A line a source article: its id, a tab, and the judged articles as id=grade, separated by spaces: 2 is the same event or
subject, 1 a related one, 0 neither. Measured are the first five: nDCG, the share that is related at all, and how many
there are; over all sources, and over every other one, on which the weight was chosen.
"""

import argparse
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from meaning import ndcg

from kavosh.search import Engine
from kavosh.search.comparison import randomisation
from kavosh.search.similar import MEANING, similar_to

SHOWN = 5
WEIGHTS = (0.0, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7)

Judged = Mapping[str, Mapping[str, int]]  # source -> article -> grade


def read(path: Path) -> dict[str, dict[str, int]]:
    """The judgments of a file."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {id_: {other: int(grade) for other, _, grade in _pairs(judged)} for id_, judged in rows}


def _pairs(judged: str) -> list[tuple[str, str, str]]:
    return [one.rpartition("=") for one in judged.split()]


def lists(engine: Engine, sources: Sequence[str], weight: float) -> list[list[str]]:
    """The first articles like each source."""
    found = []
    for id_ in sources:
        document = engine.get(id_)
        assert document is not None, f"the index lacks {id_}"
        hits = similar_to(document, engine._backend, engine._analyzer, SHOWN, weight)
        found.append([hit.document.id for hit in hits])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("judgments", type=Path)
    args = parser.parse_args()
    judged = read(args.judgments)
    sources = list(judged)
    words: list[float] = []
    with Engine.open(args.index) as engine:
        for weight in WEIGHTS:
            found = lists(engine, sources, weight)
            gains = [ndcg(ranking, judged[id_], SHOWN) for id_, ranking in zip(sources, found, strict=True)]
            grades = [judged[id_].get(o) for id_, ranking in zip(sources, found, strict=True) for o in ranking]
            words = words or gains
            moved = [one - other for one, other in zip(gains, words, strict=True)]
            better, worse = sum(gain > 0 for gain in moved), sum(gain < 0 for gain in moved)
            print(
                f"meaning {weight:4} {'*' if weight == MEANING else ' '} nDCG@5 {statistics.mean(gains):.3f} "
                f"(tuned {statistics.mean(gains[::2]):.3f}, held back {statistics.mean(gains[1::2]):.3f})  "
                f"related {sum(bool(g) for g in grades)} of {len(grades)}, unjudged {grades.count(None)}  "
                f"{better} better, {worse} worse, p {randomisation(moved):.3f}"
            )


if __name__ == "__main__":
    main()
