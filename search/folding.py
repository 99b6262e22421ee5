"""Fold reprints: of the matches with nearly the same text, only the best is a hit of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kavosh.index.backend import Backend
from kavosh.index.schema import GROUP
from kavosh.query import SearchRequest
from kavosh.types import Document

SHOWN = 20  # reprints that a hit lists
Reprints = tuple[int, tuple[Document, ...]]  # how many, and the first of them


@dataclass(frozen=True, slots=True)
class Folded:
    """Raw results with the reprints of each hit; `total` counts a group once."""

    total: int
    hits: tuple[tuple[Document, float], ...] = ()
    reprints: tuple[Reprints, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    partial: bool = False
    meant: Mapping[str, float] = field(default_factory=dict)
    histogram: Mapping[str, int] = field(default_factory=dict)


def fold(backend: Backend, request: SearchRequest) -> Folded:
    """The page of a request in groups: the pages before it are ranked again, so that pages continue each other."""
    wanted = request.offset + request.limit
    facets = (*request.facets, GROUP)
    raw = backend.search(replace(request, facets=facets, offset=0, limit=wanted))
    sizes = raw.counts.get(GROUP, {})  # of the groups of which there is more than one match
    total = raw.total - raw.folded
    best = _best(raw.hits)
    taken = wanted
    while len(best) < wanted and taken < raw.total:
        taken = min(raw.total, 2 * taken)
        more = backend.search(replace(request, facets=(), offset=0, limit=taken))
        raw = replace(raw, hits=more.hits, meant=more.meant)
        best = _best(raw.hits)
    hits = tuple(list(best.values())[request.offset : wanted])
    reprints = _reprints(backend, request, [document for document, _ in hits], sizes)
    return Folded(total, hits, reprints, raw.counts, raw.partial, raw.meant, raw.histogram)


def unfolded(backend: Backend, request: SearchRequest) -> Folded:
    """The page of a request as it is, each reprint a hit of its own."""
    raw = backend.search(request)
    alone = ((0, ()),) * len(raw.hits)
    return Folded(raw.total, raw.hits, alone, raw.counts, raw.partial, raw.meant, raw.histogram)


def _best(hits: tuple[tuple[Document, float], ...]) -> dict[str, tuple[Document, float]]:
    best: dict[str, tuple[Document, float]] = {}
    for document, score in hits:
        best.setdefault(document.group or document.id, (document, score))
    return best


def _reprints(
    backend: Backend, request: SearchRequest, shown: Sequence[Document], sizes: Mapping[str, int]
) -> tuple[Reprints, ...]:
    """Of each document that is shown. One search finds those of all but the largest groups."""
    groups = [document.group or document.id for document in shown]
    counts = {group: sizes[group] for group in groups if sizes.get(group, 1) > 1}
    few = {group: count for group, count in counts.items() if count <= SHOWN + 1}
    many = [{group: SHOWN + 1} for group in counts if group not in few]
    found: dict[str, list[Document]] = {group: [] for group in groups}
    for asked in [few, *many] if few else many:
        filters = {**request.filters, GROUP: tuple(asked)}
        within = replace(request, filters=filters, facets=(), offset=0, limit=sum(asked.values()))
        for other, _ in backend.search(within).hits:
            found[other.group or other.id].append(other)
    return tuple(
        (counts.get(group, 1) - 1, tuple(other for other in found[group] if other.id != document.id)[:SHOWN])
        for document, group in zip(shown, groups, strict=True)
    )
