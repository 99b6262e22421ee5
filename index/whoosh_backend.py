"""The embedded backend: a Whoosh index in a folder.

Kavosh analyses; Whoosh stores postings with positions, facet columns and the original documents, and
scores with BM25. Only this module and `whoosh_query` know Whoosh.
"""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh import columns, fields, formats
from whoosh import index as whoosh_index
from whoosh.index import LockError
from whoosh.scoring import BM25F
from whoosh.searching import SearchContext
from whoosh.system import pack_uint

from kavosh.analyzers.base import Token
from kavosh.errors import IndexCorruptError, IndexLockedError, IndexStoreError
from kavosh.index.backend import RawResults
from kavosh.index.records import Record, from_stored, to_stored
from kavosh.index.schema import FACETS, TEXT_FIELDS, WIDE_FIELDS
from kavosh.index.whoosh_query import compile_query, facet_filter
from kavosh.query import SearchRequest
from kavosh.types import Document

_LOCK_WAIT = 5.0  # seconds that a second writer waits before it gives up
_SEPARATOR = "\x1f"  # between the values of one facet column


class Okapi(BM25F):  # type: ignore[misc]
    """BM25 with the idf that Lucene uses, log(1 + (N - n + 0.5) / (n + 0.5)): Whoosh's own adds 1 to every word's."""

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        parent = searcher.get_parent()  # idf is of the whole index, not of a segment
        total = parent.doc_count_all()
        having = parent.doc_frequency(fieldname, text)
        return math.log(1 + (total - having + 0.5) / (having + 0.5))


class TermField(fields.TEXT):  # type: ignore[misc]
    """A text field that takes finished tokens instead of text; several may share a position."""

    def index(self, tokens: Sequence[Token], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for token in tokens:
            positions[token.text].append(token.position)
        for term, places in positions.items():
            yield term.encode(), len(places), float(len(places)), self.format.encode(places)


class WideField(fields.TEXT):  # type: ignore[misc]
    """The wide view of a text field: takes a list of blunt stems, keeps how often each occurs."""

    def index(self, stems: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for stem, count in Counter(stems).items():
            yield stem.encode(), count, float(count), pack_uint(count)


class ValueField(fields.KEYWORD):  # type: ignore[misc]
    """A facet field: takes its values as a tuple, is searched by value and counted from its column."""

    def __init__(self) -> None:
        super().__init__(sortable=columns.RefBytesColumn())
        self.format = formats.Existence()

    def index(self, values: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for value in values:
            yield value.encode(), 1, 1.0, b""

    def to_column_value(self, values: Sequence[str]) -> bytes:
        return _SEPARATOR.join(values).encode()


def schema() -> Any:
    """The fields of a Whoosh index; `completes` marks the last document of a file that was indexed whole."""
    return fields.Schema(
        id=fields.ID(),
        path=fields.ID(),
        completes=fields.ID(),
        published=fields.NUMERIC(int, sortable=True, default=0),
        document=fields.STORED(),
        **{name: TermField(phrase=True) for name in TEXT_FIELDS},
        **{name: WideField(phrase=False) for name in WIDE_FIELDS},
        **{name: ValueField() for name in FACETS},
    )


class WhooshBackend:
    """A Whoosh index in a folder, behind the `Backend` protocol; safe to use from many threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._local = threading.local()  # Whoosh's file readers keep a position, so each thread has its own
        self._searchers: list[Any] = []

    @classmethod
    def create(cls, folder: Path) -> "WhooshBackend":
        return cls(whoosh_index.create_in(str(folder), schema()))

    @classmethod
    def open(cls, folder: Path) -> "WhooshBackend":
        with _damage():
            return cls(whoosh_index.open_dir(str(folder)))

    def writer(self) -> "WhooshWriter":
        try:
            return WhooshWriter(self._index.writer(timeout=_LOCK_WAIT), self._index.reader())
        except LockError as error:
            raise IndexLockedError(
                "Another process is writing to this index; wait for it to end and try again."
            ) from error
        except OSError as error:
            raise _unwritable(error) from error

    def search(self, request: SearchRequest) -> RawResults:
        searcher = self._searcher()
        scores = _scores(searcher, compile_query(request.query))
        filters = {
            name: set(searcher.docs_for_query(facet_filter(name, values)))
            for name, values in request.filters.items()
            if values
        }
        counts = {
            name: _count(searcher, name, _within(scores, [docs for other, docs in filters.items() if other != name]))
            for name in request.facets
        }
        matches = _within(scores, list(filters.values()))
        ranked = _rank(searcher, scores, matches, request)
        hits = tuple((self._document(searcher, docnum), scores[docnum]) for docnum in ranked)
        return RawResults(len(matches), hits, counts)

    def get(self, id_: str) -> Document | None:
        searcher = self._searcher()
        docnum = next(_numbers(searcher.reader(), "id", id_), None)
        return None if docnum is None else self._document(searcher, docnum)

    def count_from(self, path: str, digest: str = "") -> int:
        reader = self._searcher().reader()
        if digest and next(_numbers(reader, "completes", _completion(path, digest)), None) is None:
            return 0
        return sum(1 for _ in _numbers(reader, "path", path))

    def paths(self) -> Iterator[str]:
        return (path for path in self.terms("path") if self.count_from(path))

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        for term in self._searcher().reader().expand_prefix(field, prefix):
            yield term.decode()

    def document_frequency(self, field: str, term: str) -> int:
        return int(self._searcher().reader().doc_frequency(field, term))

    def frequencies(self, field: str) -> Iterator[tuple[str, int]]:
        for term, info in self._searcher().reader().iter_field(field):
            yield term.decode(), int(info.doc_frequency())

    def generation(self) -> int:
        return int(self._index.latest_generation())

    def __len__(self) -> int:
        with _damage():
            return int(self._index.doc_count())

    def close(self) -> None:
        for searcher in self._searchers:
            searcher.close()
        self._searchers.clear()
        self._index.close()

    def _searcher(self) -> Any:
        """This thread's searcher, on the newest commit."""
        generation = self._index.latest_generation()
        if getattr(self._local, "generation", None) != generation:
            with _damage():
                fresh = self._index.searcher(weighting=Okapi())
            self._retire(getattr(self._local, "searcher", None))
            self._local.searcher, self._local.generation = fresh, generation
            self._searchers.append(fresh)
        return self._local.searcher

    def _retire(self, searcher: Any) -> None:
        if searcher is not None:
            self._searchers.remove(searcher)
            searcher.close()

    @staticmethod
    def _document(searcher: Any, docnum: int) -> Document:
        return from_stored(searcher.stored_fields(docnum)["document"])


class WhooshWriter:
    """Changes wait in memory, so that a later one to the same document wins, and are written by `commit`."""

    def __init__(self, writer: Any, reader: Any) -> None:
        self._writer = writer
        self._reader = reader  # the state before these changes
        self._records: dict[str, Record] = {}

    def add(self, record: Record) -> None:
        self.delete(record.document.id)
        self._records[record.document.id] = record

    def delete(self, id_: str) -> bool:
        added = self._records.pop(id_, None)
        return self._delete("id", id_) > 0 or added is not None

    def delete_path(self, path: str) -> int:
        added = [id_ for id_, record in self._records.items() if record.document.path == path]
        for id_ in added:
            del self._records[id_]
        return self._delete("path", path) + len(added)

    def _delete(self, field: str, value: str) -> int:
        docnums = [n for n in _numbers(self._reader, field, value) if not self._writer.is_deleted(n)]
        for docnum in docnums:
            self._writer.delete_document(docnum)
        return len(docnums)

    def commit(self) -> None:
        try:
            for record in self._records.values():
                self._write(record)
            self._writer.commit()
        except OSError as error:
            with suppress(Exception):  # the disk is full: what matters is that the lock is released
                self._writer.cancel()
            raise _unwritable(error) from error
        finally:
            self._reader.close()

    def cancel(self) -> None:
        self._reader.close()
        self._writer.cancel()

    def _write(self, record: Record) -> None:
        doc = record.document
        self._writer.add_document(
            id=doc.id,
            path=doc.path or None,
            published=doc.published.toordinal() if doc.published else 0,
            completes=_completion(doc.path, record.completes) if record.completes else None,
            document=to_stored(doc),
            **record.terms,
            **record.wide,
            **{name: doc.facets.get(name, ()) for name in FACETS},
        )


@contextmanager
def _damage() -> Iterator[None]:
    """Opening raises whatever Whoosh's pickles and file formats raise; to us all of it is damage."""
    try:
        yield
    except Exception as error:
        raise IndexCorruptError(f"The index is damaged ({error}); index the files again into a new folder.") from error


def _unwritable(error: OSError) -> IndexStoreError:
    reason = error.strerror or str(error)
    return IndexStoreError(f"The index cannot be written ({reason}); what was committed before is kept.")


def _completion(path: str, digest: str) -> str:
    return f"{digest} {path}"


def _numbers(reader: Any, field: str, value: str) -> Iterator[int]:
    """The numbers of the live documents with this value."""
    if (field, value) in reader:
        yield from reader.postings(field, value).all_ids()


def _scores(searcher: Any, query: Any) -> dict[int, float]:
    """Document number -> score, for every match."""
    context = SearchContext(needs_current=True, weighting=searcher.weighting)
    scores: dict[int, float] = {}
    for leaf, offset in searcher.leaf_searchers():
        matcher = query.matcher(leaf, context)
        while matcher.is_active():
            scores[matcher.id() + offset] = matcher.score()
            matcher.next()
    return scores


def _within(scores: dict[int, float], filters: list[set[int]]) -> list[int]:
    return [docnum for docnum in scores if all(docnum in docs for docs in filters)]


def _count(searcher: Any, facet: str, docnums: list[int]) -> dict[str, int]:
    """How many of these documents have each value of a facet."""
    if not docnums:  # an empty index has no columns
        return {}
    column = searcher.reader().column_reader(facet, translate=False)
    joined = Counter(column[docnum] for docnum in docnums)
    counts: Counter[str] = Counter()
    for values, count in joined.items():
        for value in filter(None, values.decode().split(_SEPARATOR)):
            counts[value] += count
    return dict(counts)


def _rank(searcher: Any, scores: dict[int, float], docnums: list[int], request: SearchRequest) -> list[int]:
    """The page's document numbers: by score or by date, then newest first, then as added."""
    if not docnums:
        return []
    published = searcher.reader().column_reader("published")
    match request.sort:
        case "newest":
            docnums.sort(key=lambda n: (-published[n], -scores[n], n))
        case "oldest":
            docnums.sort(key=lambda n: (published[n] or float("inf"), -scores[n], n))
        case _:
            docnums.sort(key=lambda n: (-scores[n], -published[n], n))
    return docnums[request.offset : request.offset + request.limit]
