"""The words of a text as names see them: a key each, in columns, and only looked up where they came before."""

from kavosh.analyzers.gazetteer import name_part
from kavosh.analyzers.memo import Memo
from kavosh.analyzers.tokenizer import Script, tokenize

_Piece = tuple[tuple[str, int, int, Script, str], ...]  # key, start, end, script and surface of each word


def _piece(text: str) -> _Piece:
    return tuple(
        (name_part(word.surface, word.script), word.start, word.end, word.script, word.surface)
        for word in tokenize(text)
    )


_PIECES: Memo[str, _Piece] = Memo(_piece)


class NameWords:
    """keys, starts, ends, scripts and surfaces of the words of `text`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.scripts: list[Script] = []
        self.surfaces: list[str] = []
        offset = 0
        for piece in text.split(" "):
            for key, start, end, script, surface in _PIECES[piece]:
                self.keys.append(key)
                self.starts.append(offset + start)
                self.ends.append(offset + end)
                self.scripts.append(script)
                self.surfaces.append(surface)
            offset += len(piece) + 1

    def touch(self, index: int) -> bool:
        """Whether only a space stands between this word and the next."""
        if not 0 <= index < len(self.keys) - 1:
            return False
        return not self.text[self.ends[index] : self.starts[index + 1]].strip(" \u200c\u00a0")

    def name_end(self, index: int) -> int:
        """The end of a name whose last word this is: an English possessive is not part of it."""
        surface = self.surfaces[index].replace("’", "'")
        return self.ends[index] - len(surface) + len(surface.removesuffix("'s").removesuffix("'"))
