"""The parts of a saved page: header, headline, body, source, tags; site chrome stays out."""

import pytest

from kavosh.index.cleaning import Article, clean

LEAD = "شهردار تهران روز دوشنبه با سفیر بلاروس دیدار و درباره گسترش همکاری‌های شهری گفت‌وگو کرد."  # a lead paragraph
BODY = "وی در این دیدار از ساخت خط تازه مترو خبر داد."  # "He announced a new metro line at the meeting."
TITLE = "دیدار شهردار با سفیر"  # "The mayor meets the ambassador"


def article(*lines: str) -> Article:
    return clean("\n".join(lines))


@pytest.mark.parametrize(
    ("header", "iso"),
    [
        (["کد خبر: ۷۹۵۸۰۸", "۰۶ آبان ۱۴۰۴ - ۱۴:۰۹"], "2025-10-28"),
        (["کد خبر : 35842", "تاریخ انتشار : شنبه 2 تیر 1403 - 11:57"], "2024-06-22"),
        (["تاريخ: ٢ تير ١٤٠٣"], "2024-06-22"),  # Arabic letters and digits
        (["2024-06-22"], "2024-06-22"),
        (["Published: 23 October 2024, 11:57"], "2024-10-23"),
        (["Mon, 3 Mar 2025 09:30"], "2025-03-03"),
    ],
)
def test_header_lines(header: list[str], iso: str) -> None:
    for lines in ([*header, TITLE, LEAD, BODY], [TITLE, *header, LEAD, BODY]):
        found = article(*lines)
        assert found.published is not None
        assert found.published.isoformat() == iso
        assert (found.title, found.body) == (TITLE, f"{LEAD}\n{BODY}")


def test_a_date_glued_before_the_lead() -> None:
    found = article(" date 2025-10-27 " + LEAD * 3, "", BODY)
    assert found.published is not None
    assert found.published.isoformat() == "2025-10-27"
    assert found.body == f"{LEAD * 3}\n{BODY}"
    assert found.title.endswith("…")
    assert LEAD.startswith(found.title.rstrip("…"))


def test_a_date_in_the_first_sentence_serves_without_a_header() -> None:
    found = article(TITLE, "شهردار امروز -دوشنبه ۱۹ آبان ماه ۱۴۰۴- به مینسک رفت.", BODY)  # "today, Monday 19 Aban"
    assert str(found.published) == "2025-11-10"


def test_kicker_and_repeated_headline() -> None:
    found = article("چمران:", "", TITLE, "", TITLE, LEAD, BODY)  # "Chamran:"
    assert found.title == TITLE
    assert found.body == f"چمران:\n{LEAD}\n{BODY}"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("منبع: ایرنا", "ایرنا"),
        ("منبع:همشهری آنلاین", "همشهری آنلاین"),
        ("Source: Sample City Wire", "Sample City Wire"),
        ("به گزارش همشهری آنلاین، شهردار به مینسک رفت.", "همشهری آنلاین"),  # "Hamshahri Online reports ..."
        ("به گزارش سرویس سیاسی خبرگزاری رسا، شهردار رفت.", "خبرگزاری رسا"),
        ("مسکو- ایرنا- شهردار به مسکو رفت.", "ایرنا"),
        ("باشگاه خبرنگاران جوان - شهردار به مسکو رفت.", "باشگاه خبرنگاران جوان"),
    ],
)
def test_source(line: str, source: str) -> None:
    assert article(TITLE, line, LEAD).source == source


@pytest.mark.parametrize(
    "line",
    ["برچسب ها: تهران ، مینسک", "برچسب‌ها: تهران، مینسک", "برچسبها: تهران؛ مینسک", "Tags: تهران, مینسک"],
)
def test_tags(line: str) -> None:
    found = article(TITLE, LEAD, BODY, line)
    assert found.tags == ("تهران", "مینسک")
    assert found.body == f"{LEAD}\n{BODY}"


@pytest.mark.parametrize(
    "heading",
    ["خبرهای مرتبط", "آخرین اخبار", "آخرين اخبار:", "نوشته های مشابه", "ارسال نظرات", "Related news", "• Read more"],
)
def test_chrome_after_the_body_is_left_out(heading: str) -> None:
    found = article(TITLE, LEAD, BODY, heading, "قیمت طلا", "ثبت نام حج")  # gold price, hajj registration
    assert found.body == f"{LEAD}\n{BODY}"


def test_a_navigation_line_before_the_headline_is_no_end() -> None:
    assert article("آخرین اخبار", "", TITLE, LEAD, BODY).body == f"{LEAD}\n{BODY}"


def test_the_words_of_a_heading_inside_a_sentence_are_text() -> None:
    sentence = "آخرین اخبار این نشست در مسکو منتشر شد."  # "The latest news of this meeting ..."
    assert article(TITLE, sentence, BODY).body == f"{sentence}\n{BODY}"


@pytest.mark.parametrize("text", ["", "\n\n", "منبع: ایرنا", "۰۶ آبان ۱۴۰۴"])
def test_nothing_to_find(text: str) -> None:
    found = clean(text)
    assert (found.title, found.body) == ("", "")


def test_plain_text_without_any_form_is_kept_whole() -> None:
    text = "A note.\nSecond line\nthird line"
    found = clean(text)
    assert f"{found.title}\n{found.body}" == text
