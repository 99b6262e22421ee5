"""From bytes to text: the encodings in which Persian and English files are found.

UTF-8 and UTF-16 by byte order mark or by form, then windows-1256, the Persian and Arabic code page of
older Windows. Guessing libraries are built for long texts and confuse the one-byte Arabic code pages
on short ones; the three cases here are told apart by rule (docs/decisions.md, "Encodings").
"""

import codecs

from kavosh.errors import UnreadableDocumentError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 4096  # bytes that decide between text and binary
_MAX_CONTROL = 0.01  # share of control characters that a text may have
_ALLOWED_CONTROL = frozenset("\t\n\r\f\x0b\x1a")


def decode(data: bytes, path: str) -> str:
    """The text of a file, line ends as "\\n"; UnreadableDocumentError for empty, binary or unknown bytes."""
    text = _decode(data, path).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableDocumentError(path, "the file is empty")
    if _looks_binary(text[:_SAMPLE]):
        raise UnreadableDocumentError(path, "the file is binary, not text")
    return text


def _decode(data: bytes, path: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, path)
    utf16 = _unmarked_utf16(data[:_SAMPLE])
    if utf16:
        return _strict(data, utf16, path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows_1256(data, error, path)


def _strict(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(path, f"broken {encoding} at byte {error.start}") from error


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: every second byte is one of few (0 for Latin, 6 for Persian, 0x20 for ZWNJ)."""
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = sample[first : 2 * pairs : 2]
        low = sample[1 - first : 2 * pairs : 2]
        if sum(high.count(page) for page in (0x00, 0x06, 0x20)) > 0.9 * pairs and len(set(low)) > len(set(high)):
            return encoding
    return None


def _windows_1256(data: bytes, error: UnicodeDecodeError, path: str) -> str:
    """Accepted when it reads as Persian or Arabic, or as Latin text with a few odd bytes."""
    text = data.decode("cp1256", errors="replace")
    letters = [c for c in text if ord(c) > 127]
    arabic = sum("\u0600" <= c <= "\u06ff" or c in "\u200c\u200d«»،؛؟" for c in letters)
    if letters and arabic >= 0.8 * len(letters) and "\ufffd" not in text:
        return text
    raise UnreadableDocumentError(path, f"neither UTF-8 (byte {error.start}), UTF-16 nor windows-1256 text")


def _looks_binary(sample: str) -> bool:
    control = sum((c < " " and c not in _ALLOWED_CONTROL) or c == "\x7f" for c in sample)
    return "\x00" in sample or control > _MAX_CONTROL * len(sample)
