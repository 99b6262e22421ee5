"""An index as its owner sees it: create or open a folder, add files and documents, commit."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.gazetteer import Gazetteer, default_gazetteer
from kavosh.analyzers.persons import PREFIX
from kavosh.analyzers.stemmers import StemmerName
from kavosh.errors import DocumentError, IndexStoreError
from kavosh.index.backend import Backend, BatchWriter, IndexWriter
from kavosh.index.pipeline import find_files, load, read_documents, to_record
from kavosh.index.readers import Outcome
from kavosh.index.schema import ENTITY_FACETS, MONTH_FACETS
from kavosh.index.storage import create_store, is_index, open_store
from kavosh.types import Document, FileError, IndexReport

Progress = Callable[[int, int, str], None]  # files done, files in all, the file at hand

_BATCH = 2000  # documents between commits: bounds memory, and what an interruption can lose


class Index:
    """Write access to an index folder. As a context manager it commits at the end, or cancels on an error.

    >>> with Index.create("news.idx") as index:  # doctest: +SKIP
    ...     index.add_files("articles/")
    """

    def __init__(
        self, backend: Backend, analyzer: PersianAnalyzer, gazetteer: Gazetteer | None = None, workers: int = 1
    ) -> None:
        from kavosh.index.analysis import BulkAnalysis  # brings numpy and Whoosh, which only an open index needs

        self._backend = backend
        self._analyzer = analyzer
        self._gazetteer = gazetteer or default_gazetteer()
        self._analysis = BulkAnalysis(analyzer, self._gazetteer, workers)
        self._writer: IndexWriter | None = None
        self._waiting: dict[str, tuple[Document, str]] = {}  # added since the last commit, not yet analysed
        self._owners: dict[str, tuple[str, int]] = {}  # ids given out in this run -> (file, record number)

    @classmethod
    def create(cls, folder: str | Path, stemmer: StemmerName = "kavosh", workers: int = 1) -> Self:
        """A new index; IndexStoreError where the folder holds anything. Its stemmer cannot be changed later.

        workers: processes that analyse; with more than one, a script must guard its main part
        (`if __name__ == "__main__":`), because they import it anew.
        """
        store = create_store(Path(folder), stemmer)
        return cls(store.backend, store.analyzer, store.gazetteer, workers)

    @classmethod
    def open(cls, folder: str | Path, workers: int = 1) -> Self:
        """An existing index; raises IndexNotFoundError, SchemaMismatchError or IndexCorruptError."""
        store = open_store(Path(folder))
        return cls(store.backend, store.analyzer, store.gazetteer, workers)

    @classmethod
    def open_or_create(cls, folder: str | Path, stemmer: StemmerName = "kavosh", workers: int = 1) -> Self:
        """The index in the folder, made with this stemmer where the folder is missing or empty."""
        return cls.open(folder, workers) if is_index(Path(folder)) else cls.create(folder, stemmer, workers)

    def add(self, document: Document) -> None:
        """Add a document; one with the same id is replaced. Searches see it after `commit`."""
        if not document.id:
            raise IndexStoreError("A document needs an id to be added.")
        self._wait(document)

    def delete(self, id_: str) -> bool:
        """Delete the document of this id; False where there is none."""
        waiting = self._waiting.pop(id_, None)
        return self._changes().delete(id_) or waiting is not None

    def add_files(self, *paths: str | Path, prune: bool = False, progress: Progress | None = None) -> IndexReport:
        """Index files and folders, and commit. Unchanged files are skipped, changed ones replaced.

        prune: also delete the documents of files under these paths that are gone.
        Bad files never stop the run; they are in the report with their reason.
        """
        began = time.perf_counter()
        self._owners.clear()
        roots = [Path(path) for path in paths]
        files = list(find_files(roots))
        counts: Counter[str] = Counter()
        errors: list[FileError] = []
        for number, (path, root, refusal) in enumerate(files):
            if progress:
                progress(number, len(files), str(path))
            try:
                if refusal:
                    raise refusal
                self._add_file(path, root, counts, errors)
            except DocumentError as error:
                errors.append(FileError(error.path, error.reason))
        if progress:
            progress(len(files), len(files), "")
        removed = self._prune(roots) if prune else 0
        self.commit()
        seconds = time.perf_counter() - began
        return IndexReport(counts["indexed"], counts["updated"], counts["skipped"], removed, tuple(errors), seconds)

    def reindex_entities(self, progress: Progress | None = None) -> int:
        """Tag every article anew by the gazetteer as it is now, and commit; how many. No file is read again.

        Values that the gazetteer does not know, which articles brought along, stay.
        """
        completions = (term.partition(" ") for term in self._backend.terms("completes"))
        digests = {path: digest for digest, _, path in completions}
        ids = list(self._backend.terms("id"))
        for number, id_ in enumerate(ids):
            if progress:
                progress(number, len(ids), id_)
            document = self._backend.get(id_)
            if document is not None:
                completes = digests.pop(document.path, "")  # any article of a file may say that it is complete
                self._wait(_untagged(document, self._gazetteer), completes)
        self.commit()
        return len(self)

    def commit(self) -> None:
        """Make all changes so far durable and visible to searches."""
        waiting, self._waiting = list(self._waiting.values()), {}
        if self._writer is None:
            return
        if isinstance(self._writer, BatchWriter):
            for batch in self._analysis(waiting):
                self._writer.add_batch(batch)
        else:
            for document, completes in waiting:
                self._writer.add(to_record(document, self._analyzer, completes, self._gazetteer))
        writer, self._writer = self._writer, None
        writer.commit()

    def close(self) -> None:
        """Drop what was not committed and let the folder go."""
        writer, self._writer = self._writer, None
        self._waiting.clear()
        if writer is not None:
            writer.cancel()
        self._analysis.close()
        self._backend.close()

    def __len__(self) -> int:
        """How many documents are committed."""
        return len(self._backend)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()

    def _changes(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._backend.writer()
        return self._writer

    def _wait(self, document: Document, completes: str = "") -> None:
        """Take a document in; it is analysed with the others of its batch."""
        self._changes()  # the index is locked from the first change on
        self._waiting.pop(document.id, None)
        self._waiting[document.id] = (document, completes)
        if len(self._waiting) >= _BATCH:
            self.commit()

    def _delete_path(self, path: str) -> int:
        waiting = [id_ for id_, (document, _) in self._waiting.items() if document.path == path]
        for id_ in waiting:
            del self._waiting[id_]
        return self._changes().delete_path(path) + len(waiting)

    def _add_file(self, path: Path, root: Path, counts: Counter[str], errors: list[FileError]) -> None:
        data, digest = load(path)
        origin = str(path.resolve())
        unchanged = self._backend.count_from(origin, digest)
        if unchanged:
            counts["skipped"] += unchanged
            return
        documents = self._usable(read_documents(data, path, root), errors)
        document = next(documents, None)  # read before anything is deleted: a file that broke keeps its old documents
        if document is None:
            return
        old = self._delete_path(origin)
        while document is not None:
            following = next(documents, None)
            completes = digest if following is None else ""
            self._wait(document, completes)
            counts["updated" if old > 0 else "indexed"] += 1
            old -= 1
            document = following

    def _usable(self, outcomes: Iterable[Outcome], errors: list[FileError]) -> Iterator[Document]:
        """The documents among the outcomes, under ids that are free; the rest goes to the errors."""
        for number, outcome in enumerate(outcomes, 1):
            if isinstance(outcome, DocumentError):
                errors.append(FileError(outcome.path, outcome.reason))
            else:
                yield self._with_free_id(outcome, number)

    def _with_free_id(self, document: Document, number: int) -> Document:
        """Two records that claim one id are both kept: the later gets a suffix from its place."""
        stored = self._backend.get(document.id)
        owner = self._owners.get(document.id) or (stored.path if stored else document.path, number)
        if owner != (document.path, number):
            place = hashlib.sha256(f"{document.path}#{number}".encode()).hexdigest()[:8]
            document = replace(document, id=f"{document.id}~{place}")
        self._owners[document.id] = (document.path, number)
        return document

    def _prune(self, roots: Iterable[Path]) -> int:
        """Delete documents whose file was under one of the roots and is gone."""
        folders = [root.resolve() for root in roots]
        gone = [
            path
            for path in self._backend.paths()
            if any(Path(path).is_relative_to(folder) for folder in folders) and not Path(path).is_file()
        ]
        return sum(self._delete_path(path) for path in gone)


def _untagged(document: Document, gazetteer: Gazetteer) -> Document:
    """The article without the entities that tagging finds."""

    def is_own(kind: str, value: str) -> bool:
        return kind not in ENTITY_FACETS or not (value.startswith(PREFIX) or gazetteer.entry(kind, value))

    found_anew = ("source", "language", *MONTH_FACETS)
    kept = {
        name: tuple(value for value in values if is_own(name, value))
        for name, values in document.facets.items()
        if name not in found_anew
    }
    return replace(document, facets={name: values for name, values in kept.items() if values})
