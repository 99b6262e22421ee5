"""Find the cities, persons and blocs that a text names.

One pass over the words: from each word the longest name of the gazetteer wins. Precision comes
before recall: a name right after a word such as "street" or "martyr" is a street or a hospital, and
a name that is also a common word counts only beside a cue.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kavosh.analyzers.gazetteer import Gazetteer, Name, default_gazetteer, joint, name_part
from kavosh.analyzers.tokenizer import Word, tokenize
from kavosh.types import Label

_MAX_GAP = 2  # characters between two words of one name: a space, a hyphen, a full stop and a space
_CUE_REACH = 2  # words before the name in which a cue counts


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in a text: `text[start:end]` as written, and the entity it stands for."""

    text: str
    start: int
    end: int
    kind: str
    id: str
    label: Label

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "id": self.id,
            "label": self.label.to_dict(),
        }


@cache
def _context() -> dict[str, frozenset[str]]:
    """The word lists of data/name_context.txt by section: cue, not_after, not_before."""
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in files("kavosh.analyzers").joinpath("data/name_context.txt").read_text("utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), set())
        else:
            current.update(name_part(word) for word in tokenize(line))
    return {name: frozenset(words) for name, words in sections.items()}


def find_entities(text: str, gazetteer: Gazetteer | None = None) -> list[Entity]:
    """The entities named in a text, in order; spans do not overlap.

    >>> [(e.text, e.id) for e in find_entities("نشست سنپترزبورگ")]  # "the Saint Petersburg meeting"
    [('سنپترزبورگ', 'saint-petersburg')]
    """
    gazetteer = gazetteer or default_gazetteer()
    words = list(tokenize(text))
    parts = [name_part(word) for word in words]
    found: list[Entity] = []
    index = 0
    while index < len(words):
        length, name = _longest(words, parts, index, gazetteer)
        if name is None:
            index += 1
            continue
        start, end = words[index].start, _name_end(words[index + length - 1])
        found.append(Entity(text[start:end], start, end, name.entry.kind, name.entry.id, name.entry.label))
        index += length
    return found


def _longest(words: list[Word], parts: list[str], first: int, gazetteer: Gazetteer) -> tuple[int, Name | None]:
    """How many words the longest name from `first` on takes, and that name."""
    best: tuple[int, Name | None] = (0, None)
    key = parts[first]
    breaks: list[int] = []
    for last in range(first, len(words)):
        if last > first:
            if words[last].start - words[last - 1].end > _MAX_GAP:
                break
            key += joint(words[last - 1], words[last])
            breaks.append(len(key))
            key += parts[last]
        if not gazetteer.is_prefix(key):
            break
        for name in gazetteer.names(key):
            if name.breaks.issuperset(breaks) and _fits(name, words, parts, first, last):
                best = (last - first + 1, name)
                break
    return best


def _fits(name: Name, words: list[Word], parts: list[str], first: int, last: int) -> bool:
    """Whether the words around a name, and its capitals, let it be that name."""
    context = _context()
    if first and parts[first - 1] in context["not_after"]:
        return False
    if last + 1 < len(parts) and parts[last + 1] in context["not_before"]:
        return False
    surfaces = [word.surface for word in words[first : last + 1]]
    if name.exact_case and any(surface.islower() for surface in surfaces):
        return False
    if name.capital and surfaces[0][0].islower():
        return False
    return not name.needs_cue or any(part in context["cue"] for part in parts[max(0, first - _CUE_REACH) : first])


def _name_end(word: Word) -> int:
    """The end of the name proper: an English possessive is not part of it."""
    surface = word.surface.replace("’", "'")
    return word.end - len(surface) + len(surface.removesuffix("'s").removesuffix("'"))
