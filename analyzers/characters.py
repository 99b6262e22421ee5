"""Characters: one spelling for letters that the web writes in several ways.

`fold` works on single words and short strings; the tokenizer cuts the *original* text first and each
word is folded apart, so that token offsets never drift (see docs/decisions.md, "Offsets").
"""

import re
import unicodedata

ZWNJ = "\u200c"  # the half-space

# Combining marks and joiners that may stand inside a word and carry no meaning for search.
MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
JOINERS = "\u200b-\u200f\u00ac\u00ad\u2060\ufeff"
ARABIC_LETTERS = (
    "\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c7\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)

PERSIAN_LETTERS = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"

_ARABIC_LETTER = re.compile(f"[{ARABIC_LETTERS}]")
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")

# Letter for letter: the length stays, so offsets in the folded text are offsets in the original.
_ONE_TO_ONE = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ئ": "ی",  # Arabic, Pashto and hamza yeh -> Persian yeh
        "ك": "ک", "ڪ": "ک",  # Arabic kaf
        "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۂ": "ه",
        "أ": "ا", "إ": "ا", "ٱ": "ا",  # hamza carriers; آ is a letter of its own in Persian
        "ؤ": "و",
    }
    | {chr(base + n): str(n) for base in (0x06F0, 0x0660) for n in range(10)}
)  # fmt: skip

_DROPPED = {ord("ء"): None, ord("ـ"): None} | {
    code: None for first, last in re.findall("(.)-(.)", MARKS) for code in range(ord(first), ord(last) + 1)
}
_DROPPED |= {0x0670: None, 0x200D: None, 0x200E: None, 0x200F: None, 0x00AD: None, 0x2060: None, 0xFEFF: None}
_ZWNJ_FORMS = {0x200B: ZWNJ, 0x00AC: ZWNJ}  # zero-width space and the "not" sign of old Persian typing
_FOLD = {**_ONE_TO_ONE, **_DROPPED, **_ZWNJ_FORMS}

_FOLDED = re.compile(f"[{PERSIAN_LETTERS}{ZWNJ} ]*")  # most words are written so already

# A hamza between two vowels is one glide: هیأت and هیئت, مسؤول and مسئول are one word each.
_GLIDE_YE = re.compile("[یيى]أ")


def fold_same_length(text: str) -> str:
    """Fold letters and digits one to one, so that offsets hold: `len(result) == len(text)`.

    For patterns that run over whole texts (dates, header lines); `fold` is the full folding.
    """
    return text.translate(_ONE_TO_ONE)


def fold(text: str) -> str:
    """Fold Persian and Arabic spelling variants; half-spaces stay as ZWNJ. Idempotent.

    >>> fold("هيأت") == fold("هیئت")  # "delegation"
    True
    """
    if _FOLDED.fullmatch(text):
        return text
    if _PRESENTATION_FORMS.search(text):
        text = _PRESENTATION_FORMS.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    text = text.replace("ا\u0653", "آ")  # one letter written as two, as some editors do
    return _GLIDE_YE.sub("یی", text).replace("ؤو", "یو").translate(_FOLD)


def fold_latin(text: str) -> str:
    """Lower-case and drop accents: São Paulo -> sao paulo. For scripts other than Arabic."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # This also makes ё meet е and й meet и, as readers of Russian expect of a search.
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "\u00ad\u200c\u200d")


def is_persian(word: str) -> bool:
    """Whether a word has letters of the Arabic script."""
    return _ARABIC_LETTER.search(word) is not None


def key(word: str) -> str:
    """The form under which all spellings of a Persian word meet: folded, without half-spaces."""
    return fold(word).replace(ZWNJ, "")
