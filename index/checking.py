"""Whether an index is as it was written: every file, array, posting and kept document is read and compared."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np

from kavosh.errors import IndexStoreError
from kavosh.index.duplicates import FILE as GROUPS_FILE
from kavosh.index.segment import Field, Segment
from kavosh.index.sources import FILE as SOURCES_FILE
from kavosh.index.storage import open_store
from kavosh.index.whoosh_backend import WhooshBackend


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the index in a folder, each in a sentence; nothing where all is well.

    Raises IndexNotFoundError and SchemaMismatchError: what is no index of this version cannot be checked.
    """
    for name in (SOURCES_FILE, GROUPS_FILE):
        yield from _of_database(folder / name)
    backend = open_store(folder).backend
    assert isinstance(backend, WhooshBackend)
    with closing(backend):
        ids: dict[str, str] = {}
        try:
            segments = list(backend.segment_files())
        except IndexStoreError as error:
            yield str(error)
            return
        for name, segment, live in segments:
            found = [f"{name}: the array {array} was changed after it was written" for array in segment.file.damaged()]
            found = found or [f"{name}: {problem}" for problem in _of_segment(segment)]
            yield from found
            if found:
                continue  # its documents cannot be trusted
            for number in np.flatnonzero(live).tolist():
                id_ = segment.document(number).id
                if id_ in ids:
                    yield f"{name}: the document {id_!r} is also in {ids[id_]}"
                ids[id_] = name


def _of_database(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            for (answer,) in db.execute("PRAGMA integrity_check"):
                if answer != "ok":
                    yield f"{path.name}: {answer}"
    except sqlite3.Error as error:
        yield f"{path.name}: {error}"


def _of_segment(segment: Segment) -> Iterator[str]:
    """What does not fit together in a segment whose arrays are as they were written."""
    for name, field in segment.fields.items():
        yield from (f"{name}: {problem}" for problem in _of_field(field, segment.count))
    lengths = (len(segment.lengths(name)) for name in segment.field_lengths)
    if {segment.count} != {len(segment.published), len(segment.groups), len(segment.all_stored()[1]), *lengths}:
        yield f"not all columns have {segment.count} rows"
        return
    for number in range(segment.count):
        try:
            segment.document(number)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            yield f"document {number} cannot be read: {error}"


def _of_field(field: Field, count: int) -> Iterator[str]:
    terms, counts = field.terms(), field.counts()
    if any(one >= other for one, other in pairwise(terms)):
        yield "its terms are out of order"
    if (counts <= 0).any() or counts.sum() != len(field.documents):
        yield "its postings are not those of its terms"
        return
    documents = field.documents.astype(np.int64)
    if len(documents) and documents.max() >= count:
        yield "a posting names a document that is not there"
    same = np.ones(len(documents), bool)
    same[np.cumsum(counts)[:-1]] = False
    same[:1] = False
    if (np.diff(documents, prepend=-1)[same] <= 0).any():
        yield "postings are out of order"
    if field.positions is not None:
        occurrences = len(documents) if field.frequencies is None else int(field.frequencies.sum())
        if occurrences != len(field.positions):
            yield "its positions are not as many as its words"
