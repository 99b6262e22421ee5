"""Taking turns: threads that search at once in one interpreter only make each other wait."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from threading import Lock, local
from types import TracebackType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class _Inside(local):
    """How many times over a thread is in."""

    times = 0


class Turns:
    """Lets so many threads in at once, and the others in the order in which they came.

    Python runs one thread at a time and switches between them every few milliseconds, about as long as a search takes.
    Many that search at once are all slowed by that, and the unlucky wait for several others in a row. Whoever is in and
    asks again goes on: waiting for its own place, it would wait for ever.

    >>> turns = Turns(1)
    >>> with turns, turns:
    ...     "mine"
    'mine'
    """

    def __init__(self, places: int) -> None:
        self._lock = Lock()
        self._free = places
        self._waiting: deque[Lock] = deque()
        self._thread = _Inside()

    def __enter__(self) -> None:
        if not self._thread.times:
            self._wait()
        self._thread.times += 1

    def _wait(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        try:
            turn.acquire()  # released by who leaves
        except BaseException:  # interrupted while it waited
            self._give_up(turn)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.times -= 1
        if not self._thread.times:
            self._leave()

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def _give_up(self, turn: Lock) -> None:
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self._leave()  # it was its turn already: the next one's now


class Queued(Protocol):
    """What lets its callers in by turns."""

    @property
    def turns(self) -> Turns: ...


Owner = TypeVar("Owner", bound=Queued)


def in_turn(
    method: Callable[Concatenate[Owner, Arguments], Answer],
) -> Callable[Concatenate[Owner, Arguments], Answer]:
    """A method whose callers wait for their turn."""

    @wraps(method)
    def waiting(self: Owner, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        with self.turns:
            return method(self, *args, **kwargs)

    return waiting
