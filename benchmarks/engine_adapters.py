"""The engines that `engines.py` compares, behind one face: build, open, ask; asking gives the number of matches."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, lru_cache
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.bulk import BulkAnalyzer
from kavosh.index import Index
from kavosh.index.batch import Batch, analyse
from kavosh.index.records import Record, from_stored, to_stored
from kavosh.index.schema import FACETS, TEXT_FIELDS, WIDE_FIELDS
from kavosh.index.whoosh_query import compile_query
from kavosh.query import And, Boost, Maybe, Or, Phrase, Prefix, Query, SearchRequest, Term
from kavosh.search import Engine
from kavosh.search.highlight import Highlighter, Words
from kavosh.search.parser import parse
from kavosh.types import Document

FACETED = ("city", "bloc", "source")
_FACETED = tuple(name for name in FACETED if name in FACETS)
_BATCH = 2000
_CHUNK = 250
_FIELDS = (*TEXT_FIELDS, *WIDE_FIELDS)
T = TypeVar("T")


def tree(kind: str, question: Any) -> Query:
    """The query tree of a question."""
    match kind:
        case "or3":
            return Or(tuple(Term(term) for term in question))
        case "and3":
            return And(tuple(Term(term) for term in question))
        case "phrase":
            return Phrase(tuple((term,) for term in question))
        case "prefix":
            return Prefix(question)
        case _:
            return Term(question)


@cache
def _analyzer() -> PersianAnalyzer:
    return PersianAnalyzer()


@cache
def _bulk() -> BulkAnalyzer:
    return BulkAnalyzer(_analyzer())


def in_chunks(run: Callable[[Sequence[Document]], T], documents: Sequence[Document], workers: int) -> Iterator[T]:
    """What `run` makes of the documents, some at a time, in their order: here or in worker processes."""
    chunks = [documents[at : at + _CHUNK] for at in range(0, len(documents), _CHUNK)]
    if workers == 1:
        yield from map(run, chunks)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield from pool.map(run, chunks)


def batch_of(documents: Sequence[Document]) -> Batch:
    """The documents as Kavosh's writer takes them."""
    return analyse(documents, [""] * len(documents), _bulk())


def records_of(documents: Sequence[Document]) -> list[Record]:
    """The documents as stock Whoosh takes them: token by token."""
    analyzer = _analyzer()
    records = []
    for document in documents:
        terms = {name: analyzer(getattr(document, name)) for name in TEXT_FIELDS}
        wide = {f"{name}_wide": [token.wide for token in tokens if token.wide] for name, tokens in terms.items()}
        records.append(Record(document, terms, wide))
    return records


def joined_terms(documents: Sequence[Document]) -> list[tuple[Document, dict[str, str]]]:
    """Each document with the terms of its fields, by spaces: what engines take that cut text themselves."""
    bulk = _bulk()
    texts: dict[str, list[str]] = {}
    for name in TEXT_FIELDS:
        found = bulk([getattr(document, name) for document in documents])
        order = np.lexsort((found.positions, found.texts))
        texts[name] = _joined(bulk.terms, found.texts[order], found.terms[order], len(documents))
        texts[f"{name}_wide"] = _joined(bulk.terms, found.wide_texts, found.wide_terms, len(documents))
    return [
        (document, {field: rows[number] for field, rows in texts.items()}) for number, document in enumerate(documents)
    ]


def all_joined(documents: Sequence[Document], workers: int) -> Iterator[tuple[Document, dict[str, str]]]:
    return chain.from_iterable(in_chunks(joined_terms, documents, workers))


def _joined(names: list[str], texts: Any, terms: Any, count: int) -> list[str]:
    ends = np.searchsorted(texts, np.arange(count), "right").tolist()
    words = [names[term] for term in terms.tolist()]
    return [" ".join(words[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _reader(analyzer: PersianAnalyzer) -> Callable[[str], Words]:
    """The words of texts, those of the last kept, as Kavosh's own page does."""
    return lru_cache(maxsize=512)(lambda text: Words(analyzer(text), text))


class Kavosh:
    """Kavosh, through the same backend and page as its users."""

    def __init__(self, folder: Path) -> None:
        self._engine = Engine.open(folder / "index")
        self._backend = self._engine._backend

    @staticmethod
    def build(folder: Path, documents: list[Document], workers: int = 1) -> None:
        index = Index.create(folder / "index")
        batches = in_chunks(batch_of, documents, workers)
        while several := list(islice(batches, _BATCH // _CHUNK)):
            writer: Any = index._backend.writer()
            for batch in several:
                writer.add_batch(batch)
            writer.commit()
        index.close()

    def knows(self, kind: str) -> bool:
        return True

    def ask(self, kind: str, question: Any) -> int:
        if kind == "page":
            return self._engine.search(question, facets=_FACETED).total
        facets = _FACETED if kind == "facets" else ()
        return self._backend.search(SearchRequest(tree(kind, question), facets=facets)).total


class Whoosh:
    """Stock Whoosh: its own codec, collector and facets."""

    def __init__(self, folder: Path) -> None:
        from whoosh.index import open_dir

        from kavosh.index.okapi import Okapi

        self._searcher = open_dir(str(folder)).searcher(weighting=Okapi())
        self._analyzer = PersianAnalyzer()
        self._read = _reader(self._analyzer)

    @staticmethod
    def build(folder: Path, documents: list[Document], workers: int = 1) -> None:
        from whoosh import columns, fields
        from whoosh.index import create_in

        from kavosh.index.whoosh_schema import TermField, WideField

        schema = fields.Schema(
            id=fields.ID(),
            document=fields.STORED(),
            **{name: TermField(phrase=True) for name in TEXT_FIELDS},
            **{name: WideField(phrase=False) for name in WIDE_FIELDS},
            **{name: fields.KEYWORD(commas=True, sortable=columns.RefBytesColumn()) for name in _FACETED},
        )
        writer = create_in(str(folder), schema).writer(limitmb=256)
        for record in chain.from_iterable(in_chunks(records_of, documents, workers)):
            doc = record.document
            facets = {name: ",".join(doc.facets.get(name, ())) for name in _FACETED}
            writer.add_document(id=doc.id, document=to_stored(doc), **record.terms, **record.wide, **facets)
        writer.commit()

    def knows(self, kind: str) -> bool:
        return True

    def ask(self, kind: str, question: Any) -> int:
        from whoosh.sorting import FieldFacet

        query = parse(question, self._analyzer) if kind == "page" else tree(kind, question)
        grouped = {}
        if kind in ("facets", "page"):
            grouped = {"groupedby": {name: FieldFacet(name) for name in _FACETED}}
        results = self._searcher.search(compile_query(query), limit=10, **grouped)
        documents = [from_stored(hit["document"]) for hit in results]
        if kind == "page":
            shown = Highlighter(query)
            for document in documents:
                shown.snippets(document, self._read)
        return len(results)


class Tantivy:
    """tantivy through its Python binding: the terms joined by spaces, split at them again."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._t = tantivy
        self._schema = _tantivy_schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()
        self._analyzer = PersianAnalyzer()
        self._read = _reader(self._analyzer)

    @staticmethod
    def build(folder: Path, documents: list[Document], workers: int = 1) -> None:
        import tantivy

        writer = tantivy.Index(_tantivy_schema(), path=str(folder)).writer(256_000_000, workers)
        for document, texts in all_joined(documents, workers):
            doc = tantivy.Document(document=to_stored(document))
            for field, text in texts.items():
                doc.add_text(field, text)
            for name in _FACETED:
                for value in document.facets.get(name, ()):
                    doc.add_text(name, value)
            writer.add_document(doc)
        writer.commit()
        writer.wait_merging_threads()

    def knows(self, kind: str) -> bool:
        return True

    def ask(self, kind: str, question: Any) -> int:
        parsed = parse(question, self._analyzer) if kind == "page" else tree(kind, question)
        query = self._query(parsed)
        found = self._searcher.search(query, 10)
        documents = [from_stored(self._searcher.doc(address)["document"][0]) for _, address in found.hits]
        if kind in ("facets", "page"):
            self._searcher.aggregate(query, {name: {"terms": {"field": name, "size": 1000}} for name in _FACETED})
        if kind == "page":
            shown = Highlighter(parsed)
            for document in documents:
                shown.snippets(document, self._read)
        return int(found.count or 0)

    def _query(self, query: Query) -> Any:
        t, q = self._t, self._t.Query
        match query:
            case Term(text, _, wide):
                return self._in_fields(
                    lambda f: q.term_query(self._schema, f, text), WIDE_FIELDS if wide else TEXT_FIELDS
                )
            case Phrase(slots, _, slop):
                words: Any = [slot[0] for slot in slots]
                return self._in_fields(lambda f: q.phrase_query(self._schema, f, words, slop))
            case Prefix(text):
                return self._in_fields(lambda f: q.regex_query(self._schema, f, f"{text}.*"))
            case And(children):
                return q.boolean_query([(t.Occur.Must, self._query(child)) for child in children])
            case Or(children):
                return q.boolean_query([(t.Occur.Should, self._query(child)) for child in children])
            case Boost(child, weight):
                return q.boost_query(self._query(child), weight)
            case Maybe(required, bonus):
                return q.boolean_query([(t.Occur.Must, self._query(required)), (t.Occur.Should, self._query(bonus))])
        raise TypeError(f"no query of the benchmark: {query}")

    def _in_fields(self, build: Callable[[str], Any], fields: Iterable[str] = TEXT_FIELDS) -> Any:
        return self._t.Query.boolean_query([(self._t.Occur.Should, build(name)) for name in fields])


def _tantivy_schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in _FIELDS:
        record = "freq" if field in WIDE_FIELDS else "position"
        builder.add_text_field(field, tokenizer_name="whitespace", index_option=record)
    for name in _FACETED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("document", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


class Sqlite:
    """SQLite FTS5: the terms joined by spaces. It has no facets."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "index.db")

    @staticmethod
    def build(folder: Path, documents: list[Document], workers: int = 1) -> None:
        db = sqlite3.connect(folder / "index.db")
        db.execute(
            f"CREATE VIRTUAL TABLE t USING fts5({', '.join(_FIELDS)}, document UNINDEXED, "
            "tokenize = \"unicode61 remove_diacritics 0 tokenchars '-_.@:/+=#%&'\")"
        )
        rows = ([*(texts[field] for field in _FIELDS), to_stored(doc)] for doc, texts in all_joined(documents, workers))
        db.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (len(_FIELDS) + 1))})", rows)
        db.commit()
        db.close()

    def knows(self, kind: str) -> bool:
        return kind not in ("facets", "page")

    def ask(self, kind: str, question: Any) -> int:
        words = [f'"{word}"' for word in ([question] if isinstance(question, str) else question)]
        joint = {"or3": " OR ", "and3": " AND ", "phrase": " + "}.get(kind, " ")
        text = f"{{{' '.join(TEXT_FIELDS)}}} : ({joint.join(words)}{' *' if kind == 'prefix' else ''})"
        rows = self._db.execute("SELECT document FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10", (text,)).fetchall()
        for (document,) in rows:
            from_stored(document)
        return int(self._db.execute("SELECT count(*) FROM t WHERE t MATCH ?", (text,)).fetchone()[0])


class Bm25s:
    """bm25s: scores of single terms in a sparse matrix; any of the words, and no count of matches."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._model = bm25s.BM25.load(folder / "index", mmap=True)
        self._documents = np.load(folder / "documents.npy", allow_pickle=True)

    @staticmethod
    def build(folder: Path, documents: list[Document], workers: int = 1) -> None:
        import bm25s

        model = bm25s.BM25()
        texts = [" ".join(texts[field] for field in TEXT_FIELDS).split() for _, texts in all_joined(documents, workers)]
        model.index(texts, show_progress=False)
        model.save(folder / "index")
        np.save(folder / "documents.npy", np.array([to_stored(document) for document in documents], object))

    def knows(self, kind: str) -> bool:
        return kind in ("rare", "common", "or3")

    def ask(self, kind: str, question: Any) -> int:
        words = [question] if isinstance(question, str) else question
        found, _ = self._model.retrieve([words], k=10, show_progress=False)
        for number in found[0]:
            from_stored(self._documents[int(number)])
        return len(found[0])


ENGINES: dict[str, Any] = {
    "kavosh": Kavosh,
    "whoosh": Whoosh,
    "tantivy": Tantivy,
    "sqlite-fts5": Sqlite,
    "bm25s": Bm25s,
}
