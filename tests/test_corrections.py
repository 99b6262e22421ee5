"""Mistakes in queries: another layout, Finglish, spelling; always said, always to be undone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers.everyday import everyday_frequencies
from kavosh.analyzers.keyboard import to_latin, to_persian
from kavosh.analyzers.sounding import cost
from kavosh.analyzers.transliterate import Transliterator, latin_form, skeleton, skeletons
from kavosh.search import Engine
from kavosh.search.spelling import Speller, edits
from tests.conftest import Run

LETTERS = "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپوآژ"


@given(st.text(alphabet=LETTERS, min_size=1, max_size=4))
def test_the_layouts_are_inverse(word: str) -> None:
    assert any(word in to_persian(typed) for typed in to_latin(word))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jivhk", "تهران"),
        (";hchk", "کازان"),
        ("lf,ghj", ""),
        ("\\;k", "پکن"),  # پ on the older layout
        ("m;k", "پکن"),
        ("lhilmdj", ""),
        ("1404", "1404"),
        ("a b", ""),  # a space is no key of a word
    ],
)
def test_the_other_layout(typed: str, meant: str) -> None:
    readings = to_persian(typed)
    assert meant in readings if meant else isinstance(readings, tuple)


@pytest.mark.parametrize(
    ("latin", "persian"),
    [
        ("tehran", "تهران"),
        ("khoozestan", "خوزستان"),
        ("qalibaf", "قالیباف"),
        ("ghalibaf", "قالیباف"),
        ("pezeshkian", "پزشکیان"),
        ("Mohammad", "محمد"),
        ("mashhad", "مشهد"),
        ("shahrdari", "شهرداری"),  # "municipality"
        ("daneshgah", "دانشگاه"),  # "university"
        ("farhang", "فرهنگ"),  # "culture"
        ("esfahan", "اصفهان"),
        ("lavrov", "لاوروف"),
    ],
)
def test_finglish(latin: str, persian: str) -> None:
    words = {
        "تهران": 50,
        "ترن": 2,
        "خوزستان": 9,
        "قالیباف": 3,
        "پزشکیان": 4,
        "محمد": 20,
        "محمود": 9,
        "مشهد": 8,
        "میشد": 90,
    }
    words |= {"شهرداری": 30, "شهردار": 40, "دانشگاه": 30, "فرهنگ": 9, "فرهنگی": 9, "اصفهان": 7, "لاوروف": 2, "لورو": 1}
    assert skeleton(persian) in set(skeletons(latin_form(latin)))
    assert Transliterator(words).matches(latin, 1)[0].word == persian


@pytest.mark.parametrize(
    ("latin", "words"),  # the first is meant
    [
        ("movafagh", "موفق مفرق"),  # "successful": a vav that is a consonant
        ("motevajeh", "متوجه محتاج"),  # "aware"
        ("tavalod", "تولد تلید"),  # "birth"
        ("mota'asefaane", "متاسفانه مستضعفان"),  # "unfortunately": an apostrophe for a hamza
        ("saa'at", "ساعت ساعات"),  # "hour"
        ("khatel", "قاتل کتل"),  # "murderer": kh for a ق
        ("Abdelmadjid", "عبدالمجید"),  # dj for one sound
        ("Moritz", "موریتس مرتضی"),
        ("Bordeaux", "بوردو"),  # a last letter that is not heard
    ],
)
def test_spellings_beyond_the_usual(latin: str, words: str) -> None:
    known = dict.fromkeys(words.split(), 3)
    assert Transliterator(known, known).matches(latin)[0].word == words.split()[0]


def test_an_everyday_word_is_likelier_than_a_name_that_sounds_alike() -> None:
    pytest.importorskip("wordfreq")
    heard = Transliterator({"صبر": 3, "صابر": 3, "مثلا": 3, "مصلا": 3}, ["صابر", "مصلا"])  # "patience", "for example"
    assert [heard.matches(latin)[0].word for latin in ("sabr", "masalan")] == ["صبر", "مثلا"]


def test_everyday_frequencies_are_of_keys() -> None:
    pytest.importorskip("wordfreq")
    often = everyday_frequencies()
    assert often["دارم"] > often["میخواهم"] > often.get("قالیباف", 0)  # "I have", "I want"
    assert not any("\u200c" in word for word in often)


def test_what_is_very_frequent_is_hardly_likelier_than_what_is_frequent() -> None:
    pytest.importorskip("wordfreq")
    heard = Transliterator({"در": 9, "دور": 3, "بر": 9, "بار": 3})  # "in", "far", "on", "load"
    assert [heard.matches(latin)[0].word for latin in ("dar", "door", "bar", "baar")] == ["در", "دور", "بر", "بار"]


@pytest.mark.parametrize(
    ("latin", "spoken", "written"),
    [
        ("migan", "میگن", "می‌گویند"),  # "they say"
        ("mikhaan", "میخوان", "می‌خواهند"),  # "they want"
        ("mitoonim", "میتونیم", "می‌توانیم"),  # "we can"
        ("besheh", "بشه", "بشود"),  # "may become"
    ],
)
def test_a_spoken_word_finds_the_written_one(engine: Engine, latin: str, spoken: str, written: str) -> None:
    pytest.importorskip("wordfreq")
    page = engine.search(latin)
    assert [(done.instead.replace("\u200c", ""), done.kind) for done in page.replacements] == [(spoken, "finglish")]
    assert page.total == engine.search(written).total > 0


@pytest.mark.parametrize(
    ("latin", "known", "word"),
    [
        ("ketabhaye", "کتاب", "کتابهای"),  # "books of"
        ("ketabaye", "کتاب", "کتابای"),  # the same, as it is spoken
        ("doostetoon", "دوست", "دوستتون"),  # "your friend"
        ("kharidam", "خرید", "خریدم"),  # "I bought"
    ],
)
def test_an_ending_that_no_word_has(latin: str, known: str, word: str) -> None:
    words = Transliterator({known: 3})
    assert word in [match.word for match in words.matches(latin, 3, endings=True)]
    assert word not in [match.word for match in words.matches(latin, 3)]


def test_an_alignment_costs_more_the_less_it_fits() -> None:
    assert cost("tehran", "تهران") < cost("tehran", "تیران") < cost("tehran", "شهرداری")


@given(st.text(alphabet=LETTERS, min_size=1, max_size=8), st.text(alphabet=LETTERS, min_size=1, max_size=8))
def test_edits_are_few_only_between_like_words(one: str, other: str) -> None:
    assert edits(one, one) == 0
    assert edits(one, other) > 0 or one == other


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("تحران", "تهران"),  # a letter of the same sound
        ("تهارن", "تهران"),  # exchanged
        ("تهرران", "تهران"),  # doubled
        ("تهرن", "تهران"),  # left out
        ("شهردارتهران", "شهردار تهران"),  # the space lost
        ("همکازی", "همکاری"),  # the next dot, and key: "cooperation"
    ],
)
def test_spelling(wrong: str, right: str) -> None:
    words = {"تهران": 40, "شهردار": 30, "همکاری": 25, "تیرهای": 3, "همگانی": 4}
    assert Speller(words).corrections(wrong)[0].word == right
    assert Speller({}).corrections(wrong) == []


@pytest.mark.parametrize(
    ("query", "searched", "kind"),
    [
        ("lduks;", None, ""),  # nothing is near enough
        ("ldks;", "مینسک", "keyboard"),  # "Minsk"
        ("شهردار lduks;", None, ""),
        ("شهردار ldks;", "شهردار مینسک", "keyboard"),
        ("hamkari", "همکاری", "finglish"),
        ("ketabhaye", "کتابهای", "finglish"),  # "books of"
        ("shahrhaye", "شهرهای", "finglish"),  # "cities of"
        ("همکازی", "همکاری", "spelling"),
        ('"شهردار jivhk"', '"شهردار تهران"', "keyboard"),
        ("=همکازی", None, ""),  # asked for as it is spelled
        ("mosco", "Moscow", "spelling"),
        ("sumit", "summit", "spelling"),
        ("شهردار تهران", None, ""),
        ("Moscow metro", None, ""),
    ],
)
def test_what_is_searched_instead(engine: Engine, query: str, searched: str | None, kind: str) -> None:
    page = engine.search(query)
    assert page.searched == (searched or query)
    assert [replacement.kind for replacement in page.replacements] == ([kind] if kind else [])
    if searched:
        assert page.total == engine.search(searched).total > 0
        literal = engine.search(query, literal=True)
        assert (literal.searched, literal.replacements) == (query, ())
        assert literal.total < page.total or literal.relaxed


def test_what_is_less_certain_is_suggested(engine: Engine) -> None:
    page = engine.search("همکزبی")  # two keys missed of "cooperation"
    assert page.searched == "همکزبی"
    assert page.suggestion is None or engine.search(page.suggestion).total


@pytest.mark.parametrize(
    ("query", "other"), [("Moscow", "مسکو"), ("Москва", "مسکو"), ("قازان", "کازان"), ("UNESCO", "یونسکو")]
)
def test_a_name_is_found_by_its_other_names(engine: Engine, query: str, other: str) -> None:
    found = {hit.document.id for hit in engine.search(query, limit=100).hits}
    assert found == {hit.document.id for hit in engine.search(other, limit=100).hits} != set()
    assert found > {hit.document.id for hit in engine.search(query, limit=100, literal=True).hits}


def test_the_command_says_what_it_did(kavosh: Run, samples_index: Path) -> None:
    done = kavosh("search", "ldks;", "--index", samples_index)
    assert "Searched for مینسک instead of ldks;" in done.stdout
    assert kavosh("search", "ldks;", "--literal", "--index", samples_index).returncode == 1
