"""An index as its owner sees it: create or open a folder, add files and documents, commit."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.persons import PREFIX
from kavosh.analyzers.stemmers import StemmerName
from kavosh.errors import DocumentError, IndexStoreError
from kavosh.index.backend import Backend, BatchWriter, IndexWriter
from kavosh.index.duplicates import Groups
from kavosh.index.pipeline import digest_of, find_files, read_documents, size_of, to_record
from kavosh.index.reader_records import read_json_lines
from kavosh.index.readers import Readers, is_page, reader_name
from kavosh.index.reading import Outcome
from kavosh.index.run import Progress, Run
from kavosh.index.schema import ENTITY_FACETS, MONTH_FACETS
from kavosh.index.sources import Source, Sources
from kavosh.index.storage import Store, create_store, is_index, open_store
from kavosh.types import Document, IndexReport

_BATCH_TEXT = 1_000_000  # code points between commits, for archives of long documents
_BATCH = 1000  # documents between commits: bounds memory, and what an interruption can lose


class Index:
    """Write access to an index folder. As a context manager it commits at the end, or cancels on an error.

    >>> with Index.create("news.idx") as index:  # doctest: +SKIP
    ...     index.add_files("articles/")
    """

    def __init__(
        self, backend: Backend, analyzer: PersianAnalyzer, gazetteer: Gazetteer, folder: Path, workers: int = 1
    ) -> None:
        from kavosh.index.analysis import BulkAnalysis  # brings numpy and Whoosh, which only an open index needs

        self._backend = backend
        self._analyzer = analyzer
        self._gazetteer = gazetteer
        self._analysis = BulkAnalysis(analyzer, gazetteer, workers)
        self._sources = Sources(folder)
        self._groups = Groups(folder)
        self._run = Run()
        self._writer: IndexWriter | None = None
        self._waiting: dict[str, tuple[Document, str]] = {}  # added since the last commit, not yet analysed
        self._waiting_text = 0  # code points of them

    @classmethod
    def create(cls, folder: str | Path, stemmer: StemmerName = "kavosh", workers: int = 1) -> Self:
        """A new index; IndexStoreError where the folder holds anything. Its stemmer cannot be changed later.

        workers: processes that analyse; with more than one, a script must guard its main part
        (`if __name__ == "__main__":`), because they import it anew.
        """
        return cls._of(create_store(Path(folder), stemmer), Path(folder), workers)

    @classmethod
    def open(cls, folder: str | Path, workers: int = 1) -> Self:
        """An existing index; raises IndexNotFoundError, SchemaMismatchError or IndexCorruptError."""
        return cls._of(open_store(Path(folder)), Path(folder), workers)

    @classmethod
    def _of(cls, store: Store, folder: Path, workers: int) -> Self:
        return cls(store.backend, store.analyzer, store.gazetteer, folder, workers)

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

    def reindex_entities(self) -> int:
        """Tag every article anew by the gazetteer as it is now, and commit; how many. No file is read again.

        Values that the gazetteer does not know, which articles brought along, stay.
        """
        completions = (term.partition(" ") for term in self._backend.terms("completes"))
        digests = {path: digest for digest, _, path in completions}
        for id_ in list(self._backend.terms("id")):
            document = self._backend.get(id_)
            if document is not None:
                completes = digests.pop(document.path, "")  # any article of a file may say that it is complete
                self._wait(_untagged(document, self._gazetteer), completes)
        self.commit()
        return len(self)

    def add_files(self, *paths: str | Path, prune: bool = False, progress: Progress | None = None) -> IndexReport:
        """Index files and folders, and commit. Unchanged files are skipped, changed ones replaced.

        An interrupted run is taken up where its last commit left it, within a file too.
        prune: also delete the documents of files under these paths that are gone.
        Bad files never stop the run; they are in the report with their reason.
        """
        roots = [Path(path) for path in paths]
        files = [(*found, size_of(found[0])) for found in find_files(roots)]
        self._run = Run(progress, sum(size for *_, size in files))
        with Readers() as readers:
            for path, root, refusal, size in files:
                self._run.begin(path)
                try:
                    if refusal:
                        raise refusal
                    self._add_file(path, root, readers)
                except DocumentError as error:
                    self._run.fail(error)
                self._run.end(size)
        self._run.finish()
        removed = self._prune(roots) if prune else 0
        self.commit()
        return self._run.report(removed)

    def add_stream(self, stream: BinaryIO) -> IndexReport:
        """Index JSON Lines from a stream, such as standard input, and commit; records without an id get one."""
        self._run = Run()
        for _, document in self._usable(read_json_lines(stream, "-")):
            content = f"{document.title}\n{document.body}".encode()
            named = document if document.id else replace(document, id=hashlib.sha256(content).hexdigest()[:16])
            existed = self._backend.get(named.id) is not None
            self._run.count("updated" if existed else "indexed")
            self.add(named)
        self.commit()
        return self._run.report(0)

    @property
    def sources(self) -> Sources:
        """The manifest of the files that gave documents."""
        return self._sources

    def commit(self) -> None:
        """Make all changes so far durable and visible to searches."""
        waiting, self._waiting, self._waiting_text = list(self._waiting.values()), {}, 0
        if self._writer is not None:
            self._analyse(waiting, self._writer)
            writer, self._writer = self._writer, None
            writer.commit()
        self._groups.save(self._run.gone)
        self._run.save(self._sources)

    def _analyse(self, waiting: list[tuple[Document, str]], writer: IndexWriter) -> None:
        if isinstance(writer, BatchWriter):
            for batch in self._analysis(waiting):
                writer.add_batch(batch.grouped(self._groups.leaders(batch)))
            return
        for document, completes in waiting:
            writer.add(to_record(document, self._analyzer, completes, self._gazetteer))

    def close(self) -> None:
        """Drop what was not committed and let the folder go."""
        self._waiting.clear()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.cancel()
        self._analysis.close()
        self._groups.close()
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
        """Add a document at the next commit, which comes when many or long ones are waiting."""
        self._changes()
        self._waiting.pop(document.id, None)
        self._waiting[document.id] = document, completes
        self._waiting_text += len(document.title) + len(document.body)
        if len(self._waiting) >= _BATCH or self._waiting_text >= _BATCH_TEXT:
            self.commit()

    def _delete_path(self, path: str) -> int:
        """Delete the documents of a file, those that wait included."""
        waiting = [id_ for id_, (document, _) in self._waiting.items() if document.path == path]
        for id_ in waiting:
            del self._waiting[id_]
        return self._changes().delete_path(path) + len(waiting)

    def _add_file(self, path: Path, root: Path, readers: Readers) -> None:
        digest = digest_of(path)
        origin = str(path.resolve())
        unchanged = self._backend.count_from(origin, digest)
        if unchanged:
            self._run.count("skipped", unchanged)
            return
        done = self._done(origin, digest)
        source = Source(origin, digest, reader_name(str(path)), done, 0, False)
        documents = self._usable(read_documents(readers, path, root, self._run.opened), done)
        following = next(documents, None)  # read before anything is deleted: a file that broke keeps its documents
        if following is None:
            return
        old = 0 if done else self._delete_path(origin)
        if not done:
            self._run.forget(origin)
        while following is not None:
            number, document = following
            following = next(documents, None)
            if is_page(str(path)):
                self._run.keep(document.id, origin, path)
            self._run.count("updated" if old > 0 else "indexed")
            old -= 1
            source = replace(source, records=number, documents=source.documents + 1, complete=following is None)
            self._run.reached(source)
            self._wait(document, digest if following is None else "")

    def _done(self, origin: str, digest: str) -> int:
        """How many records of a file in this state an interrupted run has already committed."""
        source = self._sources.get(origin)
        if source is None or source.digest != digest or source.complete:
            return 0
        return source.records if self._backend.count_from(origin) >= source.documents else 0

    def _usable(self, outcomes: Iterable[Outcome], done: int = 0) -> Iterator[tuple[int, Document]]:
        """The numbered documents among the outcomes, under ids that are free; the rest goes to the errors.

        The first `done` records are passed over: they are in the index already.
        """
        for number, outcome in enumerate(self._run.guarded(outcomes), 1):
            if number <= done:
                if isinstance(outcome, Document):
                    self._run.owners.setdefault(outcome.id, (outcome.path, number))
                    self._run.count("skipped")
            elif isinstance(outcome, DocumentError):
                self._run.fail(outcome)
            else:
                yield number, self._with_free_id(outcome, number)

    def _with_free_id(self, document: Document, number: int) -> Document:
        """Two records that claim one id are both kept: the later gets a suffix from its place."""
        stored = self._backend.get(document.id)
        owner = self._run.owners.get(document.id) or (stored.path if stored else document.path, number)
        if owner != (document.path, number):
            place = hashlib.sha256(f"{document.path}#{number}".encode()).hexdigest()[:8]
            document = replace(document, id=f"{document.id}~{place}")
        self._run.owners[document.id] = (document.path, number)
        return document

    def _prune(self, roots: Iterable[Path]) -> int:
        """Delete documents whose file was under one of the roots and is gone."""
        folders = [root.resolve() for root in roots]
        gone = [
            path
            for path in self._backend.paths()
            if any(Path(path).is_relative_to(folder) for folder in folders) and not Path(path).is_file()
        ]
        for path in gone:
            self._run.forget(path)
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
    return replace(document, group="", facets={name: values for name, values in kept.items() if values})
