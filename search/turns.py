"""Taking turns: threads that search at once in one interpreter only make each other wait."""

import time
from collections import deque
from collections.abc import Callable
from functools import wraps
from threading import Lock, local
from types import TracebackType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

_PATIENCE = 0.05  # seconds: several times as long as a page takes


class _Own(local):
    """What a thread has of the turns: how many times over it is in, and its place."""

    times = 0
    place: Lock


class Turns:
    """Lets so many threads in at once, and the others in the order in which they came.

    Python runs one thread at a time and switches between them every few milliseconds, about as long as a search takes.
    Many that search at once are all slowed by that, and the unlucky wait for several others in a row. Whoever is in and
    asks again goes on: waiting for its own place, it would wait for ever. Who is in for long loses its place to the
    next and goes on beside it: a slow search does not hold up the quick ones.

    >>> turns = Turns(1)
    >>> with turns, turns:
    ...     "mine"
    'mine'
    """

    def __init__(self, places: int, patience: float = _PATIENCE) -> None:
        self._lock = Lock()
        self._places = places
        self._patience = patience  # seconds after which a place may be lost
        self._inside: dict[Lock, float] = {}  # the places taken, and since when; the longest taken first
        self._waiting: deque[Lock] = deque()
        self._own = _Own()

    def __enter__(self) -> None:
        if not self._own.times:
            self._own.place = self._wait()
        self._own.times += 1

    def _wait(self) -> Lock:
        place = Lock()
        with self._lock:
            if len(self._inside) < self._places:
                self._take(place)
                return place
            place.acquire()
            self._waiting.append(place)
        try:
            while not place.acquire(timeout=self._patience):  # released by who leaves
                if self._takes_over(place):
                    break
        except BaseException:  # interrupted while it waited
            self._give_up(place)
            raise
        return place

    def _take(self, place: Lock) -> None:
        self._inside[place] = time.monotonic()

    def _takes_over(self, place: Lock) -> bool:
        """Whether this one, the first of those who wait, takes the place of one that has it for long."""
        with self._lock:
            if not self._waiting or self._waiting[0] is not place:
                return False
            longest, since = next(iter(self._inside.items()))
            if time.monotonic() - since < self._patience:
                return False
            del self._inside[longest]
            self._waiting.popleft()
            self._take(place)
            return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.times -= 1
        if not self._own.times:
            self._leave(self._own.place)

    def _leave(self, place: Lock) -> None:
        with self._lock:
            if self._inside.pop(place, None) is not None and self._waiting:
                following = self._waiting.popleft()
                self._take(following)
                following.release()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def _give_up(self, place: Lock) -> None:
        with self._lock:
            if place in self._waiting:
                self._waiting.remove(place)
                return
        self._leave(place)  # it was its turn already: the next one's now


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
