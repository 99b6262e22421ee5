"""The parts of a saved page: header, headline, body, source, tags; site chrome stays out."""

import pytest

from kavosh.index.chrome import is_request
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


@pytest.mark.parametrize(
    "masthead",
    [
        ["ورود / ثبت‌نام", "نمونه‌آنلاین", "اخبار ایران و جهان", "سیاسی", "کد خبر: ۱۲", "۶ آبان ۱۴۰۴"],  # "log in" ...
        ["MENU", "World", "Politics", "Top 10", "BREAKING", "Rescuers reach village cut off by landslide", "Share"],
    ],
)
def test_what_stands_above_the_headline_of_a_copied_page(masthead: list[str]) -> None:
    found = article(*masthead, TITLE + " در تالار شهر", "اشتراک", LEAD, BODY)  # "in the city hall", "share"
    assert found.title == TITLE + " در تالار شهر"
    *perhaps, lead, body = found.body.split("\n")  # what reads like a headline too is kept
    assert (lead, body) == (LEAD, BODY)
    assert set(perhaps) <= {"اخبار ایران و جهان", "Rescuers reach village cut off by landslide"}


def test_short_lines_above_a_paragraph_stay_where_nothing_shows_a_site() -> None:
    lines = ["نان", "پنیر و سبزی تازه بهاری", "چای", "یک قاشق عسل کوهستان", LEAD]  # "bread", "cheese and herbs" ...
    found = article(*lines)
    assert [found.title, *found.body.split("\n")] == lines


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("Sign up for our weekly newsletter", True),
        ("Download our app for the latest news", True),
        ("Support slow journalism", True),
        ("در کانال تلگرام ما عضو شوید", True),  # "join our Telegram channel"
        ("برای دریافت خبرها به کانال نمونه بپیوندید", True),  # "to get the news join the channel"
        ("The app lets residents report potholes.", False),
        ("Join the dots and a map appears.", False),
        ("He told members to support the bill.", False),
        ("پلیس از مردم خواست در کانال‌های ناشناس عضو نشوند.", False),  # "not to join unknown channels"
        ("کانال سوئز بازگشایی شد.", False),  # "the Suez canal was reopened"
    ],
)
def test_lines_that_ask_for_something(line: str, asks: bool) -> None:
    assert is_request(line) == asks
    assert (line in article(TITLE, LEAD, line, BODY).body) != asks


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("https://news.example/2024/07/a 1/2", False),
        ("🆔 @sample_channel", False),
        ("https://news.example/report", True),
        ("← Older: A market for old keys", False),
        ("«این پل از آن همه شهر است.»", True),  # "this bridge belongs to all the city"
        ("12.50", True),
        ("1998", True),
        ("شماره ۱۲", True),  # "number 12"
    ],
)
def test_lines_of_signs_and_numbers(line: str, kept: bool) -> None:
    assert (line in article(TITLE, LEAD, line, BODY).body) == kept


def test_what_a_site_says_of_the_author_below_the_article() -> None:
    found = article(TITLE, "By Ann Example", LEAD, BODY, "Ann Example covers rivers and lives in a boat.")
    assert (found.author, found.body) == ("Ann Example", f"{LEAD}\n{BODY}")
