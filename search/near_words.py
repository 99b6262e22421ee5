"""The words of a query in the other language by their meaning, where neither the term table nor a name has them.

"flamingo" is asked as its nearest Persian terms of the index as well, each with the weight that its nearness deserves
(Mikolov et al., "Exploiting Similarities among Languages", 2013). Needs the words' vectors of the index, and the model.
"""

from collections.abc import Callable
from math import exp
from typing import TYPE_CHECKING

from kavosh.analyzers.characters import ZWNJ, is_persian
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.query import Boost, Query, Term

if TYPE_CHECKING:
    from kavosh.index.near_terms import NearTerms

NEAREST = 5  # terms
ENOUGH = 0.45  # cosine from which on a term is asked; by measurement (docs/relevance.md)
EXPANSION = 0.35  # how much the nearest counts beside the word itself; by measurement (docs/relevance.md)
SHARPNESS = 8  # how fast the others count less
_SHORT = 3  # letters


class NearWords:
    """Of one index. terms: gives its words by what they mean, None where it does not know that."""

    def __init__(self, terms: Callable[[], "NearTerms | None"]) -> None:
        self._terms = terms

    def state(self) -> str:
        """Changes with what words are near to; empty where none is."""
        known = self._known()
        return known.id if known is not None else ""

    def __call__(self, word: str) -> tuple[Query, ...]:
        """What may stand for a word as written; nothing for function words, numbers and fragments."""
        from kavosh.analyzers.encoder import default_encoder

        known, letters = self._known(), word.replace(ZWNJ, "")
        if known is None or len(letters) < _SHORT or not letters.isalpha() or is_stop_word(word):
            return ()
        found = known.to_word(default_encoder().word(word.lower()), is_persian(word), NEAREST)
        best = max((cosine for _, cosine in found), default=0.0)
        return tuple(
            Boost(Term(term), round(EXPANSION * exp(SHARPNESS * (cosine - best)), 3), "expansion")
            for term, cosine in found
            if cosine >= ENOUGH
        )

    def _known(self) -> "NearTerms | None":
        known = self._terms()
        if known is None:
            return None
        from kavosh.analyzers.encoder import installed  # with numpy, which is not loaded before it is needed

        return known if installed() else None
