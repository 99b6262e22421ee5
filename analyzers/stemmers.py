"""Other ways to reduce a Persian word, to compare with or for those who want them.

"hazm" and "parsivar" import those packages (seconds), "light" takes off the ها family only, "none" nothing.
"""

from collections.abc import Callable
from typing import Any, Literal, get_args

from kavosh.analyzers.characters import key
from kavosh.analyzers.halfspace import strip_plural

StemmerName = Literal["kavosh", "light", "none", "hazm", "parsivar"]
STEMMERS: tuple[StemmerName, ...] = get_args(StemmerName)


def load_stemmer(name: StemmerName) -> Callable[[str], str] | None:
    """A function from a folded word (half-spaces kept) to its stem's key; None for "kavosh", the lexicon's own.

    Raises ImportError where the package is not installed.
    """
    match name:
        case "kavosh":
            return None
        case "none":
            return key
        case "light":
            return lambda word: strip_plural(key(word))
        case "hazm":
            import hazm

            lemmatizer: Any = hazm.Lemmatizer()
            # A verb's lemma is past#present; the past stem stands for it, as in our own.
            return lambda word: key(lemmatizer.lemmatize(word).partition("#")[0] or word)
        case "parsivar":
            import parsivar

            finder: Any = parsivar.FindStems()
            return lambda word: key(finder.convert_to_stem(word).partition("&")[0] or word)
