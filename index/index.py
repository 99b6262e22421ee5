"""An index as its owner sees it: create or open a folder, add files and documents, commit."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.stemmers import StemmerName
from kavosh.errors import DocumentError, IndexStoreError
from kavosh.index.backend import Backend, BatchWriter, IndexWriter
from kavosh.index.duplicates import Groups
from kavosh.index.pipeline import digest_of, find_files, read_documents, size_of, to_record
from kavosh.index.reader_records import NO_COLUMNS, Columns, read_json_lines
from kavosh.index.readers import Readers, has_records, reader_name
from kavosh.index.reading import Reading
from kavosh.index.repeated_lines import Sites
from kavosh.index.run import Progress, Run
from kavosh.index.sources import Source, Sources
from kavosh.index.storage import Store, create_store, is_index, open_store
from kavosh.index.tagging import untagged
from kavosh.types import Document, IndexReport

Waiting = tuple[Document, str]  # a document, and the digest of the file that it completes
_BATCH_TEXT = 1_000_000  # code points between commits, for archives of long documents
_BATCH = 1000  # documents between commits: bounds memory, and what an interruption can lose
_BATCH_BYTES = 32_000_000  # compressed bytes of originals between commits


class Index:
    """Write access to an index folder. As a context manager it commits at the end, or cancels on an error.

    >>> with Index.create("news.idx") as index:  # doctest: +SKIP
    ...     index.add_files("articles/")
    """

    def __init__(
        self, backend: Backend, analyzer: PersianAnalyzer, gazetteer: Gazetteer, folder: Path, workers: int = 1
    ) -> None:
        from kavosh.index.analysis import BulkAnalysis  # brings numpy and Whoosh, which only an open index needs
        from kavosh.index.vectors import VectorFollower

        self._backend = backend
        self._analyzer = analyzer
        self._gazetteer = gazetteer
        self._analysis = BulkAnalysis(analyzer, gazetteer, workers)
        self._sources = Sources(folder)
        self._groups = Groups(folder)
        self._vectors = VectorFollower(folder)
        self._sites = Sites(folder)
        self._read: set[str] = set()  # ids of those that wait and were read from files
        self._run = Run(backend.get)
        self._columns = NO_COLUMNS
        self._writer: IndexWriter | None = None
        self._waiting: dict[str, Waiting] = {}  # added since the last commit, not yet analysed
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
        return self._reindex(lambda document: document)

    def reindex_lines(self) -> int:
        """Take out of every article from a file what is now known as its site's lines, put back what no longer is.

        Commits; returns how many articles changed. No file is read again.
        """
        return self._reindex(lambda document: self._sites.clean(document) if document.path else document, all_=False)

    def _reindex(self, change: Callable[[Document], Document], all_: bool = True) -> int:
        """Change and tag all articles, or only those that the change changes; how many they are."""
        completions = (term.partition(" ") for term in self._backend.terms("completes"))
        digests = {path: digest for digest, _, path in completions}
        count = 0
        for id_ in list(self._backend.terms("id")):
            document = self._backend.get(id_)
            changed = change(document) if document else None
            if changed is not None and (all_ or changed is not document):
                completes = digests.get(changed.path, "")
                self._wait(untagged(changed, self._gazetteer), completes)
                count += 1
        self.commit()
        return count

    def add_files(
        self,
        *paths: str | Path,
        prune: bool = False,
        progress: Progress | None = None,
        columns: Columns = NO_COLUMNS,
    ) -> IndexReport:
        """Index files and folders, and commit. Unchanged files are skipped, changed ones replaced.

        An interrupted run is taken up where its last commit left it, within a file too.
        prune: also delete the documents of files under these paths that are gone.
        columns: which columns of tables, or names in JSON, hold which field, where their own names do not say it:
        {"title": ["Headline"], "body": ["Lead", "Text"]}.
        Bad files never stop the run; they are in the report with their reason.
        """
        roots = [Path(path) for path in paths]
        self._run = Run(self._backend.get, progress, sum(size_of(path) for path, *_ in find_files(roots)))
        self._columns = columns
        with Readers(columns=columns) as readers:
            for path, root, refusal in find_files(roots):
                self._run.begin(path)
                try:
                    if refusal:
                        raise refusal
                    self._add_file(path, root, readers)
                except DocumentError as error:
                    self._run.fail(error)
                self._run.end(size_of(path))
        self._run.finish()
        removed = self._prune(roots) if prune else 0
        self.commit()
        return self._run.report(removed)

    def add_stream(self, stream: BinaryIO, columns: Columns = NO_COLUMNS) -> IndexReport:
        """Index JSON Lines from a stream, such as standard input, and commit; records without an id get one."""
        self._run = Run(self._backend.get)
        for _, document, _ in self._run.usable(map(Reading, read_json_lines(stream, "-", columns))):
            content = f"{document.title}\n{document.body}".encode()
            named = document if document.id else replace(document, id=hashlib.sha256(content).hexdigest()[:16])
            existed = self._backend.get(named.id) is not None
            self._run.count("updated" if existed else "indexed")
            self._read.add(named.id)
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
        read, self._read = self._read, set()
        if self._writer is not None:
            self._analyse(self._without_lines(waiting, read), self._writer)
            writer, self._writer = self._writer, None
            writer.commit()
            self._vectors.follow(self._backend)
        try:
            self._groups.save(self._run.gone)
            self._run.save(self._sources)
            stale = self._sites.save()
        except sqlite3.Error as error:  # the disk is full
            raise IndexStoreError(f"The index cannot be written ({error}); what was committed is kept.") from error
        self._clean_again(stale)

    def _without_lines(self, waiting: Sequence[Waiting], read: set[str]) -> list[Waiting]:
        """The documents without their sites' lines; all of them are learned from before the first is cleaned."""
        self._sites.learn(document for document, _ in waiting if document.id in read)
        return [(self._sites.clean(d) if d.id in read else d, completes) for d, completes in waiting]

    def _clean_again(self, ids: Iterable[str]) -> None:
        """Clean documents of earlier commits of the lines that are known now."""
        for id_ in ids:
            document = self._backend.get(id_)
            cleaned = self._sites.clean(document) if document else None
            if cleaned is not None and cleaned is not document:
                source = self._sources.get(cleaned.path)
                completes = source.digest if source and source.complete else ""
                self._wait(untagged(cleaned, self._gazetteer), completes)
        if self._waiting:
            self.commit()

    def _analyse(self, waiting: Sequence[Waiting], writer: IndexWriter) -> None:
        if isinstance(writer, BatchWriter):
            for batch in self._analysis(waiting):
                writer.add_batch(batch.grouped(self._groups.leaders(batch)))
            return
        for document, completes in waiting:
            writer.add(to_record(document, self._analyzer, completes, self._gazetteer))

    def close(self) -> None:
        """Drop what was not committed and let the folder go."""
        self._waiting.clear()
        self._read.clear()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.cancel()
        self._analysis.close()
        self._groups.close()
        self._sites.close()
        self._backend.close()

    def __iter__(self) -> Iterator[Document]:
        """The committed documents, in the order of their ids."""
        return (document for id_ in self._backend.terms("id") if (document := self._backend.get(id_)))

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
        digest = digest_of(path, self._columns if has_records(str(path)) else NO_COLUMNS)
        origin = str(path.resolve())
        known = self._sources.get(origin)
        unchanged = self._backend.count_from(origin, digest)
        if unchanged and known and known.digest == digest:  # else killed before the manifest: originals are missing
            self._run.count("skipped", unchanged)
            return
        done = self._done(origin, digest)
        source = Source(origin, digest, reader_name(str(path)), done, 0, False)
        documents = self._run.usable(read_documents(readers, path, root, self._run.opened), done)
        following = next(documents, None)  # read before anything is deleted: a file that broke keeps its documents
        if following is None:
            return
        old = 0 if done else self._delete_path(origin)
        if not done:
            self._run.forget(origin)
        while following is not None:
            number, document, original = following
            following = next(documents, None)
            if original:
                self._run.keep(document.id, origin, original)
            self._run.count("updated" if old > 0 else "indexed")
            old -= 1
            source = replace(source, records=number, documents=source.documents + 1, complete=following is None)
            self._run.reached(source)
            self._read.add(document.id)
            self._wait(document, digest if following is None else "")
            if self._run.kept_bytes > _BATCH_BYTES:
                self.commit()

    def _done(self, origin: str, digest: str) -> int:
        """How many records of a file in this state an interrupted run has already committed."""
        source = self._sources.get(origin)
        if source is None or source.digest != digest or source.complete:
            return 0
        return source.records if self._backend.count_from(origin) >= source.documents else 0

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
