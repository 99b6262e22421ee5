"""Read the word lists of hazm and parsivar from their installed files, without importing the packages.

hazm (MIT): `data/words.dat` (word, frequency, part-of-speech tags) and `data/verbs.dat` (past#present).
parsivar (MIT): `resource/stemmer/`: stems and irregular plurals, as pickles, and a verb table.
"""

import io
import pickle
from collections.abc import Iterator
from typing import Any, NamedTuple

from kavosh.analyzers.installed import HAZM_FILES, PARSIVAR_FILES, package_files

# Typing errors in the packages' rows, seen by reading them; the right rows are there as well.
_WRONG_VERBS = {("گدشت", "گذر"), ("بود", "است"), ("", "هست"), ("آغاز", "آغازید"), ("انست", "دان"), ("شایست", "شاید")}


class TaggedWord(NamedTuple):
    """A word of hazm's list. `tags` is a subset of N, AJ, ADV, PL, AJC, NUM, ...; never empty."""

    word: str
    frequency: int
    tags: frozenset[str]


def hazm_words() -> Iterator[TaggedWord]:
    """hazm's words that carry a tag; the untagged rows hold inflected forms and foreign words."""
    path = package_files("hazm", HAZM_FILES).get("data/words.dat")
    if path is None:
        return
    for line in path.read_text("utf-8").splitlines():
        word, frequency, tags = line.split("\t")
        if tags != "0":
            yield TaggedWord(word, int(frequency), frozenset(tags.split(",")))


def verb_stems() -> Iterator[tuple[str, str]]:
    """(past stem, present stem) of both packages' verbs, hazm's first."""
    path = package_files("hazm", HAZM_FILES).get("data/verbs.dat")
    lines = path.read_text("utf-8").splitlines() if path else []
    rows = [tuple(line.split("#")) for line in lines if line.count("#") == 1]
    path = package_files("parsivar", PARSIVAR_FILES).get("resource/stemmer/verb_tense.txt")
    lines = path.read_text("utf-8-sig").splitlines() if path else []
    rows += [tuple(line.split()) for line in lines if len(line.split()) == 2]
    for past, present in rows:
        if (past, present) not in _WRONG_VERBS and " " not in past + present:  # "x or y" is no stem
            yield past, present


def parsivar_stems() -> frozenset[str]:
    """parsivar's list of stems."""
    return frozenset(_parsivar("resource/stemmer/stem_lex.pckl") or ())


def parsivar_plurals() -> dict[str, str]:
    """parsivar's irregular plurals: plural -> singular."""
    plurals = _parsivar("resource/stemmer/stem_irregularNounDict.pckl") or {}
    return {plural.strip(): singular.strip() for plural, singular in plurals.items()}


def _parsivar(name: str) -> Any:
    path = package_files("parsivar", PARSIVAR_FILES).get(name)
    return _PlainUnpickler(io.BytesIO(path.read_bytes())).load() if path else None


class _PlainUnpickler(pickle.Unpickler):
    """Reads sets, dicts and strings only: a pickle that names any other type is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in (("builtins", "set"), ("__builtin__", "set")):
            return set
        raise pickle.UnpicklingError(f"a word list must not hold {module}.{name}")
