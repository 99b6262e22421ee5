"""From the user's words to a query tree."""

import json
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import PersianAnalyzer
from kavosh.errors import QueryError, QueryTooComplexError
from kavosh.query import (
    And,
    Boost,
    Fuzzy,
    MatchAll,
    Maybe,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
    Wildcard,
)
from kavosh.search.explain import lines, to_dict
from kavosh.search.parser import MAX_DEPTH, NEAR, parse, understand
from kavosh.search.periods import dates_in
from kavosh.search.relaxations import COMPLETE, relaxations
from kavosh.search.slots import EXACT

ANALYZER = PersianAnalyzer()


def precise(query: Query) -> Query:
    """The tree without the wide view and without weights, which only make scores."""
    match query:
        case Maybe(required) | Boost(required):
            return precise(required)
        case And(children):
            return And(tuple(map(precise, children)))
        case Or(children):
            return Or(tuple(map(precise, children)))
        case Not(child):
            return Not(precise(child))
        case _:
            return query


def any_of(*terms: str) -> Query:
    return Or(tuple(Term(term) for term in terms))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", MatchAll()),
        ("   ", MatchAll()),
        ("تهران", Term("تهران")),
        (
            "شهردار تهران",  # "mayor of Tehran"; had they been written as one, that would do for both
            And((any_of("شهردار", "شهردارتهران"), any_of("تهران", "شهردارتهران"))),
        ),
        ("همکاری ها", any_of("همکاری", "=همکاریها")),  # torn: "cooperations"
        ("همكاريها", any_of("همکاری", "=همکاریها")),  # glued, in Arabic letters
        ("می تواند", any_of("توانست", "=میتواند")),  # torn: "can"
        ('"شورای شهر"', Phrase((("شورا",), ("شهر",)))),  # "city council"
        ("«شورای شهر»", Phrase((("شورا",), ("شهر",)))),
        ('"تهران"', Term("تهران")),
        ("BRICS+", any_of("brics+", "bric")),
        ('"BRICS+ cities"', Phrase((("brics+",), ("citi",)))),
        ("تفاهم‌نامه", Or((Term("تفاهمنامه"), Phrase((("تفاهم",), ("نامه",)))))),  # "memorandum", or its parts
        ('"همکاری‌ها"', Term("=همکاریها")),  # in quotation marks: as it is spelled
        ("the mayor of Tehran", And((Term("mayor"), Term("tehran")))),  # function words are left out
        ("who is", And((Term("who"), Term("is")))),  # unless there is nothing else
        ("مسکو یا مینسک", Or((Term("مسکو"), Term("مینسک")))),  # "Moscow or Minsk"
        ("moscow OR minsk", Or((Term("moscow"), Term("minsk")))),
        ("metro moscow OR minsk", Or((And((Term("metro"), Term("moscow"))), Term("minsk")))),
        ("metro (moscow OR minsk)", And((Term("metro"), Or((Term("moscow"), Term("minsk")))))),
        ("metro -moscow", And((Term("metro"), Not(Term("moscow"))))),
        ("-moscow", Not(Term("moscow"))),
        ('-"city council"', Not(Phrase((("citi",), ("council",))))),
        ("-(metro tram)", Not(And((Term("metro"), Term("tram"))))),
        ("Moscow-Tehran", And((Term("moscow"), Term("tehran")))),  # a hyphen inside is no minus
        ("شهر*", Prefix("شهر")),
        ("Mayo*", Prefix("mayo")),
        ("OR metro", Term("metro")),
        ("()", Or(())),
        ("؟!", Or(())),  # nothing to look for
        ("-؟", Or(())),
        ("metro ()", Term("metro")),
        ("(؟) OR metro", Term("metro")),
    ],
)
def test_trees(text: str, tree: Query) -> None:
    assert precise(parse(text, ANALYZER)) == tree


def test_a_word_scores_in_the_wide_view_too() -> None:
    assert parse("پایتخت‌ها", ANALYZER) == Maybe(
        Or((Term("پایتخت"), Boost(Term("=پایتختها"), EXACT))), Term("پایتخت", wide=True)
    )
    assert parse('"پایتخت‌ها"', ANALYZER) == Term("=پایتختها")  # not where the exact word is asked for


@pytest.mark.parametrize("text", ["a" * 2001, "a " * 300, "(" * 100 + "a" + ")" * 100, "(" * 2000])
def test_limits(text: str) -> None:
    with pytest.raises(QueryTooComplexError):
        parse(text, ANALYZER)


@given(st.lists(st.sampled_from(["(", ")", '"', "«", "»", "-", "*", " OR ", " یا ", "شهر", "ها", " ", "ab"])))
def test_nothing_but_query_errors(pieces: list[str]) -> None:
    try:
        parse("".join(pieces), ANALYZER)
    except QueryError as error:
        assert str(error)


@given(st.text(max_size=100))
def test_any_text(text: str) -> None:
    try:
        parse(text, ANALYZER)
    except QueryError as error:
        assert str(error)


METRO, TRAM, BUS = (Maybe(Term(word), Term(word, wide=True)) for word in ("metro", "tram", "bus"))
IF_NEED_BE = {word: Or((word.required, word.bonus)) for word in (METRO, TRAM, BUS)}  # in the wide view alone will do
ALL_IF_NEED_BE = tuple(IF_NEED_BE.values())


def near(*words: str) -> Query:
    """What words add to scores where they stand side by side as in the query."""
    return Boost(Or(tuple(Phrase(((left,), (right,)), slop=1) for left, right in pairwise(words))), NEAR)


@pytest.mark.parametrize(
    ("text", "looser"),
    [
        (
            "metro tram",
            [
                Maybe(And(ALL_IF_NEED_BE[:2]), near("metro", "tram")),  # both, if only in the wide view
                Maybe(Or((METRO, TRAM)), near("metro", "tram")),
            ],
        ),
        (
            "metro tram bus",
            [Maybe(Or((Boost(And((METRO, TRAM, BUS)), COMPLETE), *ALL_IF_NEED_BE)), near("metro", "tram", "bus"))],
        ),
        (
            "metro -minsk tram",
            [
                And((And(ALL_IF_NEED_BE[:2]), Not(Term("minsk")))),  # what an exclusion parts is not side by side
                And((Or((METRO, TRAM)), Not(Term("minsk")))),
            ],
        ),
        ("metro", []),
        ("metro -minsk", []),
        ("metro OR tram", []),
    ],
)
def test_what_is_asked_less_strictly(text: str, looser: list[Query]) -> None:
    assert list(relaxations(parse(text, ANALYZER))) == looser


def test_one_of_two_words_is_asked_as_it_is_spelled() -> None:
    """«خانه احزاب», "house of parties": an article on one party answers neither half."""
    *_, last = relaxations(parse("خانه احزاب", ANALYZER))
    assert isinstance(last, Maybe)
    assert isinstance(last.required, Or)
    assert [isinstance(word, Maybe) and word.required for word in last.required.children][1] == Term("=احزاب")


def test_neighbours_of_a_query_add_to_scores() -> None:
    tree = parse("the mayor of Tehran", ANALYZER)
    assert isinstance(tree, Maybe)
    assert tree.bonus == near("mayor", "tehran")


def city(id_: str) -> Query:
    return Term(id_, "city")


def day(*numbers: int) -> date:
    return date(*numbers)


ABAN_1404 = Range("published", day(2025, 10, 23), day(2025, 11, 21))
MEHR_1404 = Range("published", day(2025, 9, 23), day(2025, 10, 22))
MINSK, KAZAN = Term("minsk"), Term("kazan")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        # fields, in both languages
        ("city:kazan", city("kazan")),
        ("City:KAZAN", city("kazan")),
        ("شهر:کازان", city("kazan")),
        ("شهر:قازان", city("kazan")),
        ("city:کازان", city("kazan")),
        ("شهر:Moscow", city("moscow")),
        ("شهر:«سن‌پترزبورگ»", city("saint-petersburg")),
        ('city:"Saint Petersburg"', city("saint-petersburg")),
        ("city:saint petersburg", city("saint-petersburg")),  # runs on while it is a name
        ("شهر:سن پترزبورگ", city("saint-petersburg")),
        ("city:kazan metro", And((city("kazan"), METRO.required))),
        ("metro city:kazan", And((METRO.required, city("kazan")))),
        ("city:(kazan OR minsk)", Or((city("kazan"), city("minsk")))),
        ("شهر:(کازان یا مینسک)", Or((city("kazan"), city("minsk")))),
        ("-city:kazan", Not(city("kazan"))),
        ("metro -شهر:کازان", And((METRO.required, Not(city("kazan"))))),
        ("bloc:brics", Term("brics", "bloc")),
        ("بلوک:بریکس", Term("brics", "bloc")),
        ("bloc:BRICS", Term("brics", "bloc")),
        ("person:چمران", Term("mehdi-chamran", "person")),
        ("شخص:چمران", Term("mehdi-chamran", "person")),
        ("language:fa", Term("fa", "language")),
        ("زبان:فارسی", Term("fa", "language")),
        ("lang:English", Term("en", "language")),
        ("source:isna", Term("isna", "source")),
        ('منبع:"خبرگزاری ایسنا"', Term("خبرگزاری ایسنا", "source")),  # "ISNA news agency"
        ("title:metro", Term("metro", "title")),
        ("عنوان:مترو", Term("مترو", "title")),
        ("تیتر:مترو", Term("مترو", "title")),
        ('title:"city council"', Phrase((("citi",), ("council",)), "title")),
        ("title:(metro OR tram)", Or((Term("metro", "title"), Term("tram", "title")))),
        ("title:(metro -tram)", And((Term("metro", "title"), Not(Term("tram", "title"))))),
        ("title:metro*", Prefix("metro", "title")),
        ("title:=metro", Term("metro", "title")),
        ("title:m?tro", Wildcard("m?tro", "title")),
        ("title:metro~", Fuzzy("metro", 2, field="title")),
        ("text:metro", Term("metro")),
        ("متن:مترو", Term("مترو")),
        ("title:metro tram", And((Term("metro", "title"), TRAM.required))),  # of the next word only
        # dates, in both calendars
        ("date:1404/08", ABAN_1404),
        ("date:1404-08", ABAN_1404),
        ("date:۱۴۰۴/۰۸", ABAN_1404),
        ("date:آبان ۱۴۰۴", ABAN_1404),
        ("تاریخ:آبان ۱۴۰۴", ABAN_1404),
        ('date:"آبان ۱۴۰۴"', ABAN_1404),
        ("date:«آبان 1404»", ABAN_1404),
        ("date:آبان ۱۴۰۴ مترو", And((ABAN_1404, Term("مترو")))),
        ("date:1404", Range("published", day(2025, 3, 21), day(2026, 3, 20))),
        ("date:2025", Range("published", day(2025, 1, 1), day(2025, 12, 31))),
        ("date:2025-10", Range("published", day(2025, 10, 1), day(2025, 10, 31))),
        ("date:2025/12", Range("published", day(2025, 12, 1), day(2025, 12, 31))),
        ("date:1404/12", Range("published", day(2026, 2, 20), day(2026, 3, 20))),
        ("date:2025-10-27", Range("published", day(2025, 10, 27), day(2025, 10, 27))),
        ("date:1404/08/05", Range("published", day(2025, 10, 27), day(2025, 10, 27))),
        ("date:۶ آبان ۱۴۰۴", Range("published", day(2025, 10, 28), day(2025, 10, 28))),
        ("date:October 2025", Range("published", day(2025, 10, 1), day(2025, 10, 31))),
        ("date:1404/07..1404/08", Range("published", day(2025, 9, 23), day(2025, 11, 21))),
        ("date:2025-10-01..2025-10-31", Range("published", day(2025, 10, 1), day(2025, 10, 31))),
        ("date:1404/08..2025-12-31", Range("published", day(2025, 10, 23), day(2025, 12, 31))),
        ("date:..1404/08", Range("published", None, day(2025, 11, 21))),
        ("date:1404/08..", Range("published", day(2025, 10, 23), None)),
        ("date:1404/08..1404/07", Range("published", day(2025, 9, 23), day(2025, 11, 21))),  # the wrong way round
        ("-date:1404/08", Not(ABAN_1404)),
        ("date:(1404/07 OR 1404/08)", Or((MEHR_1404, ABAN_1404))),
        # exact, fuzzy, near, prefixes and patterns
        ("=metro", Term("metro")),
        ("=همکاری‌ها", Term("=همکاریها")),
        ("=شهر", Term("شهر")),
        ("-=همکاری‌ها", Not(Term("=همکاریها"))),
        ("قالیباف~", Fuzzy("قالیباف", 2)),
        ("شهر~", Fuzzy("شهر", 1)),  # a short word: one edit
        ("metro~1", Fuzzy("metro", 1)),
        ("metro~2", Fuzzy("metro", 2)),
        ("metro~۱", Fuzzy("metro", 1)),
        ("Mayo*", Prefix("mayo")),
        ("شهردار*", Prefix("شهردار")),
        ("كتاب*", Prefix("کتاب")),  # "book", an Arabic kaf
        ("m*tro", Wildcard("m*tro")),
        ("*tro", Wildcard("*tro")),
        ("*tro*", Wildcard("*tro*")),
        ("m?tro", Wildcard("m?tro")),
        ("ش*دار", Wildcard("ش*دار")),
        ("metro?", METRO.required),  # a question mark at the end asks
        ('"metro tram"~5', Or((Phrase((("metro",), ("tram",)), slop=5), Phrase((("tram",), ("metro",)), slop=5)))),
        ('"metro tram"~0', Or((Phrase((("metro",), ("tram",))), Phrase((("tram",), ("metro",)))))),
        ('"a1 b2 c3 d4"~3', Or((Phrase((("a1",), ("b2",), ("c3",), ("d4",)), slop=3),))),
        ("«مترو قطار»~۵", Or((Phrase((("مترو",), ("قطار",)), slop=5), Phrase((("قطار",), ("مترو",)), slop=5)))),
        ('"metro"~5', METRO.required),
        # operators, in both languages
        ("metro AND tram", And((METRO.required, TRAM.required))),
        ("metro && tram", And((METRO.required, TRAM.required))),
        ("metro | tram", Or((METRO.required, TRAM.required))),
        ("metro || tram", Or((METRO.required, TRAM.required))),
        ("metro NOT tram", And((METRO.required, Not(Term("tram"))))),
        ("NOT tram", Not(Term("tram"))),
        ("مترو بدون قطار", And((Term("مترو"), Not(Term("قطار"))))),  # "metro without train"
        ("مترو یا قطار بدون اتوبوس", Or((Term("مترو"), And((Term("قطار"), Not(Term("اتوبوس"))))))),
        ("بدون", Term("بدون")),  # alone, first or last it is a word
        ("مترو بدون", any_of("مترو", "متروبدون")),
        ("metro and tram", And((METRO.required, TRAM.required))),
        ("metro or tram", And((METRO.required, TRAM.required))),  # in small letters: function words
        ("(metro OR tram) -bus", And((Or((METRO.required, TRAM.required)), Not(Term("bus"))))),
        ("((metro))", METRO.required),
        ("-(metro OR tram)", Not(Or((METRO.required, TRAM.required)))),
        ("-title:metro", Not(Term("metro", "title"))),
        # what is no operator
        ("10:30", And((Term("10"), Term("30")))),
        ("http://example.org/a:b", Term("http://example.org/a:b")),
        ("C40", Term("c40")),
        ("x1~y2", And((Term("x1"), Term("y2")))),
        ("metro -", METRO.required),
        ("--metro", METRO.required),
        ("تهران - مسکو", And((Term("تهران"), Term("مسکو")))),  # a dash between words
        ("foo:bar", And((Term("foo"), Term("bar")))),
        ("شهر: مسکو", And((Term("شهر"), Term("مسکو")))),  # a heading, not a field
    ],
)
def test_the_query_language(text: str, tree: Query) -> None:
    understood = understand(text, ANALYZER)
    assert precise(understood.tree) == tree
    assert {note.code for note in understood.notes} <= {"without"}


@pytest.mark.parametrize(
    ("text", "tree", "notes"),
    [
        ('metro "tram', And((METRO.required, TRAM.required)), [("quote", '"')]),
        ('"metro', METRO.required, [("quote", '"')]),
        ("«شورای", any_of("شورا", "=شورای"), [("quote", "«")]),
        ('"a1" "b2', And((Term("a1"), Term("b2"))), [("quote", '"')]),
        ("(metro", METRO.required, [("open", "(")]),
        ("((metro", METRO.required, [("open", "(")]),
        ("metro)", METRO.required, [("close", ")")]),
        ("metro) tram", And((METRO.required, TRAM.required)), [("close", ")")]),
        (")metro(", METRO.required, [("close", ")"), ("open", "(")]),
        (")", Or(()), [("close", ")")]),
        ("a1 (b2 (c3)", And((Term("a1"), And((Term("b2"), Term("c3"))))), [("open", "(")]),
        ("metro -(tram", And((METRO.required, Not(TRAM.required))), [("open", "(")]),
        ('-"metro', METRO.required, [("quote", '"')]),
        ("metro city:", And((METRO.required, Term("citi"))), []),
        ("city:-metro", METRO.required, [("unknown", "city:-metro")]),
        ("title:OR metro", METRO.required, [("value", "title:")]),
        ("date:tomorrow", Term("tomorrow"), [("date", "date:tomorrow")]),
        ("date:1404/13", And((Term("1404"), Term("13"))), [("date", "date:1404/13")]),
        ("date:1404/07..x", And((Term("1404"), Term("07"), Term("x"))), [("date", "date:1404/07..x")]),
        ("city:atlantis", Term("atlanti"), [("unknown", "city:atlantis")]),
        ("شهر:ناکجاآباد مترو", And((Term("ناکجاآباد"), Term("مترو"))), [("unknown", "city:ناکجاآباد")]),
        ("مترو بدون قطار", And((Term("مترو"), Not(Term("قطار")))), [("without", "بدون قطار")]),
        ("metro OR", METRO.required, []),
        ("OR OR metro", METRO.required, []),
        ("AND", Or(()), []),
        ("NOT", Or(()), []),
        ("-", Or(()), []),
        ("* ~ =", Or(()), []),
        ("() OR (metro)", METRO.required, []),
    ],
)
def test_what_is_malformed_is_searched_as_far_as_it_goes(text: str, tree: Query, notes: list[tuple[str, str]]) -> None:
    understood = understand(text, ANALYZER)
    assert precise(understood.tree) == tree
    assert [(note.code, note.text) for note in understood.notes] == notes


def test_without_is_a_word_like_any_other_in_a_sentence() -> None:
    """ "The coach sat on the bench without a diploma": nobody wants diplomas excluded."""
    understood = understand("سرمربی بدون مدرک روی نیمکت تیم نشسته بود", ANALYZER)
    assert not understood.notes
    assert isinstance(understood.tree, Maybe)
    assert isinstance(understood.tree.required, And)
    assert len(understood.tree.required.children) == len("سرمربی مدرک روی نیمکت تیم نشسته".split())
    assert '"not"' not in json.dumps(to_dict(understood.tree))
    short = understand("(مترو یا قطار یا تراموا) بدون اتوبوس", ANALYZER)  # "(metro or train or tram) without bus"
    assert Not(Term("اتوبوس")) in precise(short.tree).children


PIECES = [
    "(",
    ")",
    '"',
    "«",
    "»",
    "-",
    "*",
    "?",
    "~",
    "~2",
    "=",
    ":",
    "city:",
    "شهر:",
    "date:",
    "title:",
    "1404/08",
    "..",
]
PIECES += [" OR ", " یا ", " NOT ", " بدون ", "شهر", "ها", " ", "ab", "\u200c", "|", "کازان", "۶ آبان ", "۱۴۰۴", "سال "]


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("آبان ۱۴۰۴", {"آبان", "1404"}),  # the month
        ("چمران آبان ۱۴۰۴", {"آبان", "1404"}),
        ("۶ آبان ۱۴۰۴", {"6", "آبان", "1404"}),
        ("27 October 2025", {"27", "octob", "2025"}),
        ("1404", {"1404"}),
        ("1404 city:kazan", {"1404"}),
        ("بودجه 1404", set()),  # "budget": any number may stand beside a word
        ("بودجه سال 1404", {"سال", "1404"}),  # "the year's"
        ('"آبان ۱۴۰۴"', set()),  # a phrase is what it says
        ("title:1404", set()),
        ("-1404", set()),
        ("۳۱ بهمن ۱۴۰۴", set()),  # Bahman has 30 days
        ("1404 OR 1403", {"1404", "1403"}),
    ],
)
def test_dates_in_plain_words_may_be_days_of_publication(text: str, dated: set[str]) -> None:
    found = words_beside_days(understand(text, ANALYZER, dates=dates_in).tree)
    assert set(found) == dated


def words_beside_days(query: Query) -> list[str]:
    """The words of a tree that days of publication are an alternative to."""
    match query:
        case Or((Term(text), *others)) if any(isinstance(o, Boost) and isinstance(o.child, Range) for o in others):
            return [text]
        case And(children) | Or(children):
            return [word for child in children for word in words_beside_days(child)]
        case Maybe(required):
            return words_beside_days(required)
        case _:
            return []


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_query_is_understood_within_the_limits(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        understood = understand(text, ANALYZER, dates=dates_in)
    except QueryError as error:
        assert isinstance(error, QueryTooComplexError)
        return
    assert depth(understood.tree) <= 4 * MAX_DEPTH
    json.dumps(to_dict(understood.tree))
    assert "\n".join(lines(understood.tree))


def depth(query: Query) -> int:
    match query:
        case And(children) | Or(children):
            return 1 + max(map(depth, children), default=0)
        case Not(child) | Boost(child):
            return 1 + depth(child)
        case Maybe(required, bonus):
            return 1 + max(depth(required), depth(bonus))
        case _:
            return 1
