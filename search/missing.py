"""The words of a query that an article has in no form: what a hit says it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kavosh.index.schema import TEXT_FIELDS
from kavosh.query import And, Boost, MatchAll, Maybe, Not, Or, Phrase, Query, Range, Term
from kavosh.search.highlight import Words
from kavosh.search.why import Asked
from kavosh.types import Document


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A word as it was asked, and all that it may be met as.

    values: of facets, (facet, id): articles tagged with who is named. days: those on which they were published.
    """

    word: str
    terms: tuple[str, ...]
    wide: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    values: tuple[tuple[str, str], ...]
    days: tuple[Range, ...]

    def lacks(self, document: Document, texts: tuple[Words, ...]) -> bool:
        """Whether the article has none of it, nor have its texts."""
        if any(id_ in document.facets.get(name, ()) for name, id_ in self.values):
            return False
        if document.published and any(_holds(days, document.published) for days in self.days):
            return False
        for text in texts:
            if not text.terms.keys().isdisjoint(self.terms):
                return False
        if self.wide and not all(text.wide.isdisjoint(self.wide) for text in texts):
            return False
        return not any(_stands(phrase, texts) for phrase in self.phrases)


class Missing:
    """What articles lack of one query; made once for all hits of a page."""

    def __init__(self, tree: Query, asked: Asked) -> None:
        self._wanted = [wanted for child in _wanted(tree) if (wanted := _word(child, asked))]

    def of(self, document: Document, *texts: Words) -> tuple[str, ...]:
        """The words that an article, of these texts, has in no form, as they were asked."""
        return tuple(dict.fromkeys(wanted.word for wanted in self._wanted if wanted.lacks(document, texts)))


def _word(child: Query, asked: Asked) -> _Wanted | None:
    """None for what stands for no word, or is not looked for in the text, and so not missed there."""
    leaves = tuple(dict.fromkeys(_leaves(child)))
    words = [asked.word(leaf) for leaf in leaves if isinstance(leaf, Term) and leaf.field is None]
    terms, wide, phrases = list[str](), list[str](), list[Phrase]()
    values, days = list[tuple[str, str]](), list[Range]()
    for leaf in leaves:
        match leaf:
            case Term(text, None, True):
                wide.append(text)
            case Term(text, None):
                terms.append(text)
            case Term(text, str() as field) if field not in TEXT_FIELDS:
                values.append((field, text))
            case Phrase():
                phrases.append(leaf)
            case Range():
                days.append(leaf)
            case _:
                return None
    if not words or not words[0]:
        return None
    return _Wanted(words[0], tuple(terms), tuple(wide), tuple(phrases), tuple(values), tuple(days))


def _holds(days: Range, day: date) -> bool:
    return (days.first or day) <= day <= (days.last or day)


def _stands(phrase: Phrase, texts: tuple[Words, ...]) -> bool:
    """Whether the texts, taken as one, have a phrase."""
    for slot in phrase.slots:
        if all(text.terms.keys().isdisjoint(slot) for text in texts):
            return False
    return bool(Words([token for text in texts for token in text.tokens]).spans(phrase))


def _wanted(tree: Query) -> tuple[Query, ...]:
    """The parts that a search wants all of."""
    match tree:
        case And(children):
            nested = (_wanted(child) if isinstance(child, And) else (child,) for child in children)
            return tuple(part for parts in nested for part in parts)
        case Maybe(And() as required, _):
            return _wanted(required)
        case _:
            return ()


def _leaves(query: Query) -> Iterator[Query]:
    """The leaves, those of full weight first."""
    match query:
        case And(children) | Or(children):
            for child in sorted(children, key=lambda child: isinstance(child, Boost)):
                yield from _leaves(child)
        case Boost(child):
            yield from _leaves(child)
        case Maybe(required, extra):
            yield from _leaves(required)
            yield from _leaves(extra)
        case Not() | MatchAll():
            return
        case _:
            yield query
