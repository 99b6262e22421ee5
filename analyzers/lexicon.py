"""The lexicon: which words Persian has, compiled once from hazm, parsivar and the project's own tables.

Compiling reads some 200,000 rows, so the result is kept in the user's cache folder, named by a stamp of all it
was made from, and a copy goes into every index, which thus opens the same where hazm and parsivar are absent.
All words are keys: folded, without half-spaces.
"""

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

from kavosh.errors import KavoshError

FORMAT = 3
_READ = (2, FORMAT)  # 2 repeats the stem after each form of a verb; indexes of that time have it
LISTS = (
    "words",
    "adjectives",
    "verbs",
    "participles",
    "plurals",
    "keep",
    "names",
    "surnames",
    "compounds",
    "glued",
    "spellings",
)


class LexiconError(KavoshError):
    """A lexicon file cannot be used."""


PART = "-"  # between the parts of a compound
OPENING = 3  # letters at the beginning of a word, which tell most apart at little cost


class _Lists(NamedTuple):
    words: Mapping[str, int] = {}
    adjectives: frozenset[str] = frozenset()
    verbs: Mapping[str, str] = {}
    participles: Mapping[str, str] = {}
    plurals: Mapping[str, str] = {}
    keep: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    compounds: Mapping[str, str] = {}
    glued: Mapping[str, str] = {}
    spellings: Mapping[str, str] = {}
    sources: Mapping[str, str] = {}
    fingerprint: str = ""


class Lexicon(_Lists):
    """Everything the analyzer knows about words.

    words: base words -> frequency. adjectives: those that take تر. verbs: forms that are first of all verbs ->
    past stem; participles: forms that are verbs unless they are words. plurals: irregular plural -> singular.
    keep: words that look inflected and are not. names: words of names, never taken apart; surnames:
    words that are, but may be inflected words as well. compounds: compound ->
    its parts, hyphens between them (compound_heads: the first part -> the openings of what may follow it;
    far_heads: those of which two words may follow). glued: words that belong apart
    but are found as one -> those words, likewise. spellings: variant -> the usual spelling. sources: what it
    was compiled from -> how many entries.
    """

    @cached_property
    def compound_heads(self) -> Mapping[str, set[str]]:
        return self._heads[0]

    @cached_property
    def far_heads(self) -> frozenset[str]:
        return self._heads[1]

    @cached_property
    def _heads(self) -> tuple[dict[str, set[str]], frozenset[str]]:
        """Of use where a text has several words, so made when it is first asked for."""
        heads: dict[str, set[str]] = {}
        far: set[str] = set()
        has_no_compound = self.compounds.keys().isdisjoint
        for word, joined in self.compounds.items():
            head, *others = joined.split(PART)
            if not head:
                continue
            rest = word[len(head) :]
            starts = heads.get(head)
            if starts is None:
                starts = heads[head] = set()
            starts.add(rest[:OPENING])
            if others:
                starts.add(others[0][:OPENING])
            if rest.startswith("و"):
                starts.add("و")
                far.add(head)
            elif len(others) > 1 or not has_no_compound((head, *others)):
                far.update((head, *self.parts(head)[:1]))
        return heads, frozenset(far)

    def parts(self, word: str) -> tuple[str, ...]:
        """What a compound, or words glued together, consists of; none for other words."""
        joined = self.compounds.get(word) or self.glued.get(word)
        return tuple(joined.split(PART)) if joined else ()

    def entries(self, word: str) -> tuple[str, ...]:
        """The lists that have a word, with what they say of it."""
        found = []
        for name in LISTS:
            entries = getattr(self, name)
            if word in entries:
                value = entries[word] if isinstance(entries, Mapping) else ""
                found.append(f"{name}: {value}".removesuffix(": "))
        return tuple(found)

    def knows(self, word: str) -> bool:
        """Whether this is a word by itself, not only an inflected form."""
        return word in self.words or word in self.keep or word in self.names


def dumps(lexicon: Lexicon) -> bytes:
    """The file form: one JSON object, word lists joined by spaces (a tenth of the objects to parse)."""
    content = {
        "format": FORMAT,
        "fingerprint": lexicon.fingerprint,
        "sources": dict(lexicon.sources),
        "words": " ".join(lexicon.words),
        "frequencies": list(lexicon.words.values()),
        "verbs": _by_value(lexicon.verbs),
        "participles": _by_value(lexicon.participles),
        "plurals": _pairs(lexicon.plurals),
        "spellings": _pairs(lexicon.spellings),
        "compounds": _parted(lexicon.compounds),
        "glued": _parted(lexicon.glued),
        **{name: " ".join(sorted(getattr(lexicon, name))) for name in ("adjectives", "keep", "names", "surnames")},
    }
    return json.dumps(content, ensure_ascii=False).encode()


def loads(data: bytes) -> Lexicon:
    """The inverse of `dumps`; LexiconError where the data are none of ours."""
    with no_collection():
        return _loaded(data)


def _loaded(data: bytes) -> Lexicon:
    try:
        content = json.loads(data)
        if content["format"] not in _READ:
            raise LexiconError(f"The lexicon has format {content['format']}, this Kavosh reads {FORMAT}; rebuild it.")
        return Lexicon(
            words=dict(zip(content["words"].split(), content["frequencies"], strict=True)),
            verbs=_forms(content["verbs"]),
            participles=_forms(content["participles"]),
            plurals=_mapping(content["plurals"]),
            spellings=_mapping(content["spellings"]),
            compounds=_parts_of(content["compounds"]),
            glued=_parts_of(content["glued"]),
            sources=content["sources"],
            fingerprint=content["fingerprint"],
            **{name: frozenset(content[name].split()) for name in ("adjectives", "keep", "names", "surnames")},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"It is no lexicon ({error}); rebuild it with: kavosh lexicon --rebuild") from error


@contextmanager
def no_collection() -> Iterator[None]:
    """A hundred thousand new objects, none of them garbage: looking for some takes a tenth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _pairs(mapping: Mapping[str, str]) -> str:
    return " ".join(f"{key} {value}" for key, value in mapping.items())


def _parted(mapping: Mapping[str, str]) -> str:
    return " ".join(f"{word}{PART}{parts}" for word, parts in mapping.items())


def _parts_of(text: str) -> dict[str, str]:
    return {word: parts for word, _, parts in (entry.partition(PART) for entry in text.split())}


def _by_value(mapping: Mapping[str, str]) -> dict[str, str]:
    """Verbs: one stem and its forms, which are some eighty."""
    keys: dict[str, list[str]] = {}
    for key, value in mapping.items():
        keys.setdefault(value, []).append(key)
    return {value: " ".join(found) for value, found in keys.items()}


def _forms(stored: dict[str, str] | str) -> dict[str, str]:
    if isinstance(stored, str):
        return _mapping(stored)
    return {form: stem for stem, forms in stored.items() for form in forms.split()}


def _mapping(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))
