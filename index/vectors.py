"""The vectors of an index folder, opened and built: what commands and commits call."""

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

from kavosh.analyzers.encoder import default_encoder
from kavosh.errors import IndexStoreError
from kavosh.index.backend import Backend
from kavosh.index.storage import open_store
from kavosh.index.vector_build import Parts, Progress, VectorBuild, VectorStatus


def build_vectors(
    folder: str | Path,
    *,
    full: bool = False,
    only: Collection[str] | None = None,
    renew: bool = False,
    progress: Progress | None = None,
) -> VectorStatus:
    """Make the vectors that an index lacks: of words, of documents by their words, and if `full` by the model.

    only: ids of documents, where the model should not read all of them.
    Raises MissingExtraError where the model is not installed, and what opening an index raises.
    """
    store = open_store(Path(folder))
    build = VectorBuild(Path(folder), progress)
    try:
        encoder = default_encoder()
        words = build.words(_parts(store.backend), encoder, store.analyzer, renew)
        build.complete(_parts(store.backend))
        build.static(_parts(store.backend))  # quick now, so that hardly a commit can come between and lose its file
        if full:
            build.full(lambda: _parts(store.backend), encoder, words, only)
        return build.status(_parts(store.backend))
    except OSError as error:
        raise IndexStoreError(f"The vectors cannot be written ({error.strerror}); what was written is kept.") from error
    finally:
        store.backend.close()


def vector_status(folder: str | Path) -> VectorStatus:
    """How many documents of an index have vectors."""
    store = open_store(Path(folder))
    try:
        return VectorBuild(Path(folder)).status(_parts(store.backend))
    finally:
        store.backend.close()


class VectorFollower:
    """Gives the documents of each commit their static vectors, in an index that has vectors; needs no model."""

    def __init__(self, folder: Path) -> None:
        self._build = VectorBuild(folder)

    def follow(self, backend: Backend) -> None:
        """After a commit. What cannot be written is made up for after the next one, or by `kavosh vectors build`."""
        with suppress(OSError):
            if self._build.exists():
                self._build.static(_parts(backend))


def _parts(backend: Any) -> Parts:
    found: Parts = backend.segments()
    return found
