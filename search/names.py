"""The names of a query in their other spellings and languages: Moscow is مسکو and Москва."""

from dataclasses import dataclass

from kavosh.analyzers.gazetteer import Entry, Gazetteer, default_gazetteer, joint, name_key
from kavosh.analyzers.name_words import NameWords

MAX_NAMES = 24  # other names of one entity that are asked as well
OTHER_NAME = 0.2  # how much another name counts beside the one that is written
TAGGED = 0.2  # how much it counts beside the words of a name that an article is tagged with its bearer
_MAX_WORDS = 8  # of one name


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text, `text[start:end]`, what else its bearers are called, and who they are: (kind, id)."""

    start: int
    end: int
    others: tuple[str, ...]
    entities: tuple[tuple[str, str], ...] = ()


def other_names(text: str, gazetteer: Gazetteer | None = None) -> list[Named]:
    """The names of the gazetteer in a query, the longest from the left.

    A name that is also something else counts where it is the whole query.

    >>> [named.others[0] for named in other_names("Moscow")]
    ['مسکو']
    """
    gazetteer = gazetteer or default_gazetteer()
    words = NameWords(text)
    found: list[Named] = []
    index = 0
    while index < len(words.keys):
        last, entries = _longest(words, index, gazetteer)
        if entries:
            start, end = words.starts[index], words.name_end(last)
            others = dict.fromkeys(name for entry in entries for name in _others(entry, text[start:end]))
            found.append(Named(start, end, tuple(others), tuple((entry.kind, entry.id) for entry in entries)))
            index = last
        index += 1
    return found


def _longest(words: NameWords, first: int, gazetteer: Gazetteer) -> tuple[int, list[Entry]]:
    """The last word of the longest name from here on, and the entities that it may mean."""
    best: tuple[int, list[Entry]] = (first, [])
    key = ""
    for last in range(first, min(first + _MAX_WORDS, len(words.keys))):
        if last > first:
            key += joint(words.scripts[last - 1], words.scripts[last])
        key += words.keys[last]
        if not gazetteer.may_begin(key):
            break
        whole = first == 0 and last == len(words.keys) - 1
        surfaces = words.surfaces[first : last + 1]
        entries = {
            (name.entry.kind, name.entry.id): name.entry
            for name in gazetteer.names(key)
            if (whole or not name.needs_cue) and not (name.exact_case and any(map(str.islower, surfaces)))
        }
        if entries:
            best = (last, list(entries.values()))
    return best


def _others(entry: Entry, written: str) -> tuple[str, ...]:
    """The certain names of an entity, one of each spelling, but the one that is written."""
    by_key = {name_key(name): name for name in reversed(entry.certain_names())}
    by_key.pop(name_key(written), None)
    return tuple(reversed(by_key.values()))[:MAX_NAMES]
