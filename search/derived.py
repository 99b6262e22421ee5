"""What is derived from all of an index, such as its words: kept, and made anew after commits.

For a large index that takes seconds. There a search never waits for it after the first time: what was derived before
serves on while a thread derives it anew, and that is done so seldom that it costs little beside the searches.
"""

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

from kavosh.errors import KavoshError
from kavosh.index.backend import Backend

T = TypeVar("T")

LARGE = 5000  # documents from which on a derived value may be behind the index
_SHARE = 20  # so many times as long as it took, it is not derived again


class Derived(Generic[T]):
    """A value made from an index; `warm` does beforehand, in the background, what its first use would do."""

    def __init__(self, backend: Backend, make: Callable[[], T], warm: Callable[[T], object] = id) -> None:
        self._backend = backend
        self._make = make
        self._warm = warm
        self._lock = Lock()
        self._value: tuple[T, int] | None = None  # and the generation that it was made from
        self._thread: Thread | None = None
        self._not_before = 0.0

    def current(self) -> T:
        """The value: as of the newest commit, or for a large index of one not long ago."""
        generation = self._backend.generation()
        known = self._value
        if known is not None and known[1] == generation:
            return known[0]
        if known is not None and len(self._backend) >= LARGE:
            self._start(lambda: self._renew(generation))
            return known[0]
        with self._lock:
            known = self._value
            if known is None or known[1] != generation:
                known = self._value = self._make(), generation
            return known[0]

    def prepare(self) -> None:
        """Derive it in the background, before it is first asked for."""
        self._start(lambda: self._warm(self.current()))

    def close(self) -> None:
        """Wait for what is being derived; the index may be closed afterwards."""
        if self._thread is not None:
            self._thread.join()

    def _start(self, derive: Callable[[], object]) -> None:
        with self._lock:
            if (self._thread is None or not self._thread.is_alive()) and time.monotonic() >= self._not_before:
                self._thread = Thread(target=self._run, args=(derive,), daemon=True, name="kavosh-derived")
                self._thread.start()

    def _run(self, derive: Callable[[], object]) -> None:
        began = time.monotonic()
        try:
            derive()
        except (KavoshError, OSError):  # the index may be gone; the old value serves on, and it is tried again
            return
        finally:
            ended = time.monotonic()
            self._not_before = ended + _SHARE * (ended - began)

    def _renew(self, generation: int) -> None:
        value = self._make()
        self._warm(value)
        self._value = value, generation
