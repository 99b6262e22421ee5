"""Persons that the gazetteer lacks: by given names, titles and reporting verbs; and surnames of names met in full.

«رضا کریمی گفت» ("Reza Karimi said") is a given name, a surname and a reporting verb. The same person under several
spellings has one id, made of the folded words of the name, so that it is the same in every run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from kavosh.analyzers.lexicon_cache import default_lexicon
from kavosh.analyzers.name_cues import NameCues
from kavosh.analyzers.name_words import NameWords
from kavosh.analyzers.persian import PersianAnalyzer
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.types import Label

PREFIX = "~"  # begins the id of a person that the gazetteer lacks
_SEPARATOR = "_"
_MAX_GIVEN = 3
_TITLE_REACH = 6  # words between a title and the name: وزیر امور خارجه ایران
_SUFFIXES = frozenset("پور زاده نژاد نیا فر راد مهر اصل فرد خواه دوست منش وند لو اوغلو تبار یان مقدم".split())
_HONORIFICS = frozenset(("سید", "سیده", "seyed", "sayyid", "seyyed"))
_HOLY = frozenset("حضرت امام امامزاده".split())  # what follows is mostly a shrine, a school, a feast
_NOT_SURNAMES = frozenset(  # Latin words with a capital after what looks like a given name
    "drive street road avenue square park bridge island islands river bay lake beach university college school "
    "hospital airport station tower palace museum hotel city county district council company group bank day".split()
)
_MIN_FOREIGN = 2
_MIN_SURNAME = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name: the words first to last."""

    first: int
    last: int
    id: str
    label: Label


def person_label(id_: str) -> Label | None:
    """The name in the id of a person that the gazetteer lacks; None for other ids."""
    if not id_.startswith(PREFIX):
        return None
    words = id_.removeprefix(PREFIX).split(_SEPARATOR)
    name = " ".join(word.title() if word.isascii() else word for word in words)
    return Label(name, name)


def find_persons(words: NameWords, cues: NameCues, taken: set[int], known: Iterable[Person]) -> list[Person]:
    """Persons in words that are not taken: full names, titled surnames, and surnames of the full names in the text.

    known: persons of the gazetteer in this text.
    """
    reader = _Reader(words, cues, taken)
    found = list(reader.full_names())
    for person in found:
        taken.update(range(person.first, person.last + 1))
    by_surname = surnames_of(words, [*known, *found])
    found = [_in_full(person, by_surname.get(words.keys[person.first])) for person in found]
    found += reader.surnames(by_surname)
    return found


def _in_full(person: Person, full: Person | None) -> Person:
    """A surname alone, as the person who is named in full elsewhere in the text."""
    return person if full is None or person.last > person.first else replace(person, id=full.id, label=full.label)


def surnames_of(words: NameWords, persons: Iterable[Person]) -> dict[str, Person | None]:
    """Surname -> the one person of that surname who is named in full; None where there are two."""
    by_surname: dict[str, Person | None] = {}
    for person in persons:
        if person.last == person.first:
            continue
        for first in range(person.first + 1, person.last + 1):
            surname = "".join(words.keys[first : person.last + 1])
            other = by_surname.get(surname, person)
            by_surname[surname] = person if other is not None and other.id == person.id else None
    return by_surname


class _Reader:
    def __init__(self, words: NameWords, cues: NameCues, taken: set[int]) -> None:
        self._words = words
        self._cues = cues
        self._taken = taken

    def full_names(self) -> Iterator[Person]:
        """Given names with a surname, unknown words before a surname, and surnames beside a title or reporting verb."""
        beyond = 0
        for index in range(len(self._words.keys)):
            if index < beyond or index in self._taken:
                continue
            last = self._name_from(index)
            if last is not None and not self._is_namesake(index):
                beyond = last + 1
                yield self._person(index, last)

    def _name_from(self, index: int) -> int | None:
        """The last word of the name that begins here; None where none does."""
        keys, cues = self._words.keys, self._cues
        key = keys[index]
        if key in cues.given or key in _HONORIFICS:
            return self._after_given(index)
        addressed = index > 0 and keys[index - 1] in cues.addresses and self._words.touch(index - 1)
        if self._is_before_surname(index) and (addressed or _is_unknown(key) or key in cues.given_words):
            return self._with_suffix(index + 1)
        if key in cues.given_words and self._is_titled(index) and self._goes_on(index) and _is_unknown(keys[index + 1]):
            return self._after_given(index)
        return self._cued_surname(index, addressed) if addressed or key in cues.surnames else None

    def _is_before_surname(self, index: int) -> bool:
        """Whether a word that is nothing else, or a given name, stands before a surname that is nothing else."""
        words = self._words
        return (
            len(words.keys[index]) >= _MIN_SURNAME
            and self._goes_on(index)
            and words.keys[index + 1] in self._cues.surnames
            and not _is_common(words.keys[index + 1])
            and not _is_function_or_verb(words.keys[index], words.surfaces[index])
        )

    def surnames(self, by_surname: dict[str, Person | None]) -> Iterator[Person]:
        """Surnames alone, of persons who are named in full elsewhere in the text."""
        words = self._words
        for index, key in enumerate(words.keys):
            person = by_surname.get(key)
            if person is not None and index not in self._taken and self._is_surname_here(index):
                yield Person(index, index, person.id, person.label)

    def _after_given(self, first: int) -> int | None:
        """The last word of the name that begins with a given name; None where no surname follows."""
        keys, cues = self._words.keys, self._cues
        last = first
        while (
            last - first < _MAX_GIVEN
            and self._goes_on(last)
            and (keys[last + 1] in cues.given or keys[last + 1] in cues.given_words)
        ):
            last += 1
        honorific = keys[first] in _HONORIFICS
        if self._goes_on(last) and self._may_be_surname(last + 1, first):
            last = self._with_suffix(last + 1)
            return None if honorific and last == first + 1 and not self._is_titled(first) else last
        return last if last > first + honorific and self._is_cued(first, last) else None

    def _cued_surname(self, index: int, addressed: bool) -> int | None:
        """The last word of a surname alone, right after a form of address or before a reporting verb."""
        if not self._looks_like_surname(index):
            return None
        last = self._with_suffix(index)
        reported = not _is_common(self._words.keys[index]) and self._cues.reports.begin_at(self._words.keys, last + 1)
        return last if addressed or reported else None

    def _with_suffix(self, last: int) -> int:
        """One word more where it goes on with a surname."""
        return last + 1 if self._goes_on(last) and self._is_surname_suffix(last + 1) else last

    def _may_be_surname(self, index: int, first: int) -> bool:
        key = self._words.keys[index]
        if len(key) < _MIN_SURNAME - 1 or _is_function_or_verb(key, self._words.surfaces[index]):
            return False
        return (
            self._looks_like_surname(index)
            or self._is_titled(first)
            or self._cues.reports.begin_at(self._words.keys, index + 1)
        )

    def _looks_like_surname(self, index: int) -> bool:
        """Whether a word is a known surname, has the ending of one, or is no word at all."""
        words, cues = self._words, self._cues
        key, surface = words.keys[index], words.surfaces[index]
        if words.scripts[index] == "latin":
            return surface[0].isupper() and key not in _NOT_SURNAMES and not is_stop_word(surface)
        if words.scripts[index] != "arabic" or _is_function_or_verb(key, surface):
            return False
        if len(key) < _MIN_SURNAME:
            return len(key) == _MIN_FOREIGN and _is_unknown(key)
        return (
            key in cues.surnames
            or key in cues.surname_words
            or _is_unknown(key)
            or (key.endswith(cues.surname_endings) and not _is_common(key))
        )

    def _is_surname_suffix(self, index: int) -> bool:
        """Whether a word goes on with a surname: احمدی نژاد, آذری جهرمی."""
        key = self._words.keys[index]
        if self._words.scripts[index] == "latin":
            return self._words.surfaces[index][0].isupper() and not is_stop_word(self._words.surfaces[index])
        return key in _SUFFIXES or (key in self._cues.surnames and not _is_common(key))

    def _is_surname_here(self, index: int) -> bool:
        """Whether a surname met in full elsewhere is meant here, and not the word or place that it also is."""
        words, cues = self._words, self._cues
        if words.scripts[index] == "latin":
            return words.surfaces[index][0].isupper()
        if self._is_namesake(index) or (index and words.keys[index - 1] in cues.given and words.touch(index - 1)):
            return False
        key = words.keys[index]
        return key in cues.surnames or _is_unknown(key) or self._is_cued(index, index)

    def _goes_on(self, index: int) -> bool:
        """Whether the next word stands right after this one, of the same script and in no name yet."""
        words = self._words
        return words.touch(index) and index + 1 not in self._taken and words.scripts[index + 1] == words.scripts[index]

    def _is_cued(self, first: int, last: int) -> bool:
        return self._is_titled(first) or self._cues.reports.begin_at(self._words.keys, last + 1)

    def _is_titled(self, index: int) -> bool:
        """Whether a title stands before a name, perhaps with what it is of between: وزیر نفت ایران."""
        keys, titles = self._words.keys, self._cues.titles
        for place in range(index, max(0, index - _TITLE_REACH), -1):
            if titles.end_before(keys, place):
                return True
            if place and not self._words.touch(place - 1):
                return False
        return False

    def _is_namesake(self, index: int) -> bool:
        words, cues = self._words, self._cues
        if not index or not words.touch(index - 1):
            return False
        return words.keys[index - 1] in _HOLY or cues.not_after.end_before(words.keys, index) > 0

    def _person(self, first: int, last: int) -> Person:
        words = self._words
        name = [key for key in words.keys[first : last + 1] if key not in _HONORIFICS]
        id_ = PREFIX + _SEPARATOR.join(name)
        return Person(first, last, id_, person_label(id_) or Label("", ""))


@lru_cache(maxsize=100_000)
def _is_function_or_verb(key: str, surface: str) -> bool:
    lexicon = default_lexicon()
    return is_stop_word(surface) or key in lexicon.verbs or (key in lexicon.participles and key not in lexicon.names)


@lru_cache(maxsize=100_000)
def _is_unknown(key: str) -> bool:
    """Whether a word is none that the lexicon has, nor an inflected form of one."""
    return _analyzer().form(key, "arabic").unknown


@cache
def _analyzer() -> PersianAnalyzer:
    return PersianAnalyzer(default_lexicon())


@lru_cache(maxsize=100_000)
def _is_common(key: str) -> bool:
    """Whether this is an ordinary word, too."""
    return default_lexicon().words.get(key, 0) > _RARE


_RARE = 1
