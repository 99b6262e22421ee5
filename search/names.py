"""Names in queries: a name in any language or script also asks for its entity, and for its other names.

«Москва», Moscow and «مسکو» find the same articles: those tagged with the city, and those with any of its names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kavosh.analyzers import Analyzer, Token
from kavosh.analyzers.gazetteer import Entry, Gazetteer, joint, name_key
from kavosh.analyzers.name_words import NameWords
from kavosh.query import Boost, Or, Phrase, Query, Term

OTHER_NAMES = 0.3  # how much other names of what is asked for count beside the words of the query
TAGGED = 0.5  # how much the entity's tag counts beside those
_MAX_NAMES = 16  # of one entity in one query
_MAX_WORDS = 8  # of one name


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name in a query as written, where it stands, and the entities that it may mean."""

    text: str
    start: int
    end: int
    entries: tuple[Entry, ...]


def names_in(text: str, gazetteer: Gazetteer) -> list[NameSpan]:
    """The names of a query, the longest from the left. One that is also a word counts where it is the whole query."""
    words = NameWords(text)
    found: list[NameSpan] = []
    index = 0
    while index < len(words.keys):
        last, entries = _longest(words, index, gazetteer)
        if entries:
            start, end = words.starts[index], words.name_end(last)
            found.append(NameSpan(text[start:end], start, end, entries))
            index = last
        index += 1
    return found


def _longest(words: NameWords, first: int, gazetteer: Gazetteer) -> tuple[int, tuple[Entry, ...]]:
    best: tuple[int, tuple[Entry, ...]] = (first, ())
    key = ""
    for last in range(first, min(first + _MAX_WORDS, len(words.keys))):
        if last > first:
            key += joint(words.scripts[last - 1], words.scripts[last])
        key += words.keys[last]
        if not gazetteer.may_begin(key):
            break
        whole = first == 0 and last == len(words.keys) - 1
        entries = {
            (name.entry.kind, name.entry.id): name.entry
            for name in gazetteer.names(key)
            if (whole or not name.needs_cue)
            and not (name.exact_case and any(surface.islower() for surface in words.surfaces[first : last + 1]))
        }
        if entries:
            best = (last, tuple(entries.values()))
    return best


def alternatives(span: NameSpan, analyzer: Analyzer) -> Query:
    """Articles about the entities of a name: by their tags, and by all their other names."""
    options: list[Query] = []
    for entry in span.entries:
        options.append(Boost(Term(entry.id, entry.kind), TAGGED))
        options += _by_name(entry, analyzer, {name_key(span.text)})
    return Boost(Or(tuple(dict.fromkeys(options))), OTHER_NAMES)


def _by_name(entry: Entry, analyzer: Analyzer, known: set[str]) -> Iterator[Query]:
    """The names of an entity but those that are asked for already: a word must not count twice."""
    for name in entry.certain_names()[:_MAX_NAMES]:
        if name_key(name) in known:
            continue
        known.add(name_key(name))
        slots = _slots(analyzer(name, "query"))
        if len(slots) == 1:
            yield from (Term(term) for term in slots[0])
        elif slots:
            yield Phrase(tuple(slots))


def _slots(tokens: Sequence[Token]) -> list[tuple[str, ...]]:
    """The terms of each word of a name."""
    slots: dict[int, tuple[str, ...]] = {}
    for token in tokens:
        if token.kind not in ("part", "exact", "joined"):
            slots[token.position] = (*slots.get(token.position, ()), token.text)
    return [slots[position] for position in sorted(slots)]
