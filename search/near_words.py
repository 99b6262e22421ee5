"""The words of a query in the other language by their meaning, where neither the term table nor a name has them.

"flamingo" is asked as its nearest Persian terms of the index as well, each with the weight that its nearness deserves
(Mikolov et al., "Exploiting Similarities among Languages", 2013). Needs the words' vectors of the index, and the model.
"""

from math import exp
from typing import Any

from kavosh.analyzers.characters import ZWNJ, is_persian
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.query import Boost, Query, Term

NEAREST = 5  # terms
ENOUGH = 0.45  # cosine from which on a term is asked; by measurement (docs/relevance.md)
EXPANSION = 0.35  # how much the nearest counts beside the word itself; by measurement (docs/relevance.md)
SHARPNESS = 8  # how fast the others count less
MARK = "near in meaning"
_SHORT = 3  # letters


class NearWords:
    """Of one index. store: its vectors, None for a backend without."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def state(self) -> str:
        """Changes with what words are near to; empty where none is."""
        known = self._store.words() if self._store is not None else None
        if known is None:
            return ""
        from kavosh.analyzers.encoder import installed

        return known.id if installed() else ""

    def __call__(self, word: str) -> tuple[Query, ...]:
        """What may stand for a word as written; nothing for function words, numbers and fragments."""
        letters = word.replace(ZWNJ, "")
        if len(letters) < _SHORT or not letters.isalpha() or is_stop_word(word) or not self.state():
            return ()
        from kavosh.analyzers.encoder import default_encoder

        found = self._store.words().near(default_encoder().word(word.lower()), is_persian(word), NEAREST)
        best = max((cosine for _, cosine in found), default=0.0)
        return tuple(
            Boost(Term(term), round(EXPANSION * exp(SHARPNESS * (cosine - best)), 3), MARK)
            for term, cosine in found
            if cosine >= ENOUGH
        )
