"""One indexing run: what it counts, what it must write down at the next commit, and its progress."""

import hashlib
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from kavosh.errors import DocumentError
from kavosh.index.owners import Owners
from kavosh.index.reading import Original, Reading
from kavosh.index.sources import Source, Sources
from kavosh.types import Document, FileError, IndexReport


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is: bytes read and in all, documents so far and per second, the file at hand."""

    done: int
    total: int
    documents: int
    rate: float
    path: str


Progress = Callable[[Step], None]
_REPORT_EVERY = 100  # documents
_LEVEL = 6  # of zlib, for originals
_MAX_ERRORS = 10_000  # that are listed; an archive of broken lines must not fill the memory


class Run:
    """The state of one run, dropped after it. `stored` gives the committed document of an id. `gone`: files whose
    documents were deleted since the last commit."""

    def __init__(
        self, stored: Callable[[str], Document | None], progress: Progress | None = None, total: int = 0
    ) -> None:
        self._stored = stored
        self._owners = Owners()
        self._began = time.perf_counter()
        self._counts: Counter[str] = Counter()
        self._errors: list[FileError] = []
        self._reached: dict[str, Source] = {}
        self.gone: dict[str, None] = {}
        self._originals: list[tuple[str, str, str]] = []  # document id, its file, the original's place
        self._kept: dict[str, tuple[str, bytes]] = {}  # place -> file, compressed original
        self.kept_bytes = 0
        self._progress, self._total = progress, total
        self._path = ""
        self._position: Callable[[], int] = lambda: 0
        self._done = self._at = self._read = 0

    def begin(self, path: Path) -> None:
        """A file's turn has come."""
        self._path, self._position = str(path), lambda: 0
        self._show()

    def opened(self, stream: BinaryIO) -> None:
        """The file is read through this stream."""
        self._position = stream.tell

    def end(self, size: int) -> None:
        """The file, of so many bytes, is done with."""
        self._done += size
        self._position = lambda: 0

    def finish(self) -> None:
        """All files are done with."""
        self._done, self._path = self._total, ""
        self._show()

    def count(self, what: str, documents: int = 1) -> None:
        self._counts[what] += documents
        self._read += documents
        if self._read % _REPORT_EVERY == 0:
            self._show()

    def _show(self) -> None:
        if self._progress:
            with suppress(ValueError):  # the stream was closed at its end
                self._at = self._done + self._position()
            rate = self._read / max(1e-9, time.perf_counter() - self._began)
            self._progress(Step(self._at, self._total, self._read, rate, self._path))

    def fail(self, error: DocumentError) -> None:
        self._counts["failed"] += 1
        if len(self._errors) < _MAX_ERRORS:
            self._errors.append(FileError(error.path, error.reason))

    def guarded(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """The readings; an error in the middle of a file becomes its last one, so that what came before stays."""
        try:
            yield from readings
        except DocumentError as error:
            yield Reading(error)
        except OSError as error:
            yield Reading(DocumentError(self._path, error.strerror or str(error)))

    def usable(self, readings: Iterable[Reading], done: int = 0) -> Iterator[tuple[int, Document, Original | None]]:
        """The numbered documents among the readings, under ids that are free; the rest goes to the errors.

        The first `done` records are passed over: they are in the index already.
        """
        for number, (outcome, original) in enumerate(self.guarded(readings), 1):
            if number <= done:
                if isinstance(outcome, Document):
                    self._owners.claim(outcome.id, outcome.path, number)
                    self.count("skipped")
            elif isinstance(outcome, DocumentError):
                self.fail(outcome)
            else:
                yield number, self._with_free_id(outcome, number), original

    def _with_free_id(self, document: Document, number: int) -> Document:
        """Two records that claim one id are both kept: the later gets a suffix from its place."""
        stored = self._stored(document.id)
        owner = self._owners.get(document.id) or (stored.path if stored else document.path, number)
        if owner != (document.path, number):
            place = hashlib.sha256(f"{document.path}#{number}".encode()).hexdigest()[:8]
            document = replace(document, id=f"{document.id}~{place}")
        self._owners.claim(document.id, document.path, number)
        return document

    def reached(self, source: Source) -> None:
        self._reached[source.path] = source

    def forget(self, path: str) -> None:
        self.gone[path] = None
        self._reached.pop(path, None)

    def keep(self, id_: str, path: str, original: Original) -> None:
        """The original of a document is to be written down with the next commit."""
        if original.place not in self._kept:
            content = zlib.compress(original.content, _LEVEL)
            self._kept[original.place] = path, content
            self.kept_bytes += len(content)
        self._originals.append((id_, path, original.place))

    def save(self, sources: Sources) -> None:
        """Write down what the commit that just happened has made durable."""
        if not (self._reached or self.gone or self._originals):
            return
        contents = [(place, path, content) for place, (path, content) in self._kept.items()]
        sources.save(self._reached.values(), self.gone, contents, self._originals)
        self._reached.clear()
        self.gone.clear()
        self._originals.clear()
        self._kept.clear()
        self.kept_bytes = 0

    def report(self, removed: int) -> IndexReport:
        counts = self._counts
        seconds = time.perf_counter() - self._began
        return IndexReport(
            counts["indexed"], counts["updated"], counts["skipped"], removed, tuple(self._errors), seconds
        )
