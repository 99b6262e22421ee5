"""Words typed with the other keyboard layout: jivhk is تهران, «پشغخق» is mayor.

The layout is the Iranian standard (ISIRI 9147) with the differences of the older Windows and the Apple layout: there a
key may mean several letters, and the caller asks the index which one is meant.
"""

from itertools import islice, product

MAX_READINGS = 16

# Each row of keys with the letters they give; "|" parts what layouts differ on.
_ROWS = (
    ("q w e r t y u i o p [ ]", "ض ص ث ق ف غ ع ه خ ح ج چ"),
    ("a s d f g h j k l ; '", "ش س ی ب ل ا ت ن م ک گ"),
    ("z x c v b n m , \\ `", "ظ ط ز ر ذ د پ|ئ و پ|ژ پ|ژ"),
    ("H C M N S A", "آ ژ ء|پ أ ئ ؤ"),
)
_PERSIAN = {k: letters.split("|") for keys, row in _ROWS for k, letters in zip(keys.split(), row.split(), strict=True)}
_DIGITS = {digit: [digit] for digit in "0123456789"}


def _by_letter() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for typed, letters in _PERSIAN.items():
        for letter in letters:
            keys.setdefault(letter, []).append(typed)
    arabic = {"ي": keys["ی"], "ى": keys["ی"], "ك": keys["ک"], "\u200c": [""]}
    return {letter: list(dict.fromkeys(typed)) for letter, typed in (keys | arabic).items()}


_LATIN = _by_letter()


def to_persian(typed: str) -> tuple[str, ...]:
    """What a text typed with the Latin layout is on the Persian one; nothing where a key has no letter.

    >>> to_persian("jivhk"), to_persian("Da,v")  # "Tehran"; a capital is the same key where Shift gives no letter
    (('تهران',), ('یشور',))
    """
    return _typed_again(typed, {**_DIGITS, **{key.upper(): ls for key, ls in _PERSIAN.items()}, **_PERSIAN})


def to_latin(typed: str) -> tuple[str, ...]:
    """What a text typed with the Persian layout is on the Latin one; nothing where a letter has no key.

    >>> to_latin("فثاقشد")
    ('tehran',)
    """
    return _typed_again(typed, {**_DIGITS, **_LATIN})


def _typed_again(typed: str, keys: dict[str, list[str]]) -> tuple[str, ...]:
    options = [keys.get(character, []) for character in typed]
    if not typed or not all(options):
        return ()
    return tuple(dict.fromkeys("".join(reading) for reading in islice(product(*options), MAX_READINGS)))


# Letters whose keys touch, for the likelihood of typing errors.
_LINES = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")


def _touching() -> frozenset[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    places = {key: (row, column) for row, line in enumerate(_LINES) for column, key in enumerate(line)}
    for one, (row, column) in places.items():
        for other, (other_row, other_column) in places.items():
            if one == other or abs(row - other_row) > 1 or abs(column + row / 2 - other_column - other_row / 2) > 1:
                continue
            pairs.add((one, other))
            pairs.update((a, b) for a in _PERSIAN.get(one, ()) for b in _PERSIAN.get(other, ()))
    return frozenset(pairs)


TOUCHING = _touching()
