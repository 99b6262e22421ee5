"""Changes to a Whoosh index: its lock, deletions and table of contents, and segments written as whole arrays."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from whoosh.writing import SegmentWriter

from kavosh.errors import IndexStoreError
from kavosh.index.arrays import Array
from kavosh.index.batch import Batch, Packed, from_records, merge, pack_batches
from kavosh.index.merging import to_merge
from kavosh.index.records import Record
from kavosh.index.segment import Segment
from kavosh.index.whoosh_codec import EXTENSION, ArrayCodec, open_segment
from kavosh.index.whoosh_storage import write_segment


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer without its pool of postings: it takes packed segments."""

    segments: list[Any]

    def __init__(self, index: Any, timeout: float) -> None:
        super().__init__(index, timeout=timeout, codec=ArrayCodec())

    def commit_segments(self, packed: Packed | None) -> None:
        """Write a new segment, merge what is due, and make it all visible at once."""
        self._check_state()
        if packed is not None:
            self.segments.append(self._write(packed))
        for group in to_merge([segment for segment in self.segments if segment.doc_count()]):
            arrays = [open_segment(self.storage, segment) for segment in group]
            merged = self._write(merge(arrays, [live(a, s) for a, s in zip(arrays, group, strict=True)]))
            self.segments = [segment for segment in self.segments if segment not in group] + [merged]
        self.segments = [segment for segment in self.segments if segment.doc_count()]
        self._commit_toc(self.segments)
        self._finish()

    def _write(self, packed: Packed) -> Any:
        segment: Any = self.codec.new_segment(self.storage, self.indexname)
        write_segment(self.storage, segment.make_filename(EXTENSION), packed)
        segment.set_doc_count(packed[1]["documents"])
        return segment


def live(arrays: Segment, segment: Any) -> Array:
    """A mask of the documents that are not deleted."""
    mask = np.ones(arrays.count, bool)
    mask[list(segment.deleted_docs())] = False
    return mask


class WhooshWriter:
    """Changes wait in memory, so that a later one to the same document wins, and are written by `commit`."""

    def __init__(self, writer: ArrayWriter, segments: Sequence[tuple[Segment, int]]) -> None:
        self._writer = writer
        self._segments = segments  # the state before these changes, each with its first number
        self._records: dict[str, Record] = {}
        self._batches: list[Batch] = []
        self._places: dict[str, tuple[int, int]] = {}  # id -> (batch, row), of what is kept
        self._paths: dict[str, list[str]] = {}

    def add(self, record: Record) -> None:
        self.delete(record.document.id)
        self._records[record.document.id] = record

    def add_batch(self, batch: Batch) -> None:
        """Add documents that were analysed together; of several with one id the last is kept."""
        for row, (id_, path) in enumerate(zip(batch.ids, batch.paths, strict=True)):
            self.delete(id_)
            self._places[id_] = (len(self._batches), row)
            if path:
                self._paths.setdefault(path, []).append(id_)
        self._batches.append(batch)

    def delete(self, id_: str) -> bool:
        added = self._drop(id_)
        return self._delete("id", id_) > 0 or added

    def delete_path(self, path: str) -> int:
        waiting = [id_ for id_, record in self._records.items() if record.document.path == path]
        added = sum(self._drop(id_) for id_ in {*waiting, *self._paths.pop(path, ())})
        return self._delete("path", path) + added

    def _drop(self, id_: str) -> bool:
        record, place = self._records.pop(id_, None), self._places.pop(id_, None)
        return record is not None or place is not None

    def _delete(self, field: str, value: str) -> int:
        count = 0
        for segment, base in self._segments:
            number = segment.fields[field].find(value.encode())
            documents = segment.fields[field].postings(number)[0].tolist() if number >= 0 else ()
            for document in documents:
                if not self._writer.is_deleted(base + document):
                    self._writer.delete_document(base + document)
                    count += 1
        return count

    def commit(self) -> None:
        try:
            self._writer.commit_segments(self._packed())
        except OSError as error:
            with suppress(Exception):  # the disk is full: what matters is that the lock is released
                self._writer.cancel()
            raise unwritable(error) from error

    def _packed(self) -> Packed | None:
        batches = [*self._batches, *([from_records(list(self._records.values()))] if self._records else [])]
        kept = [np.zeros(len(batch), bool) for batch in batches]
        for number, row in self._places.values():
            kept[number][row] = True
        if self._records:
            kept[-1][:] = True
        return pack_batches(batches, kept) if any(mask.any() for mask in kept) else None

    def cancel(self) -> None:
        self._writer.cancel()


def unwritable(error: OSError) -> IndexStoreError:
    reason = error.strerror or str(error)
    return IndexStoreError(f"The index cannot be written ({reason}); what was committed before is kept.")


def numbered(segments: Iterable[Segment]) -> list[tuple[Segment, int]]:
    """Segments with the number of their first document."""
    base, result = 0, []
    for segment in segments:
        result.append((segment, base))
        base += segment.count
    return result
