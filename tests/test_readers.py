"""Readers: the bytes of a file become documents, and bad records say where they are."""

import json

import pytest

from kavosh.errors import DocumentError, UnreadableDocumentError, UnsupportedFormatError
from kavosh.index.readers import read
from kavosh.types import Document


def documents(text: str, path: str) -> list[Document]:
    found = list(read(text.encode(), path))
    assert all(isinstance(item, Document) for item in found), found
    return [item for item in found if isinstance(item, Document)]


def test_markdown_with_front_matter() -> None:
    text = (
        "---\ntitle: بریکس و شهرها\ndate: ۲۰ آبان ۱۴۰۴\nsource: آزمون\ntags: [بریکس, مسکو]\n---\n"
        "# بریکس و شهرها\n\nمتن *نخست* با [پیوند](https://example.org).\n\n## میان‌تیتر\n\n- یک\n- دو\n"
    )  # "BRICS and cities", "the first text with a link", "subheading", "one", "two"
    (doc,) = documents(text, "a.md")
    assert (doc.title, doc.source, doc.tags) == ("بریکس و شهرها", "آزمون", ("بریکس", "مسکو"))
    assert str(doc.published) == "2025-11-11"
    assert doc.body == "متن نخست با پیوند.\nمیان‌تیتر\nیک\nدو"


def test_markdown_without_front_matter() -> None:
    (doc,) = documents("# Trams\n\nDate: 4 May 2024\n\nSource: A Wire\n\nThe tram came back.\n", "a.md")
    assert (doc.title, doc.body, doc.source, str(doc.published)) == (
        "Trams",
        "The tram came back.",
        "A Wire",
        "2024-05-04",
    )


def test_broken_front_matter_is_reported() -> None:
    with pytest.raises(UnreadableDocumentError, match="front matter"):
        documents("---\ntitle: [unclosed\n---\nbody\n", "a.md")


@pytest.mark.parametrize(
    "names",
    [
        {"title": "title", "body": "body", "date": "date", "source": "source", "url": "url"},
        {"title": "headline", "body": "text", "date": "published", "source": "publisher", "url": "link"},
        {"title": "title", "body": "content", "date": "published_at", "source": "agency", "url": "url"},
    ],
)
@pytest.mark.parametrize("date", ["2024-10-23", "2024-10-23T10:00:00+03:30", "1403/08/02", "۲ آبان ۱۴۰۳"])
def test_json_keys_and_dates(names: dict[str, str], date: str) -> None:
    values = {"title": "عنوان", "body": "متن", "date": date, "source": "ایرنا", "url": "https://example.org/1"}
    record = {names[key]: value for key, value in values.items()} | {"id": 7, "tags": ["الف", 3], "extra": {"a": 1}}
    (doc,) = documents(json.dumps(record), "a.json")
    assert (doc.id, doc.title, doc.body, doc.source, doc.url) == ("7", "عنوان", "متن", "ایرنا", "https://example.org/1")
    assert (str(doc.published), doc.tags) == ("2024-10-23", ("الف", "3"))


@pytest.mark.parametrize(
    "value", [[{"title": "a"}, {"body": "b"}], {"articles": [{"title": "a"}, {"body": "b"}]}]
)  # a list, or a list under a name
def test_json_with_many_articles(value: object) -> None:
    assert [(d.title, d.body) for d in documents(json.dumps(value), "a.json")] == [("a", ""), ("", "b")]


def test_bad_lines_do_not_stop_the_good_ones() -> None:
    text = '{"id": "1", "title": "one"}\n{broken\n[]\n{"id": "2"}\n\n{"id": "3", "body": "three"}\n'
    found = list(read(text.encode(), "a.jsonl"))
    assert [item.path if isinstance(item, DocumentError) else item.id for item in found] == [
        "1",
        "a.jsonl:2",
        "a.jsonl:3",
        "a.jsonl:4",
        "3",
    ]


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("{", "a.json", "broken JSON at line 1"),
        ('"text"', "a.json", "neither an object nor a list"),
        ("[" * 100_000, "a.json", "nested too deeply|broken JSON"),
        ('{"a":' * 100_000, "a.json", "nested too deeply|broken JSON"),
        ("منبع: ایرنا", "a.txt", "no article text"),
        ("---\ntitle: ''\n---\n", "a.md", "no article text"),
    ],
)
def test_unreadable_files(text: str, path: str, reason: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=reason):
        list(read(text.encode(), path))


@pytest.mark.parametrize("path", ["a.png", "noext", "a.txt.bak"])
def test_unknown_kinds(path: str) -> None:
    with pytest.raises(UnsupportedFormatError, match="known: "):
        list(read(b"text", path))


def test_half_a_surrogate_pair_does_no_harm() -> None:
    (doc,) = documents('{"title": "a\\ud800b"}', "a.json")
    doc.title.encode()
    assert doc.title == "a?b"
