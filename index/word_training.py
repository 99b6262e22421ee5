"""Makes the words' vectors of an archive: each frequent word encoded once, and the map to passages fitted.

The map starts from the identity and is moved from it only as far as some hundred short passages of the archive demand
(ridge regression of what is left over): a plain regression on so few did worse than no map (docs/relevance.md).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers import Analyzer
from kavosh.analyzers.cache_folder import cache_folder
from kavosh.analyzers.characters import is_persian
from kavosh.analyzers.encoder import DIMENSIONS, MODEL, Encoder
from kavosh.analyzers.persian import EXACT
from kavosh.analyzers.terms import default_terms
from kavosh.index.arrays import Array
from kavosh.index.kept import Part
from kavosh.index.segment import Segment
from kavosh.index.word_vectors import FIELD, Vectors, WordVectors, open_arrays, save_arrays

MAX_WORDS = 20_000  # the most frequent; twice as many made no difference
SAMPLE = 300  # passages that the map is fitted to
PASSAGE = 50  # words of each
ANCHORS = 400  # words of each language that stand for it
_RIDGE = 10.0
_RARE = 1000  # documents from which on a word of one document is left out
_BATCH = 256  # words encoded at once
_SAVED = 15.0  # seconds between saves
_CACHE = 1  # the version of the file of words for all archives

Advance = Callable[[int], None]


def train(
    parts: Sequence[Part], encoder: Encoder, analyzer: Analyzer, cache: Path | None, advance: Advance
) -> WordVectors:
    """The words' vectors of these segments. `advance` is told how many words and passages were encoded."""
    words, texts, frequencies = vocabulary([part.segment for part in parts], analyzer)
    vectors = centred(_encoded(texts, encoder, cache, advance), texts)
    count = sum(part.segment.count for part in parts)
    idf = np.log(1 + count / (1 + np.array(frequencies, np.float32))).astype(np.float32)
    begin, none = np.eye(DIMENSIONS, dtype=np.float32), np.zeros(DIMENSIONS, np.float32)
    plain = WordVectors(words, vectors, idf, begin, none, _centres(encoder, cache, advance))
    passages = list(_sample(parts))
    if not passages or not words:
        return plain
    found = []
    for first in range(0, len(passages), 10):
        found.append(encoder.passages(passages[first : first + 10]))
        advance(len(found[-1]))
    return fitted(plain, np.concatenate(found), [[token.text for token in analyzer(text)] for text in passages])


def vocabulary(segments: Sequence[Segment], analyzer: Analyzer) -> tuple[tuple[bytes, ...], list[str], list[int]]:
    """The most frequent words in the order of terms: the terms, the words to encode for them, their documents."""
    counts: Counter[bytes] = Counter()
    for segment in segments:
        field = segment.fields[FIELD]
        for number in range(len(field)):
            first, end = field.extent(number)
            counts[field.term(number)] += end - first
    few = sum(segment.count for segment in segments) < _RARE
    named = ((term.decode(), count) for term, count in counts.items() if few or count > 1)
    plain = {term: count for term, count in named if len(term) > 1 and term.isalpha()}
    frequent = dict(Counter(plain).most_common(MAX_WORDS))
    surfaces = _surfaces(frequent, counts, analyzer)
    terms = sorted(frequent, key=str.encode)
    return (
        tuple(term.encode() for term in terms),
        [surfaces.get(term, term) for term in terms],
        [frequent[term] for term in terms],
    )


def _surfaces(frequent: dict[str, int], counts: Counter[bytes], analyzer: Analyzer) -> dict[str, str]:
    """English terms are stems ("electrif"): the usual form of those that are no word themselves."""
    marked = (
        (term.decode().removeprefix(EXACT), count)
        for term, count in counts.most_common()
        if term.startswith(EXACT.encode())
    )
    usual: dict[str, str] = {}
    for word, count in marked:
        if word.isascii() and word.isalpha():
            stem = analyzer(word)[0].text
            if stem in frequent and 2 * count > frequent[stem]:
                usual.setdefault(stem, word)
    return usual


def centred(vectors: Vectors, texts: Sequence[str]) -> Vectors:
    """The vectors from the mean of their script, so that a language is no meaning."""
    persian = np.array([is_persian(text) for text in texts], bool)
    result = vectors.copy()
    for script in (persian, ~persian):
        if script.any():
            result[script] -= result[script].mean(0)
    return result


def fitted(words: WordVectors, passages: Vectors, terms: Sequence[Sequence[str]]) -> WordVectors:
    """The words with the map and the centre by passages that the model encoded, given with their terms."""
    centre = passages.mean(0)
    static, target = words.texts(terms), passages - centre
    scale = np.sqrt(np.square(target).sum() / max(float(np.square(static).sum()), 1e-9))
    begin = np.eye(DIMENSIONS) * scale
    normal = static.T @ static + _RIDGE * np.eye(DIMENSIONS)
    moved = begin + np.linalg.solve(normal, static.T @ (target - static @ begin))
    return replace(words, map=moved.astype(np.float32), centre=centre.astype(np.float32))


def _centres(encoder: Encoder, cache: Path | None, advance: Advance) -> Vectors:
    """The means of Persian and of English words, of the term table's: an archive may have few of one language."""
    rows = [row for row in default_terms() if " " not in row.persian + row.english[0]]
    rows = rows[:: max(1, len(rows) // ANCHORS)][:ANCHORS]
    persian = [row.persian for row in rows]
    english = [row.english[0].lower() for row in rows]
    found = _encoded([*persian, *english], encoder, cache, advance)
    return np.stack([found[: len(rows)].mean(0), found[len(rows) :].mean(0)])


def _sample(parts: Sequence[Part]) -> Iterator[str]:
    """The beginnings of some documents, evenly from all."""
    numbers = [
        (part.segment, number)
        for part in parts
        for number in range(part.segment.count)
        if part.live is None or part.live[number]
    ]
    for segment, number in numbers[:: max(1, len(numbers) // SAMPLE)][:SAMPLE]:
        document = segment.document(number)
        text = " ".join((document.body or document.title).split()[:PASSAGE])
        if text:
            yield text


def _encoded(texts: Sequence[str], encoder: Encoder, cache: Path | None, advance: Advance) -> Vectors:
    """The vectors of words, from the cache where it has them, put there as they are made: a kill loses seconds."""
    known = _read(cache) if cache else {}
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    advance(len(texts) - len(missing))
    saved = time.monotonic()
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        known |= dict(zip(batch, encoder.passages(batch).astype(np.float16), strict=True))
        advance(len(batch))
        if cache and (time.monotonic() - saved > _SAVED or first + _BATCH >= len(missing)):
            _write(cache, known)
            saved = time.monotonic()
    return np.array([known[text] for text in texts], np.float32).reshape(len(texts), DIMENSIONS)


def cache_file() -> Path:
    """Where the vectors of words are kept for all archives of a user."""
    return cache_folder() / f"words-{MODEL.replace('/', '-')}.vec"


def _read(path: Path) -> dict[str, NDArray[np.float16]]:
    file = open_arrays(path, "cache", _CACHE)
    if file is None:
        return {}
    text, ends = file["text"].tobytes(), [0, *file["ends"].tolist()]
    vectors = file["vectors"].reshape(-1, DIMENSIONS)
    return {text[first:end].decode(): row for (first, end), row in zip(pairwise(ends), vectors, strict=True)}


def _write(path: Path, known: dict[str, NDArray[np.float16]]) -> None:
    """Keep them; a cache that cannot be written is none."""
    encoded = [text.encode() for text in known]
    arrays: dict[str, Array] = {
        "text": np.frombuffer(b"".join(encoded), np.uint8),
        "ends": np.cumsum([len(text) for text in encoded], dtype=np.int64),
        "vectors": np.concatenate(list(known.values())),
    }
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        save_arrays(path, arrays, {"kind": "cache", "format": _CACHE, "model": MODEL})
