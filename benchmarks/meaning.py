"""How much meaning adds: judged queries across languages, titles to bodies, and what a search costs.

    python benchmarks/meaning.py judged CORPUS.idx tests/data/meaning_corpus.tsv      names, words, near words, vectors
    python benchmarks/meaning.py read CORPUS.idx tests/data/meaning_corpus.tsv         the first articles, by the model
    python benchmarks/meaning.py nearest CORPUS.idx                                    words and their translations
    python benchmarks/meaning.py titles CORPUS.jsonl.gz --index BODIES.idx            a title finds its own article
    python benchmarks/meaning.py costs CORPUS.idx tests/data/meaning_corpus.tsv       milliseconds a query, by part

Judgments are a line a query: id, language, text, and the relevant documents as id=grade, separated by spaces.
"""

import argparse
import gzip
import itertools
import json
import math
import operator
import random
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kavosh.analyzers.encoder import default_encoder
from kavosh.analyzers.terms import default_terms
from kavosh.index import Index
from kavosh.index.execution import execute
from kavosh.index.fusion import fused, nearness
from kavosh.index.segment_vectors import SegmentVectors, VectorStore, digests_of
from kavosh.index.vectors import build_vectors
from kavosh.index.whoosh_backend import WhooshBackend
from kavosh.index.whoosh_query import compile_query
from kavosh.index.word_vectors import load_words
from kavosh.search import Engine
from kavosh.search.comparison import randomisation
from kavosh.search.evaluate import _Ranker
from kavosh.search.near_words import NEAREST, NearWords
from kavosh.search.translations import Translations
from kavosh.types import Document, Mode

DEPTH = 10
ROWS: dict[str, tuple[Mode, bool, bool]] = {  # mode, with the table of terms, with words near in meaning
    "names": ("lexical", False, False),
    "+ words of the table": ("lexical", True, False),
    "+ words near in meaning": ("lexical", True, True),
    "+ vectors": ("hybrid", True, True),
    "names + near words": ("lexical", False, True),
    "names + vectors": ("hybrid", False, False),
    "names + near words + vectors": ("hybrid", False, True),
    "words + vectors": ("hybrid", True, False),
}


@dataclass(frozen=True)
class Judged:
    """A query and what is relevant to it: document -> grade."""

    id: str
    language: str
    text: str
    relevant: Mapping[str, int]


def read_judgments(path: Path) -> list[Judged]:
    """The queries of a file that have a relevant document."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found = [
        Judged(id_, language, text, {one.rpartition("=")[0]: int(one.rpartition("=")[2]) for one in judged.split()})
        for id_, language, text, judged in rows
    ]
    return [one for one in found if any(one.relevant.values())]


def ndcg(ranking: Sequence[str], relevant: Mapping[str, int], depth: int = DEPTH) -> float:
    """nDCG with linear gains; 0 where nothing is relevant."""
    gains = [relevant.get(id_, 0) for id_ in ranking[:depth]]
    ideal = _discounted(sorted(relevant.values(), reverse=True)[:depth])
    return _discounted(gains) / ideal if ideal else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def hits(
    folder: Path,
    queries: Sequence[str],
    mode: Mode,
    terms: bool = True,
    near: bool = True,
    collapse: bool = True,
    depth: int = DEPTH,
    floats: bool = False,
) -> list[list[str]]:
    """The first of each query, with or without the term table and words near in meaning, reprints folded or not.

    floats: by static vectors in floats, not in bytes.
    """
    with _Ranker.open(folder) as engine:
        if floats:
            assert isinstance(engine._backend, WhooshBackend)
            engine._backend._vectors = Floats(folder, engine._backend)
        if not terms:
            engine._translations = Translations((), engine._analyzer)
        if not near:
            engine._near = NearWords(lambda: None)
        pages = (engine.search(q, facets=(), limit=depth, mode=mode, collapse=collapse) for q in queries)
        return [[hit.document.id for hit in page.hits] for page in pages]


def judged(args: argparse.Namespace) -> None:
    """The table of what each part adds. Vectors are static or of the model as the index has them."""
    queries = read_judgments(args.judgments)
    for language in sorted({one.language for one in queries}):
        asked = [one for one in queries if one.language == language]
        for name, (mode, terms, near) in ROWS.items():
            found = hits(args.index, [one.text for one in asked], mode, terms, near)
            scores = [ndcg(ranking, one.relevant) for ranking, one in zip(found, asked, strict=True)]
            unjudged = sum(id_ not in one.relevant for r, one in zip(found, asked, strict=True) for id_ in r)
            mean = statistics.mean(scores)
            print(f"{language} {len(asked):3} queries  {name:28} nDCG@10 {mean:.3f}  unjudged {unjudged}")


def read(args: argparse.Namespace) -> None:
    """Give the index the model's vectors of the first articles of every question, in whichever way it is asked."""
    queries = read_judgments(args.judgments)
    wanted: set[str] = set()
    for mode, terms, near in ROWS.values():
        for ranking in hits(args.index, [one.text for one in queries], mode, terms, near, depth=args.depth):
            wanted.update(ranking)
    wanted.update(id_ for one in queries for id_ in one.relevant)
    began = time.process_time()
    status = build_vectors(args.index, full=True, only=wanted)
    print(
        f"{status.full} of {status.documents} read by the model, {time.process_time() - began:.0f} s of the processor"
    )


def nearest(args: argparse.Namespace) -> None:
    """English words of the term table: whether the terms near them are their translations, by how near these are."""
    with Engine.open(args.index) as engine:
        assert isinstance(engine._backend, WhooshBackend)
        store = engine._backend.vectors.words()
        assert store is not None
        known = set(engine._backend.terms("text"))
        pairs: dict[str, set[str]] = {}
        for row in default_terms():
            persian = {token.text for token in engine._analyzer(row.persian, "query")} & known
            for english in row.english:
                if persian and " " not in row.persian and english.isascii() and english.isalpha() and english.islower():
                    pairs.setdefault(english, set()).update(persian)
        words = random.Random(args.seed).sample(sorted(pairs), min(args.queries, len(pairs)))
        found = [store.to_word(default_encoder().word(word), False, NEAREST) for word in words]
    rows = [(near[0][1], [term in pairs[word] for term, _ in near]) for word, near in zip(words, found, strict=True)]
    for low, high in [(-1.0, 1.0), *itertools.pairwise((-1.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0))]:
        right = [hits for cosine, hits in rows if low <= cosine < high]
        if right:
            first, any_of = (statistics.mean(map(test, right)) for test in (operator.itemgetter(0), any))
            band = f"nearest at {low:4} to {high:3}: {len(right):4} words"
            print(f"{band}, right first {first:.2f}, among five {any_of:.2f}")


class Floats(VectorStore):
    """The static vectors of an index as they were before they became bytes."""

    def __init__(self, folder: Path, backend: WhooshBackend) -> None:
        super().__init__(folder)
        words = load_words(self.folder)
        assert words is not None
        self._floats = {}
        for name, part in backend.segments():
            vectors = words.documents(part.segment)
            there = vectors.any(1).astype(np.float32)
            none = np.zeros(len(vectors), bool)
            self._floats[name] = SegmentVectors(vectors, there, none, digests_of(part.segment))

    def of(self, name: str, count: int) -> SegmentVectors | None:
        return self._floats[name]


def titles(args: argparse.Namespace) -> None:
    """Titles of real articles as queries, for bodies without them: meaning in bytes and floats beside words alone."""
    with gzip.open(args.corpus, "rt", encoding="utf-8") as file:
        real = [one for line in file if _is_article(one := json.loads(line))]
    if not args.index.exists():
        with Index.create(args.index) as index:
            for one in real:
                body = one["body"].strip().removeprefix(one["title"].strip())
                index.add(Document(one["id"], "", body))
        build_vectors(args.index)
    chosen = random.Random(args.seed).sample(real, args.queries)
    queries, relevant = [one["title"] for one in chosen], [{one["id"]: 1} for one in chosen]
    alone: list[float] = []
    rows: tuple[tuple[str, Mode, bool], ...] = (
        ("words", "lexical", False),
        ("+ static vectors, bytes", "hybrid", False),
        ("+ static vectors, floats", "hybrid", True),
    )
    for name, mode, floats in rows:
        found = hits(args.index, queries, mode, collapse=False, floats=floats)
        scores = [ndcg(ranking, one) for ranking, one in zip(found, relevant, strict=True)]
        print(f"{name:24} nDCG@10 {statistics.mean(scores):.4f} over {len(chosen)} titles, {len(real)} bodies", end="")
        alone = alone or scores
        differences = [new - old for new, old in zip(scores, alone, strict=True)]
        better, worse = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
        print(f", {better} better, {worse} worse, p = {randomisation(differences):.4f}", flush=True)


def _is_article(one: Mapping[str, str]) -> bool:
    return (
        not one["source"].startswith("tg-")
        and one["lang"] == "fa"
        and len(one["title"].split()) > 3
        and len(one["body"]) > 200
    )


def costs(args: argparse.Namespace) -> None:
    """Milliseconds a query by part, of the processor and by the clock; bytes a document and memory."""
    texts = [one.text for one in read_judgments(args.judgments)]
    encoder = default_encoder()
    with Engine.open(args.index) as engine:
        before = _memory()
        engine.search(texts[0], mode="lexical")
        engine._near(texts[0].split()[0])
        engine.search(texts[0], mode="hybrid")
        print(f"{_memory() - before} MB more after the first search, {_memory()} in all")
        backend = engine._backend
        assert isinstance(backend, WhooshBackend)
        snapshot = backend._snapshot()
        everything = np.ones(snapshot.count_all, bool)
        store = [backend.vectors.of(name, part.segment.count) for name, part in backend.segments()]
        counts = [part.segment.count for part in snapshot.parts]
        live = [part.live for part in snapshot.parts]
        vector = encoder.query(texts[0])
        near = nearness(store, live, counts, vector)
        words = execute(snapshot, compile_query(engine.explain(texts[0]).tree))
        parts: list[tuple[str, Callable[[str], object]]] = [
            ("encode the question", lambda text: encoder._encode_query(text)),
            ("expand one word", lambda text: engine._near(text.split()[-1])),
            ("scan the vectors", lambda _: nearness(store, live, counts, vector)),
            ("fuse", lambda _: fused(words, near, everything, everything, 0.2)),
            ("search by words", lambda text: engine.search(text, mode="lexical")),
            ("by words and meaning", lambda text: engine.search(text, mode="hybrid")),
        ]
        for name, run in parts:
            processor, clock = [], []
            for text in texts:
                for kept in (encoder._query, encoder._word, engine._trees):
                    kept.cache_clear()
                began, used = time.perf_counter(), time.process_time()
                run(text)
                processor.append(1000 * (time.process_time() - used))
                clock.append(1000 * (time.perf_counter() - began))
            print(f"{name:20} processor p50 {_at(processor, 0.5):6.1f} p95 {_at(processor, 0.95):6.1f} ms, ", end="")
            print(f"clock p50 {_at(clock, 0.5):6.1f} p95 {_at(clock, 0.95):6.1f} ms")


def _memory() -> int:
    """The most that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for run in (judged, costs):
        command = commands.add_parser(run.__name__)
        command.add_argument("index", type=Path)
        command.add_argument("judgments", type=Path)
        command.set_defaults(run=run)
    command = commands.add_parser("read")
    command.add_argument("index", type=Path)
    command.add_argument("judgments", type=Path)
    command.add_argument("--depth", type=int, default=20)
    command.set_defaults(run=read)
    command = commands.add_parser("nearest")
    command.add_argument("index", type=Path)
    command.add_argument("--queries", type=int, default=700)
    command.add_argument("--seed", type=int, default=8)
    command.set_defaults(run=nearest)
    command = commands.add_parser("titles")
    command.add_argument("corpus", type=Path)
    command.add_argument("--index", type=Path, required=True)
    command.add_argument("--queries", type=int, default=500)
    command.add_argument("--seed", type=int, default=8)
    command.set_defaults(run=titles)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
