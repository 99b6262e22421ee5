"""Verb forms as they are spoken and written in chats and comments: میگه for می‌گوید, "says", نمی‌دونم for نمی‌دانم.

Some frequent verbs have a shorter stem, an alef before n sounds like u, and three endings are others: ه for د, ین for
ید, ن for ند. Forms are keys. What is a word as well is left to it: بدن is "body", بدون "without".
"""

from collections.abc import Iterator

from kavosh.analyzers.verbs import join

_PREFIXES = ("می", "نمی", "ب", "ن")
_ENDINGS = ("م", "ی", "ه", "یم", "ین", "ید", "ن")
_AFTER_ALEF = ("م", "ی", "د", "یم", "ین", "ید", "ن")  # می‌خواد, "wants", keeps the د
_PAST_PREFIXES = ("می", "نمی")
_WITHOUT_PREFIX = ("باش", "دار")  # باشه, داره: the present of "to be" and "to have"

# Present stem -> as it is spoken.
SPOKEN_STEMS = {
    "گو": "گ", "رو": "ر", "شو": "ش", "ده": "د", "آ": "ا", "خواه": "خوا", "گذار": "ذار", "نشین": "شین", "آور": "ار",
    "افت": "فت", "انداز": "نداز", "توان": "تون", "خوان": "خون",
}  # fmt: skip
_GLIDED = ("ا", "ار", "فت", "نداز")  # after ب and ن a ی is heard before them: بیاد, بیفته
_CAME = ("آمد", "اومد")  # the one past stem that is spoken otherwise


def spoken_forms(past: str, present: str) -> Iterator[str]:
    """The forms of a verb (past stem, present stem) that are only spoken."""
    stem = _spoken(present)
    if stem:
        endings = _AFTER_ALEF if stem.endswith("ا") else _ENDINGS
        for prefix in _PREFIXES:
            begun = f"{prefix}ی{stem}" if stem in _GLIDED and len(prefix) == 1 else join(prefix, stem)
            yield from (begun + ending for ending in endings)
            if len(prefix) == 1 and len(stem) > 1:
                yield begun  # بیار, "bring"; بذار, "let"
        if present in _WITHOUT_PREFIX:
            yield from (stem + ending for ending in ("ه", "ین", "ن"))
    yield from (join(prefix, past) + ending for prefix in _PAST_PREFIXES for ending in ("ین", "ن"))
    yield from (past + "ین", join("ن", past) + "ین")  # with ن they are infinitives: نکردن, "not to do"
    if past == _CAME[0]:
        for beginning in (_CAME[1], "میومد", "نمیومد", "نیومد"):
            yield from (beginning + ending for ending in ("", "م", "ی", "یم", "ین", "ن", "ه"))


def _spoken(present: str) -> str:
    if present in SPOKEN_STEMS:
        return SPOKEN_STEMS[present]
    return f"{present[:-2]}ون" if present.endswith("ان") and len(present) > 2 else present
