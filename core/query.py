"""The query tree: what a search means, independent of any backend.

Leaves hold *analysed* terms, so a backend only looks them up. `field` None means every text field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kavosh.types import Period, Sort

Origin = Literal[
    "", "name", "translation", "expansion"
]  # what brought an alternative into a query; "" is its own words


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
    """Documents with a term of this pattern: `*` is any letters, `?` one."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Documents with a term at most `distance` letters away, alike in the first `prefix` letters."""

    text: str
    distance: int = 1
    prefix: int = 1
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose day is from `first` to `last`, both included; None leaves an end open."""

    field: Literal["published"]
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Boost:
    """The documents of `child`, with their scores times `weight`. origin: what brought it into the query."""

    child: "Query"
    weight: float
    origin: Origin = ""


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


Query = MatchAll | Term | Phrase | Prefix | Wildcard | Fuzzy | Range | Boost | And | Or | Not | Maybe


def leaves(query: Query) -> Iterator[Term | Phrase | Prefix | Wildcard | Fuzzy]:
    """The leaves that words of a document may match, those under a Not left out."""
    match query:
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            yield query
        case And(children) | Or(children):
            for child in children:
                yield from leaves(child)
        case Maybe(required) | Boost(required):
            yield from leaves(required)
        case _:
            return


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a question means, beside its words: documents near to it match as well, and add to their scores.

    vector: of the question, in the space of the backend's vectors. weight: what part of a score is meaning, 0 to 1.
    within: what documents that have no word of the question must match all the same; None is nothing.
    """

    vector: tuple[float, ...]
    weight: float
    within: Query | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to a backend.

    filters: facet name -> accepted values; values of one facet are alternatives, facets add up.
    facets: names to count; a facet's own filter does not shrink its own counts.
    match_all: facets of which a document must have every one of the filter's values; these shrink their own counts.
    meaning: for backends that know vectors; others pass it over.
    histogram: count the matches by the day, month or year of their date.
    only: an id; the others are no matches then, but the score is what it is among all of them.
    collapse: fold reprints: of the matches with nearly the same text only the best is a hit, and lists the others.
    """

    query: Query
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    match_all: frozenset[str] = frozenset()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    meaning: Meaning | None = None
    histogram: Period | None = None
    only: str | None = None
    collapse: bool = False
