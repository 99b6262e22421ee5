"""The wide view of a word: a blunt stem, cut by rule without any lexicon.

The precise view (lemmas) keeps names and precision; this one brings recall, and only ever adds to a score. The
endings are those of Lucene's Persian chain with the possessives of more than one letter (apache/lucene,
`analysis/fa/PersianStemmer`), cut twice, since endings follow each other.
"""

_PREFIXES = ("نمی", "می")
_ENDINGS = (
    "هایشان", "هایمان", "هایتان", "هایی", "هایم", "هایت", "هایش", "های", "ها",
    "ترین", "تر", "شان", "مان", "تان", "گان", "یان", "ان", "ات", "ین", "ای", "یی", "ی", "ه",
)  # fmt: skip
_BY_LAST = {last: tuple(e for e in _ENDINGS if e.endswith(last)) for last in {e[-1] for e in _ENDINGS}}
_SHORTEST = 3
_ROUNDS = 2


def wide_stem(key: str) -> str:
    """The blunt stem of a key; words of three letters stay.

    >>> wide_stem("پایتختهایشان"), wide_stem("پزشکیان"), wide_stem("شهر")  # "their capitals", a surname, "city"
    ('پایتخت', 'پزشک', 'شهر')
    """
    word = key
    if key.startswith(_PREFIXES):
        word = next((key[len(p) :] for p in _PREFIXES if key.startswith(p) and len(key) - len(p) >= _SHORTEST), key)
    for _ in range(_ROUNDS):
        for ending in _BY_LAST.get(word[-1:], ()):
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                word = word.removesuffix(ending)
                break
        else:
            break
    return word
