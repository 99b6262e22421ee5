"""Analysed documents as columns of terms, on their way into a segment."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kavosh.analyzers.bulk import BulkAnalyzer, Postings
from kavosh.analyzers.ragged import Numbers
from kavosh.index.arrays import Array, narrow
from kavosh.index.postings import Columns, keywords, pack, prefixed
from kavosh.index.records import Record, to_stored, with_group
from kavosh.index.reprints import group_hashes
from kavosh.index.schema import CONTENT, FACETS, GROUP, TEXT_FIELDS, WIDE_FIELDS
from kavosh.index.segment import LENGTHS, Segment, length_bytes, pack_stored, unpack_stored
from kavosh.index.whoosh_schema import completion
from kavosh.types import Document

INDEXED = ("id", "path", "completes", *TEXT_FIELDS, *WIDE_FIELDS, *FACETS, GROUP)
SCORED = (*TEXT_FIELDS, *WIDE_FIELDS)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents, numbered from 0.

    ids, paths: of each. stored: each as it is kept. published: day numbers, 0 for none. columns: the terms of every
    field. lengths: of every text field, in terms. words: the main term of every word of each, for telling reprints.
    """

    ids: Sequence[str]
    paths: Sequence[str]
    stored: Sequence[bytes]
    published: Array
    columns: dict[str, Columns]
    lengths: dict[str, Array]
    words: Sequence[Sequence[str]]

    def grouped(self, leaders: Sequence[str]) -> "Batch":
        """The same documents, each in the group of this document; a leader's own group is its id."""
        columns = {**self.columns, GROUP: _terms([(leader,) for leader in leaders])}
        stored = [
            data if leader == id_ else pack_stored(with_group(unpack_stored(data), leader))
            for id_, data, leader in zip(self.ids, self.stored, leaders, strict=True)
        ]
        return replace(self, columns=columns, stored=stored)

    def __len__(self) -> int:
        return len(self.ids)


def from_records(records: Sequence[Record]) -> Batch:
    """Documents that were analysed one by one."""
    columns = {}
    for name in TEXT_FIELDS:
        tokens = [(n, token) for n, record in enumerate(records) for token in record.terms.get(name, ())]
        columns[name] = keywords(((n, t.text.encode()) for n, t in tokens), (t.position for _, t in tokens))
    for name in WIDE_FIELDS:
        columns[name] = keywords((n, stem.encode()) for n, r in enumerate(records) for stem in r.wide.get(name, ()))
    documents = [record.document for record in records]
    return _batch(documents, [record.completes for record in records], columns, [()] * len(records))


def analyse(documents: Sequence[Document], completes: Sequence[str], analyzer: BulkAnalyzer) -> Batch:
    """Documents whose facets are known, analysed together; the same as from records, only faster."""
    columns = {}
    words: list[list[str]] = []
    for name, content in CONTENT.items():
        found = analyzer([getattr(document, content) for document in documents])
        columns[name] = _numbered(analyzer.terms, found.terms, found.texts, found.positions)
        columns[f"{name}_wide"] = _numbered(analyzer.terms, found.wide_terms, found.wide_texts, None)
        words = _words_of(analyzer.terms, found)  # of the last field, which is the whole text
    return _batch(documents, completes, columns, words)


def _words_of(names: list[str], found: Postings) -> list[list[str]]:
    """The main term of each word of each text."""
    words = [names[number] for number in found.words.tolist()]
    ends = np.cumsum(found.lengths).tolist()
    return [words[end - length : end] for end, length in zip(ends, found.lengths.tolist(), strict=True)]


def _numbered(names: Sequence[str], terms: Numbers, texts: Numbers, positions: Numbers | None) -> Columns:
    used, numbers = np.unique(terms, return_inverse=True)
    places = None if positions is None else narrow(positions)
    return Columns([names[int(term)].encode() for term in used], narrow(numbers), narrow(texts), places)


def _batch(
    documents: Sequence[Document],
    completes: Sequence[str],
    columns: dict[str, Columns],
    words: Sequence[Sequence[str]],
) -> Batch:
    lengths = {name: np.bincount(columns[name].documents, minlength=len(documents)) for name in columns}
    columns["id"] = _terms([(doc.id,) for doc in documents])
    columns["path"] = _terms([(doc.path,) if doc.path else () for doc in documents])
    columns["completes"] = keywords(
        (n, completion(doc.path, digest).encode())
        for n, (doc, digest) in enumerate(zip(documents, completes, strict=True))
        if digest
    )
    for name in FACETS:
        columns[name] = _terms([doc.facets.get(name, ()) for doc in documents])
    columns[GROUP] = _terms([(doc.group or doc.id,) for doc in documents])
    return Batch(
        [doc.id for doc in documents],
        [doc.path for doc in documents],
        [pack_stored(to_stored(doc)) for doc in documents],
        np.array([doc.published.toordinal() if doc.published else 0 for doc in documents], np.int32),
        columns,
        lengths,
        words,
    )


def _terms(rows: Iterable[Iterable[str]]) -> Columns:
    return keywords((n, value.encode()) for n, values in enumerate(rows) for value in dict.fromkeys(values))


Packed = tuple[dict[str, Array], dict[str, Any]]


def pack_batches(batches: Sequence[Batch], kept: Sequence[Array]) -> Packed:
    """The arrays of a new segment: of each batch the documents that are kept (a mask each)."""
    numbers, count = _renumbered(kept)

    def fields(name: str) -> list[Columns]:
        return [batch.columns[name].renumbered(new) for batch, new in zip(batches, numbers, strict=True)]

    stored = [
        data for batch, keep in zip(batches, kept, strict=True) for data, k in zip(batch.stored, keep, strict=True) if k
    ]
    lengths = {
        name: np.concatenate([batch.lengths[name][keep] for batch, keep in zip(batches, kept, strict=True)])
        for name in SCORED
    }
    published = np.concatenate([batch.published[keep] for batch, keep in zip(batches, kept, strict=True)])
    ends = np.cumsum(np.fromiter(map(len, stored), np.int64, len(stored)))
    return _packed(count, fields, lengths, published, np.frombuffer(b"".join(stored), np.uint8), ends)


def merge(segments: Sequence[Segment], kept: Sequence[Array]) -> Packed:
    """The arrays of one segment instead of several, without the documents that are not kept."""
    numbers, count = _renumbered(kept)

    def fields(name: str) -> list[Columns]:
        parts = zip(segments, numbers, strict=True)
        return [segment.fields[name].columns().renumbered(new) for segment, new in parts]

    pairs = list(zip(segments, kept, strict=True))
    lengths = {name: LENGTHS[np.concatenate([s.lengths(name)[keep] for s, keep in pairs])] for name in SCORED}
    published = np.concatenate([segment.published[keep] for segment, keep in pairs])
    texts, sizes = [], []
    for segment, keep in pairs:
        text, text_ends = segment.all_stored()
        size = np.diff(text_ends.astype(np.int64), prepend=0)
        texts.append(text[np.repeat(keep, size)])
        sizes.append(size[keep])
    return _packed(count, fields, lengths, published, np.concatenate(texts), np.cumsum(np.concatenate(sizes)))


def _renumbered(kept: Sequence[Array]) -> tuple[list[Array], int]:
    """For each part, the new number of every document, -1 for those that are dropped; how many there are."""
    numbers, count = [], 0
    for keep in kept:
        new = np.where(keep, np.cumsum(keep) - 1 + count, -1).astype(np.int32)
        count += int(np.count_nonzero(keep))
        numbers.append(new)
    return numbers, count


def _packed(
    count: int,
    fields: Callable[[str], list[Columns]],
    lengths: dict[str, Array],
    published: Array,
    stored: Array,
    ends: Array,
) -> Packed:
    arrays: dict[str, Array] = {"stored": stored, "stored_ends": narrow(ends), "published": published.astype(np.int32)}
    arrays["groups"] = group_hashes(fields(GROUP), count)
    for name in INDEXED:
        arrays |= prefixed(name, pack(fields(name)))  # one field at a time bounds the memory
    for name, values in lengths.items():
        arrays[f"{name}.lengths"] = length_bytes(values)
    totals = {name: int(values.sum()) for name, values in lengths.items()}
    return arrays, {"documents": count, "lengths": totals, "fields": list(INDEXED)}
