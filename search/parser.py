"""From the user's text to a query tree.

    words              all wanted                      شهردار تهران
    "a phrase"         in this order, side by side     "شورای شهر"   «شورای شهر»
    "near words"~5     at most five words between      "تهران مسکو"~5
    a OR b, a یا b     either                          مسکو یا مینسک
    -word, NOT, بدون   not this («بدون» in short queries)    بریکس -کازان
    ( )                grouping
    =word              as it is spelled                =شهرها
    begin*  w?ld*      words that begin, look so       شهر*
    word~              words that are nearly so        قالیباف~
    field:value        in a field                      شهر:مسکو   title:metro   date:1404/07..1404/08

Words that stand together are analysed together, so a torn spelling («همکاری ها») is mended here as in the
articles. An empty query means every document. What is malformed is searched as far as it can be understood, and
the notes say what was ignored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations

from kavosh.analyzers import Analyzer
from kavosh.analyzers.characters import fold_latin, is_persian, key
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.errors import QueryTooComplexError
from kavosh.query import And, Boost, Fuzzy, MatchAll, Maybe, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard
from kavosh.search.facets import known_value
from kavosh.search.lexer import Lexeme, lexemes
from kavosh.search.names import OTHER_NAME, TAGGED, Named
from kavosh.search.periods import PUBLISHED, Dated, period
from kavosh.search.slots import Slot, exactly, side_by_side, slots_of, word
from kavosh.search.translations import Translate
from kavosh.types import Note, NoteCode

MAX_LENGTH = 2000  # code points
MAX_CLAUSES = 200
MAX_DEPTH = 20
NEAR = 0.2  # how much two neighbours of a query count again where they are neighbours in a text

_PAIR = 2
_ANY_ORDER = 3  # words of a near phrase up to which their order does not matter
_VALUE_WORDS = 4  # of a date or a name that stands without quotation marks
_LONG = 5  # letters from which on two edits are near
_NOTHING = Or(())  # what a query of mere punctuation asks for
TEXT_FIELDS = {"title": "title", "text": None}
_SPECIAL = ("exact", "prefix", "wildcard", "fuzzy")

Names = Callable[[str], Sequence[Named]]
Near = Callable[[str], tuple[Query, ...]]
Dates = Callable[[str], Sequence[Dated]]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query means, and what of it was ignored or read in a way that the user may not expect."""

    tree: Query
    notes: tuple[Note, ...] = ()


def parse(text: str, analyzer: Analyzer) -> Query:
    """The query tree of a text. Raises QueryTooComplexError, nothing else."""
    return understand(text, analyzer).tree


def understand(
    text: str,
    analyzer: Analyzer,
    names: Names = lambda _: (),
    gazetteer: Gazetteer | None = None,
    translate: Translate | None = None,
    near: Near = lambda _: (),
    dates: Dates = lambda _: (),
) -> Understood:
    """The query tree of a text and the notes on it; `names` finds names, whose other forms are asked as well.
    gazetteer: what fields such as `city:` know names by; None is the one that comes with Kavosh.
    translate: what words are in the other language, asked as well; None is nothing.
    near: what may stand for a word that has neither a name nor a translation.
    dates: finds dates, of which articles that were published then are asked as well.

    Raises QueryTooComplexError, nothing else.
    """
    if len(text) > MAX_LENGTH:
        raise QueryTooComplexError(f"The query has {len(text)} characters; use at most {MAX_LENGTH}.")
    found = lexemes(text)
    if len(found) > MAX_CLAUSES:
        raise QueryTooComplexError(f"The query has {len(found)} parts; use at most {MAX_CLAUSES}.")
    if not found:
        return Understood(MatchAll())
    parser = _Parser(text, found, analyzer, names, gazetteer, translate, near, dates)
    return Understood(parser.query(), tuple(dict.fromkeys(parser.notes)))


class _Parser:
    """Recursive descent: query := all (OR all)*, all := unary+, unary := [-] [field:] (word | phrase | group)."""

    def __init__(
        self,
        source: str,
        lexemes: list[Lexeme],
        analyzer: Analyzer,
        names: Names,
        gazetteer: Gazetteer | None,
        translate: Translate | None,
        near: Near,
        dates: Dates,
    ) -> None:
        self.notes: list[Note] = []
        self._source = source
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0
        self._field: str | None = None  # of the group that is being read
        self._analyzer = analyzer
        self._names = names
        self._gazetteer = gazetteer
        self._translate = translate
        self._near = near
        self._dates = dates
        self._pairs: list[Query] = []

    def query(self) -> Query:
        options = [self._either()]
        while self._take("close"):
            self._note("close", ")")
            options.append(self._either())
        result = _all(tuple(option for option in options if option != _NOTHING))
        return Maybe(result, Boost(Or(tuple(self._pairs)), NEAR)) if self._pairs else result

    def _note(self, code: NoteCode, text: str) -> None:
        self.notes.append(Note(code, text))

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _take(self, *kinds: str) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds:
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
            children.extend(child for child in self._unary(bool(children)) if child != _NOTHING)
        return _all(tuple(children))

    def _unary(self, after_something: bool) -> list[Query]:
        if self._take("and"):
            return []
        if lexeme := self._take("minus"):
            return _unless(_all(tuple(self._excluded())))
        if lexeme := self._take("not"):
            if lexeme.text == "NOT" or (after_something and self._peek() is not None):
                excluded = self._excluded()
                if excluded and lexeme.text != "NOT":  # «بدون» is an everyday word as well
                    self._note("without", self._source[lexeme.start : self._lexemes[self._at - 1].end])
                return _unless(_all(tuple(excluded)))
            self._at -= 1
        lexeme = self._peek()
        return self._words() if lexeme and lexeme.kind in ("word", "not") and not self._field else self._one()

    def _excluded(self) -> list[Query]:
        """What an exclusion excludes; a single word as it is spelled."""
        lexeme = self._take("word") if self._field is None or self._field in TEXT_FIELDS else None
        return self._in_text(self._phrase(lexeme)) if lexeme else self._one()

    def _one(self) -> list[Query]:
        """One operand: a field with its value, a group, a phrase or a single word."""
        if field := self._take("field"):
            return self._in_field(field)
        if opening := self._take("open"):
            return [self._group(opening)]
        lexeme = self._peek()
        if lexeme is None or lexeme.kind in ("close", "or"):
            return []
        self._at += 1
        if lexeme.kind == "quote":
            self._note("quote", lexeme.text)
            return []
        if self._field and self._field not in TEXT_FIELDS:
            return self._valued(self._field, lexeme)
        return self._in_text(self._operand(lexeme))

    def _operand(self, lexeme: Lexeme) -> list[Query]:
        match lexeme.kind:
            case "phrase":
                return self._phrase(lexeme)
            case "exact":
                return [exactly(slot) for slot in self._slots(lexeme.text)]
            case "prefix":
                return [Prefix(_folded(lexeme.text))]
            case "wildcard":
                return [Wildcard(_folded(lexeme.text))]
            case "fuzzy":
                return [_fuzzy(slot, lexeme.number) for slot in self._slots(lexeme.text)]
            case _:
                return [word(slot) for slot in self._slots(lexeme.text)]

    def _in_text(self, found: list[Query]) -> list[Query]:
        field = TEXT_FIELDS.get(self._field or "")
        return [_within(query, field) for query in found] if field else found

    def _in_field(self, lexeme: Lexeme) -> list[Query]:
        outer, self._field = self._field, lexeme.text
        try:
            if (following := self._peek()) is None or following.kind in ("close", "or", "and", "not", "minus", "quote"):
                self._note("value", self._source[lexeme.start : lexeme.end])
                return []
            return self._one()
        finally:
            self._field = outer

    def _valued(self, field: str, lexeme: Lexeme) -> list[Query]:
        """A date or a value of a facet; it may run on over the next words («شهر:سن پترزبورگ»)."""
        text = self._source[lexeme.start : lexeme.end] if lexeme.kind != "phrase" else lexeme.text
        end = self._at
        while end < len(self._lexemes) and self._lexemes[end].kind == "word" and end - self._at < _VALUE_WORDS - 1:
            end += 1
        for stop in range(end, self._at - 1, -1):
            if stop > self._at and (lexeme.kind == "phrase" or self._depth):
                continue
            value = text if stop == self._at else self._source[lexeme.start : self._lexemes[stop - 1].end]
            found = _condition(field, value, self._gazetteer)
            if found is not None:
                self._at = stop
                return [found]
        self._note("date" if field == "date" else "unknown", f"{field}:{text}")
        return [word(slot) for slot in self._slots(text)]

    def _group(self, opening: Lexeme) -> Query:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryTooComplexError(f"The query is nested deeper than {MAX_DEPTH} parentheses.")
        inside = self._either()
        if not self._take("close"):
            self._note("open", "(")
        self._depth -= 1
        return inside

    def _words(self) -> list[Query]:
        """The run of plain words from here on, analysed as one text; function words count only among themselves."""
        children: list[Query] = []
        run: list[str] = []
        while lexeme := self._take("word", "not", *_SPECIAL):
            if lexeme.kind == "not" and (run or children) and self._peek() is not None:
                self._at -= 1
                break
            if lexeme.kind in _SPECIAL:
                children += self._operand(lexeme)
            else:
                run.append(lexeme.text)
        text = " ".join(run)
        slots = self._slots(text)
        content = [slot for slot in slots if not is_stop_word(text[slot.start : slot.end])]
        self._pairs += [Phrase((left.terms, right.terms), slop=1) for left, right in pairwise(content)]
        names = self._names(text) if text else ()
        content = content or slots
        translated = self._translate(content) if self._translate else [()] * len(content)
        dates = self._dates(text)
        known = [
            (*self._other_names(slot, names), *_published(slot, dates), *others)
            for slot, others in zip(content, translated, strict=True)
        ]
        pairs = zip(content, known, strict=True)
        return [*(word(slot, others or self._near(text[slot.start : slot.end])) for slot, others in pairs), *children]

    def _other_names(self, slot: Slot, names: Sequence[Named]) -> tuple[Query, ...]:
        """What else the bearer of a name is called that the word is, or is a part of; and articles tagged with it."""
        meant = [named for named in names if named.start < slot.end and slot.start < named.end]
        others = [other for named in meant for other in named.others]
        tags = [Boost(Term(id_, kind), TAGGED, "name") for named in meant for kind, id_ in named.entities]
        found = (self._slots(other) for other in others)
        asked = (Boost(side_by_side(slots), OTHER_NAME, "name") for slots in found if slots)
        return tuple(dict.fromkeys((*tags, *asked)))

    def _phrase(self, lexeme: Lexeme) -> list[Query]:
        slots = self._slots(lexeme.text)
        if len(slots) < _PAIR:
            return [exactly(slot) for slot in slots]
        if lexeme.number < 0:
            return [side_by_side(slots)]
        orders = permutations(slots) if len(slots) <= _ANY_ORDER else (slots,)
        return [Or(tuple(side_by_side(list(order), lexeme.number) for order in orders))]

    def _slots(self, text: str) -> list[Slot]:
        return slots_of(self._analyzer(text, "query"))


def _published(slot: Slot, dates: Sequence[Dated]) -> tuple[Query, ...]:
    """What was published on the days that the word, or the words that it is one of, name."""
    return tuple(Boost(one.published, PUBLISHED) for one in dates if one.start < slot.end and slot.start < one.end)


def _condition(field: str, value: str, gazetteer: Gazetteer | None) -> Query | None:
    """The documents of a date or a facet's value; None where there is no such value."""
    if field == "date":
        days = period(value)
        return Range("published", *days) if days else None
    known = known_value(field, value, gazetteer)
    return Term(known, field) if known else None


def _fuzzy(slot: Slot, distance: int) -> Query:
    text = slot.terms[0]
    return Fuzzy(text, distance if distance > 0 else (2 if len(text) >= _LONG else 1))


def _within(query: Query, field: str) -> Query:
    """The same in one text field; the wide view has none."""
    match query:
        case Maybe(required):
            return _within(required, field)
        case And(children) | Or(children):
            return type(query)(tuple(_within(child, field) for child in children))
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return replace(query, field=field)
        case _:
            return query


def _folded(pattern: str) -> str:
    """The letters of a prefix or pattern as terms have them."""
    return key(pattern) if is_persian(pattern) else fold_latin(pattern)


def _all(children: tuple[Query, ...]) -> Query:
    if not children:
        return _NOTHING
    return children[0] if len(children) == 1 else And(children)


def _unless(child: Query) -> list[Query]:
    return [] if child == _NOTHING else [Not(child)]
