"""One indexing run: what it counts, what it must write down at the next commit, and its progress."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kavosh.errors import DocumentError
from kavosh.index.reading import Outcome
from kavosh.index.sources import Source, Sources
from kavosh.types import FileError, IndexReport


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
_MAX_ERRORS = 10_000  # that are listed; an archive of broken lines must not fill the memory


class Run:
    """The state of one run, dropped after it. `owners`: ids given out -> (file, record number). `gone`: files
    whose documents were deleted since the last commit."""

    def __init__(self, progress: Progress | None = None, total: int = 0) -> None:
        self.owners: dict[str, tuple[str, int]] = {}
        self._began = time.perf_counter()
        self._counts: Counter[str] = Counter()
        self._errors: list[FileError] = []
        self._reached: dict[str, Source] = {}
        self.gone: dict[str, None] = {}
        self._originals: list[tuple[str, str, Path]] = []
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

    def guarded(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes; an error in the middle of a file becomes its last outcome, so that what came before stays."""
        try:
            yield from outcomes
        except DocumentError as error:
            yield error
        except OSError as error:
            yield DocumentError("", error.strerror or str(error))

    def reached(self, source: Source) -> None:
        self._reached[source.path] = source

    def forget(self, path: str) -> None:
        self.gone[path] = None
        self._reached.pop(path, None)

    def keep(self, id_: str, origin: str, path: Path) -> None:
        self._originals.append((id_, origin, path))

    def save(self, sources: Sources) -> None:
        """Write down what the commit that just happened has made durable."""
        if not (self._reached or self.gone or self._originals):
            return
        originals = [(id_, origin, path.read_bytes()) for id_, origin, path in self._originals if path.is_file()]
        sources.save(self._reached.values(), self.gone, originals)
        self._reached.clear()
        self.gone.clear()
        self._originals.clear()

    def report(self, removed: int) -> IndexReport:
        counts = self._counts
        seconds = time.perf_counter() - self._began
        return IndexReport(
            counts["indexed"], counts["updated"], counts["skipped"], removed, tuple(self._errors), seconds
        )
