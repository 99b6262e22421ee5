"""The engine: a question in the user's words becomes a page of answers."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from kavosh.analyzers import Analyzer, PersianAnalyzer
from kavosh.analyzers.gazetteer import Gazetteer, default_gazetteer
from kavosh.errors import QueryError
from kavosh.index.backend import Backend
from kavosh.index.schema import FACETS, check_facets
from kavosh.index.storage import open_store
from kavosh.query import Query, SearchRequest
from kavosh.search.corrections import Corrected, Corrector
from kavosh.search.facets import facet_values, resolve_filters
from kavosh.search.folding import Folded, Reprints, fold
from kavosh.search.highlight import marks, snippets
from kavosh.search.names import Named, other_names
from kavosh.search.parser import MAX_LENGTH, Understood, understand
from kavosh.search.relaxations import relaxations
from kavosh.search.suggest import Suggester
from kavosh.types import Document, Hit, Period, SearchPage, Sort, Span, Suggestion

MAX_PAGE = 1000  # hits on one page
_SHOWN = 512  # titles and bodies whose tokens are kept: showing a page again analyses nothing
FEW = 10  # articles with all the words: if there are fewer, near matches follow


class Engine:
    """Read access to an index; safe to use from many threads. Sees new commits with the next search.

    >>> with Engine.open("news.idx") as engine:  # doctest: +SKIP
    ...     page = engine.search("شهردار تهران", filters={"city": ["minsk"]}, facets=["person"])
    """

    def __init__(self, backend: Backend, analyzer: Analyzer, gazetteer: Gazetteer | None = None) -> None:
        self._backend = backend
        self._analyzer = analyzer
        self._tokens = lru_cache(maxsize=_SHOWN)(analyzer)  # of the texts that were shown last
        self._gazetteer = gazetteer or default_gazetteer()
        self._corrector = Corrector(backend, analyzer, self._is_word)
        self._suggester = Suggester(backend, self._corrector)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The index in a folder; raises IndexNotFoundError, SchemaMismatchError or IndexCorruptError."""
        store = open_store(Path(folder))
        return cls(store.backend, store.analyzer, store.gazetteer)

    @property
    def gazetteer(self) -> Gazetteer:
        """What names the index's entities."""
        return self._gazetteer

    def search(
        self,
        query: str = "",
        *,
        filters: Mapping[str, Iterable[str]] | None = None,
        facets: Iterable[str] = FACETS,
        match_all: Iterable[str] = (),
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
        collapse: bool = True,
        literal: bool = False,
        histogram: Period | None = None,
    ) -> SearchPage:
        """Documents with all the words of the query, best first.

        Where fewer than ten have all, near matches follow (see `relaxations`), and the page is marked `relaxed`.

        filters: facet -> accepted values (ids or names); alternatives within a facet, all facets together.
        match_all: facets of which an article must have every value of the filter.
        facets: the facets to count. collapse: fold reprints under the best of them; `total` then counts each
        group once. literal: search the words as they are: no mistakes corrected, no other names of what they name.
        histogram: count the matches by day, month or year. Raises QueryError: an unknown facet, a passed limit.
        """
        began = time.perf_counter()
        if offset < 0 or not 0 <= limit <= MAX_PAGE:
            raise QueryError(f"offset must be 0 or more, and limit between 0 and {MAX_PAGE}.")
        facets = tuple(facets)
        check_facets(facets)
        every = frozenset(match_all)
        check_facets(every)
        chosen = resolve_filters(filters or {}, self._gazetteer)
        corrected = self._corrected(query, literal)
        understood = self._understood(corrected.text, literal)
        tree = understood.tree
        request = SearchRequest(tree, chosen, facets, every, sort, offset, limit, histogram)
        search = self._folded if collapse else self._unfolded
        found = search(request)
        strict = found.total
        if strict < FEW:  # whatever the page, so that pages continue each other
            for looser in relaxations(tree):
                tree, found = looser, search(replace(request, query=looser))
                if found.total:
                    break
        return SearchPage(
            query=query,
            total=found.total,
            took_ms=(time.perf_counter() - began) * 1000,
            hits=tuple(self._hit(*hit, tree, others) for hit, others in zip(found.hits, found.reprints, strict=True)),
            facets={
                name: facet_values(name, found.counts[name], chosen.get(name, ()), self._gazetteer) for name in facets
            },
            searched=corrected.text,
            replacements=corrected.replacements,
            suggestion=corrected.suggestion,
            notes=understood.notes,
            partial=found.partial,
            relaxed=found.total > strict,
            histogram=found.histogram,
        )

    def explain(self, query: str, *, literal: bool = False) -> Understood:
        """The query tree that a search of this text would ask, and the notes on it; raises QueryError."""
        return self._understood(self._corrected(query, literal).text, literal)

    def suggest(self, prefix: str, limit: int = 8) -> list[Suggestion]:
        """How a query that begins so may go on: names, sources, words and titles of the index, most frequent first."""
        return self._suggester.suggest(prefix, limit)

    def marks(self, text: str, query: str, *, literal: bool = False) -> tuple[Span, ...]:
        """The spans of a text that the query matches, for showing a whole document; raises QueryError."""
        return marks(self._analyzer(text), self.explain(query, literal=literal).tree)

    def get(self, id_: str) -> Document | None:
        """The document of this id."""
        return self._backend.get(id_)

    def __len__(self) -> int:
        """How many documents the index holds."""
        return len(self._backend)

    def close(self) -> None:
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _unfolded(self, request: SearchRequest) -> Folded:
        raw = self._backend.search(request)
        return Folded(raw.total, raw.hits, ((0, ()),) * len(raw.hits), raw.counts, raw.partial, raw.histogram)

    def _folded(self, request: SearchRequest) -> Folded:
        return fold(self._backend, request)

    def _names(self, text: str) -> list[Named]:
        return other_names(text, self._gazetteer)

    def _corrected(self, query: str, literal: bool) -> Corrected:
        if literal or len(query) > MAX_LENGTH:
            return Corrected(query)
        return self._corrector.correct(query, self._names(query))

    def _understood(self, text: str, literal: bool) -> Understood:
        if literal:
            return understand(text, self._analyzer, gazetteer=self._gazetteer)
        return understand(text, self._analyzer, self._names, self._gazetteer)

    def _is_word(self, word: str) -> bool:
        analyzer = self._analyzer
        return isinstance(analyzer, PersianAnalyzer) and not analyzer.form(word, "arabic").unknown

    def _hit(self, document: Document, score: float, query: Query, reprints: Reprints) -> Hit:
        return Hit(document, score, snippets(document, query, self._tokens), *reprints)
