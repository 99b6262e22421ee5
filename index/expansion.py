"""Prefixes, wildcards and fuzzy terms: any of the terms that a pattern stands for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as wq

from kavosh.index.arrays import Array
from kavosh.index.kept import Part, joined
from kavosh.index.matches import NOTHING, Matches, summed
from kavosh.index.okapi import bm25
from kavosh.index.segment import Field
from kavosh.index.snapshot import Snapshot

Numbers = NDArray[np.intp]
Expansion = list[tuple[Part, Field, Numbers, NDArray[np.float32]]]  # the numbers of the terms in a part, their idf


def expanded(snapshot: Snapshot, query: Any) -> Matches:
    """The documents of all terms of a pattern; their scores add up."""
    postings, weights = [], []
    for part, field, numbers, idf in snapshot.expansions.get(_key(query), lambda _: _expansion(snapshot, query), _size):
        first, counts = field.extents(numbers)
        postings.append((part.base, *_postings(field, first, counts)))
        weights.append(np.repeat(idf, counts))
    if not postings:
        return NOTHING
    documents, tf = joined(postings, np.float32)
    lengths = snapshot.lengths(query.fieldname)
    if lengths is None:
        return summed(documents, tf, snapshot.count_all)
    scores = bm25(snapshot.norms(query.fieldname)[lengths[documents]], tf, np.concatenate(weights))
    return summed(documents, scores, snapshot.count_all)


def _key(query: Any) -> tuple[Any, ...]:
    limits = (query.maxdist, query.prefixlength) if isinstance(query, wq.FuzzyTerm) else ()
    return (type(query), query.fieldname, query.text, *limits)


def _size(expansion: Expansion) -> int:
    return sum(len(numbers) for _, _, numbers, _ in expansion)


def _expansion(snapshot: Snapshot, query: Any) -> Expansion:
    found = []
    having: dict[bytes, int] = {}
    for at, part in enumerate(snapshot.parts):
        field = part.segment.fields.get(query.fieldname)
        if field is not None and len(numbers := _numbers(snapshot, query, at, field)):
            terms = [field.term(number) for number in numbers.tolist()]
            for term, count in zip(terms, field.extents(numbers)[1].tolist(), strict=True):
                having[term] = having.get(term, 0) + count
            found.append((part, field, numbers, terms))
    idf = {term: snapshot.idf(count) for term, count in having.items()}
    return [
        (part, field, numbers, np.array([idf[term] for term in terms], np.float32))
        for part, field, numbers, terms in found
    ]


def _numbers(snapshot: Snapshot, query: Any, at: int, field: Field) -> Numbers:
    """The terms of a part that a pattern stands for."""
    if isinstance(query, wq.Prefix):
        beginning = field.beginning(query.text.encode())
        return np.arange(beginning.start, beginning.stop)
    texts = query._btexts(snapshot.leaves[at].reader())
    return np.array([field.find(text if isinstance(text, bytes) else text.encode()) for text in texts], np.intp)


def _postings(field: Field, first: Numbers, counts: Numbers) -> tuple[Array, Array | None]:
    """The documents and frequencies of some terms, one after the other."""
    frequencies = field.frequencies
    rows: Any = slice(int(first[0]), int(first[-1] + counts[-1]))
    if rows.stop - rows.start != counts.sum():  # not all neighbours
        rows = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    return field.documents[rows], None if frequencies is None else frequencies[rows]
