"""Builds the vectors of an index, going on where it was stopped: words once, then a file a segment, then the model.

Whatever is written is whole or not there, so an interrupted build loses the seconds since its last file.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers import Analyzer
from kavosh.analyzers.encoder import Encoder, installed
from kavosh.index.kept import Part
from kavosh.index.segment import Segment
from kavosh.index.segment_vectors import SUFFIX, SegmentVectors, digest, digests_of, load_vectors
from kavosh.index.word_training import ANCHORS, MAX_WORDS, SAMPLE, cache_file, train
from kavosh.index.word_vectors import (
    FILE,
    FOLDER,
    WordVectors,
    load_words,
    open_arrays,
    quantised,
    scales_of,
    unit,
)

MAX_TEXT = 3000  # code points of a document that the model reads
_BATCH = 16  # documents encoded at once
_SAVED = 30.0  # seconds of work that a kill may lose
_LEFTOVER = 3600.0  # seconds after which a file that was begun and not finished is nobody's

Parts = Sequence[tuple[str, Part]]  # the segments of a commit by name


@dataclass(frozen=True, slots=True)
class BuildStep:
    """How far a build is. stage: "words", "static" or "full"; done, of total words or documents; rate: a second."""

    stage: str
    done: int
    total: int
    rate: float

    @property
    def seconds_left(self) -> float:
        return (self.total - self.done) / self.rate if self.rate else 0.0


@dataclass(frozen=True, slots=True)
class VectorStatus:
    """Documents with a static vector, with one by the model, in all; bytes on the disk; files that cannot be used."""

    documents: int
    static: int
    full: int
    words: int
    bytes: int
    unusable: int
    installed: bool

    def to_dict(self) -> dict[str, int | bool]:
        """Plain data for JSON; the keys are a stable, documented interface."""
        names = ("documents", "static", "full", "words", "bytes", "unusable", "installed")
        return {name: getattr(self, name) for name in names}


Progress = Callable[[BuildStep], None]


class VectorBuild:
    """The vectors of an index folder, for writing. One process at a time should build; two do the same work twice."""

    def __init__(self, folder: Path, progress: Progress | None = None) -> None:
        self._folder = folder / FOLDER
        self._progress = progress
        self._words: WordVectors | None = None
        self._state = 0

    def exists(self) -> bool:
        """Whether the index has vectors at all."""
        return (self._folder / FILE).is_file()

    def words(self, parts: Parts, encoder: Encoder, analyzer: Analyzer, renew: bool = False) -> WordVectors:
        """The words' vectors of the index, made if there are none. Renewing them drops those of all documents."""
        known = None if renew else self._known()
        if known is None:
            counter = self._counter("words", _work(parts))
            known = train([part for _, part in parts], encoder, analyzer, cache_file(), counter)
            known.save(self._folder)
        return known

    def static(self, parts: Parts) -> None:
        """`complete`, and the files of other segments are removed: the parts must be those of the newest commit."""
        if self._known() is not None:
            self.complete(parts)
            self._clean({name for name, _ in parts})

    def complete(self, parts: Parts) -> None:
        """A vector for every document of segments that have none, by their words; nothing without words' vectors.

        Vectors that the model made of the same texts are taken from the files of segments that were merged.
        """
        words = self._known()
        if words is None:
            return
        missing = [(name, part) for name, part in parts if not self._has(name, part, words)]
        advance = self._counter("static", _documents_in(missing))
        taken = dict(self._full_rows(words)) if missing else {}
        for name, part in missing:
            none = np.zeros(part.segment.count, bool)
            made = SegmentVectors.of(words.documents(part.segment), none, digests_of(part.segment))
            made.taking(taken).save(self._folder, name, words.id)
            advance(part.segment.count)

    def full(
        self, parts_now: Callable[[], Parts], encoder: Encoder, words: WordVectors, only: Collection[str] | None = None
    ) -> None:
        """The model's vector for every document that has none, or for those of these ids, the newest first.

        parts_now: the segments of the newest commit. They are looked at after each half a minute of reading, and
        vectors are put where their texts are then: commits and merges meanwhile cost nothing.
        """
        advance: Callable[[int], None] | None = None
        while waiting := self._waiting(parts_now(), words, only):
            advance = advance or self._counter("full", len(waiting))
            until = time.monotonic() + _SAVED
            made: dict[int, tuple[NDArray[np.int8], float]] = {}
            while waiting and (not made or time.monotonic() < until):
                batch, waiting = waiting[:_BATCH], waiting[_BATCH:]
                texts = [part.segment.document(row).text for part, row in batch]
                vectors = unit(encoder.passages([text[:MAX_TEXT] for text in texts]) - words.centre)
                scales = scales_of(vectors)
                rows = zip(quantised(vectors, scales), scales.tolist(), strict=True)
                made |= dict(zip(map(digest, texts), rows, strict=True))
                advance(len(batch))
            self._put(made, parts_now(), words)

    def status(self, parts: Parts) -> VectorStatus:
        """What there is. A file that is damaged or of another version counts as unusable, and is made again."""
        words, static, full, unusable = self._known(), 0, 0, 0
        files = list(self._folder.glob(f"*{SUFFIX}")) if self._folder.is_dir() else []
        unusable += (self._folder / FILE).is_file() and words is None
        for name, part in parts:
            found = load_vectors(self._folder, name, words.id, part.segment.count) if words else None
            if found is not None:
                live = np.ones(part.segment.count, bool) if part.live is None else part.live
                full += int(np.count_nonzero(found.full & live))
                static += int(np.count_nonzero(~found.full & live))
            unusable += found is None and (self._folder / f"{name}{SUFFIX}").is_file()
        documents = sum(p.segment.count if p.live is None else int(np.count_nonzero(p.live)) for _, p in parts)
        size = sum(file.stat().st_size for file in files)
        return VectorStatus(documents, static, full, len(words.terms) if words else 0, size, unusable, installed())

    def _known(self) -> WordVectors | None:
        """The words' vectors, read again where the file is another."""
        try:
            state = (self._folder / FILE).stat().st_mtime_ns
        except OSError:
            return None
        if self._words is None or self._state != state:
            self._words, self._state = load_words(self._folder), state
        return self._words

    def _has(self, name: str, part: Part, words: WordVectors) -> bool:
        return load_vectors(self._folder, name, words.id, part.segment.count) is not None

    def _full_rows(self, words: WordVectors) -> Iterator[tuple[int, tuple[NDArray[np.int8], float]]]:
        for path in self._folder.glob(f"*{SUFFIX}"):
            file = open_arrays(path, "documents")
            count = -1 if file is None else len(file["scales"])
            found = load_vectors(self._folder, path.stem, words.id, count)
            if found is not None:
                for row in np.flatnonzero(found.full).tolist():
                    yield int(found.digests[row]), (found.bytes[row], float(found.scales[row]))

    def _waiting(self, parts: Parts, words: WordVectors, only: Collection[str] | None) -> list[tuple[Part, int]]:
        """The documents without a vector of the model, the newest first: the segment and the row in it."""
        known = self._known()
        if known is None or known.id != words.id:
            return []  # another build has learned the words anew
        self.complete(parts)  # and remove nothing: a commit may just have written what these parts do not know
        found: list[tuple[int, Part, int]] = []
        for name, part in parts:
            vectors = load_vectors(self._folder, name, words.id, part.segment.count)
            if vectors is not None:
                wanted = ~vectors.full if part.live is None else ~vectors.full & part.live
                if only is not None:
                    wanted &= _rows_of(only, part.segment)
                found += [(int(part.segment.published[row]), part, row) for row in np.flatnonzero(wanted).tolist()]
        found.sort(key=lambda one: -one[0])
        return [(part, row) for _, part, row in found]

    def _put(self, made: dict[int, tuple[NDArray[np.int8], float]], parts: Parts, words: WordVectors) -> None:
        """Give the documents of these texts their vectors: digest -> (bytes, scale)."""
        self.complete(parts)
        for name, part in parts:
            found = load_vectors(self._folder, name, words.id, part.segment.count)
            if found is not None and np.isin(found.digests, np.array(list(made), np.uint64)).any():
                found.taking(made).save(self._folder, name, words.id)

    def _clean(self, kept: set[str]) -> None:
        """Remove the files of segments that are gone, and what a killed build has left half written."""
        now = time.time()
        for path in self._folder.iterdir():
            with suppress(OSError):
                gone = path.suffix == SUFFIX and path.name != FILE and path.stem not in kept
                half = path.suffix != SUFFIX and now - path.stat().st_mtime > _LEFTOVER
                if gone or half:
                    path.unlink()

    def _counter(self, stage: str, total: int) -> Callable[[int], None]:
        began, done = time.monotonic(), 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            passed = time.monotonic() - began
            if self._progress:
                self._progress(BuildStep(stage, done, max(done, total), done / passed if passed else 0.0))

        return advance


def _rows_of(ids: Collection[str], segment: Segment) -> NDArray[np.bool_]:
    """Which documents of a segment have these ids; (documents,)."""
    field, found = segment.fields["id"], np.zeros(segment.count, bool)
    for number in map(field.find, map(str.encode, ids)):
        if number >= 0:
            found[field.postings(number)[0]] = True
    return found


def _documents_in(parts: Parts) -> int:
    return sum(part.segment.count for _, part in parts)


def _work(parts: Parts) -> int:
    """About how many words and passages are to be encoded before the vectors of documents."""
    words = max((len(part.segment.fields["text"]) for _, part in parts), default=0)
    return min(MAX_WORDS, words) + min(SAMPLE, _documents_in(parts)) + 2 * ANCHORS
