"""Finglish: words heard otherwise than they are spelled, spoken sisters of written forms, places never learned."""

import pytest

from kavosh.analyzers.characters import key
from kavosh.analyzers.register import as_spoken
from kavosh.analyzers.sounding import cost
from kavosh.analyzers.tables import table
from kavosh.analyzers.transliterate import Transliterator
from kavosh.search.corrections import SURE_SOUNDS


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("میگوید", "میگه"),  # "says"
        ("باشد", "باشه"),  # "be"
        ("نداریم", None),  # "we have not": spoken as it is written
        ("میماند", "میمونه"),  # "stays"
        ("بروید", "برین"),  # "go!"
        ("گرفتند", "گرفتن"),  # "they took"
        ("زمستان", "زمستون"),  # "winter"
        ("روزهای", "روزای"),  # "days of"
        ("آنها", "اونا"),  # "they"
        ("آمد", "اومد"),  # "came"
        ("اگر", "اگه"),  # "if"
    ],
)
def test_written_words_as_they_are_spoken(written: str, spoken: str | None) -> None:
    forms = list(as_spoken(written))
    assert written not in forms
    assert spoken in forms if spoken else not forms


@pytest.mark.parametrize("latin", ["bashad", "baashad"])
def test_the_spoken_form_is_offered_after_what_is_typed(latin: str) -> None:
    pytest.importorskip("wordfreq")
    words = Transliterator({"باشد": 9, "باشید": 3, "بشود": 3, "پشت": 3})
    found = [match.word for match in words.matches(latin, 5, endings=True)]
    assert found[0] == "باشد"
    assert "باشه" in found
    assert "باشه" not in [match.word for match in words.matches(latin, 5)]


@pytest.mark.parametrize(
    ("latin", "word", "other"),
    [
        ("aslan", "اصلا", "ارسلان"),  # "at all", a name
        ("hataa", "حتی", "حتا"),  # "even"
        ("masooliyat", "مسیولیت", "مسلط"),  # "responsibility", "dominant"
        ("motmaen", "مطمین", "متمدن"),  # "sure", "civilised"
        ("khanoom", "خانم", "خانه"),  # "lady", "house"
    ],
)
def test_words_heard_otherwise_than_spelled(latin: str, word: str, other: str) -> None:
    assert Transliterator({word: 9, other: 9}).matches(latin)[0].word == word


@pytest.mark.parametrize(
    ("latin", "word", "other"),
    [
        ("xabar", "خبر", "کبر"),  # x for خ ("news", "pride")
        ("doxtar", "دختر", "دکتر"),  # "daughter", "doctor"
        ("raees", "رییس", "راست"),  # ee for ی ("head", "right")
        ("shahrdaree", "شهرداری", "شهردار"),  # "town hall", "mayor"
    ],
)
def test_habits_of_other_writers(latin: str, word: str, other: str) -> None:
    best = Transliterator({word: 9, other: 9}).matches(latin)[0]
    assert best.word == word
    assert best.sounds <= SURE_SOUNDS * len(latin)  # so that a search takes it for meant


def test_the_heard_spellings_are_keys_of_other_words() -> None:
    rows = [line.split() for line in table("heard.txt").splitlines() if not line.startswith("#")]
    assert rows
    assert all(word != heard and (key(word), key(heard)) == (word, heard) for word, heard in rows)
    assert len({tuple(row) for row in rows}) == len(rows)


def test_an_ending_after_a_final_he() -> None:
    assert "خانهای" in [m.word for m in Transliterator({"خانه": 3}).matches("khanei", 5, endings=True)]  # "a house"


@pytest.mark.parametrize("word", ["آهسته", "ژاپن"])  # "slowly", "Japan"
def test_a_place_that_was_not_learned_is_read_as_the_letter_elsewhere(word: str) -> None:
    latin = {"آهسته": "aaheste", "ژاپن": "zhaapon"}[word]
    assert cost(latin, word) < 7  # a letter that nothing explains costs 7
    assert cost(latin.lstrip("zha"), word) > cost(latin, word)
