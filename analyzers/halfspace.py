"""The half-space rule: words that a space tore apart are put together again.

Writers and web extractors replace the half-space (ZWNJ) by nothing («همکاریها») or by a space («همکاری ها»).
Dropping ZWNJ from the key makes the first meet the correct spelling; this module mends the second.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from kavosh.analyzers.characters import JOINERS, key
from kavosh.analyzers.lexicon import OPENING, Lexicon
from kavosh.analyzers.tables import table
from kavosh.analyzers.tokenizer import Word
from kavosh.analyzers.verbs import PREVERBS, is_person_form

# ها (plural), های (plural + ezafe), هایی (+ indefinite) and the possessives after them.
PLURALS = frozenset(("ها", *("های" + ending for ending in ("", *"ی م ت ش مان تان شان".split()))))
_AFTER_HEH = frozenset("ی ای ام اش ات اند ایم اید".split())  # خانه ای ("a house"), رفته اند ("have gone")
_AFTER_YE = frozenset("ای ام اش".split())  # بیماری اش ("their illness")
_GRADES = frozenset("تر تری ترها ترهای".split())
BOUND_PREFIXES = frozenset("ضد غیر شبه نیمه برون درون فرا پسا پیشا ابر بی".split())  # no words by themselves
_POSSESSIVE = frozenset("شان مان تان".split())
ENDINGS = _AFTER_HEH | _GRADES | _POSSESSIVE | {"ترین"} | PLURALS  # what a space may have torn off the word before it
DURATIVE_PREFIXES = {preverb + prefix: prefix for preverb in ("", *PREVERBS) for prefix in ("می", "نمی")}
PREFIXES = BOUND_PREFIXES | set(DURATIVE_PREFIXES)  # what a space may have torn off any word after it
_AND = "و"
_MAX_PIECES = 3  # of one compound: گفت و گو, "dialogue"
_PAIR = 2
_MIN_PIECE = 2
_MEMO = 200_000
_COMPOUND_ENDINGS = frozenset(("", "ان", "ی", "ای", "انی", "ین", "ات", "تر", "ترین", "م", "ش", "شان"))
_LONGEST_ENDING = max(map(len, _COMPOUND_ENDINGS))

_Run = tuple[str, int, int]  # the key of some words as one, the first of them, the last

_TORN_BY = re.compile(rf"[ \u00a0{JOINERS}]+\Z")  # a space, perhaps beside a half-space; never a line break


@cache
def not_plural() -> frozenset[str]:
    """Keys of words that end in ها or های without being plurals (تنها "alone", انتها "end")."""
    lines = table("not_plural.txt").splitlines()
    return frozenset(key(word) for line in lines for word in line.partition("#")[0].split())


def strip_plural(word_key: str) -> str:
    """Take the ها family off a key, unless the word only looks like a plural.

    >>> strip_plural("همکاریهای"), strip_plural("تنها")  # "cooperations of", "alone"
    ('همکاری', 'تنها')
    """
    at = word_key.find("ها", _MIN_PIECE)
    while at > 0:
        if word_key[at:] in PLURALS:
            return word_key if word_key in not_plural() else word_key[:at]
        at = word_key.find("ها", at + 1)
    return word_key


def reattach(words: Iterable[Word], text: str, lexicon: Lexicon) -> Iterator[Word]:
    """Join torn endings, verb prefixes and compounds of the lexicon; a joined word spans all its pieces.

    >>> from kavosh.analyzers.tokenizer import tokenize
    >>> [w.surface for w in reattach(tokenize("همکاری ها"), "همکاری ها", Lexicon())]  # "cooperations"
    ['همکاری ها']
    """
    given = list(words)
    keys = [word_key(word.surface) for word in given]
    at = 0
    for first, end in _stretches(given, keys, text, lexicon):
        yield from given[at:first]
        torn = [_are_torn(left, right, text) for left, right in pairwise(given[first:end])]
        for begin, last in runs(keys[first:end], torn, lexicon):
            yield given[first + begin] if begin == last else _join(given[first + begin], given[first + last], text)
        at = end
    yield from given[at:]


def _stretches(words: list[Word], keys: list[str], text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where words may be torn: (first, beyond the last), none overlapping. Few words get past this cheap test."""
    begin = end = 0
    for at, (left, right) in enumerate(pairwise(keys)):
        if not (right in ENDINGS or left in PREFIXES or _may_open(left, right, lexicon)):
            continue
        if not _are_torn(words[at], words[at + 1], text):
            continue
        if at >= end:
            if end:
                yield begin, end
            begin = at
        is_far = left in lexicon.far_heads or left in BOUND_PREFIXES
        end = max(end, min(at + (_MAX_PIECES if is_far else _PAIR), len(words)))
    if end:
        yield begin, end


def _may_open(left: str, right: str, lexicon: Lexicon) -> bool:
    """Whether a compound may begin with these two; a part of two letters may be inflected."""
    openings = lexicon.compound_heads.get(left)
    return openings is not None and (right[:OPENING] in openings or right[:_MIN_PIECE] in openings)


def runs(keys: Sequence[str], torn: Sequence[bool], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Which neighbours are one word, by their keys: (first, last) of each word, in order.

    torn: of each word but the last, whether only a space stands between it and the next.
    """
    return _compounds(_endings(keys, torn, lexicon), torn, lexicon)


def _endings(keys: Sequence[str], torn: Sequence[bool], lexicon: Lexicon) -> list[_Run]:
    found: list[_Run] = []
    for at, key_ in enumerate(keys):
        if found and torn[at - 1] and _is_ending(found[-1][0], key_, lexicon):
            held, first, _ = found[-1]
            found[-1] = (held + key_, first, at)
        else:
            found.append((key_, at, at))
    return found


def _is_ending(left: str, right: str, lexicon: Lexicon) -> bool:
    """Whether the right piece belongs to the left one."""
    if left in DURATIVE_PREFIXES:
        form = DURATIVE_PREFIXES[left] + right
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
    return right == "ترین" or right in PLURALS


def _is_word_in_ye(word: str, lexicon: Lexicon) -> bool:
    """Whether a word ends in ی, its own or one that makes a noun or adjective: حرفه‌ای ("professional")."""
    if not word.endswith("ی"):
        return False
    return word in lexicon.words or word[:-1] in lexicon.words or word.removesuffix("ای") in lexicon.words


def _is_inflected(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a known one with the plural ات or with ی: مشکلات ("problems"), صدای ("voice of")."""
    return word.removesuffix("ات") in lexicon.words or _is_word_in_ye(word, lexicon)


def _compounds(found: list[_Run], torn: Sequence[bool], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Join the longest run of words that the lexicon has as one compound, its last word perhaps inflected."""
    joined = []
    at, last = 0, len(found) - 1
    while at <= last:
        begins = at < last and found[at][0] in lexicon.compound_heads
        count = _compound_length(found, at, torn, lexicon) if begins else 1
        joined.append((found[at][1], found[at + count - 1][2]))
        at += count
    return joined


def _compound_length(found: list[_Run], at: int, torn: Sequence[bool], lexicon: Lexicon) -> int:
    """How many words from this one on make up one compound; 1 where they make none."""
    head = joined = found[at][0]
    length = 1
    longest = _MAX_PIECES if head in lexicon.far_heads else 2
    for count, (piece, first, _) in enumerate(found[at + 1 : at + longest], 2):
        joined += piece
        if len(piece) < _MIN_PIECE and piece != _AND:
            break
        if count == _PAIR and not _may_open(head, piece, lexicon):
            break  # the cheap test that spares most words the others
        if not torn[first - 1]:
            break
        reaching = len(joined) - len(piece) + _MIN_PIECE  # the last word must be more than an ending of the rest
        if any(len(base) >= reaching and base in lexicon.compounds for base in _uninflected(joined)):
            length = count
    return length


def _uninflected(word: str) -> Iterator[str]:
    """A key, and what it may be without an ending that compounds take: علاقه مندان, "those interested"."""
    for stem in dict.fromkeys((word, strip_plural(word))):
        for cut in range(len(stem), len(stem) - _LONGEST_ENDING - 1, -1):
            if stem[cut:] in _COMPOUND_ENDINGS:
                yield stem[:cut]
    if word.endswith("گان"):
        yield f"{word[:-3]}ه"


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
