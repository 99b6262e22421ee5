"""Taking turns: threads that search at once in one interpreter only make each other wait."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from threading import Lock
from types import TracebackType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Turns:
    """Lets so many threads in at once, and the others in the order in which they came.

    Python runs one thread at a time and switches between them every few milliseconds, about as long as a search takes.
    Many that search at once are all slowed by that, and the unlucky wait for several others in a row. Whoever is in may
    not ask for another turn.

    >>> turns = Turns(1)
    >>> with turns:
    ...     "mine"
    'mine'
    """

    def __init__(self, places: int) -> None:
        self._lock = Lock()
        self._free = places
        self._waiting: deque[Lock] = deque()

    def __enter__(self) -> None:
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
        self.__exit__(None, None, None)  # it was its turn already: the next one's now


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
