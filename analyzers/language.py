"""The language of a text: Persian, English, Arabic, Russian or other.

Persian and Arabic share their script, and damaged Persian is written in Arabic letters (ي, ك), so
letters alone do not decide: the small words of each language do, and its own letters second. A text may
hold passages in several languages; each is told by itself.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kavosh.analyzers.characters import fold
from kavosh.analyzers.tokenizer import tokenize
from kavosh.types import Label

LANGUAGES = {
    "fa": Label("فارسی", "Persian"),
    "en": Label("انگلیسی", "English"),
    "ar": Label("عربی", "Arabic"),
    "ru": Label("روسی", "Russian"),
    "other": Label("دیگر", "Other"),
}
_PERSIAN_WORDS = frozenset(
    "است که از را این با به در می برای آن شد شده های ها یک تا هم نیز کرد خود باید بود بر ای دو شما هر چه اگر".split()
)
_ARABIC_WORDS = frozenset(
    fold("في من أن إلى التي الذي عن هذا هذه كان قد مع لا كما ذلك حيث قال أو لم لن هو هي عند خلال").split()
) - {"ان", "من", "لا"}
_PERSIAN_LETTERS = frozenset("پچژگیکۀ")  # Arabic keyboards have none of them; damaged Persian still has the first four
_ARABIC_LETTERS = frozenset("ةأإ")  # rare in Persian, whatever keyboard wrote it
_SAMPLE = 4000  # code points; enough to tell, whatever follows
_MIN_LETTERS = 25  # of a line that is told by itself; shorter ones go with the line before
_MIN_SHARE = 0.15  # of a text's letters, for a language that it also speaks


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring lines in one language: `text[start:end]`."""

    start: int
    end: int
    language: str


def detect_language(text: str) -> str:
    """One of the keys of `LANGUAGES`; "other" where nothing speaks for one of them.

    >>> detect_language("شهردار تهران به مسکو رفت"), detect_language("the mayor of Minsk")
    ('fa', 'en')
    """
    letters: Counter[str] = Counter()
    arabic_script: list[str] = []
    for word in tokenize(text[:_SAMPLE]):
        letters[word.script] += len(word.surface)
        if word.script == "arabic":
            arabic_script.append(word.surface)
        elif word.script == "other" and "а" <= word.surface[0].lower() <= "ё":
            letters["russian"] += len(word.surface)
    script, count = max(((s, letters[s]) for s in ("arabic", "latin", "russian")), key=lambda pair: pair[1])
    if not count:
        return "other"
    if script == "arabic":
        return "ar" if _speaks_arabic(arabic_script) else "fa"
    return "en" if script == "latin" else "ru"


def passages(text: str) -> Iterator[Passage]:
    """The text cut into passages, in order and without gaps; a short line belongs to the passage before it.

    >>> text = "the mayors of the two cities met\\nشهرداران دو شهر با هم دیدار کردند"  # the same in Persian
    >>> [(passage.language, text[passage.start : passage.end].strip()[:8]) for passage in passages(text)]
    [('en', 'the mayo'), ('fa', 'شهرداران')]
    """
    start = position = 0
    current = ""
    for line in text.splitlines(keepends=True):
        told = detect_language(line) if sum(map(str.isalpha, line)) >= _MIN_LETTERS else ""
        if told and current and told != current:
            yield Passage(start, position, current)
            start = position
        current = told or current
        position += len(line)
    if text:
        yield Passage(start, position, current or detect_language(text))


def languages_of(text: str) -> tuple[str, ...]:
    """The languages that a text speaks, its own first: a mixed article is found under each."""
    main = detect_language(text)
    letters: Counter[str] = Counter()
    for passage in passages(text):
        letters[passage.language] += sum(map(str.isalpha, text[passage.start : passage.end]))
    least = max(_MIN_LETTERS, _MIN_SHARE * letters.total())
    return (main, *(name for name, count in letters.most_common() if count >= least and name not in (main, "other")))


def _speaks_arabic(words: list[str]) -> bool:
    arabic = persian = 0
    for word in words:
        folded = fold(word)
        letters = set(word)
        arabic += folded in _ARABIC_WORDS or bool(letters & _ARABIC_LETTERS)
        arabic += folded.startswith("ال") and len(folded) > 4
        persian += folded in _PERSIAN_WORDS or bool(letters & _PERSIAN_LETTERS)
    return arabic > persian
