"""The values that flow through Kavosh: documents in, search pages out.

All are immutable. Offsets count Unicode code points, as Python's slices do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

Mode = Literal["lexical", "hybrid", "auto"]
Sort = Literal["relevance", "fresh", "newest", "oldest"]
SORTS: Mapping[str, Sort] = {**{sort: sort for sort in get_args(Sort)}, "date": "newest"}  # by what people call them
BY_SCORE = frozenset[Sort](("relevance", "fresh"))  # the others go by date
Period = Literal["day", "month", "year"]
Span = tuple[int, int]
NoteCode = Literal["quote", "open", "close", "value", "date", "unknown", "without", "vectors", "semantic"]
SuggestionKind = Literal[
    "city", "person", "bloc", "network", "country", "source", "language", "word", "phrase", "title"
]
ReasonRule = Literal[
    "form", "exact", "part", "joined", "wide", "name", "entity", "translation", "expansion", "near", "phrase",
    "pattern", "fuzzy", "date", "field", "every", "meaning",
]  # fmt: skip
ReasonPart = Literal["words", "names", "translations", "meaning"]
ReplacementKind = Literal["keyboard", "finglish", "spelling"]


@dataclass(frozen=True, slots=True)
class Label:
    """A name to show, in both interface languages."""

    fa: str
    en: str

    def to_dict(self) -> dict[str, str]:
        return {"fa": self.fa, "en": self.en}


@dataclass(frozen=True, slots=True)
class Document:
    """One article, cleaned. `facets` maps a facet name to the ids found in the text; reprints share a `group`.

    left_out: the lines that its site repeats everywhere, which are no part of the body: (where the line stood among
    the lines of the whole body, the line).
    """

    id: str
    title: str
    body: str
    language: str = ""
    published: date | None = None
    source: str = ""
    url: str = ""
    path: str = ""
    tags: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    author: str = ""
    group: str = ""
    left_out: tuple[tuple[int, str], ...] = ()

    @property
    def text(self) -> str:
        """Title and body together."""
        return f"{self.title}\n{self.body}"

    @property
    def searched(self) -> str:
        """What words are looked for in: title, body, and the tags that its author gave it."""
        return f"{self.text}\n{self.labels}" if self.tags else self.text

    @property
    def labels(self) -> str:
        """The tags as a text, one a line."""
        return "\n".join(self.tags)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A slice of a document's original text, with the matched words marked.

    `document.<field>[start:start + len(text)] == text`; each mark is a span of `text`.
    """

    field: str
    text: str
    start: int
    marks: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "text": self.text,
            "start": self.start,
            "marks": [list(m) for m in self.marks],
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing of a query that a document has.

    word: as it was asked. rule: "form" (any form of the word), "exact" (as it was spelled), "part" (of a compound),
    "joined" (with its neighbour), "wide" (a word of the same stem), "name" (another name of what it names), "entity"
    (the article is about what it names), "translation" (the word in the other language), "expansion" (a word of the
    other language near in meaning), "near" (neighbours of the query are neighbours here), "phrase", "pattern",
    "fuzzy", "date" or "field" (a value that was asked for), "every" (nothing was asked for but what to leave out),
    "meaning" (near in meaning). fields: where -> how often. forms: as the document has it. weight: how much it counts
    beside the word itself; score: what it adds to the score; share: what part of the score that is, 0 to 1.
    """

    word: str
    rule: ReasonRule
    fields: Mapping[str, int]
    forms: tuple[str, ...]
    weight: float
    score: float
    share: float = 0.0

    @property
    def part(self) -> ReasonPart:
        """Which part of the score it belongs to: the words as they were asked, other names, the other language."""
        match self.rule:
            case "name" | "entity":
                return "names"
            case "translation" | "expansion":
                return "translations"
            case "meaning":
                return "meaning"
            case _:
                return "words"

    def to_dict(self) -> dict[str, Any]:
        return {
            "word": self.word,
            "rule": self.rule,
            "part": self.part,
            "fields": dict(self.fields),
            "forms": list(self.forms),
            "weight": round(self.weight, 4),
            "score": round(self.score, 6),
            "share": round(self.share, 4),
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that answers the query, its score and the places that matched.

    `reprint_count`: further matches with nearly the same text; `reprints`: the first of them. `missing`: words of the
    query that the document has in no form.
    `meant`: the part of the score that is meaning, 0 where only words were searched.
    """

    document: Document
    score: float
    snippets: tuple[Snippet, ...] = ()
    reprint_count: int = 0
    reprints: tuple[Document, ...] = ()
    missing: tuple[str, ...] = ()
    meant: float = 0.0

    @property
    def only_meant(self) -> bool:
        """Whether the document has none of the words, and answers by its meaning alone."""
        return self.meant > 0 and self.meant >= self.score - 1e-6

    def to_dict(self) -> dict[str, Any]:
        doc = self.document
        return {
            "id": doc.id,
            "score": round(self.score, 6),
            "title": doc.title,
            "date": doc.published.isoformat() if doc.published else None,
            "source": doc.source,
            "language": doc.language,
            "url": doc.url,
            "path": doc.path,
            "tags": list(doc.tags),
            "facets": {name: list(values) for name, values in doc.facets.items()},
            "snippets": [snippet.to_dict() for snippet in self.snippets],
            "missing": list(self.missing),
            "meant": round(self.meant, 6),
            "only_meant": self.only_meant,
            "reprint_count": self.reprint_count,
            "reprints": [
                {
                    "id": other.id,
                    "title": other.title,
                    "date": other.published.isoformat() if other.published else None,
                    "source": other.source,
                    "url": other.url,
                }
                for other in self.reprints
            ],
        }


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its count among the matches."""

    value: str
    label: Label
    count: int
    selected: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "label": self.label.to_dict(),
            "count": self.count,
            "selected": self.selected,
        }


@dataclass(frozen=True, slots=True)
class Note:
    """What of a query was ignored, or read in a way that may surprise. `text` is the part of the query.

    code: "quote", "open", "close" (without its counterpart), "value" (a field without one), "date" (none), "unknown"
    (no such value of a field: searched as words), "without" («بدون» was read as an exclusion); "vectors", "semantic":
    meaning was not searched, for the index has no vectors or the extra is missing; `text` is the command to run.
    """

    code: NoteCode
    text: str

    def to_dict(self) -> dict[str, str]:
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True, slots=True)
class Replacement:
    """A word of a query that no article has, and what was searched instead.

    kind: "keyboard" (typed on the other layout), "finglish" (Persian in Latin letters) or "spelling".
    """

    word: str
    instead: str
    kind: ReplacementKind

    def to_dict(self) -> dict[str, str]:
        return {"word": self.word, "instead": self.instead, "kind": self.kind}


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """How a text that is being typed may go on. `count` is of articles."""

    text: str
    kind: SuggestionKind
    count: int

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "kind": self.kind, "count": self.count}


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of answers: what the web page, the command line and the API all show.

    `searched` is the query that was searched, which differs from `query` by the `replacements`; a literal search has
    none. `suggestion` is a query that the user may have meant and that was not searched. `notes` say what was ignored.
    `within`: the queries among whose answers was searched.
    `relaxed` is true when few or no documents have all the words, and near matches follow.
    `histogram`: day, month or year -> its matches, in order of time, where it was asked for.
    `topics`: where no article has the words, what the archive has near to them; each is a search that finds something.
    `partial` is true when a deadline cut the search short. `total` counts all matches, not this page.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    searched: str = ""
    replacements: tuple[Replacement, ...] = ()
    suggestion: str | None = None
    notes: tuple[Note, ...] = ()
    partial: bool = False
    relaxed: bool = False
    within: tuple[str, ...] = ()
    histogram: Mapping[str, int] = field(default_factory=dict)
    topics: tuple[Suggestion, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the keys are a stable, documented interface."""
        return {
            "query": self.query,
            "total": self.total,
            "took_ms": round(self.took_ms, 2),
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {name: [value.to_dict() for value in values] for name, values in self.facets.items()},
            "searched": self.searched or self.query,
            "replacements": [replacement.to_dict() for replacement in self.replacements],
            "suggestion": self.suggestion,
            "notes": [note.to_dict() for note in self.notes],
            "partial": self.partial,
            "relaxed": self.relaxed,
            "within": list(self.within),
            "histogram": dict(self.histogram),
            "topics": [topic.to_dict() for topic in self.topics],
        }


@dataclass(frozen=True, slots=True)
class FileError:
    """A file or record that was left out, and why."""

    path: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        return {"path": self.path, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an indexing run did. All counts are documents; `skipped` were unchanged."""

    indexed: int = 0
    updated: int = 0
    skipped: int = 0
    removed: int = 0
    errors: tuple[FileError, ...] = ()
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the keys are a stable, documented interface."""
        return {
            "indexed": self.indexed,
            "updated": self.updated,
            "skipped": self.skipped,
            "removed": self.removed,
            "errors": [error.to_dict() for error in self.errors],
            "seconds": round(self.seconds, 3),
        }
