"""Mail messages (.eml): subject, sender, date and the text part, else the text of the HTML part."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from kavosh.index.cleaning import without_chrome
from kavosh.index.decoding import decode
from kavosh.index.reader_html import text_of
from kavosh.index.reading import Outcome, checked, whole
from kavosh.types import Document


def read_mail(stream: BinaryIO, path: str) -> Iterator[Outcome]:
    """The message as one document; attachments are left out."""
    message = message_from_bytes(whole(stream, path), policy=policy.default)
    assert isinstance(message, EmailMessage)
    name, address = parseaddr(str(message.get("From", "")))
    document = Document(
        id=str(message.get("Message-ID", "")).strip(" <>"),
        title=str(message.get("Subject", "")).strip(),
        body=without_chrome(_body(message, path)),
        published=_date(str(message.get("Date", ""))),
        source=address.partition("@")[2],
        author=name or address,
    )
    yield checked(document, path)


def _body(message: EmailMessage, path: str) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    try:
        text = content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):  # the declared charset is often wrong
        text = decode(content, path) if content else ""
    return text_of(text) if part.get_content_subtype() == "html" else text.replace("\r\n", "\n").strip()


def _date(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except ValueError:
        return None
