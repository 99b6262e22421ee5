"""How frequent Persian words are in everyday language, which who types Finglish uses more than articles do.

From wordfreq (Speer 2022: subtitles, encyclopedia, web and others); without it nothing is known.
"""

from collections.abc import Mapping
from functools import cache

from kavosh.analyzers.characters import is_persian, key

_LIST = "small"  # words of more than once in a million; Persian has no longer list


@cache
def everyday_frequencies() -> Mapping[str, float]:
    """Occurrences in a million words, by key; empty where wordfreq is not installed."""
    try:
        from wordfreq import get_frequency_dict
    except ImportError:
        return {}
    found: dict[str, float] = {}
    for word, share in get_frequency_dict("fa", _LIST).items():
        found[key(word)] = found.get(key(word), 0.0) + 1e6 * share
    return found


def everyday_words() -> tuple[str, ...]:
    """The Persian ones, spoken forms among them that articles hardly have; none where wordfreq is not installed."""
    return tuple(word for word in everyday_frequencies() if word.isalpha() and is_persian(word))
