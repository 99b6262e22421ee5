"""Many documents at once, on their way to a writer: analysed in batches, in worker processes where that pays."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.bulk import BulkAnalyzer
from kavosh.analyzers.gazetteer import Entry, Gazetteer, default_gazetteer
from kavosh.analyzers.lexicon import dumps, loads
from kavosh.index.batch import Batch, analyse
from kavosh.index.pipeline import with_facets
from kavosh.types import Document

Waiting = tuple[Document, str]  # a document, and the digest of the file that it completes

_CHUNK = 250  # documents of one batch
_WORTHWHILE = 1000  # documents from which on starting workers pays

_MOST_TERMS = 120_000  # that an analyzer remembers, about 1 kB each with all that leads to them


class _Analyst:
    """Analyses batches with what a process has: the analyzer, begun anew when it remembers too much, the gazetteer."""

    def __init__(self, analyzer: PersianAnalyzer, gazetteer: Gazetteer) -> None:
        self._analyzer, self._gazetteer = analyzer, gazetteer
        self._bulk = BulkAnalyzer(analyzer)

    def __call__(self, waiting: Sequence[Waiting]) -> Batch:
        if len(self._bulk.terms) > _MOST_TERMS:
            self._analyzer.forget()
            self._bulk = BulkAnalyzer(self._analyzer)
        documents = [with_facets(document, self._gazetteer) for document, _ in waiting]
        return analyse(documents, [digest for _, digest in waiting], self._bulk)


_worker: _Analyst | None = None


class BulkAnalysis:
    """Analyses documents with `workers` processes. Close it to end them."""

    def __init__(self, analyzer: PersianAnalyzer, gazetteer: Gazetteer, workers: int = 1) -> None:
        self._analyzer = analyzer
        self._gazetteer = gazetteer
        self._analyst: _Analyst | None = None
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, waiting: Sequence[Waiting]) -> Iterator[Batch]:
        """The documents in batches, in their order."""
        chunks = [waiting[at : at + _CHUNK] for at in range(0, len(waiting), _CHUNK)]
        if self._workers > 1 and (self._pool or len(waiting) >= _WORTHWHILE):
            return self._processes().map(_in_worker, chunks)
        if self._analyst is None:
            self._analyst = _Analyst(self._analyzer, self._gazetteer)
        return map(self._analyst, chunks)

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            lexicon, stemmer = dumps(self._analyzer.lexicon), self._analyzer.name.partition("-")[2] or "kavosh"
            known = default_gazetteer()
            own = tuple(entry for entry in self._gazetteer if known.entry(entry.kind, entry.id) is not entry)
            start = partial(_start, lexicon, stemmer, own)
            self._pool = ProcessPoolExecutor(self._workers, get_context("spawn"), start)
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


def _start(lexicon: bytes, stemmer: Any, own: tuple[Entry, ...]) -> None:
    global _worker
    gazetteer = Gazetteer(own, default_gazetteer()) if own else default_gazetteer()
    _worker = _Analyst(PersianAnalyzer(loads(lexicon), stemmer), gazetteer)


def _in_worker(waiting: Sequence[Waiting]) -> Batch:
    assert _worker is not None
    return _worker(waiting)
