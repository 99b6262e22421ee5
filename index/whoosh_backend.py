"""The embedded backend: a Whoosh index in a folder, its segments kept as arrays.

Kavosh analyses. Whoosh keeps schema, segments, deletions, lock and table of contents, and its query classes say what
matches and how it scores; `execution` runs them over arrays, `whoosh_codec` lets Whoosh run them too.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index as whoosh_index
from whoosh.index import TOC, LockError

from kavosh.errors import IndexCorruptError, IndexLockedError
from kavosh.index.arrays import DamagedArraysError
from kavosh.index.backend import RawResults
from kavosh.index.execution import execute
from kavosh.index.fusion import Fused, Nearness, fused, nearness
from kavosh.index.histogram import by_period
from kavosh.index.kept import Kept, Part
from kavosh.index.matches import Mask, Matches, within
from kavosh.index.near_terms import NearTerms
from kavosh.index.paging import collapsed, paged
from kavosh.index.segment import Segment
from kavosh.index.segment_vectors import SegmentVectors, VectorStore
from kavosh.index.snapshot import Snapshot
from kavosh.index.whoosh_codec import open_segment
from kavosh.index.whoosh_query import compile_query
from kavosh.index.whoosh_schema import completion, schema
from kavosh.index.whoosh_storage import DurableStorage
from kavosh.index.whoosh_writer import ArrayWriter, WhooshWriter, live, numbered, unwritable
from kavosh.query import Meaning, SearchRequest, Term
from kavosh.types import Document

_LOCK_WAIT = 5.0  # seconds that a second writer waits before it gives up
_TRIES = 20  # a commit may remove a file between our reading its name and our opening it
_PAUSE = 0.01  # seconds
_SETTLED = 100_000_000  # nanoseconds; file systems give one time to changes that follow each other faster


class WhooshBackend:
    """A Whoosh index in a folder, behind the `Backend` protocol; safe to use from many threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._opening = threading.Lock()
        self._current: Snapshot | None = None
        self._kept = Kept()
        self._vectors = VectorStore(Path(index.storage.folder))
        self._seen = (0, 0)  # when the folder changed last, and the newest commit in it then

    @classmethod
    def create(cls, folder: Path) -> "WhooshBackend":
        return cls(whoosh_index.FileIndex.create(DurableStorage(str(folder)), schema(), "MAIN"))

    @classmethod
    def open(cls, folder: Path) -> "WhooshBackend":
        with _damage():
            return cls(whoosh_index.FileIndex(DurableStorage(str(folder)), indexname="MAIN"))

    def writer(self) -> WhooshWriter:
        try:
            writer = ArrayWriter(self._index, timeout=_LOCK_WAIT)
        except LockError as error:
            raise IndexLockedError(
                "Another process is writing to this index; wait for it to end and try again."
            ) from error
        except OSError as error:
            raise unwritable(error) from error
        try:
            with _damage():
                segments = numbered([open_segment(writer.storage, segment) for segment in writer.segments])
        except IndexCorruptError:
            writer.cancel()
            raise
        return WhooshWriter(writer, segments)

    def search(self, request: SearchRequest) -> RawResults:
        snapshot = self._snapshot()
        matches = execute(snapshot, compile_query(request.query))
        filters = {
            name: snapshot.facet(name).having(values, name in request.match_all, snapshot.count_all)
            for name, values in request.filters.items()
            if values
        }
        near = self._fused(snapshot, matches, filters.values(), request.meaning) if request.meaning else None
        matches = near.matches if near else matches
        counts: dict[str, Mapping[str, int]] = {}
        for name in request.facets:
            others = [mask for other, mask in filters.items() if other != name or name in request.match_all]
            counts[name] = snapshot.facet(name).count(within(matches, others))
        for mask in filters.values():
            matches = matches.where(mask)
        factors = snapshot.freshness if request.sort == "fresh" else None
        if factors is not None:
            matches = matches.times(factors)
        if request.only is not None:
            this = execute(snapshot, compile_query(Term(request.only, "id")))
            matches = matches.where(this.mask(snapshot.count_all))
        histogram = by_period(snapshot.published[matches.documents], period) if (period := request.histogram) else {}
        places, folded = collapsed(snapshot, matches, request) if request.collapse else (None, 0)
        page = paged(snapshot, matches, request) if places is None else places
        hits = tuple((snapshot.document(place.number), place.score) for place in page)
        reprints = tuple((place.folded, tuple(map(snapshot.document, place.reprints))) for place in page)
        meant = {}
        if near:
            part = near.meant if factors is None else near.meant * factors
            meant = {one.id: float(part[place.number]) for (one, _), place in zip(hits, page, strict=True)}
            meant = {id_: share for id_, share in meant.items() if share > 0}
        return RawResults(len(matches) - folded, hits, reprints, counts, meant=meant, histogram=histogram)

    def get(self, id_: str) -> Document | None:
        for part, number in self._numbers("id", id_):
            return part.segment.document(number)
        return None

    def count_from(self, path: str, digest: str = "") -> int:
        if digest and next(self._numbers("completes", completion(path, digest)), None) is None:
            return 0
        return sum(1 for _ in self._numbers("path", path))

    def paths(self) -> Iterator[str]:
        return (path for path in self.terms("path") if self.count_from(path))

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        fields = [part.segment.fields[field] for part in self._snapshot().parts]
        found = {f.term(number) for f in fields for number in f.beginning(prefix.encode())}
        return (term.decode() for term in sorted(found))

    def document_frequency(self, field: str, term: str) -> int:
        counts = 0
        for part in self._snapshot().parts:
            number = part.segment.fields[field].find(term.encode())
            if number >= 0:
                first, end = part.segment.fields[field].extent(number)
                counts += end - first
        return counts

    def frequencies(self, field: str) -> Iterator[tuple[str, int]]:
        counts: Counter[bytes] = Counter()
        for part in self._snapshot().parts:
            terms = part.segment.fields[field]
            for term, count in zip(terms.terms(), terms.counts().tolist(), strict=True):
                counts[term] += count
        return ((term.decode(), counts[term]) for term in sorted(counts))

    def generation(self) -> int:
        changed = self._changed()
        seen, newest = self._seen
        if not changed or seen != changed:
            now = time.time_ns()
            newest = int(self._index.latest_generation())
            if now - changed > _SETTLED:
                self._seen = changed, newest
        return newest

    def segment_files(self) -> Iterator[tuple[str, Segment, Mask]]:
        """The segments of the newest commit: file name, arrays and a mask of the live documents."""
        snapshot = self._snapshot()
        for name, segment, part in zip(snapshot.files, snapshot.segments.values(), snapshot.parts, strict=True):
            yield name, segment, np.ones(segment.count, bool) if part.live is None else part.live

    def __len__(self) -> int:
        return self._snapshot().count

    def close(self) -> None:
        self._current = None
        self._index.close()

    def segments(self) -> list[tuple[str, Part]]:
        """The segments of the newest commit by name, for what is kept of each beside the index."""
        snapshot = self._snapshot()
        return list(zip(snapshot.segments, snapshot.parts, strict=True))

    @property
    def vectors(self) -> VectorStore:
        """The vectors of the documents, which may be none."""
        return self._vectors

    def vector(self, id_: str) -> tuple[float, ...] | None:
        """The vector of the document of this id; None where it has none."""
        for name, part in self.segments():
            number = part.segment.fields["id"].find(id_.encode())
            rows = part.segment.fields["id"].postings(number)[0].tolist() if number >= 0 else []
            found = self._vectors.of(name, part.segment.count) if rows else None
            for row in rows:
                if found is not None and (part.live is None or part.live[row]) and found.scales[row] > 0:
                    return tuple((found.bytes[row] * found.scales[row]).tolist())
        return None

    def near_terms(self) -> NearTerms | None:
        """The index's words by what they mean; None where it has no vectors of words."""
        return self._vectors.words()

    def _fused(self, snapshot: Snapshot, by_words: Matches, filters: Iterable[Mask], meaning: Meaning) -> Fused | None:
        """The matches by words and those by meaning; None where no document has a vector."""
        parts, names = snapshot.parts, list(snapshot.segments)
        found = [self._vectors.of(name, part.segment.count) for name, part in zip(names, parts, strict=True)]
        self._vectors.forget(set(names))
        if not any(found):
            return None
        near = _near(snapshot, found, meaning.vector)
        everything = np.ones(snapshot.count_all, bool)
        kept = np.logical_and.reduce([everything, *filters])
        scope = everything
        if meaning.within is not None:
            scope = execute(snapshot, compile_query(meaning.within)).mask(snapshot.count_all)
        return fused(by_words, near, scope, kept, meaning.weight)

    def _changed(self) -> int:
        """When the folder changed last; 0 where there is none, as in memory."""
        storage = self._index.storage
        try:
            return Path(storage.folder).stat().st_mtime_ns if storage.supports_mmap else 0
        except OSError:
            return 0

    def _numbers(self, field: str, value: str) -> Iterator[tuple[Part, int]]:
        """The live documents with this value: (part, number in it)."""
        for part in self._snapshot().parts:
            number = part.segment.fields[field].find(value.encode())
            if number >= 0:
                for document in part.segment.fields[field].postings(number)[0].tolist():
                    if part.live is None or part.live[document]:
                        yield part, document

    def _snapshot(self) -> Snapshot:
        """The newest commit. Segments that were open stay open."""
        generation = self.generation()
        current = self._current
        if current is not None and current.generation == generation:
            return current
        with self._opening, _damage():
            current = self._current
            if current is None or current.generation < generation:
                current = self._current = self._open(current)
        return current

    def _open(self, old: Snapshot | None) -> Snapshot:
        known = old.segments if old else {}
        toc, opened = self._read(known)
        parts = [
            Part(segment, base, live(segment, entry) if entry.has_deletions() else None)
            for (segment, base), entry in zip(numbered(opened), toc.segments, strict=True)
        ]
        return Snapshot(toc, self._index.storage, parts, self._kept)

    def _read(self, known: dict[str, Segment], tries: int = _TRIES) -> tuple[Any, list[Segment]]:
        storage = self._index.storage
        try:
            toc = TOC.read(storage, self._index.indexname)
            return toc, [known.get(entry.segment_id()) or open_segment(storage, entry) for entry in toc.segments]
        except (OSError, KeyError):
            if tries <= 1:
                raise
            time.sleep(_PAUSE)
            return self._read(known, tries - 1)


def _near(snapshot: Snapshot, found: list[SegmentVectors | None], vector: tuple[float, ...]) -> Nearness:
    """How near all documents are to a question; kept, since its pages and each hit's reprints ask it again."""

    def make(_: object) -> tuple[list[SegmentVectors | None], Nearness]:
        live = [part.live for part in snapshot.parts]
        counts = [part.segment.count for part in snapshot.parts]
        return found, nearness(found, live, counts, np.array(vector, np.float32))

    # The vectors of a segment are another object when their file is another; those in use are kept with the value.
    kept: tuple[list[SegmentVectors | None], Nearness] = snapshot.nearness.get(
        (vector, *map(id, found)), make, lambda _: 1
    )
    return kept[1]


@contextmanager
def _damage() -> Iterator[None]:
    """Opening raises whatever Whoosh's pickles and file formats raise; to us all of it is damage."""
    try:
        yield
    except (Exception, DamagedArraysError) as error:
        raise IndexCorruptError(f"The index is damaged ({error}); index the files again into a new folder.") from error
