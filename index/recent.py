"""What was used last, up to a size; safe to use from many threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key; those that were not used for longest go when all together are larger than `most`.

    Two threads that miss the same value both make it, which does no harm: values are immutable.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K, make: Callable[[], V], size: Callable[[V], int]) -> V:
        """The value of a key, made where it is not there."""
        known = self._values.get(key)
        if known is None:
            value = make()
            self._keep(key, value, size(value))
            return value
        with suppress(KeyError):  # another thread has just let it go
            self._values.move_to_end(key)
        return known[0]

    def _keep(self, key: K, value: V, size: int) -> None:
        if size > self._most:
            return
        self._size += size - self._values.get(key, (None, 0))[1]
        self._values[key] = value, size
        while self._size > self._most and self._values:
            try:
                _, (_, gone) = self._values.popitem(last=False)
            except KeyError:  # another thread was first
                break
            self._size -= gone
