"""The half-space rule: words that a space tore apart are put together again.

Writers and web extractors replace the half-space (ZWNJ) by nothing («همکاریها») or by a space («همکاری ها»).
Dropping ZWNJ from the key makes the first meet the correct spelling; this module mends the second.
"""

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from kavosh.analyzers.characters import JOINERS, key
from kavosh.analyzers.lexicon import Lexicon, opening
from kavosh.analyzers.tokenizer import Word
from kavosh.analyzers.verbs import PREVERBS, is_person_form

# ها (plural), های (plural + ezafe), هایی (+ indefinite) and the possessives after them.
_PLURAL = "ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?"
_TORN_PLURAL = re.compile(f"{_PLURAL}$")
_ENDS_IN_PLURAL = re.compile(f"^(..+?)({_PLURAL})$")
_AFTER_HEH = frozenset("ی ای ام اش ات اند ایم اید".split())  # خانه ای ("a house"), رفته اند ("have gone")
_AFTER_YE = frozenset("ای ام اش".split())  # بیماری اش ("their illness")
_GRADES = frozenset("تر تری ترها ترهای".split())
BOUND_PREFIXES = frozenset("ضد غیر شبه نیمه برون درون فرا پسا پیشا ابر بی".split())  # no words by themselves
_POSSESSIVE = frozenset("شان مان تان".split())
_ENDINGS = _AFTER_HEH | _GRADES | _POSSESSIVE | {"ترین"}
_DURATIVE = {preverb + prefix: prefix for preverb in ("", *PREVERBS) for prefix in ("می", "نمی")}
_AND = "و"
_MAX_PIECES = 3  # of one compound: گفت و گو, "dialogue"
_MIN_PIECE = 2
_MEMO = 200_000
_COMPOUND_ENDINGS = frozenset(("", "ان", "ی", "ای", "انی", "ین", "ات", "تر", "ترین", "م", "ش", "شان"))
_LONGEST_ENDING = max(map(len, _COMPOUND_ENDINGS))

_TORN_BY = re.compile(rf"[ \u00a0{JOINERS}]+\Z")  # a space, perhaps beside a half-space; never a line break


@cache
def not_plural() -> frozenset[str]:
    """Keys of words that end in ها or های without being plurals (تنها "alone", انتها "end")."""
    lines = files("kavosh.analyzers").joinpath("data/not_plural.txt").read_text("utf-8").splitlines()
    return frozenset(key(word) for line in lines for word in line.partition("#")[0].split())


def strip_plural(word_key: str) -> str:
    """Take the ها family off a key, unless the word only looks like a plural.

    >>> strip_plural("همکاریهای"), strip_plural("تنها")  # "cooperations of", "alone"
    ('همکاری', 'تنها')
    """
    if "ها" not in word_key:
        return word_key
    match = _ENDS_IN_PLURAL.match(word_key)
    return match[1] if match and word_key not in not_plural() else word_key


def reattach(words: Iterable[Word], text: str, lexicon: Lexicon) -> Iterator[Word]:
    """Join torn endings, verb prefixes and compounds of the lexicon; a joined word spans all its pieces.

    >>> from kavosh.analyzers.tokenizer import tokenize
    >>> [w.surface for w in reattach(tokenize("همکاری ها"), "همکاری ها", Lexicon())]  # "cooperations"
    ['همکاری ها']
    """
    return _compounds(_endings(words, text, lexicon), text, lexicon)


def _endings(words: Iterable[Word], text: str, lexicon: Lexicon) -> Iterator[Word]:
    held: Word | None = None
    for word in words:
        if (
            held is not None
            and _are_torn(held, word, text)
            and _is_ending(word_key(held.surface), word_key(word.surface), lexicon)
        ):
            held = _join(held, word, text)
            continue
        if held is not None:
            yield held
        held = word
    if held is not None:
        yield held


def _is_ending(left: str, right: str, lexicon: Lexicon) -> bool:
    """Whether the right piece belongs to the left one."""
    if left in _DURATIVE:
        form = _DURATIVE[left] + right
        known = form in lexicon.verbs or form in lexicon.participles
        return known or (right not in lexicon.words and is_person_form(right))
    if len(left) < _MIN_PIECE:
        return False
    if right in _AFTER_HEH:
        return len(left) > _MIN_PIECE and (left.endswith("ه") or (right in _AFTER_YE and _is_word_in_ye(left, lexicon)))
    if left in BOUND_PREFIXES:
        return len(right) > _MIN_PIECE
    if right in _GRADES:
        return left in lexicon.adjectives or (left.endswith("ی") and _is_word_in_ye(left, lexicon))
    if right in _POSSESSIVE:
        return left in lexicon.words or left in lexicon.plurals or _is_inflected(left, lexicon)
    return right == "ترین" or _TORN_PLURAL.match(right) is not None


def _is_word_in_ye(word: str, lexicon: Lexicon) -> bool:
    """Whether a word ends in ی, its own or one that makes a noun or adjective: حرفه‌ای ("professional")."""
    if not word.endswith("ی"):
        return False
    return word in lexicon.words or word[:-1] in lexicon.words or word.removesuffix("ای") in lexicon.words


def _is_inflected(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a known one with the plural ات or with ی: مشکلات ("problems"), صدای ("voice of")."""
    return word.removesuffix("ات") in lexicon.words or _is_word_in_ye(word, lexicon)


def _compounds(words: Iterable[Word], text: str, lexicon: Lexicon) -> Iterator[Word]:
    """Join the longest run of words that the lexicon has as one compound, its last word perhaps inflected."""
    run = list(words)
    first = 0
    while first < len(run):
        count = _compound_length(run, first, text, lexicon)
        yield run[first] if count == 1 else _join(run[first], run[first + count - 1], text)
        first += count


def _compound_length(words: list[Word], first: int, text: str, lexicon: Lexicon) -> int:
    """How many words from the first on make up one compound; 1 where they make none."""
    head = joined = word_key(words[first].surface)
    if head not in lexicon.compound_heads:
        return 1
    length = 1
    longest = _MAX_PIECES if head in lexicon.far_heads else 2
    for last in range(first + 1, min(first + longest, len(words))):
        piece = word_key(words[last].surface)
        joined += piece
        if len(piece) < _MIN_PIECE and piece != _AND:
            break
        if last == first + 1 and not may_follow(opening(piece), lexicon.compound_heads[head]):
            break  # the cheap test that spares most words the others
        if not _are_torn(words[last - 1], words[last], text):
            break
        reaching = len(joined) - len(piece) + _MIN_PIECE  # the last word must be more than an ending of the rest
        if any(len(base) >= reaching and base in lexicon.compounds for base in _uninflected(joined)):
            length = last - first + 1
    return length


def _uninflected(word: str) -> Iterator[str]:
    """A key, and what it may be without an ending that compounds take: علاقه مندان, "those interested"."""
    for stem in dict.fromkeys((word, strip_plural(word))):
        for cut in range(len(stem), len(stem) - _LONGEST_ENDING - 1, -1):
            if stem[cut:] in _COMPOUND_ENDINGS:
                yield stem[:cut]
    if word.endswith("گان"):
        yield f"{word[:-3]}ه"


def is_ending(word_key: str) -> bool:
    """Whether a space may have torn this off the word before it."""
    return word_key in _ENDINGS or _TORN_PLURAL.match(word_key) is not None


def may_follow(opening: str, openings: Container[str]) -> bool:
    """Whether a word that begins so may belong to the one before it; a part of two letters may be inflected."""
    return opening in openings or opening[:2] in openings


def follows_all(word_key: str) -> bool:
    """Whether any word after this prefix may belong to it, for it is no word by itself."""
    return word_key in _DURATIVE or word_key in BOUND_PREFIXES


def is_torn(gap: str) -> bool:
    """Whether only a space stands between two words."""
    return gap == " " or _TORN_BY.match(gap) is not None


def _are_torn(left: Word, right: Word, text: str) -> bool:
    return left.script == right.script == "arabic" and is_torn(text[left.end : right.start])


@lru_cache(maxsize=_MEMO)
def word_key(surface: str) -> str:
    """The key of a word that may already be joined from pieces."""
    return key("".join(surface.split()))


def _join(first: Word, last: Word, text: str) -> Word:
    return Word(text[first.start : last.end], first.start, last.end, "arabic")
