"""The state of an index after one commit, for reading: immutable, shared by all threads.

Documents are numbered over all segments, so that a query runs once, however many segments there are.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from kavosh.index.faceting import Facet, FacetPart
from kavosh.index.matches import NOTHING, Many, Mask, Matches, gathered, union
from kavosh.index.okapi import K1, B, Okapi, idf
from kavosh.index.recent import Recent
from kavosh.index.reprints import Groups
from kavosh.index.segment import LENGTHS, Field, Segment
from kavosh.index.whoosh_codec import EXTENSION
from kavosh.types import Document

_CACHED = 32_000_000  # bytes of words kept ready to add up
_PLACES = 1_500_000  # positions kept ready for phrases: 8 bytes each
_EXPANDED = 500_000  # terms that patterns stood for
_MEANT = 8  # questions whose nearness to all documents is kept: 4 bytes a document each
PLACE_BITS = 32  # of a place: the position in its document, with room between those of neighbouring documents

Kind = TypeVar("Kind", np.float32, np.intp)
Word = tuple[tuple[str, str, float], ...]  # a term in some fields: (field, term, weight) each


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
        self._bases = [part.base for part in parts]
        self._facets: dict[str, Facet] = {}
        self._norms: dict[str, NDArray[np.float32]] = {}
        self._words: Recent[Word, Matches] = Recent(_CACHED)
        self._places: Recent[tuple[str, str], NDArray[np.int64]] = Recent(_PLACES)
        self.expansions: Recent[Any, Any] = Recent(_EXPANDED)
        self.nearness: Recent[Any, Any] = Recent(_MEANT)

    @property
    def segments(self) -> dict[str, Segment]:
        """The open segments by name."""
        pairs = zip(self._toc.segments, self.parts, strict=True)
        return {entry.segment_id(): part.segment for entry, part in pairs}

    @property
    def files(self) -> list[str]:
        """The names of the segments' files, in the order of `parts`."""
        return [entry.make_filename(EXTENSION) for entry in self._toc.segments]

    @cached_property
    def live(self) -> Mask | None:
        """The documents that are not deleted; None where all are live."""
        if all(part.live is None for part in self.parts):
            return None
        live = [np.ones(p.segment.count, bool) if p.live is None else p.live for p in self.parts]
        mask: Mask = np.concatenate(live)
        return mask

    @cached_property
    def count(self) -> int:
        """How many live documents there are."""
        return self.count_all if self.live is None else int(np.count_nonzero(self.live))

    @cached_property
    def published(self) -> NDArray[np.int32]:
        """The day number of every document, 0 for none."""
        days = [part.segment.published for part in self.parts]
        return np.concatenate(days) if days else np.zeros(0, np.int32)

    def facet(self, name: str) -> Facet:
        facet = self._facets.get(name)
        if facet is None:
            parts = [FacetPart(part.base, part.segment.fields[name], part.segment.count) for part in self.parts]
            facet = self._facets[name] = Facet(parts)
        return facet

    @cached_property
    def groups(self) -> Groups:
        """The groups of reprints."""
        none = np.zeros(0, np.uint64)
        hashes = np.concatenate([none, *(part.segment.groups for part in self.parts)])
        runs = [part.segment.group_order + part.base for part in self.parts]
        return Groups(hashes, np.concatenate([none.astype(np.intp), *runs]))

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

    def find(self, name: str, term: bytes) -> Iterator[tuple[Part, Field, int]]:
        """The parts that have a term: (part, its field, the number of the term in it)."""
        for part in self.parts:
            field = part.segment.fields.get(name)
            number = -1 if field is None else field.find(term)
            if field is not None and number >= 0:
                yield part, field, number

    def document(self, number: int) -> Document:
        part = self.parts[bisect_right(self._bases, number) - 1]
        return part.segment.document(number - part.base)

    def word(self, word: Word) -> Matches:
        """The documents of a term in any of some fields, with their scores; kept, for words come again."""
        return self._words.get(word, lambda: self._word(word), _bytes)

    def _word(self, word: Word) -> Matches:
        found = [self._term(name, text.encode()).boosted(weight) for name, text, weight in word]
        return union(found, self.count_all)

    def _term(self, name: str, text: bytes) -> Matches:
        postings = [(part, *field.postings(number)) for part, field, number in self.find(name, text)]
        if not postings:
            return NOTHING
        weights = self.idf(sum(len(documents) for _, documents, _ in postings))
        documents, scores = self.scored(name, postings, weights)
        return gathered(documents, scores, self.count_all)

    def scored(
        self, name: str, postings: Sequence[tuple[Part, Any, Any]], weights: Any
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The BM25F scores of postings: (part, its documents, their frequencies or None). Documents count over all.

        weights: the idf of the term, or of each posting.
        """
        documents = _numbered([(part.base, documents) for part, documents, _ in postings])
        tf = _spread(np.float32, [(f, len(documents)) for _, documents, f in postings])
        if not self.schema[name].scorable:
            return documents, tf
        scores = self.norms(name)[documents]
        scores += tf
        np.divide(tf, scores, out=scores)
        scores *= np.float32(K1 + 1) * weights
        return documents, scores

    def places(self, name: str, text: str) -> NDArray[np.int64]:
        """Where a term stands, in ascending order: its document and position as one number each."""
        return self._places.get((name, text), lambda: self._placed(name, text.encode()), len)

    def _placed(self, name: str, term: bytes) -> NDArray[np.int64]:
        found = [(part, field, number, *field.postings(number)) for part, field, number in self.find(name, term)]
        if not found:
            return np.zeros(0, np.int64)
        places = _numbered([(part.base, documents) for part, _, _, documents, _ in found]) << PLACE_BITS
        frequencies = _spread(np.intp, [(f, len(documents)) for *_, documents, f in found])
        places = np.repeat(places, frequencies)
        places += np.concatenate([field.places(number) for _, field, number, _, _ in found])
        once: NDArray[np.int64] = places[np.append(places[1:] != places[:-1], True)]  # two words may be in one place
        return once

    def norms(self, name: str) -> NDArray[np.float32]:
        """What BM25 adds to a frequency below the line, for every document."""
        norms = self._norms.get(name)
        if norms is None:
            total = sum(part.segment.field_lengths.get(name, 0) for part in self.parts)
            average = total / (self.count_all or 1) or 1
            by_length = (K1 * ((1 - B) + B * LENGTHS / average)).astype(np.float32)
            norms = self._norms[name] = by_length[np.concatenate([part.segment.lengths(name) for part in self.parts])]
        return norms

    def idf(self, having: int) -> np.float32:
        """How much a term tells that so many documents have."""
        return np.float32(idf(self.count_all, having))


def _numbered(parts: Sequence[tuple[int, Any]]) -> NDArray[np.intp]:
    """Documents as they count over all segments: (the number of the segment's first, those of it) each."""
    numbers = np.empty(sum(len(documents) for _, documents in parts), np.intp)
    first = 0
    for base, documents in parts:
        np.add(documents, base, out=numbers[first : first + len(documents)], dtype=np.intp)
        first += len(documents)
    return numbers


def _spread(kind: type[Kind], parts: Sequence[tuple[Any, int]]) -> NDArray[Kind]:
    """Frequencies as one column: (those of a segment, or None where all are 1, and how many) each."""
    column = np.ones(sum(count for _, count in parts), kind)
    first = 0
    for frequencies, count in parts:
        if frequencies is not None:
            column[first : first + count] = frequencies
        first += count
    return column


def _bytes(matches: Matches) -> int:
    return 5 * len(matches.matching) if isinstance(matches, Many) else 12 * len(matches)
