"""Fold reprints: of the matches with nearly the same text, only the best is a hit of its own."""

from collections.abc import Mapping
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
    reprints = tuple(_reprints(backend, request, document, sizes) for document, _ in hits)
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


def _reprints(backend: Backend, request: SearchRequest, document: Document, sizes: Mapping[str, int]) -> Reprints:
    group = document.group or document.id
    others = sizes.get(group, 1) - 1
    if others < 1:
        return 0, ()
    within = replace(request, filters={**request.filters, GROUP: (group,)}, facets=(), offset=0, limit=SHOWN + 1)
    found = (other for other, _ in backend.search(within).hits if other.id != document.id)
    return others, tuple(found)[:SHOWN]
