"""Take compounds apart: at their half-spaces, or where the web glued two known words together."""

from collections.abc import Callable

from kavosh.analyzers.halfspace import BOUND_PREFIXES

# Pieces after a half-space that are endings or prefixes, not parts.
_NO_PARTS = frozenset(
    "ها های هایی هایم هایت هایش هایمان هایتان هایشان تر ترین تری ام ای اش ات اند ایم اید است مان تان شان م ت ش ی یی "
    "گان می نمی همی بی نا".split()
)
# Derivational endings: دانش‌گاه ("university") is no دانش ("knowledge").
_SUFFIXES = frozenset("گاه گاهی کده مند مندی وار زار ستان بان بانی چی گر گری ور دان جو جویی گون ناک سار".split())
_SMALL_FIRST = ("چند", "در", "پر", "دو", "نه", "با", "به")
_SMALL_BETWEEN = ("ابن", "بن", "به", "تا", "دو")
_MIN_PART = 3


def marked_parts(pieces: list[str]) -> tuple[str, ...]:
    """The parts of a word that half-spaces divide, endings left out; none where only endings are divided off."""
    parts = tuple(piece for piece in pieces if len(piece) > 1 and piece not in _NO_PARTS)
    return parts if len(parts) > 1 or pieces[0] in BOUND_PREFIXES else ()


def searchable_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a compound by which it may be found; none where the rest is a derivational ending."""
    kept = tuple(part for part in parts if part not in _SUFFIXES)
    return kept if len(kept) > 1 or (parts and parts[0] in BOUND_PREFIXES) else ()


def glued_parts(word: str, frequency: Callable[[str], int | None], shortest: int = _MIN_PART) -> tuple[str, ...]:
    """The two known words that a glued one consists of, the pair with the commoner rarer half; often none.

    frequency: how common a word is, 0 or None for one that may be no half.
    """
    most = 0
    best: tuple[str, ...] = ()
    for cut in range(shortest, len(word) - shortest + 1):
        left = frequency(word[:cut])
        if left and left > most and word[cut:] not in _NO_PARTS:
            rarer = min(left, frequency(word[cut:]) or 0)
            if rarer > most:
                most, best = rarer, (word[:cut], word[cut:])
    return best


def connected_parts(word: str, frequency: Callable[[str], int]) -> tuple[str, ...]:
    """The parts of a word that begins with a small word, or has one in its middle: باارزش, عبدالله‌بن‌جعفر.

    Glosses: "with value", "Abdullah son of Jafar".
    """
    for small in _SMALL_FIRST:
        rest = word.removeprefix(small)
        if rest != word and len(rest) > _MIN_PART and rest not in _SUFFIXES and frequency(rest):
            return small, rest
    for small in _SMALL_BETWEEN:
        left, found, right = word.partition(small)
        if found and len(left) > 1 and len(right) > 1 and frequency(left) and frequency(right):
            return left, small, right
    return ()
