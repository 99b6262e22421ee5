"""Which pairs of nearly the same text the grouping of reprints finds, and which it misses.

    python benchmarks/reprints.py ../shared/data/corpus/news.jsonl.gz [--sample 30] [--seed 1]

Candidates are found another way than grouping does (MinHash and bands): all pairs that share two shingles which at
most RARE articles have. Their overlap is counted exactly. The table has, by overlap, how many such pairs there are and
how many are in one group; --sample prints pairs of each row that are not, to be judged by reading. Recall is then
estimated as grouped / (grouped + not grouped times the share of the sample that are reprints); docs/archives.md has it.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.bulk import BulkAnalyzer
from kavosh.index.batch import analyse
from kavosh.index.duplicates import Groups
from kavosh.index.readers import Readers
from kavosh.index.repeated_lines import Sites
from kavosh.types import Document

RARE = 40  # articles that have a shingle
BANDS = ((0.7, 1.01), (0.6, 0.7), (0.5, 0.6), (0.4, 0.5), (0.3, 0.4))
_SHINGLE, _MIN_TERMS = 3, 12  # as grouping has them
_BATCH = 500


def batches(archive: Path) -> Iterator[list[Document]]:
    with Readers() as readers, archive.open("rb") as stream:
        batch: list[Document] = []
        for outcome in readers.read(stream, str(archive), archive.stat().st_size):
            if isinstance(outcome, Document):
                batch.append(outcome)
            if len(batch) == _BATCH:
                yield batch
                batch = []
        yield batch


def analysed(archive: Path) -> tuple[list[Document], list[frozenset[int]], list[str]]:
    """The documents without their sites' lines, their shingles, and the group of each."""
    bulk = BulkAnalyzer(PersianAnalyzer())
    documents, shingles, leaders = [], [], []
    with TemporaryDirectory() as folder:
        groups, sites = Groups(Path(folder)), Sites(Path(folder))
        for read in batches(archive):
            sites.learn(read)
            cleaned = [sites.clean(document) for document in read]
            batch = analyse(cleaned, [""] * len(cleaned), bulk)
            leaders += groups.leaders(batch)
            groups.save(())
            documents += cleaned
            for words in batch.words:
                enough = words if len(words) >= _MIN_TERMS else ()
                runs = (tuple(enough[n : n + _SHINGLE]) for n in range(len(enough) - _SHINGLE + 1))
                shingles.append(frozenset(map(hash, runs)))
        groups.close()
        sites.close()
    return documents, shingles, leaders


def candidates(shingles: list[frozenset[int]]) -> Counter[tuple[int, int]]:
    """Pairs of articles that share rare shingles, and how many."""
    where: dict[int, list[int]] = defaultdict(list)
    for number, own in enumerate(shingles):
        for shingle in own:
            where[shingle].append(number)
    pairs: Counter[tuple[int, int]] = Counter()
    for numbers in where.values():
        if 2 <= len(numbers) <= RARE:
            pairs.update(combinations(numbers, 2))
    return pairs


def main(archive: Path, sample: int, seed: int) -> None:
    documents, shingles, leaders = analysed(archive)
    sizes = Counter(leaders)
    print(
        f"{len(documents)} articles, {sum(map(bool, shingles))} long enough, "
        f"{sum(size for size in sizes.values() if size > 1)} in {sum(size > 1 for size in sizes.values())} groups"
    )
    rows: dict[tuple[float, float], list[tuple[int, int, float]]] = {band: [] for band in BANDS}
    for (a, b), shared in candidates(shingles).items():
        if shared < 2:
            continue
        overlap = len(shingles[a] & shingles[b]) / len(shingles[a] | shingles[b])
        band = next((band for band in BANDS if band[0] <= overlap < band[1]), None)
        if band:
            rows[band].append((a, b, overlap))
    print("| overlap | pairs | in one group | not |\n|---|---|---|---|")
    for (low, high), pairs in rows.items():
        together = sum(leaders[a] == leaders[b] for a, b, _ in pairs)
        print(f"| {low:.1f} to {min(high, 1.0):.1f} | {len(pairs)} | {together} | {len(pairs) - together} |")
    chance = random.Random(seed)
    for band, pairs in rows.items():
        apart = [pair for pair in pairs if leaders[pair[0]] != leaders[pair[1]]]
        for a, b, overlap in chance.sample(apart, min(sample, len(apart))):
            print(f"\n[{band[0]}] {overlap:.2f} {documents[a].id} | {documents[b].id}")
            for document in (documents[a], documents[b]):
                print("   ", " / ".join(document.text.split("\n"))[:420])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    main(given.archive, given.sample, given.seed)
