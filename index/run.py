"""One indexing run: what it counts, what it must write down at the next commit, and its progress."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kavosh.errors import DocumentError
from kavosh.index.reading import Outcome
from kavosh.index.sources import Source, Sources
from kavosh.types import FileError, IndexReport

Progress = Callable[[int, int, str], None]  # files done, files in all, the file at hand and how far it is read
_REPORT_EVERY = 100  # documents
_MAX_ERRORS = 10_000  # that are listed; an archive of broken lines must not fill the memory


class Run:
    """The state of one run, dropped after it. `owners`: ids given out -> (file, record number)."""

    def __init__(self) -> None:
        self.owners: dict[str, tuple[str, int]] = {}
        self._began = time.perf_counter()
        self._counts: Counter[str] = Counter()
        self._errors: list[FileError] = []
        self._reached: dict[str, Source] = {}
        self._gone: dict[str, None] = {}
        self._originals: list[tuple[str, str, Path]] = []
        self._progress: Callable[[int], None] = lambda _: None

    def report_to(self, progress: Progress | None, number: int, total: int, path: Path) -> None:
        """Show that a file has begun, and, as it goes on, how many of its records are read."""
        if progress is None:
            return
        progress(number, total, str(path))
        self._progress = lambda records: progress(number, total, f"{path}: {records}")

    def count(self, what: str, number: int, documents: int = 1) -> None:
        self._counts[what] += documents
        if number and number % _REPORT_EVERY == 0:
            self._progress(number)

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
        self._gone[path] = None
        self._reached.pop(path, None)

    def keep(self, id_: str, origin: str, path: Path) -> None:
        self._originals.append((id_, origin, path))

    def save(self, sources: Sources) -> None:
        """Write down what the commit that just happened has made durable."""
        if not (self._reached or self._gone or self._originals):
            return
        originals = [(id_, origin, path.read_bytes()) for id_, origin, path in self._originals if path.is_file()]
        sources.save(self._reached.values(), self._gone, originals)
        self._reached.clear()
        self._gone.clear()
        self._originals.clear()

    def report(self, removed: int) -> IndexReport:
        counts = self._counts
        seconds = time.perf_counter() - self._began
        return IndexReport(
            counts["indexed"], counts["updated"], counts["skipped"], removed, tuple(self._errors), seconds
        )
