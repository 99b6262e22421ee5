"""What a URL asks: words, filters, order and page. The whole state of a search page is here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from flask import url_for
from werkzeug.datastructures import MultiDict

from kavosh.index.schema import FACETS
from kavosh.search.facets import resolve_filters
from kavosh.search.within import MAX_WITHIN
from kavosh.types import SORTS, Mode, Sort
from kavosh.web.context import usual_sort

MODES: dict[str, Mode] = {mode: mode for mode in get_args(Mode)}

MAX_VALUES = 30  # of one facet; every link of a page repeats them


@dataclass(frozen=True, slots=True)
class Question:
    """A search as its URL says it. `filters` holds ids; `page` counts from 1.

    match_all: facets of which an article must have every chosen value, not any.
    within: earlier queries, among whose answers is searched.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = field(default_factory=usual_sort)
    page: int = 1
    match_all: tuple[str, ...] = ()
    literal: bool = False
    within: tuple[str, ...] = ()
    mode: Mode = "auto"

    @classmethod
    def from_args(cls, args: MultiDict[str, str]) -> "Question":
        """Read URL parameters; what cannot be understood counts as not given."""
        return cls(
            query=args.get("q", "").strip(),
            filters=filters_from(args),
            sort=SORTS.get(args.get("sort", ""), usual_sort()),
            page=max(1, args.get("page", 1, type=int)),
            match_all=match_all_from(args),
            literal=args.get("literal") == "1",
            within=within_from(args),
            mode=MODES.get(args.get("mode", ""), "auto"),
        )

    @property
    def params(self) -> dict[str, Any]:
        """The URL parameters of this search; what has its usual value is left out."""
        params: dict[str, Any] = {name: list(values) for name, values in self.filters.items()}
        if self.query:
            params["q"] = self.query
        if self.sort != usual_sort():
            params["sort"] = self.sort
        if self.page != 1:
            params["page"] = self.page
        if self.match_all:
            params["all"] = list(self.match_all)
        if self.literal:
            params["literal"] = 1
        if self.within:
            params["within"] = list(self.within)
        if self.mode != "auto":
            params["mode"] = self.mode
        return params

    @property
    def conditions(self) -> dict[str, Any]:
        """What an engine is asked beside the words, by the names of its arguments; all but the page."""
        return {
            "filters": self.filters,
            "match_all": self.match_all,
            "sort": self.sort,
            "literal": self.literal,
            "within": self.within,
            "mode": self.mode,
        }

    @property
    def url(self) -> str:
        """The address of this search."""
        return url_for("pages.search", **self.params)

    def at(self, page: int) -> "Question":
        return replace(self, page=page)

    def asking(self, query: str) -> "Question":
        """The same conditions on other words."""
        return replace(self, query=query, page=1)

    def not_within(self, query: str) -> "Question":
        """No longer among the answers to this earlier query."""
        return replace(self, page=1, within=tuple(one for one in self.within if one != query))

    @property
    def scope(self) -> tuple[str, ...]:
        """The queries within whose answers a further search would be."""
        return tuple(dict.fromkeys((*self.within, self.query)))[-MAX_WITHIN:]

    def literally(self) -> "Question":
        """The same words, searched as they are."""
        return replace(self, page=1, literal=True)

    def by_words(self) -> "Question":
        """The same, searched by its words alone, not by meaning."""
        return replace(self, page=1, mode="lexical")

    def toggled(self, facet: str, value: str) -> "Question":
        """With this value selected, or no longer."""
        old = self.filters.get(facet, ())
        new = tuple(v for v in old if v != value) if value in old else (*old, value)
        return self._filtered({**self.filters, facet: new})

    def without(self, facet: str) -> "Question":
        """Without any value of this facet."""
        return self._filtered({name: values for name, values in self.filters.items() if name != facet})

    def unfiltered(self) -> "Question":
        """The same words, searched in everything."""
        return self._filtered({})

    def _filtered(self, filters: Mapping[str, tuple[str, ...]]) -> "Question":
        kept = {name: values for name, values in filters.items() if values}
        return replace(self, filters=kept, page=1, match_all=tuple(name for name in self.match_all if name in kept))


def filters_from(args: MultiDict[str, str]) -> dict[str, tuple[str, ...]]:
    """The facet filters among URL parameters, names of entities resolved to their ids.

    Of one facet the first MAX_VALUES values count.
    """
    given = {name: [value.strip() for value in args.getlist(name)[:MAX_VALUES]] for name in FACETS}
    return resolve_filters({name: list(filter(None, values)) for name, values in given.items()})


def match_all_from(args: MultiDict[str, str]) -> tuple[str, ...]:
    """The facets that `all` names, each once; others are passed over."""
    return tuple(dict.fromkeys(name for name in args.getlist("all") if name in FACETS))


def within_from(args: MultiDict[str, str]) -> tuple[str, ...]:
    """The earlier queries that `within` names, each once; of too many the last."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, args.getlist("within")))))[-MAX_WITHIN:]


def page_numbers(current: int, last: int) -> list[int | None]:
    """The page links to show; None is a gap.

    >>> page_numbers(5, 20)
    [1, None, 4, 5, 6, None, 20]
    """
    shown = sorted({1, last, *(n for n in (current - 1, current, current + 1) if 1 <= n <= last)})
    result: list[int | None] = []
    for number in shown:
        previous = result[-1] if result else None
        if previous is not None and number == previous + 2:
            result.append(number - 1)
        elif previous is not None and number > previous + 2:
            result.append(None)
        result.append(number)
    return result
