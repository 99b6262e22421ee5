"""How well the engine ranks: a test collection goes in, the field's standard measures come out.

A collection is a folder with `docs.jsonl` or `docs.jsonl.gz` (id, title, body, date), `queries.tsv` (id, tab, text)
and `qrels.tsv` (TREC: query, 0, document, relevance; or the same three columns without the 0). Queries are
asked as users ask them, through `Engine.search`. Measures are those of trec_eval, computed by ir-measures:

nDCG@10   discounted gain of the first ten hits over that of a perfect ranking (Järvelin & Kekäläinen 2002)
MRR@10    1 / the rank of the first relevant hit, 0 beyond ten
R@10, R@100   the share of the relevant documents among the first ten, or hundred
MAP       mean of the precision at each relevant document; 0 for those not found
"""

import gzip
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from kavosh.errors import DocumentError, KavoshError, QueryError
from kavosh.index.index import Index
from kavosh.index.reader_records import read_json_lines
from kavosh.index.storage import is_index
from kavosh.search.answer import Answer
from kavosh.search.engine import Engine
from kavosh.types import Document, Hit, Mode

INSTALL = "pip install 'kavosh[evaluate]'"

_STEP = 0.0001  # between neighbouring scores of a run: also the precision that TREC runs are written with

Qrels = Mapping[str, Mapping[str, int]]  # query -> document -> relevance, 0 for none
Ranking = Sequence[tuple[str, float]]  # (document, score), best first, scores strictly falling


class EvaluationError(KavoshError):
    """The collection, or the library that scores, cannot be used."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, the queries that have a relevant document, and what is relevant to them."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    qrels: Qrels
    unjudged: int = 0  # queries left out because nothing is relevant to them


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome. `seconds` is the time of all searches; `refused` are queries that raised QueryError, and why."""

    measures: Mapping[str, float]
    rankings: Mapping[str, Ranking]
    refused: Mapping[str, str]
    documents: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the keys are a stable, documented interface."""
        queries = len(self.rankings)
        return {
            **{name: round(value, 5) for name, value in self.measures.items()},
            "queries": queries,
            "documents": self.documents,
            "seconds": round(self.seconds, 3),
            "ms_per_query": round(1000 * self.seconds / queries, 3),
        }


def read_collection(folder: Path, queries: Path | None = None) -> Collection:
    """The collection in a folder, with its own queries or those of another file. Raises EvaluationError."""
    documents = read_documents(folder)
    asked = read_queries(queries or folder / "queries.tsv")
    relevant = {query: judged for query, judged in read_qrels(folder / "qrels.tsv").items() if any(judged.values())}
    kept = {query: text for query, text in asked.items() if query in relevant}
    if not kept:
        raise EvaluationError(f"No query of {folder} has a relevant document in qrels.tsv; check that the ids agree.")
    return Collection(documents, kept, {query: relevant[query] for query in kept}, len(asked) - len(kept))


def read_documents(folder: Path) -> tuple[Document, ...]:
    """The documents of `docs.jsonl` or `docs.jsonl.gz`; every one has an id, and no two the same."""
    paths = [path for name in ("docs.jsonl", "docs.jsonl.gz") if (path := folder / name).is_file()]
    if not paths:
        raise EvaluationError(f"There is neither docs.jsonl nor docs.jsonl.gz in {folder}.")
    documents: dict[str, Document] = {}
    for number, outcome in enumerate(read_json_lines(BytesIO(_bytes(paths[0])), str(paths[0])), 1):
        if isinstance(outcome, DocumentError):
            raise EvaluationError(str(outcome)) from outcome
        if not outcome.id or outcome.id in documents:
            fault = f"two documents have the id {outcome.id!r}" if outcome.id else "a document has no id"
            raise EvaluationError(f"{paths[0]}, document {number}: {fault}.")
        documents[outcome.id] = outcome
    return tuple(documents.values())


def read_queries(path: Path) -> dict[str, str]:
    """Query id -> text."""
    queries: dict[str, str] = {}
    for where, line in _lines(path):
        name, _, text = (part.strip() for part in line.partition("\t"))
        if not (name and text):
            raise EvaluationError(f"{where}: a query is an id, a tab and a text.")
        if name in queries:
            raise EvaluationError(f"{where}: there are two queries {name!r}.")
        queries[name] = text
    return queries


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query -> document -> relevance, from lines of three or four columns; negative values count as 0.

    A first line that names its columns is passed over.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, (where, line) in enumerate(_lines(path)):
        columns = line.split("\t") if "\t" in line else line.split()
        if len(columns) not in (3, 4):
            raise EvaluationError(f"{where}: a judgement is a query, 0, a document and a relevance.")
        query, *_, document, relevance = (column.strip() for column in columns)
        try:
            grade = int(relevance)
        except ValueError as error:
            if number == 0 and relevance.isalpha():
                continue
            raise EvaluationError(f"{where}: the relevance {relevance!r} is no whole number.") from error
        qrels.setdefault(query, {})[document] = max(0, grade)
    return qrels


def build(collection: Collection, folder: Path) -> None:
    """Index the documents in a folder; one that holds exactly these already is left as it is."""
    if is_index(folder):
        with Engine.open(folder) as engine:
            if len(engine) != len(collection.documents) or not all(_same(engine, one) for one in collection.documents):
                raise EvaluationError(f"The index at {folder} holds other documents; name another folder.")
        return
    with Index.create(folder) as index:
        for document in collection.documents:
            index.add(document)


def evaluate(
    collection: Collection,
    folder: Path,
    limit: int = 100,
    progress: Callable[[int, int], None] | None = None,
    mode: Mode = "auto",
) -> Evaluation:
    """Ask every query of the index in `folder` and measure its first `limit` hits.

    progress: called with queries done and in all. Raises EvaluationError where ir-measures is not installed.
    """
    check_installed()
    rankings: dict[str, Ranking] = {}
    refused: dict[str, str] = {}
    seconds = 0.0
    with _Ranker.open(folder) as engine:
        for query, text in collection.queries.items():
            began = time.perf_counter()
            try:
                hits = engine.search(text, facets=(), limit=limit, collapse=False, mode=mode).hits
            except QueryError as error:
                refused[query], hits = str(error), ()
            seconds += time.perf_counter() - began
            rankings[query] = falling([(hit.document.id, hit.score) for hit in hits])
            if progress:
                progress(len(rankings), len(collection.queries))
    return Evaluation(measure(collection.qrels, rankings), rankings, refused, len(collection.documents), seconds)


def check_installed() -> None:
    """EvaluationError, naming the line that installs it, where ir-measures is missing."""
    try:
        import ir_measures  # noqa: F401
    except ImportError as error:
        raise EvaluationError(f"kavosh evaluate needs ir-measures; install it with: {INSTALL}") from error


def measure(qrels: Qrels, rankings: Mapping[str, Ranking]) -> dict[str, float]:
    """The means over all queries of `qrels`; one without hits counts 0."""
    import ir_measures
    from ir_measures import AP, RR, R, nDCG

    measures = {"ndcg@10": nDCG @ 10, "mrr@10": RR @ 10, "r@10": R @ 10, "r@100": R @ 100, "map": AP}
    run = {query: dict(ranking) for query, ranking in rankings.items()}
    found = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
    return {name: float(found[measure]) for name, measure in measures.items()}


def falling(hits: Sequence[tuple[str, float]]) -> Ranking:
    """The ranking with equal scores set a step apart: tools that order ties by id keep the engine's order.

    >>> falling([("a", 2.0), ("b", 2.0), ("c", 1.0)])
    [('a', 2.0), ('b', 1.9999), ('c', 1.0)]
    """
    ranking: list[tuple[str, float]] = []
    last = float("inf")
    for document, score in hits:
        last = min(round(score, 4), round(last - _STEP, 4))
        ranking.append((document, last))
    return ranking


def run_lines(rankings: Mapping[str, Ranking]) -> Iterator[str]:
    """The lines of a TREC run: query, Q0, document, rank from 1, score, system."""
    for query, ranking in rankings.items():
        for rank, (document, score) in enumerate(ranking, 1):
            yield f"{query} Q0 {document} {rank} {score:.4f} kavosh"


class _Ranker(Engine):
    """The engine without snippets, which no measure looks at: cutting a hundred takes longer than the search."""

    def _dressed(self, answer: Answer, literal: bool) -> tuple[Hit, ...]:
        meant = answer.found.meant
        return tuple(Hit(document, score, meant=meant.get(document.id, 0.0)) for document, score in answer.found.hits)


def _same(engine: Engine, document: Document) -> bool:
    stored = engine.get(document.id)
    return stored is not None and all(
        getattr(stored, name) == getattr(document, name) for name in ("title", "body", "published")
    )


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """(file and line number, line) of the lines that are not blank."""
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is no UTF-8; save it as UTF-8.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path}, line {number}", line.rstrip("\r")


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise EvaluationError(f"{path} cannot be read: {reason}.") from error
