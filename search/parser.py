"""From the user's text to a query tree.

    words            all wanted                    شهردار تهران
    "a phrase"       in this order, side by side   "شورای شهر"   «شورای شهر»
    a OR b, a یا b   either                        مسکو یا مینسک
    -word            not this                      بریکس -کازان
    ( )              grouping
    begin*           words that begin so           شهر*

Words that stand together are analysed together, so a torn spelling («همکاری ها») is mended here as in the
articles. An empty query means every document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kavosh.analyzers import Analyzer, Token
from kavosh.analyzers.characters import fold_latin, is_persian, key
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.errors import QuerySyntaxError, QueryTooComplexError
from kavosh.query import And, Boost, MatchAll, Maybe, Not, Or, Phrase, Prefix, Query, Term
from kavosh.search.names import alternatives, names_in

MAX_LENGTH = 2000  # code points
MAX_CLAUSES = 200
MAX_DEPTH = 20
NEAR = 0.2  # how much two neighbours of a query count again where they are neighbours in a text
COMPLETE = 0.1  # how much all words count again where they are all there and need not be

_LEXEME = re.compile(
    r"""
    (?P<phrase> "(?P<straight>[^"]*)" | «(?P<guillemets>[^»]*)» | “(?P<curly>[^”]*)” )
  | (?P<open> -?\( ) | (?P<close> \) )
  | (?P<minus> (?<!\S)-(?=[^\s()-]) )
  | (?P<quote> ["“«] )
  | (?P<word> [^\s()"“«]+ )
    """,
    re.VERBOSE,
)
_PAIR = 2
_NOTHING = Or(())  # what a query of mere punctuation asks for
_OR = frozenset(("OR", "یا", "|"))


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    text: str
    start: int


def parse(text: str, analyzer: Analyzer, gazetteer: Gazetteer | None = None) -> Query:
    """The query tree of a text. Raises QuerySyntaxError or QueryTooComplexError, nothing else.

    gazetteer: names of it also ask for their entities and for their other names; without it none do.
    """
    if len(text) > MAX_LENGTH:
        raise QueryTooComplexError(f"The query has {len(text)} characters; use at most {MAX_LENGTH}.")
    lexemes = [_lexeme(match) for match in _LEXEME.finditer(text)]
    if len(lexemes) > MAX_CLAUSES:
        raise QueryTooComplexError(f"The query has {len(lexemes)} parts; use at most {MAX_CLAUSES}.")
    return _Parser(lexemes, analyzer, gazetteer).query() if lexemes else MatchAll()


def relaxations(query: Query) -> Iterator[Query]:
    """The same query asked less and less strictly; none where that changes nothing. What adds to scores stays.

    First a word may be met in the wide view alone; two words are still both wanted, of three or more any is enough,
    and documents with all of them score a little more. Where even that finds nothing, one of two words is enough.
    """
    required, bonus = (query.required, query.bonus) if isinstance(query, Maybe) else (query, None)
    if not isinstance(required, And):
        return
    wanted = tuple(child for child in required.children if not isinstance(child, Not))
    unwanted = tuple(child for child in required.children if isinstance(child, Not))
    if len(wanted) < _PAIR:
        return
    any_word = tuple(_looser(child) for child in wanted)
    steps: list[Query] = [And(any_word)] if len(wanted) == _PAIR else []
    for looser in (*steps, Or((Boost(And(wanted), COMPLETE), *any_word))):
        asked = _all((looser, *unwanted))
        yield Maybe(asked, bonus) if bonus else asked


def _looser(child: Query) -> Query:
    """A word that may be met in the wide view alone, a name of which one word is enough."""
    match child:
        case Maybe(required, bonus):
            return Or((required, bonus))
        case Or((And(words), *others)):
            return Or((*map(_looser, words), *others))
        case _:
            return child


def _lexeme(match: re.Match[str]) -> _Lexeme:
    kind = match.lastgroup or ""
    if match["phrase"] is not None:
        return _Lexeme("phrase", match["straight"] or match["guillemets"] or match["curly"] or "", match.start())
    if match["word"] in _OR:
        kind = "or"
    return _Lexeme(kind, match[0], match.start())


class _Parser:
    """Recursive descent: query := all (OR all)*, all := unary+, unary := [-] (word | phrase | group)."""

    def __init__(self, lexemes: list[_Lexeme], analyzer: Analyzer, gazetteer: Gazetteer | None) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0
        self._analyzer = analyzer
        self._gazetteer = gazetteer
        self._pairs: list[Query] = []

    def query(self) -> Query:
        result = self._either()
        rest = self._peek()
        if rest is not None:
            raise QuerySyntaxError("There is a ) without its (", rest.start)
        return Maybe(result, Boost(Or(tuple(self._pairs)), NEAR)) if self._pairs else result

    def _peek(self) -> _Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _take(self, kind: str) -> _Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind != kind:
            return None
        self._at += 1
        return lexeme

    def _either(self) -> Query:
        options = [self._together()]
        while self._take("or"):
            options.append(self._together())
        options = [option for option in options if option != _NOTHING]
        return options[0] if len(options) == 1 else Or(tuple(options))

    def _together(self) -> Query:
        children: list[Query] = []
        while (lexeme := self._peek()) is not None and lexeme.kind not in ("or", "close"):
            children.extend(child for child in self._unary() if child != _NOTHING)
        return _all(tuple(children))

    def _unary(self) -> list[Query]:
        if self._take("minus"):
            return _unless(_all(tuple(self._negated())))
        if opening := self._take("open"):
            group = self._group(opening)
            return _unless(group) if opening.text.startswith("-") else [group]
        if phrase := self._take("phrase"):
            return self._phrase(phrase.text)
        if quote := self._take("quote"):
            raise QuerySyntaxError("A quotation mark is not closed", quote.start)
        return self._words()

    def _negated(self) -> list[Query]:
        phrase = self._take("phrase")
        lexeme = phrase or self._take("word")
        if lexeme is None:
            return self._unary()
        return self._phrase(lexeme.text)

    def _group(self, opening: _Lexeme) -> Query:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryTooComplexError(f"The query is nested deeper than {MAX_DEPTH} parentheses.")
        inside = self._either()
        if not self._take("close"):
            raise QuerySyntaxError("A ( is not closed", opening.start)
        self._depth -= 1
        return inside

    def _words(self) -> list[Query]:
        """The run of plain words from here on, analysed as one text; function words count only among themselves."""
        children: list[Query] = []
        run: list[str] = []
        while word := self._take("word"):
            if word.text.endswith("*") and word.text.strip("*"):
                children.append(Prefix(_prefix(word.text)))
            else:
                run.append(word.text)
        text = " ".join(run)
        slots = slots_of(self._analyzer(text, "query"))
        content = [slot for slot in slots if not is_stop_word(text[slot.start : slot.end])]
        self._pairs += [Phrase((left.terms, right.terms), slop=1) for left, right in pairwise(content)]
        return [*self._with_names(text, content or slots), *children]

    def _with_names(self, text: str, slots: list["Slot"]) -> Iterator[Query]:
        """The words of a query; those of a name together, or else what the name stands for."""
        spans = names_in(text, self._gazetteer) if self._gazetteer else []
        index = 0
        while index < len(slots):
            span = next((span for span in spans if span.start <= slots[index].start < span.end), None)
            count = sum(span.start <= slot.start < span.end for slot in slots[index:]) if span else 1
            words = tuple(_word(slot) for slot in slots[index : index + count])
            if span is None:
                yield words[0]
            else:
                yield Or((_all(words), alternatives(span, self._analyzer)))
            index += count

    def _phrase(self, text: str) -> list[Query]:
        slots = slots_of(self._analyzer(text, "query"))
        if len(slots) < 2:
            return [_exactly(slot) for slot in slots]
        return [Phrase(tuple(slot.terms for slot in slots))]


@dataclass(slots=True)
class Slot:
    """One word of a query: the terms that are it, the parts it has, and what it is if joined to a neighbour."""

    start: int
    end: int
    wide: str = ""
    terms: tuple[str, ...] = ()
    exact: str = ""
    parts: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


def slots_of(tokens: list[Token]) -> list[Slot]:
    """The words of a query; a joined term belongs to both its words."""
    slots: dict[int, Slot] = {}
    for token in tokens:
        if token.kind != "joined":
            slot = slots.setdefault(token.position, Slot(token.start, token.end, token.wide))
            match token.kind:
                case "part":
                    slot.parts += (token.text,)
                case "exact":
                    slot.exact = token.text
                case _:
                    slot.terms += (token.text,)
    for token in tokens:
        if token.kind == "joined":
            for position in (token.position, token.position + 1):
                slots[position].joined += (token.text,)
    return [slots[position] for position in sorted(slots)]


def _alternatives(slot: Slot) -> Query:
    """Any of a word's terms; its exact form for the rank; its parts side by side, for where it stands torn."""
    terms = dict.fromkeys((*slot.terms, *filter(None, (slot.exact,)), *slot.joined))
    options: list[Query] = [Term(term) for term in terms]
    if len(slot.parts) > 1:
        options.append(Phrase(tuple((part,) for part in slot.parts)))
    else:
        options += [Term(part) for part in slot.parts]
    return options[0] if len(options) == 1 else Or(tuple(options))


def _word(slot: Slot) -> Query:
    """A word as a query wants it: in the precise view; the wide view adds to the score."""
    return Maybe(_alternatives(slot), Term(slot.wide, wide=True)) if slot.wide else _alternatives(slot)


def _exactly(slot: Slot) -> Query:
    """A single word in quotation marks: as it is spelled, where the index has that apart from its lemma."""
    return Term(slot.exact) if slot.exact else _alternatives(slot)


def _prefix(word: str) -> str:
    bare = word.rstrip("*")
    return key(bare) if is_persian(bare) else fold_latin(bare)


def _all(children: tuple[Query, ...]) -> Query:
    if not children:
        return _NOTHING
    return children[0] if len(children) == 1 else And(children)


def _unless(child: Query) -> list[Query]:
    return [] if child == _NOTHING else [Not(child)]
