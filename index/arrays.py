"""One file of named arrays, mapped from disk as they are: the raw form of a segment.

    magic | arrays, each at a multiple of eight | directory (JSON) | length and CRC of the directory | magic

The directory names each array with its type, place and CRC, and carries a few values of its own. The end is written
last, so a file that was cut short has no valid directory.
"""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MAGIC = b"KAVOSH\x00\x01"  # the last byte is the version
_END = struct.Struct("<II8s")
_ALIGN = 8


class DamagedArraysError(Exception):
    """The file is no file of arrays, of another version, cut short, or changed."""


def write_arrays(file: BinaryIO, arrays: Mapping[str, Array], values: Mapping[str, Any]) -> None:
    """Write arrays of one dimension, and values that JSON knows."""
    file.write(_MAGIC)
    place = len(_MAGIC)
    directory: dict[str, Any] = {}
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).view(np.uint8).data
        directory[name] = (array.dtype.str, place, len(array), zlib.crc32(data))
        padding = -len(data) % _ALIGN
        file.write(data)
        file.write(bytes(padding))
        place += len(data) + padding
    end = json.dumps({"arrays": directory, "values": dict(values)}).encode()
    file.write(end)
    file.write(_END.pack(len(end), zlib.crc32(end), _MAGIC))


class ArrayFile:
    """The arrays of one file; `values` are those it was written with. Raises DamagedArraysError."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        if len(data) < _END.size or bytes(data[: len(_MAGIC)]) != _MAGIC:
            raise DamagedArraysError("no segment of this version")
        size, checksum, magic = _END.unpack(bytes(data[-_END.size :]))
        end = bytes(data[-_END.size - size : -_END.size])
        if magic != _MAGIC or zlib.crc32(end) != checksum:
            raise DamagedArraysError("the segment is cut short")
        directory = json.loads(end)
        self.values: dict[str, Any] = directory["values"]
        self._directory: dict[str, tuple[str, int, int, int]] = directory["arrays"]

    def __getitem__(self, name: str) -> Array:
        kind, place, count, _ = self._directory[name]
        dtype = np.dtype(kind)
        array: Array = self._data[place : place + count * dtype.itemsize].view(dtype)
        return array

    def get(self, name: str) -> Array | None:
        return self[name] if name in self._directory else None

    def damaged(self) -> list[str]:
        """The names of the arrays that are not as they were written."""
        return [
            name
            for name, (_, _, _, checksum) in self._directory.items()
            if zlib.crc32(np.ascontiguousarray(self[name]).view(np.uint8).data) != checksum
        ]


def narrow(array: Array) -> Array:
    """The same numbers, none negative, in the narrowest type that holds them."""
    return array.astype(np.min_scalar_type(int(array.max()))) if len(array) else array.astype(np.uint8)
