"""Many texts at once: the terms of `PersianAnalyzer`, the same as one by one, as arrays of numbers.

Every form is analysed once and numbered. What remains to do for a word of a text is to look its number up; finding
torn words, gathering terms and counting positions are array operations over a whole batch.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.characters import ARABIC_LETTERS, JOINERS, MARKS, fold
from kavosh.analyzers.forms import Form, as_one
from kavosh.analyzers.halfspace import BOUND_PREFIXES, ENDINGS, PREFIXES, reattach, runs, word_key
from kavosh.analyzers.lexicon import OPENING, Lexicon
from kavosh.analyzers.memo import Memo
from kavosh.analyzers.persian import PersianAnalyzer
from kavosh.analyzers.ragged import Numbers, Places, Ragged, merged
from kavosh.analyzers.stopwords import stop_words
from kavosh.analyzers.tokenizer import Script, Word, tokenize

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
_BITS = 8  # a form and what is known of it are packed in one number
_ALL_BITS = (1 << _BITS) - 1

_NOTHING = 0  # the form that stands for punctuation between spaces and for a line break
_LINE_BREAK = " \n "
_NO_GAP = "\u00a0\u00ac\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # beside a space, no more than it
_PUNCTUATION = '«»()[]{}،؛,;.:!؟?"“”…-–—*|'  # what stands around words and is never part of one
_WORD_PIECE = f"[{ARABIC_LETTERS}][{ARABIC_LETTERS}{MARKS}]*"
_ONE_WORD = re.compile(f"{_WORD_PIECE}(?:[{JOINERS}]+{_WORD_PIECE})*")  # as the tokenizer has it; most pieces are one
_PLAIN_NUMBER = re.compile("[0-9۰-۹٠-٩]+")
_SHIFT = 32  # two numbers in one
_LOW = (1 << _SHIFT) - 1
_PAIR = 2


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
        self._form_terms = Ragged()
        self._joined_terms = Ragged()
        self._piece_forms = Ragged()  # of pieces of no word or several: each form packed with its bits
        self._pieces: Memo[str, int] = Memo(self._new_piece, entries=None)
        self._mended: Memo[tuple[int, ...], tuple[tuple[int, int, int], ...]] = Memo(self._mend)
        self._whole_pairs: Memo[int, int] = Memo(self._mend_pair)
        self._joined: Memo[int, int] = Memo(self._join, entries=None)
        heads = analyzer.lexicon.compound_heads
        self._head_numbers = {head: number for number, head in enumerate(heads, 1)}
        self._key_bits = _bits_by_key(analyzer.lexicon)
        names = {start: number for number, start in enumerate(sorted(set().union(*heads.values())), 1)}
        self._opening_numbers = names
        self._follows = np.zeros((len(heads) + 1, len(names) + 1), bool)  # by numbers of heads and openings, 0 for none
        for head, openings in heads.items():
            self._follows[self._head_numbers[head], [names[opening] for opening in openings]] = True
        self._new_form("", "other")

    def __call__(self, texts: Sequence[str]) -> Postings:
        """The terms of some texts. Any strings are accepted."""
        packed, of_text = self._unpacked([self._piece_numbers(text) for text in texts])
        forms, bits = packed >> _BITS, packed & _ALL_BITS
        forms, of_text, bits = self._put_together(forms, of_text, bits)
        joined = self._may_be_one(bits)
        joined_rows = _looked_up(self._joined, _both(forms[joined], forms[joined + 1]))
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

    def _piece_numbers(self, text: str) -> Numbers:
        """The pieces of a text, and a line break: text by text, for what was just written is still in the cache."""
        pieces = f"{text}\n".replace("\n", _LINE_BREAK).replace("\u00a0", " ").split(" ")
        return np.fromiter(map(self._pieces.__getitem__, pieces), np.int32, len(pieces))

    def _unpacked(self, pieces: list[Numbers]) -> tuple[Numbers, Numbers]:
        """The forms in pieces, packed with their bits, and the texts that they are of."""
        known = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
        of_text = np.repeat(np.arange(len(pieces), dtype=np.int32), [len(numbers) for numbers in pieces])
        rows = np.flatnonzero(known < 0)
        values, places = self._piece_forms.gather(~known[rows])
        counts = np.ones(len(known), np.int64)
        counts[rows] = np.bincount(places, minlength=len(rows))
        packed = np.repeat(known, counts)
        packed[packed < 0] = values
        return packed, np.repeat(of_text, counts)

    def _put_together(self, forms: Numbers, of_text: Numbers, bits: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The same columns where a space tore words apart and they are put together again."""
        firsts, ends = self._stretches(forms, bits)
        longer = ends - firsts > _PAIR
        pairs = firsts[~longer]
        whole = _looked_up(self._whole_pairs, _both(forms[pairs], forms[pairs + 1]))
        pairs, whole = pairs[whole != _NOTHING], whole[whole != _NOTHING]
        found = [  # (first place, last place, form)
            (first + offset, first + last, form)
            for first, end in zip(firsts[longer].tolist(), ends[longer].tolist(), strict=True)
            for offset, last, form in self._mended[tuple(forms[first:end].tolist())]
        ]
        more = np.array(found, np.int64).reshape(-1, 3)
        places, lasts = np.concatenate((pairs, more[:, 0])), np.concatenate((pairs + 1, more[:, 1]))
        forms[places] = np.concatenate((whole, more[:, 2]))
        known = np.frombuffer(self._bits, np.int32)[forms[places]] & ~_CLEAN
        bits[places] = known | bits[places] & _STARTS_CLEAN | bits[lasts] & _ENDS_CLEAN
        kept = np.ones(len(forms), bool)
        for offset in range(1, int((lasts - places).max(initial=0)) + 1):
            kept[places[places + offset <= lasts] + offset] = False
        return forms[kept], of_text[kept], bits[kept]

    def _stretches(self, forms: Numbers, bits: Numbers) -> tuple[Places, Places]:
        """The stretches of forms (first, beyond the last) in which a space may have torn a word; none overlap."""
        left, right = bits[:-1], bits[1:]
        clean = (left & _ENDS_CLEAN != 0) & (right & _STARTS_CLEAN != 0)
        ending = clean & (right & _IS_ENDING != 0)
        opening_pairs = np.flatnonzero(clean & (left & _OPENS != 0) & ~ending)
        head = np.frombuffer(self._heads, np.int32)[forms[opening_pairs]]
        follows = np.zeros(len(opening_pairs), bool)
        for column in self._openings:
            follows |= self._follows[head, np.frombuffer(column, np.int32)[forms[opening_pairs + 1]]]
        torn = ending | (clean & (left & _OPENS_ALL != 0))
        torn[opening_pairs[follows]] = True
        lefts = np.flatnonzero(torn)
        clean = np.append(clean, False)
        far = (left[lefts] & _OPENS_FAR != 0) & clean[lefts + 1]
        return merged(lefts, lefts + _PAIR + far)

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
        return self._new_form(word.surface, word.script) if number is None else number

    def _new_form(self, surface: str, script: Script) -> int:
        if script == "arabic":
            folded = fold(surface)
            number = self._form_numbers.get(folded)
            if number is None:
                number = self._numbered(folded, self._analyzer.folded_form(folded))
            self._form_numbers[surface] = number
            return number
        return self._numbered(surface, self._analyzer.new_form(surface, script))

    def _numbered(self, surface: str, form: Form) -> int:
        """Number a form."""
        if not form.terms and self._forms:
            self._form_numbers[surface] = _NOTHING
            return _NOTHING
        number = self._form_numbers[surface] = len(self._forms)
        self._forms.append(form)
        key = form.key
        self._openings[0].append(self._opening_numbers.get(key[:OPENING], 0))
        self._openings[1].append(self._opening_numbers.get(key[:2], 0))
        self._heads.append(self._head_numbers.get(key, 0))
        if form.script == "arabic":
            self._bits.append(_CLEAN | self._key_bits.get(key, 0) | form.unknown * _UNKNOWN)
        else:
            self._bits.append(0)
        terms = [self._term_numbers[term] for term, _ in form.terms]
        self._wide.append(self._term_numbers[form.wide] if form.wide else -1)
        self._main.append(terms[0] if terms else -1)
        self._form_terms.append(terms)
        return number

    def _new_piece(self, piece: str) -> int:
        """What stands between two spaces: a form with its bits, or ~ the number of a row of several (or none)."""
        if _ONE_WORD.fullmatch(piece):
            number = self._form_numbers.get(piece)
            if number is None:
                number = self._new_form(piece, "arabic")
            return number << _BITS | self._bits[number]
        if _PLAIN_NUMBER.fullmatch(piece):
            return self._form_number(Word(piece, 0, len(piece), "number")) << _BITS
        core = piece.strip(_PUNCTUATION)
        if core != piece and core.strip(_NO_GAP) and "@" not in core and "//" not in core:
            return self._punctuated(self._pieces[core], piece.startswith(core), piece.endswith(core))
        return self._cut(piece)

    def _punctuated(self, core: int, clean_start: bool, clean_end: bool) -> int:
        """A known piece with punctuation around it."""
        if core >= 0:
            return core & (-1 if clean_start else ~_STARTS_CLEAN) & (-1 if clean_end else ~_ENDS_CLEAN)
        packed = self._piece_forms.row(~core)
        if packed and not clean_start:
            packed[0] &= ~_STARTS_CLEAN
        if packed and not clean_end:
            packed[-1] &= ~_ENDS_CLEAN
        return ~self._piece_forms.append(packed)

    def _cut(self, piece: str) -> int:
        """A piece of other scripts, of several words, or of none."""
        words = list(tokenize(piece))
        if len(words) > 1:
            words = list(reattach(words, piece, self._analyzer.lexicon))
        forms = [self._form_number(word) for word in words]
        if not any(forms):
            forms = [_NOTHING] if piece.strip(_NO_GAP) else []
        packed = [form << _BITS | self._bits[form] & ~_CLEAN for form in forms]
        if any(forms) and not piece[: words[0].start].strip(_NO_GAP):
            packed[0] |= self._bits[forms[0]] & _STARTS_CLEAN
        if any(forms) and not piece[words[-1].end :].strip(_NO_GAP):
            packed[-1] |= self._bits[forms[-1]] & _ENDS_CLEAN
        return packed[0] if len(packed) == 1 else ~self._piece_forms.append(packed)

    def _mend(self, stretch: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
        """The words that are put together again: (first piece, last piece, form) each; empty where nothing was torn."""
        forms = [self._forms[number] for number in stretch]
        keys = [form.key if form.surface.isalpha() else word_key(form.surface) for form in forms]
        return tuple(
            (first, last, self._form_number(_written(forms[first : last + 1])))
            for first, last in runs(keys, [True] * (len(keys) - 1), self._analyzer.lexicon)
            if last > first
        )

    def _mend_pair(self, both: int) -> int:
        """The word that two forms are, or none."""
        found = self._mend((both >> _SHIFT, both & _LOW))
        return found[0][2] if found else _NOTHING

    def _join(self, both: int) -> int:
        """Number the lemmas of two forms written as one."""
        pair = as_one(self._forms[both >> _SHIFT], self._forms[both & _LOW])
        return self._joined_terms.append([self._term_numbers[lemma] for lemma in self._analyzer.lemmas(*pair)])


def _bits_by_key(lexicon: Lexicon) -> dict[str, int]:
    """What is known of words by their keys alone."""
    found: dict[str, int] = defaultdict(int)
    for bit, keys in (
        (_IS_ENDING, ENDINGS),
        (_OPENS, lexicon.compound_heads),
        (_OPENS_ALL, PREFIXES),
        (_OPENS_FAR, (*lexicon.far_heads, *BOUND_PREFIXES)),
        (_IS_FUNCTION_WORD, stop_words()),
    ):
        for key in keys:
            found[key] |= bit
    return dict(found)


def _written(forms: list[Form]) -> Word:
    """These words with a space between each two, as one."""
    surface = " ".join([form.surface for form in forms])
    return Word(surface, 0, len(surface), "arabic")


def _both(left: Numbers, right: Numbers) -> NDArray[np.int64]:
    return (left.astype(np.int64) << _SHIFT) + right


def _looked_up(memo: Memo[int, int], asked: NDArray[np.int64]) -> Numbers:
    return np.fromiter(map(memo.__getitem__, asked.tolist()), np.int32, len(asked))
