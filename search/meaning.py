"""What a question means, for backends that know vectors: when it is asked, how much it counts, what it must keep to.

The full model reads the question's words, not its operators; the documents' vectors are those of `kavosh vectors`.
"""

from dataclasses import dataclass
from threading import Thread

from kavosh.analyzers.characters import is_persian
from kavosh.index.backend import Backend, VectorBackend
from kavosh.query import And, Maybe, Meaning, Query
from kavosh.search.lexer import Lexeme, lexemes
from kavosh.search.relaxations import is_condition
from kavosh.types import Mode, Note

# What part of a score is meaning, by script and length of the question; by measurement (docs/relevance.md).
PERSIAN = 0.2
SHORT_PERSIAN = 0.15  # one or two words: what is asked for is likely to be named
FOREIGN = 0.25  # in Latin script over a Persian archive, words find only what a table or a name translates
_SHORT = 2

_NOTHING_SPECIAL = frozenset(("word", "field", "minus", "not", "and"))


@dataclass(frozen=True, slots=True)
class Meant:
    """What to ask a backend beside the words; None is nothing. notes: why not, where it was wanted."""

    meaning: Meaning | None = None
    notes: tuple[Note, ...] = ()


def meaning_of(text: str, tree: Query, backend: Backend, mode: Mode, scope: tuple[Query, ...] = ()) -> Meant:
    """The meaning of a question, among the documents of `scope`.

    "auto" asks for it where the index has vectors and the question is of plain words.
    """
    known = backend.near_terms() if isinstance(backend, VectorBackend) and mode != "lexical" else None
    if mode == "lexical" or (mode == "auto" and known is None):
        return Meant()
    words = _words(lexemes(text), mode)
    if not words:
        return Meant()
    if known is None:
        return Meant(notes=(Note("vectors", "kavosh vectors build"),) if mode == "hybrid" else ())
    from kavosh.analyzers.encoder import INSTALL, default_encoder, installed

    if not installed():
        return Meant(notes=(Note("semantic", INSTALL),))
    vector = default_encoder().query(words) - known.centre
    return Meant(Meaning(tuple(vector.tolist()), _weight(words), _conditions(tree, scope)))


def load_model(backend: Backend) -> None:
    """Have the model in memory soon, in the background, if the index has vectors: it takes more than a second."""
    if isinstance(backend, VectorBackend) and backend.near_terms() is not None:
        from kavosh.analyzers.encoder import default_encoder, installed

        if installed():
            Thread(target=lambda: default_encoder().query("کاوش"), daemon=True, name="kavosh-model").start()  # "search"


def _words(found: list[Lexeme], mode: Mode) -> str:
    """The words that the question is made of, without what is excluded and without values of fields."""
    if mode == "auto" and any(lexeme.kind not in _NOTHING_SPECIAL for lexeme in found):
        return ""
    words: list[str] = []
    previous = ""
    for lexeme in found:
        if lexeme.kind in ("word", "phrase", "exact", "fuzzy") and previous not in ("minus", "not", "field"):
            words.append(lexeme.text)
        previous = lexeme.kind
    return " ".join(words)


def _weight(words: str) -> float:
    if not is_persian(words):
        return FOREIGN
    return SHORT_PERSIAN if len(words.split()) <= _SHORT else PERSIAN


def _conditions(tree: Query, scope: tuple[Query, ...]) -> Query | None:
    """What of the question is no word but a condition: exclusions, dates, values of facets."""
    required = tree.required if isinstance(tree, Maybe) else tree
    children = required.children if isinstance(required, And) else (required,)
    found = (*(child for child in children if is_condition(child)), *scope)
    return And(found) if found else None
