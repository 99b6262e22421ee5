"""What a search backend must do; Whoosh is one, a cluster may be another.

A backend stores analysed records and answers query trees. It never analyses text itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kavosh.index.records import Record
from kavosh.query import SearchRequest
from kavosh.types import Document

if TYPE_CHECKING:
    from kavosh.index.batch import Batch  # brings numpy and Whoosh, which only an open index needs
    from kavosh.index.near_terms import NearTerms


@dataclass(frozen=True, slots=True)
class RawResults:
    """Matches before they are dressed for a page.

    total: all matches; where reprints are folded, each group counts once. hits: (document, score), best first, cut to
    offset and limit. reprints: of each hit, how many of its reprints match, and the first of them.
    counts: facet -> value -> matches with that value.
    histogram: day, month or year -> matches of that date, in order of time, where it was asked for.
    meant: of the hits that are near in meaning, how much of the score that is; a hit without it matched by words alone.
    """

    total: int
    hits: tuple[tuple[Document, float], ...] = ()
    reprints: tuple[tuple[int, tuple[Document, ...]], ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    partial: bool = False
    meant: Mapping[str, float] = field(default_factory=dict)
    histogram: Mapping[str, int] = field(default_factory=dict)


class IndexWriter(Protocol):
    """Changes to an index, invisible to searches until `commit`; `cancel` drops them."""

    def add(self, record: Record) -> None:
        """Add a record; one with the same id is replaced."""
        ...

    def delete(self, id_: str) -> bool:
        """Delete the document of this id; False where there is none."""
        ...

    def delete_path(self, path: str) -> int:
        """Delete the documents that came from this file; how many there were."""
        ...

    def commit(self) -> None: ...

    def cancel(self) -> None: ...


@runtime_checkable
class BatchWriter(Protocol):
    """A writer that also takes documents analysed together."""

    def add_batch(self, batch: "Batch") -> None:
        """Add some documents; those with the same ids are replaced, of several with one id the last is kept."""
        ...


class Backend(Protocol):
    """A store of records. One writer at a time (IndexLockedError), any number of readers and threads."""

    def writer(self) -> IndexWriter: ...

    def search(self, request: SearchRequest) -> RawResults: ...

    def get(self, id_: str) -> Document | None:
        """The document of this id."""
        ...

    def count_from(self, path: str, digest: str = "") -> int:
        """How many documents a file gave; with a digest, 0 unless it was indexed whole in that state."""
        ...

    def paths(self) -> Iterator[str]:
        """The files that gave documents."""
        ...

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """The terms of a field that begin so, in order."""
        ...

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a term in a field; may count deleted ones that are still stored."""
        ...

    def frequencies(self, field: str) -> Iterator[tuple[str, int]]:
        """All terms of a field in order, each with its document frequency."""
        ...

    def generation(self) -> int:
        """A number that every commit changes: what was derived from an older one is out of date."""
        ...

    def __len__(self) -> int:
        """How many documents there are."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class VectorBackend(Protocol):
    """A backend that may know what its documents and words mean."""

    def vector(self, id_: str) -> tuple[float, ...] | None:
        """The vector of the document of this id; None where it has none."""
        ...

    def near_terms(self) -> "NearTerms | None":
        """Its words by what they mean; None where it has no vectors of words."""
        ...
