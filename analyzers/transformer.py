"""The model in numpy and SciPy, for many texts at once: about three times as fast as its own engine.

A BERT encoder: Devlin et al., "BERT", 2019. The pieces of all texts of a batch are rows of one matrix, so that there
is no padding; only attention looks at each text for itself, those of one length together.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from scipy.linalg.blas import sgemm

from kavosh.analyzers.model_file import Floats, ModelFile, unpacked

_BATCH = 2048  # pieces at once: 4 bytes x some 4,000 numbers each
_ROWS = 128  # of the widest matrix in one go, so that they stay in the cache
_PROMPT = "passage: "


class _Layer(NamedTuple):
    """inputs: to queries, keys and values side by side. Each pair is a matrix and what is added."""

    inputs: tuple[Floats, Floats]
    output: tuple[Floats, Floats]
    attended: tuple[Floats, Floats]  # of the norm
    widen: tuple[Floats, Floats]
    narrow: tuple[Floats, Floats]
    passed: tuple[Floats, Floats]  # of the norm


class Transformer:
    """Reads the file once; 85 MB of floats. Safe to use from many threads."""

    def __init__(self, file: ModelFile) -> None:
        self._file = file
        self.dimensions, layers, self._heads, *_ = file.sizes
        self._window = file.sizes[5] - 2  # pieces that are read at once, between the marks of beginning and end
        self._words = file.blocks("emb.word", self.dimensions)
        kinds = file.tensor("emb.type")[: self.dimensions]
        self._places = file.tensor("emb.pos").reshape(-1, self.dimensions) + kinds
        self._norm = file.tensor("emb.ln.w"), file.tensor("emb.ln.b")
        self._layers = [self._layer(f"l{number}") for number in range(layers)]

    def passages(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, length 1; (texts, dimensions). Long texts are the mean of their windows."""
        windows = [(place, window) for place, text in enumerate(texts) for window in self._windows(text)]
        windows.sort(key=lambda one: len(one[1]))
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for batch in _batches(windows):
            sizes = np.array([len(window) - 2 for _, window in batch], np.float32)
            means = self._means([window for _, window in batch]) * sizes[:, None]
            np.add.at(sums, [place for place, _ in batch], means)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        found: Floats = sums / np.maximum(lengths, 1e-6)
        return found

    def _windows(self, text: str) -> Iterator[list[int]]:
        pieces = self._file.pieces.numbers(_PROMPT + text)
        for first in range(0, len(pieces), self._window):
            yield [self._file.begin, *pieces[first : first + self._window], self._file.end]

    def _means(self, windows: Sequence[Sequence[int]]) -> Floats:
        """The mean of what the model makes of the pieces of each; the windows are in order of length."""
        lengths = np.array([len(window) for window in windows])
        firsts = np.cumsum(lengths) - lengths
        pieces = np.concatenate(windows)
        places = np.arange(len(pieces)) - np.repeat(firsts, lengths)
        rows = np.add(unpacked(self._words[pieces]).reshape(-1, self.dimensions), self._places[places])
        _normalise(rows, self._norm, self._file.epsilon)
        for layer in self._layers:
            rows = self._through(layer, rows, lengths.tolist())
        sums: Floats = np.add.reduceat(rows, firsts)
        sums /= lengths[:, None]
        return sums

    def _through(self, layer: _Layer, rows: Floats, lengths: list[int]) -> Floats:
        new = _times(self._attention(_times(rows, layer.inputs), lengths), layer.output)
        new += rows
        _normalise(new, layer.attended, self._file.epsilon)
        wide = _times(new, layer.widen)
        _gelu(wide)
        last = _times(wide, layer.narrow)
        last += new
        _normalise(last, layer.passed, self._file.epsilon)
        return last

    def _attention(self, inputs: Floats, lengths: list[int]) -> Floats:
        result = np.empty((len(inputs), self.dimensions), np.float32)
        first = 0
        for length, equal in groupby(lengths):
            count = len(list(equal))
            end = first + count * length
            shaped = inputs[first:end].reshape(count, length, 3, self._heads, -1).transpose(2, 0, 3, 1, 4)
            queries, keys, values = np.ascontiguousarray(shaped)
            weights = queries @ keys.transpose(0, 1, 3, 2)  # queries are scaled by their matrix
            weights -= weights.max(-1, keepdims=True)
            np.exp(weights, out=weights)
            weights /= weights.sum(-1, keepdims=True)
            result[first:end] = (weights @ values).transpose(0, 2, 1, 3).reshape(end - first, -1)
            first = end
        return result

    def _layer(self, name: str) -> _Layer:
        scale = np.float32((self.dimensions / self._heads) ** -0.5)
        matrices, added = zip(*(self._linear(f"{name}.{part}") for part in "qkv"), strict=True)
        inputs = np.concatenate([matrices[0] * scale, *matrices[1:]], 1)
        return _Layer(
            inputs=(inputs, np.concatenate([added[0] * scale, *added[1:]])),
            output=self._linear(f"{name}.ao"),
            attended=(self._file.tensor(f"{name}.aln.w"), self._file.tensor(f"{name}.aln.b")),
            widen=self._linear(f"{name}.fi"),
            narrow=self._linear(f"{name}.fo"),
            passed=(self._file.tensor(f"{name}.oln.w"), self._file.tensor(f"{name}.oln.b")),
        )

    def _linear(self, name: str) -> tuple[Floats, Floats]:
        return self._file.matrix(name), self._file.tensor(f"{name}.b")


def _batches(windows: Sequence[tuple[int, list[int]]]) -> Iterator[list[tuple[int, list[int]]]]:
    batch: list[tuple[int, list[int]]] = []
    size = 0
    for one in windows:
        if batch and size + len(one[1]) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += len(one[1])
    if batch:
        yield batch


def _times(rows: Floats, linear: tuple[Floats, Floats]) -> Floats:
    """By SciPy's BLAS, the newer: that of numpy 1.24 takes processors of today for old ones, and is four times slower.

    BLAS counts by columns, so that all is turned; nothing is copied.
    """
    found: Floats = sgemm(1, linear[0].T, rows.T).T
    found += linear[1]
    return found


def _normalise(rows: Floats, norm: tuple[Floats, Floats], epsilon: float) -> None:
    rows -= rows.mean(1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
    rows *= (1 / np.sqrt(spread + np.float32(epsilon)))[:, None]
    rows *= norm[0]
    rows += norm[1]


def _gelu(rows: Floats) -> None:
    """By the hyperbolic tangent (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016)."""
    for first in range(0, len(rows), _ROWS):
        some = rows[first : first + _ROWS]
        bent = some * some
        bent *= np.float32(0.044715 * (2 / np.pi) ** 0.5)
        bent += np.float32((2 / np.pi) ** 0.5)
        bent *= some
        np.tanh(bent, out=bent)
        bent += 1
        bent *= np.float32(0.5)
        some *= bent
