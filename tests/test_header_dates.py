"""The publication date as headers of saved pages give it, in either calendar."""

from datetime import date

import pytest

from kavosh.index.cleaning import clean

ARTICLE = """

شهرداران آسیا گرد هم آمدند

به گزارش ایسنا، نشستی که در ۱ فروردین ۱۳۹۰ برپا شد، امسال هم با حضور شهرداران پایتخت‌ها برگزار می‌شود.
"""  # "Mayors of Asia met": the body names another day, 1 Farvardin 1390


@pytest.mark.parametrize(
    "header",
    [
        "جمعه ۲۰ مهر ۱۴۰۳",  # Friday 20 Mehr 1403
        "یکشنبه - ۲۰ مهر ۱۴۰۳",
        "تاریخ انتشار: بیستم مهرماه ۱۴۰۳ ساعت ۱۴:۳۰",
        "انتشار: ۲۰ مهر ۱۴۰۳",
        "۲۰ مهر ۰۳ - ۱۰:۳۰",
        "۱۴:۳۰ - ۱۴۰۳/۰۷/۲۰",
        "زمان: ۱۴:۳۰ تاریخ: ۱۴۰۳/۰۷/۲۰",
        "کد خبر: 1234 تاریخ: ۱۴۰۳/۰۷/۲۰",  # after the news code
        "20/07/1403 14:30:22",
        "۲۰ میزان ۱۴۰۳",  # Afghanistan
        "جمعه ۲۰ مهر ۱۴۰۳ | 11 October 2024 | ۷ ربیع‌الثانی ۱۴۴۶",  # three calendars
        "جمعه ۲۰ مهر ۱۴۰۳ - ۷ ربيع الثاني ۱۴۴۶ - ۱۱ اکتبر ۲۰۲۴",
        "۱۱ اکتبر ۲۰۲۴ میلادی",
        "2024-10-11T14:30:00+03:30",
        "Fri 11 Oct 2024 14:30 GMT",
        "Published: Oct. 11, 2024",
        "Last updated: 11 October 2024",
        "آخرین به‌روزرسانی: ۲۱ مهر ۱۴۰۳\nتاریخ انتشار: ۲۰ مهر ۱۴۰۳",  # the update stands first
    ],
)
def test_published(header: str) -> None:
    article = clean(header + ARTICLE)
    assert article.published == date(2024, 10, 11)
    assert article.title == "شهرداران آسیا گرد هم آمدند"
