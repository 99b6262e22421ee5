"""From the user's words to a query tree."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import PersianAnalyzer
from kavosh.errors import QueryError, QueryTooComplexError
from kavosh.query import And, Boost, MatchAll, Maybe, Not, Or, Phrase, Prefix, Query, Term
from kavosh.search.parser import COMPLETE, NEAR, parse, relaxations

ANALYZER = PersianAnalyzer()


def precise(query: Query) -> Query:
    """The tree without the wide view, which only adds to scores."""
    match query:
        case Maybe(required):
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
    assert parse("پایتخت‌ها", ANALYZER) == Maybe(any_of("پایتخت", "=پایتختها"), Term("پایتخت", wide=True))
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
                Maybe(Or((Boost(And((METRO, TRAM)), COMPLETE), *ALL_IF_NEED_BE[:2])), near("metro", "tram")),
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
                And((Or((Boost(And((METRO, TRAM)), COMPLETE), *ALL_IF_NEED_BE[:2])), Not(Term("minsk")))),
            ],
        ),
        ("metro", []),
        ("metro -minsk", []),
        ("metro OR tram", []),
    ],
)
def test_relaxations(text: str, looser: list[Query]) -> None:
    assert list(relaxations(parse(text, ANALYZER))) == looser


def test_neighbours_of_a_query_add_to_scores() -> None:
    tree = parse("the mayor of Tehran", ANALYZER)
    assert isinstance(tree, Maybe)
    assert tree.bonus == near("mayor", "tehran")
