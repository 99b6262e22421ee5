"""The state of an index after one commit, for reading: immutable, shared by all threads."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from kavosh.index.okapi import K1, B, Okapi, idf
from kavosh.index.schema import GROUP
from kavosh.index.segment import LENGTHS, Segment

Documents = NDArray[np.intp]
Scores = NDArray[np.float32]

_CACHED = 4_000_000  # postings kept ready to add up: 12 bytes each


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, the number of its first document, and a mask of its live documents; None where all are."""

    segment: Segment
    base: int
    live: NDArray[np.bool_] | None


class Snapshot:
    """Segments with the statistics over all of them, as Whoosh counts them: deleted documents included."""

    def __init__(self, toc: Any, storage: Any, parts: Sequence[Part]) -> None:
        self.generation: int = toc.generation
        self.schema = toc.schema
        self.parts = parts
        self._toc = toc
        self._storage = storage
        self.count_all = sum(part.segment.count for part in parts)
        self._norms: dict[str, NDArray[np.float32]] = {}
        self._idf: dict[tuple[str, bytes], float] = {}
        self._ready: OrderedDict[tuple[int, str, int], tuple[Documents, Scores]] = OrderedDict()
        self._ready_size = 0

    @property
    def segments(self) -> dict[str, Segment]:
        """The open segments by name."""
        pairs = zip(self._toc.segments, self.parts, strict=True)
        return {entry.segment_id(): part.segment for entry, part in pairs}

    @property
    def count(self) -> int:
        """How many live documents there are."""
        return sum(int(np.count_nonzero(p.live)) if p.live is not None else p.segment.count for p in self.parts)

    @cached_property
    def searcher(self) -> Any:
        """Whoosh's own searcher over the same segments."""
        for entry, part in zip(self._toc.segments, self.parts, strict=True):
            entry.opened = part.segment
        reader = FileIndex._reader(self._storage, self.schema, list(self._toc.segments), self.generation)
        return Searcher(reader, weighting=Okapi())

    @cached_property
    def leaves(self) -> list[Any]:
        """Whoosh's searchers of the single segments, in the order of `parts`."""
        return [leaf for leaf, _ in self.searcher.leaf_searchers()]

    @cached_property
    def groups(self) -> tuple[list[str], list[NDArray[np.intp]]]:
        """The groups that have reprints, and for each part the numbers of their terms in it, -1 where it has none."""
        names: set[bytes] = set()
        for part in self.parts:
            field, ids = part.segment.fields[GROUP], part.segment.fields["id"]
            sizes = np.diff(field.starts, append=len(field.document_indices))
            terms = [field.term(number) for number in range(len(field))]
            names.update(term for term, size in zip(terms, sizes.tolist(), strict=True) if size > 1)
            names.update(set(terms).difference(ids.term(number) for number in range(len(ids))))
        ordered = sorted(names)
        numbers = [np.array([p.segment.fields[GROUP].find(name) for name in ordered], np.intp) for p in self.parts]
        return [name.decode() for name in ordered], numbers

    def term(self, at: int, name: str, text: bytes) -> tuple[Documents, Scores] | None:
        """The documents of a term in part `at`, and their BM25F scores; None where it has none."""
        field = self.parts[at].segment.fields.get(name)
        number = -1 if field is None else field.find(text)
        return None if number < 0 else self.scored(at, name, number, text)

    def scored(self, at: int, name: str, number: int, text: bytes) -> tuple[Documents, Scores]:
        """The same of a term by its number in the part."""
        key = (at, name, number)
        ready = self._ready.get(key)
        if ready is None:
            ready = self._score(at, name, number, text)
            self._keep(key, ready)
        return ready

    def _score(self, at: int, name: str, number: int, text: bytes) -> tuple[Documents, Scores]:
        segment = self.parts[at].segment
        numbers, frequencies = segment.fields[name].postings(number)
        documents = numbers.astype(np.intp)
        tf = np.ones(len(documents), np.float32) if frequencies is None else frequencies.astype(np.float32)
        if not self.schema[name].scorable:
            return documents, tf
        norms = self.norms(name)[segment.lengths(name)[documents]]
        scale = np.float32(self.idf(name, text) * (K1 + 1))
        return documents, scale * tf / (tf + norms)

    def _keep(self, key: tuple[int, str, int], ready: tuple[Documents, Scores]) -> None:
        self._ready[key] = ready
        self._ready_size += len(ready[0])
        while self._ready_size > _CACHED and self._ready:
            try:
                _, (documents, _) = self._ready.popitem(last=False)
            except KeyError:  # another thread was first
                break
            self._ready_size -= len(documents)

    def norms(self, name: str) -> NDArray[np.float32]:
        """What BM25 adds to a frequency below the line, by the byte of the field's length."""
        norms = self._norms.get(name)
        if norms is None:
            total = sum(part.segment.field_lengths.get(name, 0) for part in self.parts)
            average = total / (self.count_all or 1) or 1
            norms = self._norms[name] = (K1 * ((1 - B) + B * LENGTHS / average)).astype(np.float32)
        return norms

    def idf(self, name: str, text: bytes) -> float:
        key = (name, text)
        known = self._idf.get(key)
        if known is None:
            found = 0
            for part in self.parts:
                field = part.segment.fields[name]
                number = field.find(text)
                if number >= 0:
                    first, end = field.extent(number)
                    found += end - first
            known = self._idf[key] = idf(self.count_all, found)
        return known
