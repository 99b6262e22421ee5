"""The query language, cut into lexemes; nothing is malformed here, what makes no sense is left to the parser.

Field names and operators have a Persian and an English form.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from kavosh.analyzers.characters import fold_latin, is_persian, key

Kind = Literal[
    "word", "phrase", "exact", "prefix", "wildcard", "fuzzy", "field", "minus", "open", "close", "or", "and", "not",
    "quote",
]  # fmt: skip

# Name as written -> the field of the index; the first English name is the one to show.
FIELDS = {
    name: field
    for field, names in {
        "title": "title عنوان تیتر",
        "text": "text body متن",
        "city": "city شهر",
        "person": "person شخص فرد",
        "bloc": "bloc بلوک گروه",
        "source": "source منبع",
        "language": "language lang زبان",
        "date": "date تاریخ",
    }.items()
    for name in names.split()
}
_WITHOUT = "بدون"
_OPERATORS: dict[str, Kind] = {
    "OR": "or",
    "یا": "or",
    "|": "or",
    "||": "or",
    "AND": "and",
    "&&": "and",
    "NOT": "not",
    _WITHOUT: "not",
}
_SENTENCE = 5  # words from which on a query is a sentence, in which «بدون» ("without") is a word like any other
FEW_LITERALS = 2  # a wildcard with fewer would match half the index

_LEXEME = re.compile(
    r"""
    (?P<phrase> ( "[^"]*" | «[^»]*» | “[^”]*” ) (?: ~ (?P<near>[0-9۰-۹]{1,2}) )? )
  | (?P<open> \( ) | (?P<close> \) )
  | (?P<minus> (?<!\S)-(?=[^\s)-]) )
  | (?P<field> (?<![^\s(-]) (?P<name>[^\W\d_][\w\u200c]*) : (?=[^\s:/)]) )
  | (?P<quote> ["“«] )
  | (?P<word> [^\s()"“«]+ )
    """,
    re.VERBOSE,
)
_FUZZY = re.compile(r"(?P<word>[^~*?]+)~(?P<distance>[12۱۲]?)\Z")
_INNER_QUESTION = re.compile(r"\w\?\w")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of a query: `source[start:end]` as written, `text` what it says.

    text: of a field, its name in the index; of a phrase, what the quotation marks hold. number: the reach of a phrase,
    the distance of a fuzzy word; -1 where none is given.
    """

    kind: Kind
    text: str
    start: int
    end: int
    number: int = -1


def lexemes(source: str) -> list[Lexeme]:
    """The pieces of a query in order. Any string is accepted."""
    found: list[Lexeme] = []
    at = 0
    while match := _LEXEME.search(source, at):
        lexeme = _lexeme(match)
        if lexeme is None:  # a name with a colon that is no field: a word like any other
            match = re.compile(r'[^\s()"“«]+').match(source, match.start())
            assert match is not None
            lexeme = _word(match[0], match.start())
        found.append(lexeme)
        at = match.end()
    return _sentence(found) if sum(lexeme.kind == "word" for lexeme in found) >= _SENTENCE else found


def _sentence(found: list[Lexeme]) -> list[Lexeme]:
    return [replace(one, kind="word") if one.kind == "not" and one.text == _WITHOUT else one for one in found]


def _lexeme(match: re.Match[str]) -> Lexeme | None:
    start, end = match.span()
    if match["phrase"]:
        number = int(match["near"]) if match["near"] else -1
        return Lexeme("phrase", match[2][1:-1], start, end, number)
    if match["field"]:
        field = FIELDS.get(field_key(match["name"]))
        return Lexeme("field", field, start, end) if field else None
    if match["word"]:
        return _word(match[0], start)
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    return Lexeme(kind, match[0], start, end)


def field_key(name: str) -> str:
    """The form of a field's name by which it is looked up.

    >>> field_key("City"), FIELDS[field_key("شهر")]
    ('city', 'city')
    """
    return key(name) if is_persian(name) else fold_latin(name)


def _word(text: str, start: int) -> Lexeme:
    end = start + len(text)
    if text in _OPERATORS:
        return Lexeme(_OPERATORS[text], text, start, end)
    if text.startswith("=") and len(text) > 1:
        return Lexeme("exact", text[1:], start, end)
    if fuzzy := _FUZZY.match(text):
        return Lexeme("fuzzy", fuzzy["word"], start, end, int(fuzzy["distance"] or -1))
    literals = sum(map(str.isalnum, text))
    if text.endswith("*") and "*" not in (bare := text.rstrip("*")) and not _INNER_QUESTION.search(bare) and literals:
        return Lexeme("prefix", bare, start, end)
    if ("*" in text.rstrip("*") or _INNER_QUESTION.search(text)) and literals >= FEW_LITERALS:
        return Lexeme("wildcard", text, start, end)
    return Lexeme("word", text, start, end)
