"""Encodings: what can be read is read, what cannot says why."""

import pytest

from kavosh.errors import UnreadableDocumentError
from kavosh.index.decoding import decode

PERSIAN = "شهردار تهران با سفیر بلاروس دیدار کرد؛ «همکاری» گسترش می\u200cیابد.\n"  # "Tehran's mayor met ..."
ARABIC_TYPING = PERSIAN.replace("ی", "ي").replace("ک", "ك")  # as windows-1256 files are written
ENGLISH = "The mayor of Minsk met the mayor of Tehran on Monday.\n"


@pytest.mark.parametrize("text", [PERSIAN, ENGLISH, ARABIC_TYPING])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_windows_1256() -> None:
    assert decode(ARABIC_TYPING.encode("cp1256"), "a.txt") == ARABIC_TYPING
    assert decode("تهران".encode("cp1256"), "a.txt") == "تهران"


def test_line_ends_become_one_kind() -> None:
    assert decode("یک\r\nدو\rسه".encode(), "a.txt") == "یک\nدو\nسه"  # "one two three"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf  \n", "empty"),
        (bytes(range(256)) * 8, "neither UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither UTF-8"),
        (b"text with a \x00 in it", "binary"),
        (b"\x1b\x01\x02\x03 mostly control", "binary"),
        ("متن".encode() + b"\xff\xfe\xff", "neither UTF-8"),  # broken UTF-8
        (b"\xff\xfe" + "متن".encode("utf-16-le") + b"\x06", "broken utf-16"),  # cut in half
    ],
)
def test_unreadable(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=reason):
        decode(data, "a.txt")
