"""The query tree: what a search means, independent of any backend.

Leaves hold *analysed* terms, so a backend only looks them up. `field` None means every text field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kavosh.types import Sort


@dataclass(frozen=True, slots=True)
class MatchAll:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with this term; in the wide view of the text when `wide`."""

    text: str
    field: str | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms in neighbouring positions, in this order; each slot lists the terms that may stand there.

    slop: how many other words may stand between two neighbours.
    """

    slots: tuple[tuple[str, ...], ...]
    field: str | None = None
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents with a term that begins so."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Documents with a term of this pattern: `*` stands for any letters, `?` for one."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Documents with a term at most `distance` edits away that shares the first `prefix` letters."""

    text: str
    distance: int = 1
    prefix: int = 1
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose date lies between these days, both included; None is open. Those without a date never match."""

    field: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these; no children match nothing."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """All documents but these."""

    child: "Query"


@dataclass(frozen=True, slots=True)
class Maybe:
    """The documents of `required`; those that `bonus` matches as well score higher."""

    required: "Query"
    bonus: "Query"


@dataclass(frozen=True, slots=True)
class Boost:
    """The same documents, their scores multiplied."""

    child: "Query"
    weight: float


Query = MatchAll | Term | Phrase | Prefix | Wildcard | Fuzzy | Range | And | Or | Not | Maybe | Boost


def leaves(query: Query) -> Iterator[Term | Phrase | Prefix | Wildcard | Fuzzy]:
    """The leaves that words of a document may match, those under a Not left out."""
    match query:
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            yield query
        case And(children) | Or(children):
            for child in children:
                yield from leaves(child)
        case Maybe(required):
            yield from leaves(required)
        case Boost(child):
            yield from leaves(child)
        case _:
            return


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to a backend.

    filters: facet name -> accepted values; values of one facet are alternatives, facets add up.
    facets: names to count; a facet's own filter does not shrink its own counts.
    """

    query: Query
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
