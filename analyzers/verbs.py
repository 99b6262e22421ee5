"""The one-word forms of Persian verbs, each with the past stem that stands for the whole verb.

A verb has a past stem (گفت, "said") and a present stem (گو, "say"). Endings and the prefixes می، نمی، ن، ب are
regular; stems in a vowel take a glide. Forms are keys: without half-spaces, folded.
"""

from collections.abc import Iterable, Iterator

_PAST_ENDINGS = ("", "م", "ی", "یم", "ید", "ند")
_PRESENT_ENDINGS = ("م", "ی", "د", "یم", "ید", "ند")
_PERFECT_ENDINGS = ("", "ام", "ای", "است", "ایم", "اید", "اند")
_PAST_PREFIXES = ("", "ن", "می", "نمی")
_PRESENT_PREFIXES = ("ن", "ب", "می", "نمی")
_CLEAR_ENDINGS = ("", "یم", "ید", "ند")  # مردم is "people" before it is "I died", کشتی a ship
_VOWELS = ("ا", "و")
_DURATIVE = ("می", "نمی")
PREVERBS = ("باز", "فرو", "فرا", "بر", "در", "وا", "ور")  # before the prefix: برمی‌گردد, "returns"


def past_forms(stem: str) -> Iterator[str]:
    """گفت، گفتند، می‌گفتم، نگفت: what is hardly anything but a verb."""
    for prefix in _PAST_PREFIXES:
        endings = _PAST_ENDINGS if prefix else _CLEAR_ENDINGS
        yield from (join(prefix, stem) + ending for ending in endings)


def present_forms(stem: str) -> Iterator[str]:
    """می‌گوید، نگویند، بگویی: with a prefix, and so hardly anything but a verb."""
    for prefix in _PRESENT_PREFIXES:
        yield from _present(prefix, stem)


def doubtful_forms(past: str, present: str) -> Iterator[str]:
    """گفته، گفتم، گوید، بگو: also nouns and adjectives often enough, and so looked up after those."""
    for prefix in _PAST_PREFIXES:
        yield from (f"{join(prefix, past)}ه{ending}" for ending in _PERFECT_ENDINGS)
    yield from (past + ending for ending in _PAST_ENDINGS if ending not in _CLEAR_ENDINGS)
    if present:
        yield from _present("", present)
        for prefix in ("ب", "ن"):
            yield join(prefix, present)
            if present.endswith(_VOWELS):
                yield f"{join(prefix, present)}ی"


def _present(prefix: str, stem: str) -> Iterator[str]:
    glided = _glided(stem)
    for ending in _PRESENT_ENDINGS:
        yield join(prefix, glided) + ending
        if glided != stem and ending.startswith("ی"):
            yield join(prefix, stem) + ending  # a lost glide: میگوی for میگویی


def is_person_form(word: str) -> bool:
    """Whether a word could be a verb with an ending: what may follow a torn می where the verb is unknown."""
    return len(word) > 2 and word.endswith(("م", "ی", "د", "ست", "شت", "خت", "فت"))


def is_durative(form: str) -> bool:
    """Whether a form begins with می or نمی, which nouns almost never do."""
    return form.startswith(_DURATIVE)


# "To be" has no infinitive of its own in the present.
_COPULA = {f"{stem}{ending}": "هست" for stem in ("هست", "نیست") for ending in _PAST_ENDINGS}
_MODAL = {f"{prefix}توان": "توانست" for prefix in _PRESENT_PREFIXES}  # می‌توان, "one can", has no ending


def join(prefix: str, stem: str) -> str:
    """Put a prefix before a stem: آ loses its madda, and a short vowel takes a glide (نیامد، بیاید)."""
    if not prefix or not stem:
        return prefix + stem
    if stem.startswith("آ"):
        return prefix + ("آ" if prefix in _DURATIVE else "یا") + stem[1:]
    if stem.startswith("ا") and prefix in ("ب", "ن") and not stem.startswith("ای"):
        return f"{prefix}ی{stem[1:]}"
    return prefix + stem


def _glided(stem: str) -> str:
    return f"{stem}ی" if stem.endswith(_VOWELS) and stem not in _CONSONANT_VAV else stem


# Present stems whose و is a consonant: شو، رو، دو، شنو، جو (chew), درو, گرو.
_CONSONANT_VAV = frozenset(("شو", "رو", "دو", "شنو", "جو", "درو", "گرو", "غنو", "نو"))


def verb_forms(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """Forms of all verbs (past stem, present stem): certain ones, and those that may be other words too.

    Where two verbs share a form, the first of the pairs keeps it.
    """
    certain: dict[str, str] = {**_COPULA, **_MODAL}
    doubtful: dict[str, str] = {}
    for past, present in pairs:
        if not past:
            continue
        for form in (*past_forms(past), *(present_forms(present) if present else ())):
            certain.setdefault(form, past)
        for form in doubtful_forms(past, present):
            doubtful.setdefault(form, past)
    return certain, doubtful
