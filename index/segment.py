"""A segment as arrays: its terms and postings by field, lengths, dates and stored documents. Immutable."""

import zlib
from bisect import bisect_left
from functools import cached_property
from itertools import count

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from kavosh.index.arrays import Array, ArrayFile, narrow
from kavosh.index.postings import Columns
from kavosh.index.records import from_stored
from kavosh.types import Document

LENGTHS = np.array([byte_to_length(byte) for byte in range(256)])  # Whoosh keeps the length of a field in one byte
_BEYOND = b"\xff"  # no UTF-8 has this byte
_SERIALS = count()
_SMALL = 4096  # terms of a field that are searched as they are: a commit brings some that nobody asked for yet
_REMEMBERED = 2000  # terms of a field whose place is known


def length_bytes(lengths: Array) -> NDArray[np.uint8]:
    """Lengths rounded as Whoosh rounds them."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), len(LENGTHS) - 1).astype(np.uint8)


class Field:
    """The terms of one field, in byte order, with their postings."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text = file[f"{name}.text"].data  # the items of a view come faster than those of an array
        self._text_ends = file[f"{name}.text_ends"].data
        self.ends = file[f"{name}.ends"]
        self.documents = file[f"{name}.documents"]
        self.frequencies = file.get(f"{name}.frequencies")
        self.positions = file.get(f"{name}.positions")
        self._position_ends = file.get(f"{name}.position_ends")
        self._found: dict[bytes, int] = {}
        self._by_document: tuple[Array, Array] | None = None

    def __len__(self) -> int:
        return len(self._text_ends)

    def term(self, number: int) -> bytes:
        start = self._text_ends[number - 1] if number else 0
        return self._text[start : self._text_ends[number]].tobytes()

    def terms(self) -> list[bytes]:
        """All terms."""
        text, ends = self._text.tobytes(), self._text_ends.tolist()
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def counts(self) -> NDArray[np.int64]:
        """How many documents have each term."""
        return np.diff(self.ends.astype(np.int64), prepend=0)

    def find(self, term: bytes) -> int:
        """The number of a term; -1 where there is none."""
        found = self._found.get(term)
        if found is None:
            number = self.first_from(term)
            found = number if number < len(self) and self.term(number) == term else -1
            if len(self._found) >= _REMEMBERED:
                self._found = {}
            self._found[term] = found
        return found

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not below this one."""
        if len(self) <= _SMALL:
            return bisect_left(self._own_terms, term)
        return bisect_left(range(len(self)), term, key=self.term)

    def beginning(self, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        return range(self.first_from(prefix), self.first_from(prefix + _BEYOND))

    def extent(self, number: int) -> tuple[int, int]:
        """Where the postings of a term are: (first, beyond the last)."""
        return int(self.ends[number - 1]) if number else 0, int(self.ends[number])

    def postings(self, number: int) -> tuple[Array, Array | None]:
        """The documents of a term and how often it is in each; None for once."""
        first, end = self.extent(number)
        return self.documents[first:end], None if self.frequencies is None else self.frequencies[first:end]

    def extents(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the postings of some terms begin, and how many each has."""
        first = np.where(numbers > 0, self.ends[numbers - 1], 0).astype(np.intp)
        return first, self.ends[numbers].astype(np.intp) - first

    def places(self, number: int) -> Array:
        """All positions of a term, document by document: as many in each as its frequency says."""
        assert self.positions is not None
        assert self._position_ends is not None
        first = int(self._position_ends[number - 1]) if number else 0
        return self.positions[first : int(self._position_ends[number])]

    def columns(self) -> Columns:
        """Everything again as columns, for merging."""
        numbers = np.repeat(np.arange(len(self), dtype=np.int32), self.counts())
        documents = self.documents.astype(np.int32)
        if self.frequencies is not None:
            numbers, documents = np.repeat(numbers, self.frequencies), np.repeat(documents, self.frequencies)
        return Columns(self.terms(), numbers, documents, self.positions)

    @cached_property
    def _own_terms(self) -> list[bytes]:
        return self.terms()

    @cached_property
    def values(self) -> list[str]:
        """All terms, for small fields only."""
        return [term.decode() for term in self.terms()]

    def by_document(self, documents: int) -> tuple[Array, Array]:
        """How many terms each of so many documents has, and their numbers, document by document; for facets."""
        if self._by_document is None:
            numbers = np.repeat(np.arange(len(self), dtype=np.int32), self.counts())
            own = numbers[np.argsort(self.documents, kind="stable")]
            self._by_document = narrow(np.bincount(self.documents, minlength=documents)), narrow(own)
        return self._by_document

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        return np.append(0, self.ends[:-1]).astype(np.intp)


class Segment:
    """The documents of one commit, or of several merged ones."""

    def __init__(self, file: ArrayFile) -> None:
        self.serial = next(_SERIALS)  # tells it from all others of this process
        self.file = file
        self.count: int = file.values["documents"]
        self.field_lengths: dict[str, int] = file.values["lengths"]
        self.fields: dict[str, Field] = {name: Field(file, name) for name in file.values["fields"]}
        self.published: Array = file["published"]
        self.groups: Array = file["groups"]  # a hash of each document's group
        self._stored = file["stored"]
        self._stored_ends = file["stored_ends"]

    @cached_property
    def group_order(self) -> NDArray[np.intp]:
        """The documents by the hash of their group."""
        return np.argsort(self.groups, kind="stable")

    def lengths(self, field: str) -> NDArray[np.uint8]:
        """The length of a field in every document, as Whoosh's byte."""
        return self.file[f"{field}.lengths"]

    def stored(self, number: int) -> bytes:
        """A document as it is kept."""
        start = int(self._stored_ends[number - 1]) if number else 0
        return self._stored[start : int(self._stored_ends[number])].tobytes()

    def document(self, number: int) -> Document:
        return from_stored(unpack_stored(self.stored(number)))

    def all_stored(self) -> tuple[Array, Array]:
        """The kept documents one after the other, and where each ends."""
        return self._stored, self._stored_ends


def pack_stored(text: str) -> bytes:
    return zlib.compress(text.encode(), 1)


def unpack_stored(data: bytes) -> str:
    return zlib.decompress(data).decode()
