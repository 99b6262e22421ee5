"""Reasons as sentences, and what part of a score each kind of them is, in both languages of the interface."""

from collections.abc import Mapping, Sequence
from typing import get_args

from kavosh.types import Reason, ReasonPart

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
        "translation": "the word in the other language",
        "expansion": "a word of the other language near in meaning",
        "near": "neighbours in the query, and here",
        "phrase": "these words side by side",
        "pattern": "a word of this pattern",
        "fuzzy": "a word nearly so",
        "date": "published on these days",
        "field": "has this value",
        "every": "has nothing that was excluded",
        "meaning": "near in meaning",
    },
    "fa": {
        "form": "همین واژه، به هر صورت",
        "exact": "با همین املا",
        "part": "بخشی از واژهٔ مرکب",
        "joined": "چسبیده به واژهٔ کناری",
        "wide": "واژه‌ای هم‌ریشه",
        "name": "نام دیگر آن",
        "entity": "مطلب دربارهٔ آن است",
        "translation": "همین واژه به زبان دیگر",
        "expansion": "واژه‌ای از زبان دیگر با معنای نزدیک",
        "near": "کنار هم در جست‌وجو و در متن",
        "phrase": "همین واژه‌ها کنار هم",
        "pattern": "واژه‌ای با این الگو",
        "fuzzy": "واژه‌ای نزدیک به آن",
        "date": "در این روزها منتشر شده است",
        "field": "این مقدار را دارد",
        "every": "چیزی از کنارگذاشته‌ها را ندارد",
        "meaning": "در معنا نزدیک است",
    },
}
_PARTS: dict[str, dict[ReasonPart, str]] = {
    "en": {"words": "words", "names": "other names", "translations": "other language", "meaning": "meaning"},
    "fa": {"words": "واژه‌ها", "names": "نام‌های دیگر", "translations": "زبان دیگر", "meaning": "معنا"},
}
_SCORE = {"en": "score", "fa": "امتیاز"}
_UNFOUND = {
    "en": "the search does not find this article; of the query it has:",
    "fa": "جست‌وجو این مطلب را پیدا نمی‌کند؛ از واژه‌ها این‌ها را دارد:",
}
_TIMES = {
    "en": {"title": "{} in the title", "body": "{} in the text", "tags": "{} in the tags"},
    "fa": {"title": "{} بار در عنوان", "body": "{} بار در متن", "tags": "{} بار در برچسب‌ها"},
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


def parts_of(reasons: Sequence[Reason]) -> dict[ReasonPart, float]:
    """What each part adds to the score; together they are the score. Every part is there.

    >>> parts_of([Reason("metro", "form", {}, (), 1.0, 3.0), Reason("metro", "translation", {}, (), 0.7, 1.0)])
    {'words': 3.0, 'names': 0.0, 'translations': 1.0, 'meaning': 0.0}
    """
    parts: dict[ReasonPart, float] = dict.fromkeys(get_args(ReasonPart), 0.0)
    for reason in reasons:
        parts[reason.part] += reason.score
    return parts


def shares_of(parts: Mapping[ReasonPart, float]) -> dict[ReasonPart, int]:
    """The parts in whole percent that add up to 100; nothing where there is no score.

    What is lost by rounding down goes to those that lost most.

    >>> shares_of({"words": 2.0, "names": 2.0, "translations": 2.0, "meaning": 0.0})
    {'words': 34, 'names': 33, 'translations': 33, 'meaning': 0}
    """
    score = sum(parts.values())
    if score <= 0:
        return {}
    exact = dict(zip(parts, (100 * value / score for value in parts.values()), strict=True))
    shares = dict(zip(parts, map(int, exact.values()), strict=True))
    lost = sorted(parts, key=lambda part: shares[part] - exact[part])
    for part in lost[: 100 - sum(shares.values())]:
        shares[part] += 1
    return shares


def part_text(part: ReasonPart, language: str) -> str:
    """The name of a part."""
    return _PARTS[language][part]


def summary(reasons: Sequence[Reason], language: str) -> str:
    """The score and its parts on one line.

    >>> summary([Reason("metro", "form", {}, (), 1.0, 3.0), Reason("metro", "translation", {}, (), 0.7, 1.0)], "en")
    'score 4.00: words 75%, other names 0%, other language 25%, meaning 0%'
    """
    parts = parts_of(reasons)
    shares = shares_of(parts)
    if not shares:
        return _UNFOUND[language]
    comma = ", " if language == "en" else "، "
    shown = comma.join(f"{part_text(part, language)} {percent(n / 100, language)}" for part, n in shares.items())
    return f"{_SCORE[language]} {_localised(f'{sum(parts.values()):.2f}', language)}: {shown}"


def percent(share: float, language: str) -> str:
    """A share in whole percent.

    >>> percent(0.254, "en"), percent(0.254, "fa"), percent(0.001, "en")
    ('25%', '۲۵٪', '<1%')
    """
    text = f"{100 * share:.0f}" if share == 0 or share >= 0.005 else "<1"
    return _localised(text, language) + ("%" if language == "en" else "٪")


def sentence(reason: Reason, language: str) -> str:
    """A reason on one line.

    >>> sentence(Reason("cities", "form", {"title": 1, "body": 4}, ("city", "cities"), 1.0, 2.5), "en")
    'cities: this word, in any form (city, cities); 1 in the title, 4 in the text; +2.50'
    """
    comma, semicolon = (", ", "; ") if language == "en" else ("، ", "؛ ")
    forms = f" ({comma.join(reason.forms)})" if reason.forms else ""
    share = f" ({percent(reason.share, language)})" if reason.share else ""
    parts = (f"{reason.word}: {rule_text(reason, language)}{forms}", places_text(reason, language))
    return semicolon.join((*filter(None, parts), f"+{score_text(reason, language)}{share}"))


def _localised(text: str, language: str) -> str:
    return text.translate(_DIGITS) if language == "fa" else text
