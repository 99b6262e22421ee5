"""Retrieval: what an analyser does for ranking, everything else being equal.

    python benchmarks/retrieval.py ../shared/data/retrieval/pquad --queries queries_nozwnj.tsv
    python benchmarks/retrieval.py --titles-to-bodies ../shared/data/corpus/news.jsonl.gz --sources isna fars-news

Every analyser's terms go into one and the same BM25 (k1 1.2 and b 0.75 unless told otherwise, as in Lucene,
idf log(1 + (N - n + 0.5) / (n + 0.5)); Robertson & Zaragoza 2009) over bags of terms: all terms of a document count,
with their repetitions, each term of a query counts once. "engine" is Kavosh as users meet it, end to end. p is the
two-sided paired randomisation test of Smucker, Allan & Carterette (2007) on nDCG@10 and on MRR@10, "engine" (without
it "ours") against each.

The second form makes a collection of a news corpus: the title of an article is a query, and its body, from which
the title is deleted, the one relevant document. Articles whose title or body another one has are left out.
"""

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, nDCG
from systems import SECONDARY, SYSTEMS, Terms, UnavailableError, ours

from kavosh.analyzers.characters import key
from kavosh.search.comparison import randomisation
from kavosh.search.evaluate import Collection, Ranking, build, evaluate, falling, read_collection
from kavosh.types import Document

_K1, _B = 1.2, 0.75  # Lucene's
_DEPTH = 100  # hits of a query
_MIN_BODY = 300  # code points of an article's body without its title
_MIN_TITLE = 3  # words
_MEASURES = {"nDCG@10": nDCG @ 10, "RR@10": RR @ 10, "R@100": R @ 100}

Floats = npt.NDArray[np.float64]

LOADERS = {**SYSTEMS, "ours_main": lambda: ours(SECONDARY)}  # ours without parts of words and the like


class BM25:
    """Bags of terms, ranked by Okapi BM25 with the idf that is never negative."""

    def __init__(self, bags: Iterable[list[str]], k1: float = _K1, b: float = _B) -> None:
        counted = [Counter(bag) for bag in bags]
        lengths = np.array([sum(bag.values()) for bag in counted], dtype=float)
        norms = k1 * (1 - b + b * lengths / max(lengths.mean(), 1.0))
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, bag in enumerate(counted):
            for term, count in bag.items():
                postings[term].append((number, count))
        self._size = len(counted)
        self._weights: dict[str, tuple[npt.NDArray[np.int64], Floats]] = {}
        for term, entries in postings.items():
            numbers = np.array([number for number, _ in entries])
            counts = np.array([count for _, count in entries], dtype=float)
            idf = np.log(1 + (self._size - len(entries) + 0.5) / (len(entries) + 0.5))
            self._weights[term] = numbers, idf * counts * (k1 + 1) / (counts + norms[numbers])

    def rank(self, terms: Iterable[str], limit: int) -> list[tuple[int, float]]:
        """(document number, score) of the best documents with any of the terms; ties in order of number."""
        scores = np.zeros(self._size)
        for term in set(terms):
            if term in self._weights:
                numbers, weights = self._weights[term]
                scores[numbers] += weights
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(number), float(scores[number])) for number in best if scores[number] > 0]


@dataclass(frozen=True)
class Figures:
    """The means of one system; p of nDCG@10 and of MRR@10 against the system that all are compared with, whose own
    are None.
    """

    ndcg_10: float
    mrr_10: float
    r_100: float
    p: float | None
    p_mrr: float | None
    seconds: float


def rank_all(collection: Collection, terms: Terms, k1: float = _K1, b: float = _B) -> dict[str, Ranking]:
    """The rankings of all queries by BM25 over the terms of one analyser."""
    ranker = BM25((terms(f"{one.title}\n{one.body}", "index") for one in collection.documents), k1, b)
    ids = [document.id for document in collection.documents]
    return {
        query: falling([(ids[number], score) for number, score in ranker.rank(terms(text, "query"), _DEPTH)])
        for query, text in collection.queries.items()
    }


def rank_by_engine(collection: Collection) -> Mapping[str, Ranking]:
    with tempfile.TemporaryDirectory(prefix="kavosh-") as temporary:
        build(collection, Path(temporary) / "index")
        found = evaluate(collection, Path(temporary) / "index", _DEPTH)
    for query, reason in found.refused.items():
        print(f"not asked: {query}: {reason}", file=sys.stderr)
    return found.rankings


def by_query(collection: Collection, rankings: Mapping[str, Ranking]) -> dict[str, Floats]:
    """Measure -> its values in the order of the queries."""
    places = {query: place for place, query in enumerate(collection.queries)}
    values = {name: np.zeros(len(places)) for name in _MEASURES}
    names = {measure: name for name, measure in _MEASURES.items()}
    run = {query: dict(ranking) for query, ranking in rankings.items()}
    for value in ir_measures.iter_calc(list(names), collection.qrels, run):
        values[names[value.measure]][places[value.query_id]] = value.value
    return values


def titles_to_bodies(corpus: Path, sources: frozenset[str], sample: int | None) -> Collection:
    """A collection from a corpus of articles; `sample` limits the queries, by a digest of their ids."""
    documents: dict[str, Document] = {}
    queries: dict[str, str] = {}
    for id_, title, body in _articles(corpus, sources):
        documents[id_] = Document(id_, "", body)
        queries[id_] = title
    asked = sorted(queries, key=lambda id_: sha256(id_.encode()).digest())[:sample]
    return Collection(tuple(documents.values()), {id_: queries[id_] for id_ in asked}, {id_: {id_: 1} for id_ in asked})


def _articles(corpus: Path, sources: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """(id, title, body without the title) of the usable articles."""
    seen: set[str] = set()
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            title = " ".join((article["title"] or "").split())
            if sources and article["source"] not in sources:
                continue
            body = " ".join((article["body"] or "").split()).replace(title, " ").strip() if title else ""
            marks = {key(title), key(body[:_MIN_BODY])}
            if len(title.split()) >= _MIN_TITLE and len(body) >= _MIN_BODY and not marks & seen:
                seen |= marks
                yield article["id"], _plain(title), body


def _plain(title: str) -> str:
    """A title without the signs that a query language reads as operators."""
    return "".join(" " if character in '"“”«»()*-–|' else character for character in title)


def compare(collection: Collection, names: list[str], k1: float = _K1, b: float = _B) -> dict[str, Figures]:
    """The figures of each system that can be had, in the order of the names."""
    values: dict[str, dict[str, Floats]] = {}
    seconds: dict[str, float] = {}
    for name in names:
        began = time.perf_counter()
        try:
            rankings = rank_by_engine(collection) if name == "engine" else rank_all(collection, LOADERS[name](), k1, b)
        except UnavailableError as error:
            print(f"{name} is left out: {error}.", file=sys.stderr)
            continue
        seconds[name] = time.perf_counter() - began
        values[name] = by_query(collection, rankings)
        print(f"{name}: {seconds[name]:.1f} s", file=sys.stderr)
    reference = "engine" if "engine" in values else "ours"
    results: dict[str, Figures] = {}
    for name, of_query in values.items():
        means = [float(of_query[measure].mean()) for measure in _MEASURES]
        tested: list[float | None] = [None, None]
        if name != reference and reference in values:
            tested = [randomisation((values[reference][m] - of_query[m]).tolist()) for m in ("nDCG@10", "RR@10")]
        results[name] = Figures(means[0], means[1], means[2], tested[0], tested[1], seconds[name])
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", nargs="?", type=Path, metavar="DIR", help="as for kavosh evaluate")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="a file, or the name of one in DIR")
    parser.add_argument("--titles-to-bodies", type=Path, metavar="CORPUS.jsonl.gz")
    parser.add_argument("--sources", nargs="+", default=(), metavar="NAME", help="of the corpus (default: all)")
    parser.add_argument("--sample", type=int, metavar="N", help="ask this many of the titles")
    parser.add_argument(
        "--systems", nargs="+", choices=[*LOADERS, "engine"], default=[*SYSTEMS, "engine"], metavar="NAME"
    )
    parser.add_argument(
        "--k1", type=float, default=_K1, help="of the BM25 that is the same for all (default: %(default)s)"
    )
    parser.add_argument("--b", type=float, default=_B, help="likewise (default: %(default)s)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if (options.collection is None) == (options.titles_to_bodies is None):
        parser.error("name either a collection or --titles-to-bodies CORPUS.jsonl.gz")
    if options.collection:
        queries = options.queries
        if queries is not None and not queries.exists():
            queries = options.collection / queries
        collection = read_collection(options.collection, queries)
    else:
        collection = titles_to_bodies(options.titles_to_bodies, frozenset(options.sources), options.sample)
    results = compare(collection, options.systems, options.k1, options.b)
    if options.json:
        print(json.dumps({name: asdict(figures) for name, figures in results.items()}))
        return
    print(f"{len(collection.queries)} queries, {len(collection.documents)} documents")
    print(f"{'system':16} nDCG@10  MRR@10   R@100       p   p MRR  seconds")
    for name, one in results.items():
        ps = " ".join("      -" if p is None else f"{p:7.4f}" for p in (one.p, one.p_mrr))
        print(f"{name:16} {one.ndcg_10:7.4f} {one.mrr_10:7.4f} {one.r_100:7.4f} {ps} {one.seconds:8.1f}")


if __name__ == "__main__":
    main()
