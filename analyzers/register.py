"""Written Persian words as they are spoken: می‌ماند, "stays", is میمونه in a chat; what is typed is often the one, what
is meant the other.

By letters alone, so that much of it is no word: whoever asks keeps those that are known. Forms are keys.
"""

import re
from collections.abc import Iterator

from kavosh.analyzers.spoken import SPOKEN_STEMS

_VERBS = tuple(re.compile(rf"(می|نمی|ب|ن)({'|'.join(SPOKEN_STEMS)}){glide}(م|ی|د|یم|ید|ند)") for glide in ("", "ی"))
_VERBAL = re.compile("(?:می|نمی|ب|ن|باش|دار).+|.+[تد](?:ند|ید)")
_ENDINGS = {"ند": "ن", "ید": "ین", "د": "ه"}
_PLURAL = re.compile("(..+)ها(|ی|[متش]|[متش](?:ون|ان)|و|رو)")
_WORDS = {"را": "رو", "یک": "یه", "اگر": "اگه", "دیگر": "دیگه", "مگر": "مگه", "چه": "چی"}


def as_spoken(word: str) -> Iterator[str]:
    """What the word may be in speech, itself left out.

    >>> set(as_spoken("میگوید")) >= {"میگه"}, list(as_spoken("زمستان"))  # "says", "winter"
    (True, ['زمستون'])
    """
    stems = dict.fromkeys((word, *_shortened(word), *_raised(word)))
    stems |= dict.fromkeys(short for stem in stems for short in _contracted(stem))
    forms = dict.fromkeys(form for stem in stems for form in (stem, *_shifted(stem)))
    yield from (form for form in forms if form != word)


def _shortened(word: str) -> Iterator[str]:
    """With the spoken stem of a verb: میروم, "I go", is میرم; a ye after it is a glide or of the ending."""
    for verb in _VERBS:
        if match := verb.fullmatch(word):
            prefix, stem, ending = match.groups()
            yield prefix + SPOKEN_STEMS[stem] + ending


def _raised(word: str) -> Iterator[str]:
    """With the last alef before n as it is heard, or that of آن, "that", and آمد, "came"."""
    if word.startswith(("آن", "آم")):
        yield f"او{word[1:]}"
    at = word.rfind("ان")
    if at > 0:
        yield f"{word[:at]}ون{word[at + 2 :]}"


def _contracted(word: str) -> Iterator[str]:
    """Plurals without their h: روزای for روزهای, "days of"; and some frequent words."""
    yield from filter(None, (_WORDS.get(word),))
    if match := _PLURAL.fullmatch(word):
        yield f"{match[1]}ا{match[2]}"


def _shifted(word: str) -> Iterator[str]:
    """With the spoken ending of a verb."""
    if _VERBAL.fullmatch(word):
        yield from (word.removesuffix(one) + other for one, other in _ENDINGS.items() if word.endswith(one))
