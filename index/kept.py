"""What is read of an index and kept over commits, so that a commit only makes readers read what is new.

Segments never change, and the next commit mostly adds small ones behind those that are there. Documents keep their
numbers as far as the segments are the same; beyond, what is kept is cut off and read anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from kavosh.index.arrays import Array
from kavosh.index.faceting import Facet
from kavosh.index.matches import Documents, Few, Matches
from kavosh.index.recent import Recent
from kavosh.index.reprints import Groups
from kavosh.index.segment import Field, Segment
from kavosh.types import Document

_WORDS = 26_000_000  # bytes of words kept ready to add up
_TERMS = 6_000_000  # bytes of terms kept to score phrases
_PLACES = 1_500_000  # positions kept ready for phrases: 8 bytes each
_DOCUMENTS = 4_000_000  # bytes of documents
_OTHERS = 2_000  # bytes of a document that are no text, about

PLACE_BITS = 32  # of a place: the position in its document, with room between those of neighbouring documents
LENGTH_BITS = 8  # of a code: the length of the field; the frequency is above them
LENGTH_MASK = (1 << LENGTH_BITS) - 1

Word = tuple[tuple[str, str, float], ...]  # a term in some fields: (field, term, weight) each
Places = NDArray[np.int64]
Lengths = NDArray[np.uint8]  # of a field in all documents of an index, as Whoosh's byte
Segments = tuple[int, ...]  # by their serial numbers, in order


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, the number of its first document, and a mask of its live documents; None where all are."""

    segment: Segment
    base: int
    live: NDArray[np.bool_] | None


class Postings(NamedTuple):
    """The documents of a term or of several, ascending, and a code for each and each term: how often it has it, and
    how long the field is, 0 for not at all."""

    documents: Documents
    codes: tuple[Array, ...]


class KeptWord(NamedTuple):
    """A word as of some segments: its matches, and the codes that they are scored by; none for those not carried on."""

    segments: Segments
    matches: Matches
    codes: tuple[Array, ...]


class KeptTerm(NamedTuple):
    """The postings of a term in some segments."""

    segments: Segments
    postings: Postings


class KeptPlaces(NamedTuple):
    """Where a term stands in some segments."""

    segments: Segments
    places: Places


class KeptGroups(NamedTuple):
    """The groups of reprints in some segments."""

    segments: Segments
    groups: Groups


class KeptFacet(NamedTuple):
    """A facet as of some segments."""

    segments: Segments
    facet: Facet


class Kept:
    """Shared by all snapshots of an index, whatever their commit."""

    def __init__(self) -> None:
        self.words: Recent[Word, KeptWord] = Recent(_WORDS)
        self.terms: Recent[tuple[str, str], KeptTerm] = Recent(_TERMS)
        self.places: Recent[tuple[str, str], KeptPlaces] = Recent(_PLACES)
        self.groups: KeptGroups | None = None
        self.facets: dict[str, KeptFacet] = {}
        self._documents: Recent[tuple[int, int], Document] = Recent(_DOCUMENTS)

    def document(self, segment: Segment, number: int) -> Document:
        """A document of a segment."""
        return self._documents.get((segment.serial, number), lambda _: segment.document(number), _text_bytes)


def read(parts: Sequence[Part], terms: Sequence[tuple[str, bytes, Lengths | None]]) -> Postings:
    """The postings of some terms in segments that follow each other: (field, term, the field's lengths where kept)."""
    there = [list(find(parts, name, term)) for name, term, _ in terms]
    if not any(there):
        return Postings(np.zeros(0, np.intp), (np.zeros(0, np.uint16),) * len(terms))
    found = [_coded(some, lengths) for some, (_, _, lengths) in zip(there, terms, strict=True)]
    every = max((documents for documents, _ in found), key=len)
    if sum(len(documents) for documents, _ in found) == len(every):  # only one has any
        return Postings(every, tuple(codes if len(codes) else np.zeros(len(every), np.uint8) for _, codes in found))
    first, end = parts[0].base, parts[-1].base + parts[-1].segment.count
    ranks = np.zeros(end - first, np.int32)  # of a document among all of them
    ranks[every - first] = np.arange(len(every), dtype=np.int32)
    others = [documents for documents, _ in found if documents is not every]
    if not all((every[ranks[documents - first]] == documents).all() for documents in others):
        every = np.unique(np.concatenate((every, *others)))
        ranks[every - first] = np.arange(len(every), dtype=np.int32)
    columns = []
    for documents, codes in found:
        column = codes
        if len(documents) < len(every):
            column = np.zeros(len(every), codes.dtype)
            column[ranks[documents - first]] = codes
        columns.append(column)
    return Postings(every, tuple(columns))


def _coded(there: Sequence[tuple[Part, Field, int]], lengths: Lengths | None) -> tuple[Documents, Array]:
    found = [(part.base, *field.postings(number)) for part, field, number in there]
    wide = any(frequencies is not None and frequencies.itemsize > 1 for _, _, frequencies in found)
    documents, codes = joined(found, np.uint32 if wide else np.uint16)
    codes <<= LENGTH_BITS
    if lengths is not None:
        codes |= lengths[documents]
    return documents, codes


def joined(found: Sequence[tuple[int, Array, Array | None]], kind: DTypeLike) -> tuple[Documents, Array]:
    """Postings of several segments as one: documents as they count over all, and frequencies as numbers of a kind.

    found: (the number of the segment's first document, documents, frequencies or None where all are 1) each.
    """
    count = sum(len(own) for _, own, _ in found)
    documents, joint = np.empty(count, np.intp), np.ones(count, kind)
    at = 0
    for base, own, frequencies in found:
        rows = slice(at, at + len(own))
        at = rows.stop
        np.add(own, base, out=documents[rows], dtype=np.intp)
        if frequencies is not None:
            joint[rows] = frequencies
    return documents, joint


def placed(parts: Sequence[Part], name: str, term: bytes) -> Places:
    """Where a term stands in some segments, in ascending order: its document and position as one number each."""
    found = [np.zeros(0, np.int64)]
    for part, field, number in find(parts, name, term):
        documents, frequencies = field.postings(number)
        places = (documents.astype(np.int64) + part.base) << PLACE_BITS
        places = places if frequencies is None else np.repeat(places, frequencies)
        found.append(places + field.places(number))
    places = np.concatenate(found)
    once: Places = places[np.append(places[1:] != places[:-1], True)] if len(places) else places
    return once  # two words may be in one place


def find(parts: Sequence[Part], name: str, term: bytes) -> Iterator[tuple[Part, Field, int]]:
    """The segments that have a term: (part, its field, the number of the term in it)."""
    for part in parts:
        field = part.segment.fields.get(name)
        number = -1 if field is None else field.find(term)
        if field is not None and number >= 0:
            yield part, field, number


def word_bytes(word: KeptWord) -> int:
    """The size of a word."""
    matches = word.matches
    own = 12 * len(matches) if isinstance(matches, Few) else 5 * len(matches.matching)
    return own + sum(column.nbytes for column in word.codes)


def term_bytes(term: KeptTerm) -> int:
    """The size of a term's postings."""
    documents, codes = term.postings
    return documents.nbytes + sum(column.nbytes for column in codes)


def _text_bytes(document: Document) -> int:
    return 2 * (len(document.body) + len(document.title)) + _OTHERS
