"""Ask an index: `Engine` answers queries with pages of hits, facets and snippets."""

from kavosh.search.engine import Engine

__all__ = ["Engine"]
