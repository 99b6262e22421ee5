"""What was used last, up to a size; safe to use from many threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_LOCKS = 32  # so many values may be made at a time, each once


class Recent(Generic[K, V]):
    """Values by key; those that were not used for longest go when all together are larger than `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._making = tuple(Lock() for _ in range(_LOCKS))
        self._keeping = Lock()

    def get(
        self,
        key: K,
        make: Callable[[V | None], V],
        size: Callable[[V], int],
        serves: Callable[[V], bool] = lambda _: True,
    ) -> V:
        """The value of a key, made where there is none that serves: by one thread, while others wait for it.

        make: is given the value that does not serve, if there is one.
        """
        known = self._values.get(key)
        if known is None or not serves(known[0]):
            with self._making[hash(key) % _LOCKS]:
                known = self._values.get(key)
                if known is None or not serves(known[0]):
                    value = make(known[0] if known else None)
                    self._keep(key, value, size(value))
                    return value
        with suppress(KeyError):  # another thread has just let it go
            self._values.move_to_end(key)
        return known[0]

    def _keep(self, key: K, value: V, size: int) -> None:
        with self._keeping:
            _, before = self._values.pop(key, (None, 0))
            self._size -= before
            if size > self._most:
                return
            self._values[key] = value, size
            self._size += size
            while self._size > self._most:
                _, (_, gone) = self._values.popitem(last=False)
                self._size -= gone
