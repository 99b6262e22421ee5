"""The postings of a field in memory, on their way into a segment: columns, then sorted, packed arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kavosh.index.arrays import Array, narrow

Numbers = NDArray[np.int64]
_BITS = 63


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the terms of one field stand: a row for each occurrence.

    terms: differing, in any order. numbers: of the term. documents: of the document. positions: in it, where kept.
    """

    terms: Sequence[bytes]
    numbers: Array
    documents: Array
    positions: Array | None = None

    def renumbered(self, documents: Array) -> "Columns":
        """With other numbers of documents; rows whose document gets a negative one are dropped."""
        fresh = documents[self.documents]
        kept = fresh >= 0
        if kept.all():
            return Columns(self.terms, self.numbers, fresh, self.positions)
        positions = None if self.positions is None else self.positions[kept]
        return Columns(self.terms, self.numbers[kept], fresh[kept], positions)


def keywords(values: Iterable[tuple[int, bytes]], positions: Iterable[int] | None = None) -> Columns:
    """Columns of single terms: (document, term) each."""
    numbers: dict[bytes, int] = {}
    rows = [(document, numbers.setdefault(term, len(numbers))) for document, term in values]
    table = np.array(rows, np.int64).reshape(-1, 2)
    places = None if positions is None else np.fromiter(positions, np.int64)
    return Columns(list(numbers), table[:, 1], table[:, 0], places)


def pack(parts: Sequence[Columns]) -> dict[str, Array]:
    """The arrays of a field: terms in byte order; the postings of each, by document; their positions.

    text, text_ends: the terms one after the other. ends: of each term's postings. documents, frequencies: of the
    postings, `frequencies` only where one is above 1. positions, position_ends (by term): where kept.
    """
    vocabulary = sorted(set().union(*(part.terms for part in parts)))
    ranks = {term: rank for rank, term in enumerate(vocabulary)}
    numbers = [
        np.fromiter(map(ranks.__getitem__, part.terms), np.int64, len(part.terms))[part.numbers] for part in parts
    ]
    documents = [part.documents for part in parts]
    placed = [part.positions for part in parts if part.positions is not None]
    terms, docs, positions = _sorted(
        _joined(numbers), _joined(documents), _joined(placed) if len(placed) == len(parts) else None
    )
    fresh = np.ones(len(terms), bool)
    fresh[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    starts = np.flatnonzero(fresh)
    frequencies = np.diff(np.append(starts, len(terms)))
    counts = np.bincount(terms[starts], minlength=len(vocabulary))
    used = [vocabulary[number] for number in np.flatnonzero(counts)]
    arrays = {
        "text": np.frombuffer(b"".join(used), np.uint8),
        "text_ends": narrow(np.cumsum(np.fromiter(map(len, used), np.int64, len(used)))),
        "ends": narrow(np.cumsum(counts[counts > 0])),
        "documents": narrow(docs[starts]),
    }
    if len(frequencies) and frequencies.max() > 1:
        arrays["frequencies"] = narrow(frequencies)
    if positions is not None:
        occurrences = np.bincount(terms, minlength=len(vocabulary))
        arrays["positions"] = narrow(positions)
        arrays["position_ends"] = narrow(np.cumsum(occurrences[occurrences > 0]))
    return arrays


def prefixed(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{name}.{part}": array for part, array in arrays.items()}


def _joined(parts: Sequence[Array]) -> Numbers:
    return np.concatenate([part.astype(np.int64) for part in parts]) if parts else np.zeros(0, np.int64)


def _sorted(terms: Numbers, documents: Numbers, positions: Numbers | None) -> tuple[Numbers, Numbers, Numbers | None]:
    """The columns by term, document and position. As single numbers they sort several times faster."""
    if not len(terms):
        return terms, documents, positions
    bits = [int(column.max()).bit_length() for column in (documents, positions) if column is not None]
    if sum(bits) + int(terms.max()).bit_length() > _BITS:
        columns: tuple[Any, ...] = (terms, documents) if positions is None else (terms, documents, positions)
        order = np.lexsort(columns[::-1])
        return terms[order], documents[order], None if positions is None else positions[order]
    keys = (terms << bits[0]) | documents
    if positions is not None:
        keys = (keys << bits[1]) | positions
    keys.sort()
    if positions is not None:
        positions = keys & ((1 << bits[1]) - 1)
        keys >>= bits[1]
    return keys >> bits[0], keys & ((1 << bits[0]) - 1), positions
