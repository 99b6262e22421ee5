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
    of_parts = [np.fromiter(map(ranks.__getitem__, part.terms), np.int64, len(part.terms)) for part in parts]
    terms, docs, positions = _sorted(parts, of_parts)
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


def _sorted(parts: Sequence[Columns], ranks: Sequence[Numbers]) -> tuple[Array, Array, Array | None]:
    """The columns by term, document and position. As single numbers they sort faster, and take less memory.

    ranks: for each part the place of its terms among all of them.
    """
    placed = [part.positions for part in parts if part.positions is not None]
    positioned = len(placed) == len(parts)
    largest = [_largest(ranks), _largest([part.documents for part in parts]), _largest(placed) if positioned else 0]
    bits = [number.bit_length() for number in largest]
    if sum(bits) > _BITS:
        return _sorted_apart(parts, ranks, positioned)
    keys = np.empty(sum(len(part.numbers) for part in parts), np.int64)
    end = 0
    for part, rank in zip(parts, ranks, strict=True):
        key = keys[end : end + len(part.numbers)]
        end += len(key)
        key[:] = rank[part.numbers]
        key <<= bits[1]
        key |= part.documents
        key <<= bits[2]
        if positioned and part.positions is not None:
            key |= part.positions
    keys.sort()
    positions = narrow(keys & ((1 << bits[2]) - 1)) if positioned else None
    keys >>= bits[2]
    documents = narrow(keys & ((1 << bits[1]) - 1))
    keys >>= bits[1]
    return keys, documents, positions


def _sorted_apart(parts: Sequence[Columns], ranks: Sequence[Numbers], positioned: bool) -> tuple[Array, Array, Any]:
    """The same for numbers too large to be put together."""
    terms = np.concatenate([rank[part.numbers] for part, rank in zip(parts, ranks, strict=True)])
    documents = np.concatenate([part.documents for part in parts])
    positions = np.concatenate([part.positions for part in parts if part.positions is not None]) if positioned else None
    order = np.lexsort((documents, terms) if positions is None else (positions, documents, terms))
    return terms[order], documents[order], None if positions is None else positions[order]


def _largest(columns: Sequence[Array]) -> int:
    return max((int(column.max()) for column in columns if len(column)), default=0)
