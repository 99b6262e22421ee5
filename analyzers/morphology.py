"""Morphology: from the key of a word to its lemma, taking endings off only where a known word remains.

The order of looking a word up decides what survives: verb forms, then words that only look inflected and names,
irregular plurals, base words, participles, and last the peeling of endings. Outside the lexicon only the
plural ها and endings that a half-space sets off come away.
"""

from collections.abc import Callable

from kavosh.analyzers.halfspace import PLURALS, strip_plural
from kavosh.analyzers.lexicon import Lexicon
from kavosh.analyzers.memo import Memo
from kavosh.analyzers.verbs import PREVERBS, is_durative

_MAX_DEPTH = 3  # endings on one word: دوست+ان+م+ان
_MIN_STEM = 2
_FAR_COMMONER = 30  # times as frequent as the other reading, which is then an accident
_MAX_READINGS = 2  # دورهای is "turns" or "a period"; a third reading is never meant
_VOWEL = ("ا", "و")
_SILENT_HEH = "ه"
SET_OFF = "ending after a half-space"  # a rule
_ENDING = "ending "
UNKNOWN = "unknown"  # in the rule of a word that the lexicon lacks
_WITH_ALEF = (_SILENT_HEH, "ی")  # خانه‌ای, سنتی‌ای: words after which an ending keeps its alef

# What comes off any word from which a half-space divides it.
_MARKED = PLURALS | set("ام ای اش ات اند ایم اید تر ترین تری مان تان شان م ت ش ی یی گان ان".split())


def _long(_: Lexicon, base: str) -> bool:
    return len(base) > _MIN_STEM


def _after_vowel(_: Lexicon, base: str) -> bool:
    return base.endswith(_VOWEL)


def _after_heh(_: Lexicon, base: str) -> bool:
    return base.endswith(_SILENT_HEH)


def _after_alef(_: Lexicon, base: str) -> bool:
    return base.endswith(_WITH_ALEF)


def _gradable(lexicon: Lexicon, base: str) -> bool:
    """تر follows an adjective, or any word in ی."""
    return base in lexicon.adjectives or (base.endswith("ی") and base in lexicon.words)


def _word(lexicon: Lexicon, base: str) -> bool:
    """ترین follows other words, too."""
    return base in lexicon.words


Fits = Callable[[Lexicon, str], bool]
_ANY: Fits | None = None

# (ending, what takes its place, what it may follow), in the order in which they are tried; of those that follow the
# same words the longer come first.
_ORDERED: tuple[tuple[str, str, Fits | None], ...] = (
    ("ترین", "", _word),
    ("تری", "", _word),
    ("تر", "", _gradable),
    ("گان", _SILENT_HEH, _ANY),
    ("یان", "", _after_vowel),
    ("جات", _SILENT_HEH, _ANY),
    ("جات", "", _ANY),
    ("ات", "", _ANY),
    ("ات", _SILENT_HEH, _ANY),
    *((ending, "", _ANY) for ending in ("ان", "ین", "ون")),
    *((ending, "", _after_alef) for ending in ("ایم", "اید", "اند", "است", "ام", "ای", "ات", "اش")),
    ("ی", "", _after_heh),
    ("یی", "", _after_alef),
    *((ending, "", _after_vowel) for ending in ("یمان", "یتان", "یشان", "یم", "یت", "یش", "یی", "ی")),
    *((ending, "", _long) for ending in ("مان", "تان", "شان", "م", "ت", "ش")),
    *((ending, "", _long) for ending in ("یم", "ید", "ند", "ست")),
    ("ی", "", _long),
)
# The same by the last two letters of a word: most words can have one or two of them.
_RULES = Memo[str, tuple[tuple[str, str, Fits | None], ...]](
    lambda last: tuple(rule for rule in _ORDERED if last.endswith(rule[0][-2:]))
)


Reading = tuple[str, str]  # one lemma of a word, and the rule that found it


class Morphology:
    """Lemmas by one lexicon. Pure: the same key always has the same readings."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def readings(self, word: str, tail: str = "") -> tuple[Reading, ...]:
        """The lemmas of a key, the likeliest first; never empty for a word that is not.

        tail: the last piece of a word with half-spaces; as an ending it comes off even an unknown word, and no
        other ending reaches beyond it (نیمه‌نهایی, "semi-final", is no plural).
        """
        usual = self._lexicon.spellings
        word = usual.get(word, word)
        found = self._whole(word) or (() if self._is_marked(word, tail) else self._with_preverb(word))
        if not found:
            found = self._likely(word, tail) or (self._unknown(word, tail),)
            if word in self._lexicon.surnames:
                found = ((word, "surname"), *found[: _MAX_READINGS - 1])
        if len(found) == 1 and found[0][0] not in usual:
            return found
        by_lemma = {usual.get(lemma, lemma): rule for lemma, rule in reversed(found)}
        return tuple(reversed(by_lemma.items()))

    def _whole(self, word: str) -> tuple[Reading, ...]:
        """The readings of a word that the lexicon has as it is."""
        lexicon = self._lexicon
        if word in lexicon.keep:
            return ((word, "kept whole"),)
        if word in lexicon.verbs:
            verb = (lexicon.verbs[word], "verb form")
            if is_durative(word) or word not in lexicon.words:
                return (verb,)
            return (verb,) if word == verb[0] else (verb, (word, "base word"))
        if word in lexicon.names:
            return ((word, "name"),)
        if word in lexicon.plurals:
            return ((lexicon.plurals[word], "irregular plural"),)
        if word in lexicon.words:
            if word in lexicon.participles:
                return ((lexicon.participles[word], "verb form"), (word, "base word"))
            return ((word, "base word"),)
        if word in lexicon.participles:
            return ((lexicon.participles[word], "verb form"),)
        return ()

    def _is_marked(self, word: str, tail: str) -> bool:
        """Whether a half-space sets an ending off a known word: وابسته‌ی, "dependent on"."""
        return tail in _MARKED and self._lexicon.knows(word.removesuffix(tail))

    def _likely(self, word: str, tail: str) -> tuple[Reading, ...]:
        """The first two readings of different lemmas, or one of them where it is far commoner than the other."""
        shortest = len(word) - len(tail) + (tail not in _MARKED) if tail else 0  # what must remain
        first: Reading | None = None
        for base, ending in self._endings(word):
            if len(base) < shortest:
                continue
            lemma = self._base(base)
            if not lemma or (first and lemma == first[0]):
                continue
            reading = (lemma, _ENDING + ending)
            if first:
                return self._commoner(first, reading)
            first = reading
        return (first,) if first else ()

    def _commoner(self, first: Reading, second: Reading) -> tuple[Reading, ...]:
        """Both, or the one that is far commoner."""
        frequencies = self._lexicon.words
        one, other = frequencies.get(first[0], 0), frequencies.get(second[0], 0)
        if one * _FAR_COMMONER < other:
            return (second,)
        return (first,) if other * _FAR_COMMONER < one else (first, second)

    def _with_preverb(self, word: str) -> tuple[Reading, ...]:
        """برمی‌گردد, "returns": a verb form after a preverb. The verb is kept with it and without it."""
        for preverb in PREVERBS if word.startswith(PREVERBS) else ():
            form = word.removeprefix(preverb)
            if form != word and len(form) > _MIN_STEM:
                stem = self._lexicon.verbs.get(form) or self._lexicon.participles.get(form)
                if stem:
                    rule = f"verb form after {preverb}"
                    return ((stem, rule), (preverb + stem, rule))
        return ()

    def _base(self, base: str, depth: int = _MAX_DEPTH) -> str:
        """The noun or adjective that a peeled remainder is, perhaps after more endings; "" where it is none."""
        lexicon = self._lexicon
        base = lexicon.spellings.get(base, base)
        if base in lexicon.plurals:
            return lexicon.plurals[base]
        if base in lexicon.words or base in lexicon.keep or base in lexicon.names:
            return base
        if base.endswith(_SILENT_HEH) and base in lexicon.participles:
            return lexicon.participles[base]
        if depth > 1:
            for shorter, _ in self._endings(base):
                lemma = self._base(shorter, depth - 1)
                if lemma:
                    return lemma
        return ""

    def _endings(self, word: str) -> list[tuple[str, str]]:
        """Every way to take one ending off, the shortest ending's last: (what remains, the ending)."""
        found = []
        if "ها" in word:
            plural = strip_plural(word)
            if plural != word:
                found.append((plural, "ها"))
        for ending, restored, fits in _RULES[word[-2:]]:
            if word.endswith(ending):
                base = word[: -len(ending)] + restored
                if len(base) >= _MIN_STEM and (fits is None or fits(self._lexicon, base)):
                    found.append((base, ending))
        return found

    def _unknown(self, word: str, tail: str) -> Reading:
        """A word that the lexicon lacks: only the ها family and an ending set off by a half-space come away."""
        base = strip_plural(word)
        if base != word and (not tail or strip_plural(tail) != tail or tail in _MARKED):
            return (base, "plural ها of an unknown word")
        if tail in _MARKED and len(word) > len(tail) + 1:
            return (word.removesuffix(tail), SET_OFF)
        return (word, "unknown word")
