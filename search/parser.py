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
from dataclasses import dataclass
from itertools import groupby

from kavosh.analyzers import Analyzer, Token
from kavosh.analyzers.characters import fold_latin, key
from kavosh.errors import QuerySyntaxError, QueryTooComplexError
from kavosh.query import And, MatchAll, Not, Or, Phrase, Prefix, Query, Term

MAX_LENGTH = 2000  # code points
MAX_CLAUSES = 200
MAX_DEPTH = 20

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
_NOTHING = Or(())  # what a query of mere punctuation asks for
_OR = frozenset(("OR", "یا", "|"))


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    text: str
    start: int


def parse(text: str, analyzer: Analyzer) -> Query:
    """The query tree of a text. Raises QuerySyntaxError or QueryTooComplexError, nothing else."""
    if len(text) > MAX_LENGTH:
        raise QueryTooComplexError(f"The query has {len(text)} characters; use at most {MAX_LENGTH}.")
    lexemes = [_lexeme(match) for match in _LEXEME.finditer(text)]
    if len(lexemes) > MAX_CLAUSES:
        raise QueryTooComplexError(f"The query has {len(lexemes)} parts; use at most {MAX_CLAUSES}.")
    return _Parser(lexemes, analyzer).query() if lexemes else MatchAll()


def relax(query: Query) -> Query | None:
    """The same query with any of its words enough; None where that changes nothing."""
    if not isinstance(query, And):
        return None
    wanted = tuple(child for child in query.children if not isinstance(child, Not))
    unwanted = tuple(child for child in query.children if isinstance(child, Not))
    return _all((Or(wanted), *unwanted)) if len(wanted) > 1 else None


def _lexeme(match: re.Match[str]) -> _Lexeme:
    kind = match.lastgroup or ""
    if match["phrase"] is not None:
        return _Lexeme("phrase", match["straight"] or match["guillemets"] or match["curly"] or "", match.start())
    if match["word"] in _OR:
        kind = "or"
    return _Lexeme(kind, match[0], match.start())


class _Parser:
    """Recursive descent: query := all (OR all)*, all := unary+, unary := [-] (word | phrase | group)."""

    def __init__(self, lexemes: list[_Lexeme], analyzer: Analyzer) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0
        self._analyzer = analyzer

    def query(self) -> Query:
        result = self._either()
        rest = self._peek()
        if rest is not None:
            raise QuerySyntaxError("There is a ) without its (", rest.start)
        return result

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
        """The run of plain words from here on, analysed as one text."""
        children: list[Query] = []
        run: list[str] = []
        while word := self._take("word"):
            if word.text.endswith("*") and word.text.strip("*"):
                children.append(Prefix(_prefix(word.text)))
            else:
                run.append(word.text)
        slots = _slots(self._analyzer(" ".join(run), "query"))
        return [*(_slot(slot) for slot in slots), *children]

    def _phrase(self, text: str) -> list[Query]:
        slots = _slots(self._analyzer(text, "query"))
        if len(slots) < 2:
            return [_slot(slot) for slot in slots]
        return [Phrase(slots)]


def _slots(tokens: list[Token]) -> tuple[tuple[str, ...], ...]:
    """The alternative terms at each position."""
    return tuple(
        tuple(dict.fromkeys(token.text for token in group))
        for _, group in groupby(tokens, key=lambda token: token.position)
    )


def _slot(slot: tuple[str, ...]) -> Query:
    return Term(slot[0]) if len(slot) == 1 else Or(tuple(Term(term) for term in slot))


def _prefix(word: str) -> str:
    return fold_latin(key(word.rstrip("*")))


def _all(children: tuple[Query, ...]) -> Query:
    if not children:
        return _NOTHING
    return children[0] if len(children) == 1 else And(children)


def _unless(child: Query) -> list[Query]:
    return [] if child == _NOTHING else [Not(child)]
