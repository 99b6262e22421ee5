"""Whoosh's codec over our arrays: every Whoosh query runs on them, through its own matchers.

Searches of the usual kinds never come here (see `execution`); this is their reference and their fallback.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from kavosh.index.arrays import ArrayFile
from kavosh.index.segment import LENGTHS, Field, Segment

EXTENSION = ".seg"
_LONGEST = int(LENGTHS[-1])


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads segments; `WhooshWriter` writes them, for it has whole columns and no single postings."""

    def new_segment(self, storage: Any, indexname: str) -> "ArraySegment":
        return ArraySegment(self, indexname)

    def per_document_writer(self, storage: Any, segment: Any) -> "_Unused":
        return _Unused()

    def field_writer(self, storage: Any, segment: Any) -> "_Unused":
        return _Unused()

    def terms_reader(self, storage: Any, segment: "ArraySegment") -> "ArrayTermsReader":
        return ArrayTermsReader(open_segment(storage, segment))

    def per_document_reader(self, storage: Any, segment: "ArraySegment") -> "ArrayDocumentReader":
        return ArrayDocumentReader(open_segment(storage, segment), segment)


class ArraySegment(W3Segment):  # type: ignore[misc]
    """What Whoosh's table of contents keeps of a segment: its name, size and deletions."""

    opened: Segment | None = None  # for readers: the file may be gone when Whoosh opens it, after a later commit

    def should_assemble(self) -> Any:
        return False


class _Unused:
    is_closed = True

    def close(self) -> None:
        pass


def open_segment(storage: Any, segment: ArraySegment) -> Segment:
    """The arrays of a segment: mapped from disk, or a view where the storage is memory."""
    if segment.opened is not None:
        return segment.opened
    name = segment.make_filename(EXTENSION)
    if storage.supports_mmap:
        return Segment(ArrayFile(np.memmap(f"{storage.folder}/{name}", np.uint8, "r").view(np.ndarray)))
    return Segment(ArrayFile(np.frombuffer(storage.files[name], np.uint8)))


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment as Whoosh asks for them: (field, bytes)."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) >= 0

    def _number(self, name: str, text: bytes) -> int:
        field = self._segment.fields.get(name)
        return -1 if field is None else field.find(text)

    def _found(self, name: str, text: bytes) -> tuple[Field, int]:
        number = self._number(name, text)
        if number < 0:
            raise TermNotFound(f"No term {name}:{text!r}")
        return self._segment.fields[name], number

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":
        return ArrayCursor(self._segment.fields.get(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self._segment.fields):
            yield from self._from(name, b"")

    def _from(self, name: str, text: bytes) -> Iterator[tuple[str, bytes]]:
        field = self._segment.fields.get(name)
        if field is not None:
            for number in range(field.first_from(text), len(field)):
                yield name, field.term(number)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        yield from self._from(fieldname, prefix)
        for name in sorted(name for name in self._segment.fields if name > fieldname):
            yield from self._from(name, b"")

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        field, number = self._found(fieldname, text)
        documents, frequencies = field.postings(number)
        weight = len(documents) if frequencies is None else int(frequencies.sum())
        heaviest = 1 if frequencies is None else int(frequencies.max())
        return TermInfo(weight, len(documents), 1, _LONGEST, heaviest, int(documents[0]), int(documents[-1]))

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).doc_frequency()) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        field, number = self._found(fieldname, text)
        documents, frequencies = field.postings(number)
        weights = [1.0] * len(documents) if frequencies is None else frequencies.astype(float).tolist()
        values = None
        if field.positions is not None:
            ends = np.cumsum(weights).astype(np.intp)
            values = [format_.encode(places.tolist()) for places in np.split(field.places(number), ends[:-1])]
        return ListMatcher(
            documents.tolist(),
            weights,
            values,
            format_,
            scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def indexed_field_names(self) -> Iterable[str]:
        return self._segment.fields.keys()


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of a field, as Whoosh's automata do."""

    def __init__(self, field: Field | None, fieldobj: Any) -> None:
        self._field = field
        self._object = fieldobj
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        text = string if isinstance(string, bytes) else self._object.to_bytes(string)
        self._at = self._field.first_from(text) if self._field else 0
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        if not self.is_valid() or self._field is None:
            return None
        return str(self._object.from_bytes(self._field.term(self._at)))

    def is_valid(self) -> bool:
        return self._field is not None and self._at < len(self._field)


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment: lengths, deletions and stored text."""

    def __init__(self, arrays: Segment, segment: ArraySegment) -> None:
        self._arrays = arrays
        self._segment = segment

    def doc_count(self) -> int:
        return self._arrays.count - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return self._arrays.count

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        return self._segment.deleted_docs()  # type: ignore[no-any-return]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        if fieldname not in self._arrays.field_lengths:
            return default
        return int(LENGTHS[self._arrays.lengths(fieldname)[docnum]])

    def field_length(self, fieldname: str) -> int:
        return self._arrays.field_lengths.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        return 1

    def max_field_length(self, fieldname: str) -> int:
        return _LONGEST

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {"document": self._arrays.stored(docnum)}
