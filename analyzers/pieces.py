"""Cuts texts into the pieces that the model knows: a unigram tokenizer (Kudo, "Subword Regularization", 2018)."""

from collections.abc import Mapping
from functools import lru_cache

_META = "▁"  # stands for the space before a word
_UNKNOWN = -10.0  # log probability of an unknown character, beside that of the least likely piece
_WORDS = 100_000  # whose pieces are kept


class Pieces:
    """pieces: piece -> (number, log probability). characters: code point -> what the model reads for it."""

    def __init__(self, pieces: Mapping[str, tuple[int, float]], characters: Mapping[int, str], unknown: int) -> None:
        self._pieces = pieces
        self._characters = characters
        self._unknown = unknown
        self._longest = max(map(len, pieces))
        self._least = min(score for _, score in pieces.values()) + _UNKNOWN
        self._word = lru_cache(_WORDS)(self._cut)

    def numbers(self, text: str) -> list[int]:
        """The pieces of a text. None of them spans two words, so that each word can be cut alone."""
        text = text.translate(self._characters)
        while "  " in text:
            text = text.replace("  ", " ")
        return [piece for word in text.removeprefix(" ").split(" ") for piece in self._word(_META + word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The most likely pieces of a word (Viterbi)."""
        best = [0.0] + [-float("inf")] * len(word)
        back = [(0, self._unknown)] * (len(word) + 1)  # where the best last piece begins, and which it is
        for first in range(len(word)):
            for end in range(first + 1, min(len(word), first + self._longest) + 1):
                piece, score = self._score(word[first:end])
                if best[first] + score > best[end]:
                    best[end], back[end] = best[first] + score, (first, piece)
        found: list[int] = []
        end = len(word)
        while end:
            end, piece = back[end]
            found.append(piece)
        return tuple(reversed(found))

    def _score(self, text: str) -> tuple[int, float]:
        known = self._pieces.get(text)
        if known is None or known[0] == self._unknown:
            return self._unknown, self._least if len(text) == 1 else -float("inf")
        return known
