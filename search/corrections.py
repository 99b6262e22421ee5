"""Words of a query that no article has, and what was meant: another layout, Finglish, a spelling mistake.

A word is looked at only where the index has nothing for it, and taken for a mistake only where what was meant is in
the index and near enough; one that the lexicon knows is never replaced. Of what is less certain a suggestion is made.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from kavosh.analyzers import Analyzer, Token
from kavosh.analyzers.characters import is_persian, key
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.keyboard import to_latin, to_persian
from kavosh.analyzers.persian import EXACT
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.analyzers.transliterate import Match, latin_form
from kavosh.index.backend import Backend
from kavosh.query import Or, SearchRequest, Term
from kavosh.search.derived import Derived
from kavosh.search.lexer import Lexeme, lexemes
from kavosh.search.names import Named
from kavosh.search.spelling import edits
from kavosh.search.vocabulary import Vocabulary
from kavosh.types import Replacement, ReplacementKind

# How far a word may be from what replaces it: edits a letter, and cost of sounds a letter (docs/relevance.md).
_SURE_EDITS, SURE_SOUNDS = 0.23, 0.76
_THINKABLE_EDITS, _THINKABLE_SOUNDS = 0.4, 1.4
_SHORTEST = 3  # letters; shorter words are near to everything
_FIELD = "text"
_HEARD = 8  # readings of a Latin word, some of which the index lacks
_SAMPLE = 3  # articles that are looked at for the usual spelling of a word
_REMEMBERED = 256  # queries, for the pages of one search and the words marked in a document
_PUNCTUATION = ".,;:!?،؛؟…'’)(»«"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A query with the sure replacements made, and one with the thinkable ones as well (None: there is none)."""

    text: str
    replacements: tuple[Replacement, ...] = ()
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    replacement: Replacement
    sure: bool


class Corrector:
    """Corrects queries by the words of one index; what it derives from them is kept until the next commit."""

    def __init__(
        self, backend: Backend, analyzer: Analyzer, is_word: Callable[[str], bool], gazetteer: Gazetteer | None = None
    ) -> None:
        self._backend = backend
        self._analyzer = analyzer
        self._gazetteer = gazetteer
        self._is_word = is_word  # whether a Persian word is known by itself
        self._vocabulary = Derived(backend, self._words, Vocabulary.prepare)
        self._words_of = lru_cache(_REMEMBERED)(self._analysed)
        self._known: OrderedDict[tuple[int, str], Corrected] = OrderedDict()

    def correct(self, query: str, names: Callable[[], Sequence[Named]] = tuple) -> Corrected:
        """The query with its mistakes corrected; words that belong to `names` are left alone.

        names: is asked for them where the query is not known yet.
        """
        asked = (self._backend.generation(), query)
        known = self._known.get(asked)
        if known is None:
            known = self._known[asked] = self._correct(query, names())
            with suppress(KeyError):  # another thread was faster
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return known

    def _correct(self, query: str, names: Sequence[Named]) -> Corrected:
        found = [
            candidate
            for start, end, tokens in self._words_of(query)
            if not any(named.start < end and start < named.end for named in names)
            and not self._has(tokens)
            and (candidate := self._candidate(query, start, end))
        ]
        sure = [candidate for candidate in found if candidate.sure]
        suggestion = _replaced(query, found) if len(sure) < len(found) else None
        return Corrected(_replaced(query, sure), tuple(candidate.replacement for candidate in sure), suggestion)

    def _analysed(self, query: str) -> list[tuple[int, int, list[Token]]]:
        """The words of a query that may be corrected, with their tokens."""
        tokens = self._analyzer(query, "query")  # as one text: words that belong together are known together
        return [
            (start, end, [token for token in tokens if token.start < end and start < token.end])
            for start, end in _plain_words(lexemes(query))
        ]

    def vocabulary(self) -> Vocabulary:
        """The words of the index."""
        return self._vocabulary.current()

    def prepare(self) -> None:
        """Gather the words of the index in the background, before the first mistake."""
        self._vocabulary.prepare()

    def close(self) -> None:
        """Wait for what is derived in the background; the index may be closed afterwards."""
        self._vocabulary.close()

    def _words(self) -> Vocabulary:
        return Vocabulary(self._backend.frequencies(_FIELD), self._gazetteer)

    def _candidate(self, query: str, start: int, end: int) -> _Candidate | None:
        surface = query[start:end]
        bare = surface.strip(_PUNCTUATION)
        if len(bare) < _SHORTEST or is_stop_word(bare) or not any(map(str.isalpha, surface)):
            return None
        for typed in dict.fromkeys((surface, bare)):
            if other := self._other_layout(typed):
                begin = start + surface.index(typed)
                return _Candidate(begin, begin + len(typed), Replacement(typed, other, "keyboard"), True)
        if not bare.isalpha() and not is_persian(bare):
            return None
        begin = start + surface.index(bare)
        meant = self._persian(bare) if is_persian(bare) else self._latin(bare)
        if meant is None:
            return None
        found, kind, sure = meant
        instead = self._as_written(found)
        if key(instead) == key(bare):  # only the letters that folding drops differ, and the index has it so
            return None
        return _Candidate(begin, begin + len(bare), Replacement(bare, instead, kind), sure)

    def _has(self, tokens: Sequence[Token]) -> bool:
        """Whether the index has every word of these tokens, in any of its forms, or all the parts of a glued one."""
        positions = {token.position for token in tokens if token.kind != "joined"}
        return bool(positions) and all(self._has_one([t for t in tokens if t.position == p]) for p in positions)

    def _has_one(self, tokens: list[Token]) -> bool:
        parts = [token.text for token in tokens if token.kind == "part"]
        others = [token.text for token in tokens if token.kind != "part"]
        return any(map(self._frequency, others)) or (len(parts) > 1 and all(map(self._frequency, parts)))

    def _frequency(self, term: str) -> int:
        return self._backend.document_frequency(_FIELD, term)

    def _other_layout(self, typed: str) -> str | None:
        """What the index has of the readings on the other layout; no word that is one as it stands has any."""
        if is_persian(typed):
            readings = () if self._is_word(typed) else tuple(filter(str.isalpha, to_latin(key(typed))))
        else:
            readings = to_persian(typed)
        found = [
            reading for reading in readings if len(reading) >= _SHORTEST and self._has(self._analyzer(reading, "query"))
        ]
        return max(found, key=self._commonness, default=None)

    def _commonness(self, word: str) -> int:
        return max(self._frequency(token.text) for token in self._analyzer(word, "query"))

    def _persian(self, word: str) -> tuple[str, ReplacementKind, bool] | None:
        spelled = key(word)
        found = self.vocabulary().persian_speller.corrections(spelled, 1)
        if not found or is_stop_word(found[0].word):
            return None
        far, known = edits(spelled, found[0].word) / len(spelled), self._is_word(word)
        if far > (_SURE_EDITS if known else _THINKABLE_EDITS):
            return None
        return found[0].word, "spelling", far <= _SURE_EDITS and not known

    def _latin(self, word: str) -> tuple[str, ReplacementKind, bool] | None:
        """As misspelt or as Finglish, whichever is nearer."""
        words = self.vocabulary()
        spelled, form = self._analyzer(word, "query")[0].text, latin_form(word)  # English terms are stems
        options: list[tuple[float, str, ReplacementKind, bool]] = []
        if found := words.latin_speller.corrections(spelled, 1):
            far = edits(spelled, found[0].word) / len(spelled)
            if far <= _THINKABLE_EDITS:
                options.append((far / _SURE_EDITS, found[0].word, "spelling", far <= _SURE_EDITS))
        if heard := self._heard(word):
            far = heard.sounds / len(form)
            if far <= _THINKABLE_SOUNDS:
                options.append((far / SURE_SOUNDS, heard.word, "finglish", far <= SURE_SOUNDS))
        if not options:
            return None
        _, instead, kind, sure = min(options)
        return instead, kind, sure

    def _heard(self, word: str) -> Match | None:
        """The likeliest Persian word of this sound that the index has, if only without its ending."""
        found = self.vocabulary().transliterator.matches(word, _HEARD, endings=True)
        return next((match for match in found if self._has(self._analyzer(match.word, "query"))), None)

    def _as_written(self, words: str) -> str:
        """The words as an article has them: terms are keys without half-spaces, or stems."""
        return " ".join(map(self._surface, words.split()))

    def _surface(self, word: str) -> str:
        terms = (word, EXACT + word)
        query = Or(tuple(Term(term, _FIELD) for term in terms))
        for document, _ in self._backend.search(SearchRequest(query, limit=_SAMPLE)).hits:
            for token in self._analyzer(document.text):
                if token.text in terms and token.kind != "joined":
                    surface = " ".join(document.text[token.start : token.end].split())
                    if not is_persian(word) or key(surface).replace(" ", "") == word:  # else another form of the lemma
                        return surface
        return word


def _plain_words(found: Sequence[Lexeme]) -> Iterator[tuple[int, int]]:
    """The spans of the words that may be corrected: plain ones, those of phrases, those of the field of the title."""
    previous = ""
    for lexeme in found:
        if lexeme.kind == "word" and previous in ("", "title", "text"):
            yield lexeme.start, lexeme.end
        elif lexeme.kind == "phrase" and previous in ("", "title", "text"):
            at = lexeme.start + 1
            for word in lexeme.text.split(" "):
                if word.strip():
                    yield at, at + len(word)
                at += len(word) + 1
        previous = lexeme.text if lexeme.kind == "field" else ""


def _replaced(query: str, candidates: Sequence[_Candidate]) -> str:
    for candidate in reversed(candidates):
        query = query[: candidate.start] + candidate.replacement.instead + query[candidate.end :]
    return query
