"""How Persian words are pronounced, which their letters do not say: those of مرد, "man" or "died", are m, r and d.

From a table of words that are frequent in everyday language (data/pronunciations.tsv, made for this), and put together
from it for words with endings and for forms of verbs. One ASCII letter is a phoneme: a e o are the short vowels, A i u
the long ones, C S Z are چ ش ژ, q is غ and ق alike, ' a stop. Words are keys.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from kavosh.analyzers.tables import table

VOWELS = "aeoAiu"
_MOST = 6  # pronunciations of one word
_LONGEST = 30  # letters of a word

# Ending -> how it sounds after a consonant, and after a vowel; nothing where it is not put there.
_ENDINGS: Mapping[str, tuple[str, str]] = {
    "م": ("am", "m yam"), "ت": ("et at", "t yat"), "ش": ("eS aS", "S yaS"), "مان": ("emAn", "mAn yemAn"),
    "تان": ("etAn", "tAn yetAn"), "شان": ("eSAn", "SAn yeSAn"), "مون": ("emun", "mun"), "تون": ("etun", "tun"),
    "شون": ("eSun", "Sun"), "ی": ("i", "yi y 'i"), "ه": ("e", "he"), "و": ("o", "ro"), "رو": ("ro", "ro"),
    "یم": ("im", "yam yim"), "یت": ("iyat", "yat"), "یش": ("iS", "yaS"), "یمان": ("imAn", "yemAn"),
    "یتان": ("itAn", "yetAn"), "یشان": ("iSAn", "yeSAn"), "ید": ("id", "yad yid"), "یند": ("", "yand"),
    "ند": ("and", "nd"), "د": ("ad", "d"), "ین": ("in", "yin"), "ن": ("an", "n"), "ست": ("ast", "st"),
    "یه": ("iye", "ye"), "یی": ("", "yi"), "یست": ("ist", "st"), "یها": ("ihA", ""), "یهای": ("ihAye", ""),
    "ا": ("A", ""), "ای": ("Aye", "'i"), "ام": ("Am", "'am"), "ات": ("At", "'at"), "اش": ("AS", "'aS"),
    "امون": ("Amun", ""), "اتون": ("Atun", ""), "اشون": ("ASun", ""), "ایم": ("", "'im"), "اید": ("", "'id"),
    "اند": ("", "'and"), "است": ("ast", "ast"), "ان": ("An", ""), "یان": ("iyAn", "yAn"), "گان": ("", "gAn"),
    "گی": ("", "gi"), "انه": ("Ane", ""), "تر": ("tar", "tar"), "ترین": ("tarin", "tarin"), "ها": ("hA", "hA"),
    "های": ("hAye", "hAye"), "هایی": ("hAyi", "hAyi"), "هام": ("hAm", "hAm"), "هات": ("hAt", "hAt"),
    "هاش": ("hAS", "hAS"), "هامون": ("hAmun", "hAmun"), "هاتون": ("hAtun", "hAtun"), "هاشون": ("hASun", "hASun"),
    "هایم": ("hAyam", "hAyam"), "هایت": ("hAyat", "hAyat"), "هایش": ("hAyaS", "hAyaS"),
    "هایمان": ("hAyemAn", "hAyemAn"), "هایتان": ("hAyetAn", "hAyetAn"), "هایشان": ("hAyeSAn", "hAyeSAn"),
    "هاست": ("hAst", "hAst"), "هارو": ("hAro", "hAro"), "مو": ("amo", "mo"), "تو": ("eto", "to"), "شو": ("eSo", "So"),
    "مش": ("ameS", "meS"), "یمش": ("imeS", ""), "دش": ("adeS", "deS"), "نش": ("aneS", "neS"), "ندش": ("andeS", ""),
}  # fmt: skip

# Prefix of a verb -> how it sounds.
_PREFIXES = {"می": "mi", "نمی": "nemi", "ب": "be", "ن": "na", "بی": "bi", "نی": "nay"}


@lru_cache(16384)
def pronunciations(word: str) -> tuple[str, ...]:
    """In phonemes; none where the table has no part of the word.

    >>> pronunciations("مرد"), pronunciations("مردها")  # "man" or "died", "men"
    (('mard', 'mord'), ('mardhA', 'mordhA'))
    """
    if len(word) > _LONGEST:
        return ()
    found: Iterable[str] = _known(word) or _composed(word, _known)
    return tuple(dict.fromkeys(found))[:_MOST] or tuple(dict.fromkeys(_composed(word, pronunciations)))[:_MOST]


def _composed(word: str, stems: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """With the longest stem first. stems: how these sound."""
    for at in range(len(word) - 1, 1, -1):
        if word[at:] in _ENDINGS:
            for stem in stems(word[:at]):
                yield from (stem + ending for ending in _ENDINGS[word[at:]][stem[-1] in VOWELS].split())
    for prefix, sound in _PREFIXES.items():
        if word.startswith(prefix):
            yield from (sound + verb for verb in pronunciations(word.removeprefix(prefix)))


def _known(word: str) -> tuple[str, ...]:
    return _table().get(word, ())


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    rows = (line.split("\t") for line in table("pronunciations.tsv").splitlines() if not line.startswith("#"))
    return {word: tuple(sounds.split("|")) for word, sounds in rows}
