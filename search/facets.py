"""Facets: counts of a backend become values with labels, and what the user selects becomes filters."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter

from kavosh.analyzers.gazetteer import Gazetteer, default_gazetteer, name_key
from kavosh.analyzers.language import LANGUAGES
from kavosh.index.schema import ENTITY_FACETS, MONTH_FACETS, check_facets, facet_label
from kavosh.types import FacetValue

_LABELS = 4096  # of values that are kept
MAX_VALUES = 100  # of one facet on one page, by count; selected ones come on top


_label = lru_cache(maxsize=_LABELS)(facet_label)  # the same values come with every page


def resolve_filters(
    filters: Mapping[str, Iterable[str]], gazetteer: Gazetteer | None = None
) -> dict[str, tuple[str, ...]]:
    """Filters with names checked and values as ids; a city may be given by any of its names.

    Raises UnknownFieldError for a name that is no facet.
    """
    check_facets(filters)
    resolved = {
        name: tuple(dict.fromkeys(_resolve(name, value, gazetteer or default_gazetteer()) for value in values))
        for name, values in filters.items()
    }
    return {name: values for name, values in resolved.items() if values}


def _resolve(facet: str, value: str, gazetteer: Gazetteer) -> str:
    if facet not in ENTITY_FACETS or gazetteer.label(facet, value):
        return value
    named = (name.entry.id for name in gazetteer.names(name_key(value)) if name.entry.kind == facet)
    return next(named, value)


def known_value(facet: str, value: str, gazetteer: Gazetteer | None = None) -> str | None:
    """The id of a facet's value by any of its names; None where there is none. A source is taken as it is."""
    value = value.strip()
    if facet in ENTITY_FACETS:
        gazetteer = gazetteer or default_gazetteer()
        id_ = _resolve(facet, value, gazetteer)
        return id_ if gazetteer.label(facet, id_) else None
    if facet == "language":
        named = {name.casefold(): id_ for id_, label in LANGUAGES.items() for name in (id_, label.fa, label.en)}
        return named.get(value.casefold())
    return value or None


def facet_values(
    facet: str, counts: Mapping[str, int], selected: Iterable[str], gazetteer: Gazetteer | None = None
) -> tuple[FacetValue, ...]:
    """The values of one facet, most frequent first; a selected one stays, even at zero."""
    chosen = set(selected)
    least = 1  # count of what can be among those that are kept
    if len(counts) > MAX_VALUES and facet not in MONTH_FACETS:
        least = nlargest(MAX_VALUES, counts.values())[-1]
    found = [(value, count) for value, count in counts.items() if count >= least or value in chosen]
    found += [(value, 0) for value in chosen if value not in counts]
    labelled = [(-count, (label := _label(facet, value, gazetteer)).en, value, label) for value, count in found]
    labelled.sort(key=itemgetter(0, 1, 2))
    if facet in MONTH_FACETS:
        labelled.sort(key=itemgetter(2), reverse=True)  # the newest months first: a timeline
    return tuple(
        FacetValue(value, label, -less, value in chosen)
        for place, (less, _, value, label) in enumerate(labelled)
        if place < MAX_VALUES or value in chosen
    )
