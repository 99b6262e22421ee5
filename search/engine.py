"""The engine: a question in the user's words becomes a page of answers."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Self

from kavosh.analyzers import Analyzer, PersianAnalyzer
from kavosh.analyzers.gazetteer import Gazetteer, default_gazetteer
from kavosh.analyzers.terms import TermRow, default_terms
from kavosh.errors import QueryError, QueryTooComplexError
from kavosh.index.backend import Backend, VectorBackend
from kavosh.index.schema import FACETS, check_facets
from kavosh.index.storage import open_store
from kavosh.query import MatchAll, Query, SearchRequest
from kavosh.search.answer import Answer
from kavosh.search.corrections import Corrected, Corrector
from kavosh.search.dressing import dressed
from kavosh.search.facets import facet_values, resolve_filters
from kavosh.search.gathering import Gatherer
from kavosh.search.highlight import Highlighter, Words
from kavosh.search.meaning import Meant, load_model, meaning_of
from kavosh.search.names import Named, other_names
from kavosh.search.near_words import NearWords
from kavosh.search.parser import MAX_LENGTH, Understood, understand
from kavosh.search.periods import dates_in
from kavosh.search.relaxations import relaxations
from kavosh.search.similar import similar_to
from kavosh.search.suggest import Suggester
from kavosh.search.topics import topics
from kavosh.search.translations import Translations
from kavosh.search.turns import Turns, in_turn
from kavosh.search.why import Asked, Explainer
from kavosh.search.within import MAX_WITHIN, scoped, settled
from kavosh.types import BY_SCORE, Document, Hit, Mode, Period, Reason, SearchPage, Sort, Span, Suggestion

MAX_PAGE = 1000  # hits on one page
_SHOWN = 512  # titles and bodies whose tokens are kept: showing a page again analyses nothing
_ASKED = 1024  # queries that are kept as they were understood: the next page asks them again, as do other people
_AT_ONCE = 1  # searches; more threads only get in each other's way (docs/performance.md)
FEW = 10  # articles with all the words: if there are fewer, near matches follow


class Engine:
    """Read access to an index; safe to use from many threads. Sees new commits with the next search.

    >>> with Engine.open("news.idx") as engine:  # doctest: +SKIP
    ...     page = engine.search("شهردار تهران", filters={"city": ["minsk"]}, facets=["person"])
    """

    def __init__(
        self,
        backend: Backend,
        analyzer: Analyzer,
        gazetteer: Gazetteer | None = None,
        terms: Iterable[TermRow] | None = None,
    ) -> None:
        self._backend = backend
        self._analyzer = analyzer
        self.turns = Turns(_AT_ONCE)
        self._read = lru_cache(maxsize=_SHOWN)(lambda text: Words(analyzer(text), text))  # the texts shown last
        self._gazetteer = gazetteer or default_gazetteer()
        self._named = lru_cache(maxsize=_ASKED)(partial(other_names, gazetteer=self._gazetteer))
        self._near = NearWords(backend.near_terms if isinstance(backend, VectorBackend) else lambda: None)
        self._trees = lru_cache(maxsize=_ASKED)(self._understand)
        self._asked = lru_cache(maxsize=_ASKED)(self._words)
        self._translations = Translations(default_terms() if terms is None else terms, analyzer)
        self._corrector = Corrector(backend, analyzer, self._is_word, self._gazetteer)
        self._suggester = Suggester(backend, Gatherer(backend, self._corrector.vocabulary, self._gazetteer))

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The index in a folder; raises IndexNotFoundError, SchemaMismatchError or IndexCorruptError."""
        store = open_store(Path(folder))
        return cls(store.backend, store.analyzer, store.gazetteer, store.terms)

    @property
    def gazetteer(self) -> Gazetteer:
        """What names the index's entities."""
        return self._gazetteer

    @in_turn
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
        within: Sequence[str] = (),
        mode: Mode = "auto",
        histogram: Period | None = None,
    ) -> SearchPage:
        """Documents with all the words of the query, best first.

        Where fewer than ten have all, near matches follow (see `relaxations`), and the page is marked `relaxed`.

        filters: facet -> accepted values (ids or names); alternatives within a facet, all facets together.
        match_all: facets of which an article must have every value of the filter.
        facets: the facets to count. collapse: fold reprints under the best of them; `total` then counts each
        group once. literal: search the words as they are: no mistakes corrected, no other names or languages.
        within: earlier queries; only articles that each of them finds are searched.
        mode: "lexical" searches words, "hybrid" meaning as well, "auto" the latter where the index has vectors and the
        question is of plain words, by relevance and not literal; hits by meaning alone say so (`Hit.only_meant`).
        sort: "relevance", or "fresh", where newer articles rank a little higher; "newest" or "oldest" first.
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
        request = SearchRequest(MatchAll(), chosen, facets, every, sort, offset, limit)
        request = replace(request, histogram=histogram, collapse=collapse)
        answer = self._answer(query, request, tuple(within), literal, mode)
        found, corrected = answer.found, answer.corrected
        return SearchPage(
            query=query,
            total=found.total,
            took_ms=(time.perf_counter() - began) * 1000,
            hits=self._dressed(answer, literal),
            facets={
                name: facet_values(name, found.counts[name], chosen.get(name, ()), self._gazetteer) for name in facets
            },
            searched=corrected.text,
            replacements=corrected.replacements,
            suggestion=corrected.suggestion,
            notes=answer.notes,
            partial=found.partial,
            relaxed=answer.relaxed,
            within=tuple(within),
            histogram=found.histogram,
            topics=() if literal or within or offset else self._topics(answer, mode),
        )

    def explain(self, query: str, *, literal: bool = False) -> Understood:
        """The query tree that a search of this text would ask, and the notes on it; raises QueryError."""
        return self._understood(self._corrected(query, literal).text, literal)

    def similar(self, id_: str, limit: int = 5) -> tuple[Hit, ...]:
        """The articles most like the one of this id, by its words, entities and meaning; of reprints the best.

        None where there is no such article, or nothing like it; its own reprints are not named.
        """
        document = self._backend.get(id_)
        if document is None or limit < 1:
            return ()
        return similar_to(document, self._backend, self._analyzer, min(limit, MAX_PAGE))

    def why(
        self,
        query: str,
        id_: str,
        *,
        filters: Mapping[str, Iterable[str]] | None = None,
        match_all: Iterable[str] = (),
        sort: Sort = "relevance",
        collapse: bool = True,
        literal: bool = False,
        within: Sequence[str] = (),
        mode: Mode = "auto",
    ) -> tuple[Reason, ...]:
        """Why a search finds the article of this id: what of the query it has, what adds most to its score first.

        The rest is as for `search`; asked alike, the reasons add up to the score of the hit. Nothing where there is no
        such article, or it has nothing of the query. Raises QueryError.
        """
        document = self._backend.get(id_)
        if document is None:
            return ()
        chosen = resolve_filters(filters or {}, self._gazetteer)
        every = frozenset(match_all)
        request = SearchRequest(MatchAll(), chosen, match_all=every, sort=sort, limit=0, collapse=collapse)
        answer = self._answer(query, request, tuple(within), literal, mode)
        text = " ".join((answer.corrected.text, *(self._corrected(one, literal).text for one in within)))
        asked = self._asked(text, literal)
        return Explainer(self._backend, self._analyzer).reasons(document, answer.request, asked)

    def suggest(self, prefix: str, limit: int = 8) -> list[Suggestion]:
        """How a query that begins so may go on: names, values of fields, words, phrases and titles of the index.

        What a commit brings is suggested as soon as it is gathered, some seconds later.
        """
        return self._suggester.suggest(prefix, limit)

    def prepare(self) -> None:
        """Make ready in the background what the first requests need; for servers, before they take any."""
        self._suggester.prepare()
        self._corrector.prepare()
        load_model(self._backend)

    def marks(self, text: str, query: str, *, literal: bool = False) -> tuple[Span, ...]:
        """The spans of a text that the query matches, for showing a whole document; raises QueryError."""
        return Highlighter(self.explain(query, literal=literal).tree).marks(Words(self._analyzer(text)))

    def get(self, id_: str) -> Document | None:
        """The document of this id."""
        return self._backend.get(id_)

    def __len__(self) -> int:
        """How many documents the index holds."""
        return len(self._backend)

    def close(self) -> None:
        self._suggester.close()
        self._corrector.close()
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, query: str, request: SearchRequest, within: tuple[str, ...], literal: bool, mode: Mode) -> Answer:
        """What a request, of which only the query is missing, finds; as strictly as finds enough."""
        corrected = self._corrected(query, literal)
        understood = self._understood(corrected.text, literal)
        tree, scope = understood.tree, self._scope(within, literal)
        meant = self._meant(corrected.text, tree, scope, request.sort, literal, mode)
        search = self._backend.search
        # Where meaning joins in, words are asked alone only to see how strictly they can be asked.
        words = replace(request, facets=(), limit=0) if meant.meaning else request
        asked = replace(request, query=scoped(tree, scope))
        found = search(replace(words, query=asked.query))
        strict = lexical = found.total
        # Whatever the page, so that pages continue each other.
        for looser in relaxations(tree) if strict < FEW else ():
            asked = replace(request, query=scoped(looser, scope))
            found = search(replace(words, query=asked.query))
            lexical = found.total
            if lexical:
                break
        if meant.meaning:
            asked = replace(asked, meaning=meant.meaning)
            found = search(asked)
        notes = (*understood.notes, *meant.notes)
        return Answer(corrected, understood, asked, found, notes, lexical, lexical > strict)

    def _names(self, text: str) -> list[Named]:
        return self._named(text)

    def _corrected(self, query: str, literal: bool) -> Corrected:
        if literal or len(query) > MAX_LENGTH:
            return Corrected(query)
        return self._corrector.correct(query, lambda: [*self._names(query), *self._translated(query)])

    def _translated(self, query: str) -> Iterator[Named]:
        return (Named(start, end, ()) for start, end in self._translations.spans(query))

    def _words(self, text: str, literal: bool) -> Asked:
        return Asked(text, () if literal else self._names(text), self._analyzer)

    def _understood(self, text: str, literal: bool) -> Understood:
        return self._trees(text, literal, self._near.state())

    def _understand(self, text: str, literal: bool, _: str) -> Understood:
        if literal:
            return understand(text, self._analyzer, gazetteer=self._gazetteer)
        return understand(text, self._analyzer, self._names, self._gazetteer, self._translations, self._near, dates_in)

    def _meant(self, text: str, tree: Query, scope: tuple[Query, ...], sort: Sort, literal: bool, mode: Mode) -> Meant:
        if sort not in BY_SCORE or (literal and mode == "auto"):
            return Meant()
        return meaning_of(text, tree, self._backend, mode, scope)

    def _topics(self, answer: Answer, mode: Mode) -> tuple[Suggestion, ...]:
        """What to search instead, where no article has the words and no filter is to blame."""
        if answer.by_words or answer.request.filters or mode == "lexical":
            return ()
        meaning = meaning_of(answer.corrected.text, answer.request.query, self._backend, "hybrid").meaning
        return topics(meaning, self._backend, self._analyzer, self._count) if meaning else ()

    def _count(self, text: str) -> int:
        """How many articles have these words."""
        request = SearchRequest(MatchAll(), limit=0, collapse=True)
        return self._answer(text, request, (), False, "lexical").found.total

    def _is_word(self, word: str) -> bool:
        analyzer = self._analyzer
        return isinstance(analyzer, PersianAnalyzer) and not analyzer.form(word, "arabic").unknown

    def _scope(self, within: Sequence[str], literal: bool) -> tuple[Query, ...]:
        if len(within) > MAX_WITHIN:
            raise QueryTooComplexError(f"A search within {len(within)} others; use at most {MAX_WITHIN}.")
        trees = (self.explain(text, literal=literal).tree for text in within)
        return tuple(settled(self._backend, tree, FEW) for tree in trees)

    def _dressed(self, answer: Answer, literal: bool) -> tuple[Hit, ...]:
        return dressed(answer, self._asked(answer.corrected.text, literal), self._read)
