"""The embedded backend: a Whoosh index in a folder, its segments kept as arrays.

Kavosh analyses. Whoosh keeps schema, segments, deletions, lock and table of contents, and its query classes say what
matches and how it scores; `execution` runs them over arrays, `whoosh_codec` lets Whoosh run them too.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index
from whoosh.index import TOC, LockError

from kavosh.errors import IndexCorruptError, IndexLockedError
from kavosh.index.arrays import DamagedArraysError
from kavosh.index.backend import RawResults
from kavosh.index.execution import execute
from kavosh.index.fusion import Fused, nearness
from kavosh.index.fusion import fused as fuse
from kavosh.index.matches import NOTHING, Matches
from kavosh.index.ranking import best, count_values
from kavosh.index.reprints import Groups
from kavosh.index.schema import GROUP
from kavosh.index.segment import Segment
from kavosh.index.segment_vectors import VectorStore
from kavosh.index.snapshot import Part, Snapshot
from kavosh.index.whoosh_codec import open_segment
from kavosh.index.whoosh_query import compile_query
from kavosh.index.whoosh_schema import completion, schema
from kavosh.index.whoosh_storage import DurableStorage
from kavosh.index.whoosh_writer import ArrayWriter, WhooshWriter, live, numbered, unwritable
from kavosh.query import Meaning, SearchRequest
from kavosh.types import Document

_LOCK_WAIT = 5.0  # seconds that a second writer waits before it gives up
_TRIES = 20  # a commit may remove a file between our reading its name and our opening it
_PAUSE = 0.01  # seconds

Mask = NDArray[np.bool_]


class WhooshBackend:
    """A Whoosh index in a folder, behind the `Backend` protocol; safe to use from many threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._opening = threading.Lock()
        self._current: Snapshot | None = None
        self._vectors = VectorStore(Path(index.storage.folder))

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
        query = compile_query(request.query)
        counts: dict[str, Counter[str]] = {name: Counter() for name in request.facets if name != GROUP}
        groups = GROUP in request.facets and Groups(snapshot)
        all_filters = [
            {
                name: _having(part.segment, name, values, name in request.match_all)
                for name, values in request.filters.items()
                if values
            }
            for part in snapshot.parts
        ]
        by_words = [execute(snapshot, query, at) for at in range(len(snapshot.parts))]
        fused = self._fused(snapshot, by_words, all_filters, request.meaning) if request.meaning else None
        found: list[tuple[Part, Matches]] = []
        for at, (part, filters) in enumerate(zip(snapshot.parts, all_filters, strict=True)):
            matches = fused.matches[at] if fused else by_words[at]
            for name in counts:
                others = [mask for other, mask in filters.items() if other != name or name in request.match_all]
                counts[name].update(count_values(part.segment.fields[name], _mask(part, matches, others)))
            for mask in filters.values():
                matches = matches.where(mask)
            if groups:
                groups.count(at, _mask(part, matches, []))
            found.append((part, matches))
        page = _page(found, request)
        hits = tuple((part.segment.document(n), score) for part, n, score in page)
        counted = {name: dict(values) for name, values in counts.items()}
        if groups:
            counted[GROUP] = groups.of_several()
        meant = _meant(snapshot, fused, page, hits) if fused else {}
        return RawResults(sum(len(m) for _, m in found), hits, counted, meant=meant)

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
            for number in range(len(terms)):
                first, end = terms.extent(number)
                counts[terms.term(number)] += end - first
        return ((term.decode(), counts[term]) for term in sorted(counts))

    def generation(self) -> int:
        return int(self._index.latest_generation())

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

    def _fused(
        self, snapshot: Snapshot, by_words: list[Matches], filters: list[dict[str, Mask]], meaning: Meaning
    ) -> Fused | None:
        """The matches by words and those by meaning; None where no document has a vector."""
        parts, names = snapshot.parts, list(snapshot.segments)
        found = [self._vectors.of(name, part.segment.count) for name, part in zip(names, parts, strict=True)]
        self._vectors.forget(set(names))
        if not any(found):
            return None
        counts = [part.segment.count for part in parts]
        near = nearness(found, [part.live for part in parts], counts, np.array(meaning.vector, np.float32))
        everything = [np.ones(count, bool) for count in counts]
        within = everything
        if meaning.within is not None:
            conditions = compile_query(meaning.within)
            within = [_mask(part, execute(snapshot, conditions, at), []) for at, part in enumerate(parts)]
        kept = [np.logical_and.reduce([w, *masks.values()]) for w, masks in zip(everything, filters, strict=True)]
        return fuse(by_words, near, within, kept, meaning.weight)

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
        generation = self._index.latest_generation()
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
        return Snapshot(toc, self._index.storage, parts)

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


@contextmanager
def _damage() -> Iterator[None]:
    """Opening raises whatever Whoosh's pickles and file formats raise; to us all of it is damage."""
    try:
        yield
    except (Exception, DamagedArraysError) as error:
        raise IndexCorruptError(f"The index is damaged ({error}); index the files again into a new folder.") from error


def _having(segment: Segment, facet: str, values: tuple[str, ...], every: bool) -> Mask:
    """The documents with any of these values of a facet, or with every one."""
    field, counts = segment.fields[facet], np.zeros(segment.count, np.int32)
    for value in values:
        number = field.find(value.encode())
        if number >= 0:
            counts[field.postings(number)[0]] += 1
    mask: Mask = counts >= (len(values) if every else 1)
    return mask


def _mask(part: Part, matches: Matches, filters: list[Mask]) -> Mask:
    mask = np.zeros(part.segment.count, bool)
    mask[matches.documents] = True
    for other in filters:
        mask &= other
    return mask


def _meant(
    snapshot: Snapshot, fused: Fused, page: list[tuple[Part, int, float]], hits: tuple[tuple[Document, float], ...]
) -> dict[str, float]:
    """The part of each hit's score that is meaning, where there is one."""
    at = {part.base: place for place, part in enumerate(snapshot.parts)}
    shares = [float(fused.meant[at[part.base]][number]) for part, number, _ in page]
    return {document.id: share for (document, _), share in zip(hits, shares, strict=True) if share > 0}


def _page(found: list[tuple[Part, Matches]], request: SearchRequest) -> list[tuple[Part, int, float]]:
    """The page's documents: by score or by date, then newest first, then as added."""
    matches = [m for _, m in found] or [NOTHING]
    scores = np.concatenate([m.scores for m in matches])
    days = np.concatenate([part.segment.published[m.documents] for part, m in found] or [np.zeros(0, np.int32)])
    match request.sort:
        case "newest":
            keys = [days, scores]
        case "oldest":
            keys = [-np.where(days > 0, days, np.iinfo(np.int32).max), scores]
        case _:
            keys = [scores, days]
    ends = np.cumsum([len(m) for m in matches])
    result = []
    for place in best(keys, request.offset + request.limit)[request.offset :].tolist():
        at = int(np.searchsorted(ends, place, "right"))
        part, m = found[at]
        number = int(m.documents[place - (int(ends[at - 1]) if at else 0)])
        result.append((part, number, float(scores[place])))
    return result
