"""Many texts at once: the terms of `PersianAnalyzer`, the same as one by one, as arrays of numbers.

Every form is analysed once and numbered. What remains to do for a word of a text is to look its number up; finding
torn words, gathering terms and counting positions are array operations over a whole batch.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.characters import PERSIAN_LETTERS, ZWNJ
from kavosh.analyzers.forms import Form, as_one
from kavosh.analyzers.halfspace import BOUND_PREFIXES, follows_all, is_ending, reattach
from kavosh.analyzers.lexicon import opening
from kavosh.analyzers.memo import Memo
from kavosh.analyzers.persian import PersianAnalyzer
from kavosh.analyzers.tokenizer import Word, tokenize

Numbers = NDArray[np.int32]

# What is known of a form, and of how it stands between two spaces.
_STARTS_CLEAN = 1  # only a space may stand between it and the word before
_ENDS_CLEAN = 2
_CLEAN = _STARTS_CLEAN | _ENDS_CLEAN
_IS_ENDING = 4  # a space may have torn it off the word before
_OPENS = 8  # a space may have torn a certain word off it
_OPENS_ALL = 16  # any word
_OPENS_FAR = 32  # two words
_UNKNOWN = 64  # the lexicon lacks it: perhaps half of a torn name
_IS_FUNCTION_WORD = 128  # and this is not

_NOTHING = 0  # the form that stands for punctuation between spaces and for a line break
_LINE_BREAK = " \n "
_NEXT_TEXT = " \0 "
_NO_GAP = "\u00a0\u00ac\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # beside a space, no more than it
_PUNCTUATION = '«»()[]{}،؛,;.:!؟?"“”…-–—*|'  # what stands around words and is never part of one
_ONE_WORD = re.compile(f"[{PERSIAN_LETTERS}]+(?:{ZWNJ}[{PERSIAN_LETTERS}]+)*")  # most pieces
_SHIFT = 32  # two numbers in one


@dataclass(frozen=True, slots=True)
class Postings:
    """Where the terms of a batch stand: three columns of one length, by text, terms of joined words last.

    texts: the number of the text in the batch. positions: of the word in it. terms: numbers in `BulkAnalyzer.terms`.
    wide_texts, wide_terms: the blunt stems. lengths: words of each text. words: the main term of every word, by text.
    """

    texts: Numbers
    positions: Numbers
    terms: Numbers
    wide_texts: Numbers
    wide_terms: Numbers
    lengths: Numbers
    words: Numbers


class _Rows:
    """Rows of numbers of differing lengths, one after the other."""

    def __init__(self) -> None:
        self.ends = array("i")
        self.values = array("i")

    def append(self, row: Sequence[int]) -> int:
        """Add a row; its number."""
        if len(row) == 1:
            self.values.append(row[0])
        else:
            self.values.extend(row)
        self.ends.append(len(self.values))
        return len(self.ends) - 1

    def row(self, number: int) -> list[int]:
        return self.values[self.ends[number - 1] if number else 0 : self.ends[number]].tolist()

    def gather(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The values of these rows, and for each value the place of its row in `numbers`."""
        ends = np.frombuffer(self.ends, np.int32)
        last = ends[numbers]
        first = np.where(numbers > 0, ends[numbers - 1], 0)
        counts = last - first
        places = np.repeat(np.arange(len(numbers), dtype=np.int32), counts)
        within = np.arange(len(places), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.frombuffer(self.values, np.int32)[first[places] + within], places


class BulkAnalyzer:
    """Analyses batches of texts. Its numbers of terms stay the same for all batches; `terms` names them."""

    def __init__(self, analyzer: PersianAnalyzer) -> None:
        self.terms: list[str] = []
        self._analyzer = analyzer
        self._term_numbers: Memo[str, int] = Memo(self._new_term, entries=None)
        self._forms: list[Form] = []
        self._form_numbers: dict[str, int] = {}
        self._bits = array("i")
        self._heads = array("i")
        self._openings = (array("i"), array("i"))  # of three letters, and of two
        self._wide = array("i")
        self._main = array("i")
        self._form_terms = _Rows()
        self._joined_terms = _Rows()
        self._piece_forms = _Rows()
        self._piece_bits = _Rows()
        self._pieces: Memo[str, int] = Memo(self._new_piece, entries=None)
        self._mended: Memo[tuple[int, ...], tuple[tuple[int, int, int], ...]] = Memo(self._mend)
        self._joined: Memo[int, int] = Memo(self._join, entries=None)
        heads = analyzer.lexicon.compound_heads
        self._head_numbers = {head: number for number, head in enumerate(heads, 1)}
        names = {start: number for number, start in enumerate(sorted(set().union(*heads.values())), 1)}
        self._opening_numbers = names
        self._follows = np.sort(
            np.array([(n << _SHIFT) + names[o] for h, n in self._head_numbers.items() for o in heads[h]], np.int64)
        )
        self._new_form(Word("", 0, 0, "other"))

    def __call__(self, texts: Sequence[str]) -> Postings:
        """The terms of some texts. Any strings are accepted."""
        whole = _NEXT_TEXT.join(text.replace("\0", "\n") for text in texts)
        pieces = whole.replace("\n", _LINE_BREAK).replace("\u00a0", " ").split(" ")
        known = np.fromiter(map(self._pieces.__getitem__, pieces), np.int32, len(pieces))
        forms, places = self._piece_forms.gather(known)
        bits = self._piece_bits.gather(known)[0]
        of_text = np.cumsum(known == self._pieces[_NEXT_TEXT.strip()], dtype=np.int32)[places]
        forms, of_text, bits = self._put_together(forms, of_text, bits)
        joined = self._may_be_one(bits)
        joined_rows = np.fromiter(
            map(self._joined.__getitem__, _both(forms[joined], forms[joined + 1]).tolist()), np.int32, len(joined)
        )
        words = forms != _NOTHING
        positions = np.cumsum(words, dtype=np.int32) - 1
        lengths = np.bincount(of_text[words], minlength=len(texts)).astype(np.int32)
        positions -= (np.cumsum(lengths) - lengths).astype(np.int32)[of_text] if len(of_text) else 0
        terms, rows = self._form_terms.gather(forms)
        more, more_rows = self._joined_terms.gather(joined_rows)
        at = np.concatenate((rows, joined[more_rows]))
        wide = np.frombuffer(self._wide, np.int32)[forms]
        has_wide = wide >= 0
        return Postings(
            texts=of_text[at],
            positions=positions[at],
            terms=np.concatenate((terms, more)),
            wide_texts=of_text[has_wide],
            wide_terms=wide[has_wide],
            lengths=lengths,
            words=np.frombuffer(self._main, np.int32)[forms[words]],
        )

    def _put_together(self, forms: Numbers, of_text: Numbers, bits: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The same columns where a space tore words apart and they are put together again."""
        numbers = forms.tolist()
        places, mended, lasts = [], [], []
        dropped: list[int] = []
        for first, end in self._stretches(forms, bits):
            for offset, last, form in self._mended[tuple(numbers[first:end])]:
                places.append(first + offset)
                lasts.append(first + last)
                mended.append(form)
                dropped += range(first + offset + 1, first + last + 1)
        if not dropped:
            return forms, of_text, bits
        known = np.frombuffer(self._bits, np.int32)[mended] & ~_CLEAN
        bits[places] = known | bits[places] & _STARTS_CLEAN | bits[lasts] & _ENDS_CLEAN
        forms[places] = mended
        kept = np.ones(len(forms), bool)
        kept[dropped] = False
        return forms[kept], of_text[kept], bits[kept]

    def _stretches(self, forms: Numbers, bits: Numbers) -> Iterator[tuple[int, int]]:
        """The stretches of forms (first, beyond the last) in which a space may have torn a word; none overlap."""
        left, right = bits[:-1], bits[1:]
        clean = (left & _ENDS_CLEAN != 0) & (right & _STARTS_CLEAN != 0)
        ending = clean & (right & _IS_ENDING != 0)
        opening_pairs = np.flatnonzero(clean & (left & _OPENS != 0) & ~ending)
        head = np.frombuffer(self._heads, np.int32)[forms[opening_pairs]].astype(np.int64) << _SHIFT
        follows = np.zeros(len(opening_pairs), bool)
        for column in self._openings:
            follows |= self._in_follows(head + np.frombuffer(column, np.int32)[forms[opening_pairs + 1]])
        torn = ending | (clean & (left & _OPENS_ALL != 0))
        torn[opening_pairs[follows]] = True
        lefts = np.flatnonzero(torn)
        clean = np.append(clean, False)
        far = (left[lefts] & _OPENS_FAR != 0) & clean[lefts + 1]
        return _merged(lefts.tolist(), (lefts + 2 + far).tolist())

    def _in_follows(self, asked: NDArray[np.int64]) -> NDArray[np.bool_]:
        if not len(self._follows):
            return np.zeros(len(asked), bool)
        found = np.searchsorted(self._follows, asked)
        known: NDArray[np.bool_] = self._follows[np.minimum(found, len(self._follows) - 1)] == asked
        return known

    @staticmethod
    def _may_be_one(bits: Numbers) -> NDArray[np.intp]:
        """The places of words that are also given as one with the next."""
        left, right = bits[:-1], bits[1:]
        clean = (left & _ENDS_CLEAN != 0) & (right & _STARTS_CLEAN != 0)
        return np.flatnonzero(clean & ((left | right) & (_UNKNOWN | _IS_FUNCTION_WORD) == _UNKNOWN))

    def _new_term(self, term: str) -> int:
        self.terms.append(term)
        return len(self.terms) - 1

    def _form_number(self, word: Word) -> int:
        number = self._form_numbers.get(word.surface)
        return self._new_form(word) if number is None else number

    def _new_form(self, word: Word) -> int:
        form = self._analyzer.new_form(word.surface, word.script)
        if not form.terms and self._forms:
            self._form_numbers[word.surface] = _NOTHING
            return _NOTHING
        number = self._form_numbers[word.surface] = len(self._forms)
        self._forms.append(form)
        start = opening(form.key)
        self._openings[0].append(self._opening_numbers.get(start, 0))
        self._openings[1].append(self._opening_numbers.get(start[:2], 0))
        self._heads.append(self._head_numbers.get(form.key, 0))
        self._bits.append(self._bits_of(form))
        self._wide.append(self._term_numbers[form.wide] if form.wide else -1)
        terms = [self._term_numbers[term] for term, _ in form.terms]
        self._main.append(terms[0] if terms else -1)
        self._form_terms.append(terms)
        return number

    def _bits_of(self, form: Form) -> int:
        if form.script != "arabic" or not form.terms:
            return 0
        return (
            _CLEAN
            | is_ending(form.key) * _IS_ENDING
            | (form.key in self._head_numbers) * _OPENS
            | follows_all(form.key) * _OPENS_ALL
            | (form.key in self._analyzer.lexicon.far_heads or form.key in BOUND_PREFIXES) * _OPENS_FAR
            | form.unknown * _UNKNOWN
            | form.is_function_word * _IS_FUNCTION_WORD
        )

    def _new_piece(self, piece: str) -> int:
        """Number what stands between two spaces; punctuation around a known word makes no new word."""
        if _ONE_WORD.fullmatch(piece):
            form = self._form_number(Word(piece, 0, len(piece), "arabic"))
            self._piece_bits.append([self._bits[form]])
            return self._piece_forms.append([form])
        core = piece.strip(_PUNCTUATION)
        if core.strip(_NO_GAP) and core != piece and "@" not in core and "//" not in core:
            inner = self._pieces[core]
            forms, bits = self._piece_forms.row(inner), self._piece_bits.row(inner)
            clean_start, clean_end = piece.startswith(core), piece.endswith(core)
        else:
            words = list(tokenize(piece))
            if len(words) > 1:
                words = list(reattach(words, piece, self._analyzer.lexicon))
            forms = [self._form_number(word) for word in words]
            if not any(forms):
                forms = [_NOTHING] if piece.strip(_NO_GAP) else []
            bits = [self._bits[form] & ~_CLEAN for form in forms]
            if any(forms):
                bits[0] |= self._bits[forms[0]] & _STARTS_CLEAN
                bits[-1] |= self._bits[forms[-1]] & _ENDS_CLEAN
            clean_start = not words or not piece[: words[0].start].strip(_NO_GAP)
            clean_end = not words or not piece[words[-1].end :].strip(_NO_GAP)
        if bits and not clean_start:
            bits[0] &= ~_STARTS_CLEAN
        if bits and not clean_end:
            bits[-1] &= ~_ENDS_CLEAN
        self._piece_bits.append(bits)
        return self._piece_forms.append(forms)

    def _mend(self, stretch: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
        """The words that are put together again: (first piece, last piece, form) each; empty where nothing was torn."""
        words, start = [], 0
        for form in map(self._forms.__getitem__, stretch):
            words.append(Word(form.surface, start, start + len(form.surface), form.script))
            start += len(form.surface) + 1
        text = " ".join([word.surface for word in words])
        found, place = [], 0
        for word in reattach(words, text, self._analyzer.lexicon):
            last = place + word.surface.count(" ")
            if last > place:
                found.append((place, last, self._form_number(word)))
            place = last + 1
        return tuple(found)

    def _join(self, both: int) -> int:
        """Number the lemmas of two forms written as one."""
        pair = as_one(self._forms[both >> _SHIFT], self._forms[both & (1 << _SHIFT) - 1])
        return self._joined_terms.append([self._term_numbers[lemma] for lemma in self._analyzer.lemmas(*pair)])


def _both(left: Numbers, right: Numbers) -> NDArray[np.int64]:
    return (left.astype(np.int64) << _SHIFT) + right


def _merged(lefts: list[int], ends: list[int]) -> Iterator[tuple[int, int]]:
    """Stretches that overlap as one."""
    first = end = 0
    for left, reach in zip(lefts, ends, strict=True):
        if left >= end:
            if end:
                yield first, end
            first = left
        end = max(end, reach)
    if end:
        yield first, end
