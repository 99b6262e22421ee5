"""The language of a text: Persian, English, Arabic, Russian or other.

Persian and Arabic share their script, and damaged Persian is written in Arabic letters (ي, ك), so
letters alone do not decide: the small words of each language do, and its own letters second.
"""

from collections import Counter

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
    "است که از را این با به در می برای آن شد شده های ها یک تا هم نیز کرد خود باید بود بر".split()
)
_ARABIC_WORDS = frozenset(
    fold("في من أن إلى التي الذي عن هذا هذه كان قد ما مع بعد لا كما بين ذلك حيث قال و أو").split()
) - {"ان", "بین", "ما", "و"}
_SAMPLE = 4000  # code points; enough to tell, whatever follows


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
            arabic_script.append(fold(word.surface))
        elif word.script == "other" and "а" <= word.surface[0].lower() <= "ё":
            letters["russian"] += len(word.surface)
    script, count = max(((s, letters[s]) for s in ("arabic", "latin", "russian")), key=lambda pair: pair[1])
    if not count:
        return "other"
    if script == "arabic":
        return "ar" if _speaks_arabic(arabic_script) else "fa"
    return "en" if script == "latin" else "ru"


def _speaks_arabic(words: list[str]) -> bool:
    arabic = sum(word in _ARABIC_WORDS or word.startswith("ال") for word in words)
    persian = sum(word in _PERSIAN_WORDS for word in words)
    persian += sum(any(letter in "پچژگ" for letter in word) for word in words)
    return arabic > persian
