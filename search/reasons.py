"""Reasons as sentences, in both languages of the interface."""

from kavosh.types import Reason

_DIGITS = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
_RULES = {
    "en": {
        "form": "this word, in any form",
        "exact": "as it is spelled in the query",
        "part": "a part of the compound",
        "joined": "written together with its neighbour",
        "wide": "a word of the same stem",
        "name": "another name of it",
        "entity": "the article is about it",
        "near": "neighbours in the query, and here",
        "phrase": "these words side by side",
        "pattern": "a word of this pattern",
        "fuzzy": "a word nearly so",
        "date": "published on these days",
        "field": "has this value",
    },
    "fa": {
        "form": "همین واژه، به هر صورت",
        "exact": "با همین املا",
        "part": "بخشی از واژهٔ مرکب",
        "joined": "چسبیده به واژهٔ کناری",
        "wide": "واژه‌ای هم‌ریشه",
        "name": "نام دیگر آن",
        "entity": "مطلب دربارهٔ آن است",
        "near": "کنار هم در جست‌وجو و در متن",
        "phrase": "همین واژه‌ها کنار هم",
        "pattern": "واژه‌ای با این الگو",
        "fuzzy": "واژه‌ای نزدیک به آن",
        "date": "در این روزها منتشر شده است",
        "field": "این مقدار را دارد",
    },
}
_TIMES = {
    "en": {"title": "{} in the title", "body": "{} in the text"},
    "fa": {"title": "{} بار در عنوان", "body": "{} بار در متن"},
}


def rule_text(reason: Reason, language: str) -> str:
    """The rule in words: "fa" or "en"."""
    return _RULES[language][reason.rule]


def places_text(reason: Reason, language: str) -> str:
    """Where it was found and how often; empty for what is no text."""
    times = _TIMES[language]
    found = [times[name].format(count) for name, count in reason.fields.items() if name in times]
    return _localised((", " if language == "en" else "، ").join(found), language)


def score_text(reason: Reason, language: str) -> str:
    """What it adds to the score."""
    return _localised(f"{reason.score:.2f}", language)


def sentence(reason: Reason, language: str) -> str:
    """A reason on one line.

    >>> sentence(Reason("cities", "form", {"title": 1, "body": 4}, ("city", "cities"), 1.0, 2.5), "en")
    'cities: this word, in any form (city, cities); 1 in the title, 4 in the text; +2.50'
    """
    comma, semicolon = (", ", "; ") if language == "en" else ("، ", "؛ ")
    forms = f" ({comma.join(reason.forms)})" if reason.forms else ""
    parts = (f"{reason.word}: {rule_text(reason, language)}{forms}", places_text(reason, language))
    return semicolon.join((*filter(None, parts), f"+{score_text(reason, language)}"))


def _localised(text: str, language: str) -> str:
    return text.translate(_DIGITS) if language == "fa" else text
