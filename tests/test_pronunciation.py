"""How words are pronounced: from the table, and put together; and what it tells apart that letters do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers.characters import is_persian, key
from kavosh.analyzers.pronunciation import pronunciations
from kavosh.analyzers.sounding import cost
from kavosh.analyzers.tables import table
from kavosh.analyzers.transliterate import Transliterator, skeleton

_CONSONANTS = dict(zip("bptsjCxdrzZSqfkglmn", "bptsjcxdrzžšqfkglmn", strict=True))  # as a skeleton has them
_PHONEMES = set("aeoAiubptsjCxdrzZSqfkglmnvhyw'")
_ALPHABET = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآ"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("مرد", {"mard", "mord"}),  # "man", "died"
        ("ورزشهای", {"varzeShAye"}),  # "sports of"
        ("دوستت", {"dustet"}),  # "your friend"
        ("خانهای", {"xAne'i"}),  # "a house"
        ("نمیدونم", {"nemidunam"}),  # "I don't know"
        ("گفتهاند", {"gofte'and"}),  # "they have said"
        ("بچههاتون", {"baCCehAtun"}),  # "your children"
        ("میخوان", {"mixAn"}),  # "they want"
        ("چشماتو", {"CeSmAto"}),  # "your eyes", as an object
    ],
)
def test_pronunciations(word: str, expected: set[str]) -> None:
    assert expected <= set(pronunciations(word))


@given(st.text(_ALPHABET, max_size=2000))
def test_any_letters_have_few_pronunciations_or_none(word: str) -> None:
    found = pronunciations(word)
    assert len(found) <= 6
    assert all(set(sounds) <= _PHONEMES for sounds in found)
    assert cost("tehran", word, limit=0.5) == (cost("tehran", word) if cost("tehran", word) <= 0.5 else float("inf"))


def test_a_word_without_end_has_no_pronunciation() -> None:
    assert pronunciations("ماهها")
    assert not pronunciations("ماه" + "ها" * 5000)


@pytest.mark.parametrize(
    ("latin", "word", "other"),
    [
        ("movafagh", "موفق", "موافق"),  # "successful", "agreeing"
        ("movafegh", "موافق", "موفق"),
        ("tasavor", "تصور", "تصاویر"),  # "imagination", "pictures"
        ("nashod", "نشد", "نشود"),  # "did not become", "may not become"
        ("mesal", "مثال", "مثل"),  # "example", "like"
        ("masal", "مثل", "مثال"),  # "proverb"
        ("mohit", "محیط", "ماهیت"),  # "surroundings", "nature"
    ],
)
def test_vowels_tell_words_apart(latin: str, word: str, other: str) -> None:
    assert cost(latin, word) < cost(latin, other)
    assert word in [match.word for match in Transliterator({word: 9, other: 9}).matches(latin)]


@pytest.mark.parametrize("latin", ["lavazam", "lavaazam"])
def test_who_hears_another_vowel_is_understood(latin: str) -> None:
    assert pronunciations("لوازم") == ("lavAzem",)  # "accessories"
    assert Transliterator({"لوازم": 9, "لازم": 9, "لوزام": 9}).matches(latin)[0].word == "لوازم"


def test_the_table_agrees_with_the_letters() -> None:
    rows = [line.split("\t") for line in table("pronunciations.tsv").splitlines() if not line.startswith("#")]
    assert [word for word, _ in rows] == sorted({word for word, _ in rows})
    for word, sounds in rows:
        assert key(word) == word and is_persian(word)
        for one in sounds.split("|"):
            assert one and set(one) <= _PHONEMES, (word, one)
            heard = {_CONSONANTS[phoneme] for phoneme in one if phoneme in _CONSONANTS}
            assert heard ^ set(skeleton(word)) <= {"l", "n"}, (word, one)  # the Arabic article, and tanwin
