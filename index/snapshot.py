"""The state of an index after one commit, for reading: immutable, shared by all threads.

Documents are numbered over all segments, so that a query runs once, however many segments there are.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from kavosh.index.arrays import Array
from kavosh.index.faceting import Facet, FacetPart
from kavosh.index.freshness import freshness
from kavosh.index.kept import (
    LENGTH_BITS,
    LENGTH_MASK,
    PLACE_BITS,
    Kept,
    KeptFacet,
    KeptGroups,
    KeptPlaces,
    KeptTerm,
    KeptWord,
    Lengths,
    Part,
    Places,
    Postings,
    Segments,
    Word,
    placed,
    read,
    term_bytes,
    word_bytes,
)
from kavosh.index.matches import NOTHING, Documents, Mask, Matches, gathered, union
from kavosh.index.okapi import K1, B, Okapi, bm25, idf
from kavosh.index.recent import Recent
from kavosh.index.reprints import Groups, among
from kavosh.index.segment import LENGTHS, Segment
from kavosh.index.whoosh_codec import EXTENSION
from kavosh.types import Document

_EXPANDED = 500_000  # terms that patterns stood for
_MEANT = 8  # questions whose nearness to all documents is kept: 4 bytes a document each

_UNLIKE = 8  # a share of new documents from which on nothing is gained by what is known of the others
_PAIR = 2  # fields, in which a word is looked up


class Snapshot:
    """Segments with the statistics over all of them, as Whoosh counts them: deleted documents included."""

    def __init__(self, toc: Any, storage: Any, parts: Sequence[Part], kept: Kept) -> None:
        self.generation: int = toc.generation
        self.schema = toc.schema
        self.parts = parts
        self._toc = toc
        self._storage = storage
        self.count_all = sum(part.segment.count for part in parts)
        self._bases = [part.base for part in parts]
        self._facets: dict[str, Facet] = {}
        self._known_norms: dict[str, NDArray[np.float32]] = {}
        self._known_lengths: dict[str, Lengths | None] = {}
        self._known_same: dict[Segments, int] = {}
        self._kept = kept
        self._serials = tuple(part.segment.serial for part in parts)
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

    @cached_property
    def freshness(self) -> NDArray[np.float32]:
        """What the score of every document is multiplied by where newer articles rank a little higher."""
        return freshness(self.published)

    def facet(self, name: str) -> Facet:
        facet = self._facets.get(name)
        if facet is None:
            parts = [FacetPart(part.base, part.segment.fields[name], part.segment.count) for part in self.parts]
            known = self._kept.facets.get(name)
            facet = self._facets[name] = Facet(parts, (known.facet, self._same(known.segments)) if known else None)
            self._kept.facets[name] = KeptFacet(self._serials, facet)
        return facet

    @cached_property
    def groups(self) -> Groups:
        """The groups of reprints."""
        hashes = np.concatenate([np.zeros(0, np.uint64), *(part.segment.groups for part in self.parts)])
        known = self._kept.groups
        same = self._same(known.segments) if known else 0
        first = self._end(same)
        if known is None or (self.count_all - first) * _UNLIKE > self.count_all:
            runs = [part.segment.group_order + part.base for part in self.parts]
        else:  # only what is new can have joined another
            runs = [known.groups.members[known.groups.members < first], np.arange(first, self.count_all)]
            for part in self.parts[:same]:
                joined = among(hashes[first:], part.segment.groups, part.segment.group_order) + part.base
                if len(joined):
                    runs.append(joined[~np.isin(joined, runs[0])])
        groups = Groups(hashes, np.concatenate([np.zeros(0, np.intp), *runs]))
        self._kept.groups = KeptGroups(self._serials, groups)
        return groups

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

    def document(self, number: int) -> Document:
        part = self._part(number)
        return self._kept.document(part.segment, number - part.base)

    def group(self, number: int) -> np.uint64:
        """The hash of a document's group."""
        part = self._part(number)
        hashed: np.uint64 = part.segment.groups[number - part.base]
        return hashed

    def _part(self, number: int) -> Part:
        return self.parts[bisect_right(self._bases, number) - 1]

    def word(self, word: Word) -> Matches:
        """The documents of a term in any of some fields, with their scores; kept, for words come again."""
        make = partial(self._word, word)
        return self._kept.words.get(word, make, word_bytes, self._serves).matches

    def _word(self, word: Word, known: KeptWord | None) -> KeptWord:
        if not self.parts:
            return KeptWord(self._serials, NOTHING, ())
        if len(word) > _PAIR:  # in which order more scores add up is decided by their number
            found = [self._word(((name, text, 1.0),), None).matches.boosted(weight) for name, text, weight in word]
            return KeptWord(self._serials, union(found, self.count_all), ())
        before = Postings(known.matches.documents, known.codes) if known and known.codes else None
        documents, codes = self._postings(word, before, known.segments if known else ())
        if not len(documents):
            return KeptWord(self._serials, NOTHING, codes)
        rows = [column != 0 for column in codes]
        having = [int(np.count_nonzero(some)) for some in rows]
        most, *others = sorted(range(len(word)), key=having.__getitem__, reverse=True)
        scores = self._scores(word[most], codes[most], having[most])
        for n in others:
            if having[n]:
                some = np.flatnonzero(rows[n])
                scores[some] += self._scores(word[n], codes[n][some], having[n])
        return KeptWord(self._serials, gathered(documents, scores, self.count_all, sum(having)), codes)

    def term_scores(self, name: str, text: str, documents: Documents) -> NDArray[np.float32]:
        """The scores of a term in some of the documents that have it, in ascending order."""
        make = partial(self._term, name, text)
        having, (codes,) = self._kept.terms.get((name, text), make, term_bytes, self._serves).postings
        found = codes[np.searchsorted(having, documents)]
        tf = (found >> LENGTH_BITS).astype(np.float32)
        return bm25(self.norms(name)[found & LENGTH_MASK], tf, self.idf(len(having)))

    def _term(self, name: str, text: str, known: KeptTerm | None) -> KeptTerm:
        before, segments = (known.postings, known.segments) if known else (None, ())
        return KeptTerm(self._serials, self._postings(((name, text, 1.0),), before, segments))

    def _postings(self, word: Word, before: Postings | None, segments: Segments) -> Postings:
        """The postings of a word; those of segments for which they are known already are not read again."""
        terms = [(name, text.encode(), self.lengths(name)) for name, text, _ in word]
        same = self._same(segments)
        if before is None or not same:
            return read(self.parts, terms)
        documents, codes = before
        if same < len(segments):
            stay = int(np.searchsorted(documents, self._end(same)))
            documents, codes = documents[:stay], tuple(column[:stay] for column in codes)
        added = read(self.parts[same:], terms) if same < len(self.parts) else None
        if added is None or not len(added.documents):
            return Postings(documents, codes)
        columns = tuple(map(np.concatenate, zip(codes, added.codes, strict=True)))
        return Postings(np.concatenate((documents, added.documents)), columns)

    def _serves(self, known: KeptWord | KeptTerm | KeptPlaces) -> bool:
        """Whether what is kept is of the same segments."""
        return known.segments == self._serials

    def _same(self, segments: Segments) -> int:
        """How many of the first segments are the same."""
        same = self._known_same.get(segments)
        if same is None:
            pairs = enumerate(zip(self._serials, segments, strict=False))
            fewer = min(len(self._serials), len(segments))
            same = self._known_same[segments] = next((at for at, (own, other) in pairs if own != other), fewer)
        return same

    def _end(self, parts: int) -> int:
        """The number after the last document of so many parts."""
        return self.parts[parts].base if parts < len(self.parts) else self.count_all

    def _scores(self, term: tuple[str, str, float], codes: Array, having: int) -> NDArray[np.float32]:
        """The scores of postings by their codes, which are few different ones: each is worked out once."""
        name, _, weight = term
        frequencies = np.arange((int(codes.max()) >> LENGTH_BITS) + 1, dtype=np.float32)[:, np.newaxis]
        if self.schema[name].scorable:
            table = bm25(np.repeat(self.norms(name)[np.newaxis], len(frequencies), 0), frequencies, self.idf(having))
        else:
            table = np.repeat(frequencies, len(LENGTHS), 1)
        if weight != 1.0:
            table *= np.float32(weight)
        scores: NDArray[np.float32] = table.ravel()[codes]
        return scores

    def places(self, name: str, text: str) -> Places:
        """Where a term stands, in ascending order: its document and position as one number each."""
        make = partial(self._placed, name, text.encode())
        return self._kept.places.get((name, text), make, lambda known: len(known.places), self._serves).places

    def _placed(self, name: str, term: bytes, known: KeptPlaces | None) -> KeptPlaces:
        same = self._same(known.segments) if known else 0
        before = np.zeros(0, np.int64)
        if known is not None and same:
            before = known.places
            if same < len(known.segments):
                before = before[: np.searchsorted(before, self._end(same) << PLACE_BITS)]
        added = placed(self.parts[same:], name, term)
        places = np.concatenate((before, added)) if len(before) and len(added) else before if len(before) else added
        return KeptPlaces(self._serials, places)

    def lengths(self, name: str) -> Lengths | None:
        """The length of a field in every document; None for those without."""
        if name not in self._known_lengths:
            scorable = self.schema[name].scorable
            lengths = np.concatenate([part.segment.lengths(name) for part in self.parts]) if scorable else None
            self._known_lengths[name] = lengths
        return self._known_lengths[name]

    def norms(self, name: str) -> NDArray[np.float32]:
        """What BM25 adds to a frequency below the line, for every length of a field."""
        norms = self._known_norms.get(name)
        if norms is None:
            total = sum(part.segment.field_lengths.get(name, 0) for part in self.parts)
            average = total / (self.count_all or 1) or 1
            norms = self._known_norms[name] = (K1 * ((1 - B) + B * LENGTHS / average)).astype(np.float32)
        return norms

    def idf(self, having: int) -> np.float32:
        """How much a term tells that so many documents have."""
        return np.float32(idf(self.count_all, having))
