"""Hostile input: each file is reported with its reason, within its limit, and the run goes on."""

import gzip
import io
import os
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kavosh.errors import DocumentError, UnreadableDocumentError
from kavosh.index import Index
from kavosh.index.isolation import Isolation
from kavosh.index.readers import Readers, read
from kavosh.index.reading import MAX_FILE
from kavosh.types import Document


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_UP_", "../").replace("_DOT_", "."), content)
    return buffer.getvalue()


def tarred(*infos: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info in infos:
            archive.addfile(info, io.BytesIO(b"x" * info.size))
    return buffer.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.size = 5 if kind == tarfile.REGTYPE else 0
    return info


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "bomb.zip": (lambda p: p.write_bytes(zipped(a_DOT_txt=b"0" * 40_000_000)), "made to do harm"),
    "bomb.jsonl.gz": (lambda p: p.write_bytes(gzip.compress(b"0" * 40_000_000)), "made to do harm"),
    "nested.zip": (lambda p: p.write_bytes(zipped(a_DOT_zip=zipped(a_DOT_txt=b"text"))), "archive inside an archive"),
    "dots.zip": (lambda p: p.write_bytes(zipped(_UP_a_DOT_txt=b"text")), "leads out of the archive"),
    "dots.tar": (lambda p: p.write_bytes(tarred(member("../../a.txt"))), "leads out of the archive"),
    "absolute.tar": (lambda p: p.write_bytes(tarred(member("/etc/a.txt"))), "leads out of the archive"),
    "link.tar": (lambda p: p.write_bytes(tarred(member("a.txt", tarfile.SYMTYPE, "/etc/passwd"))), "link or device"),
    "device.tar": (lambda p: p.write_bytes(tarred(member("a.txt", tarfile.CHRTYPE))), "link or device"),
    "cut.zip": (lambda p: p.write_bytes(zipped(a_DOT_txt=b"text" * 99)[:-30]), "broken"),
    "cut.jsonl.gz": (lambda p: p.write_bytes(gzip.compress(os.urandom(9000))[:4000]), "read to its end|binary|text"),
    "huge.txt": (lambda p: sparse(p, 2 * 1024**3), "larger than 32 MB"),
    "huge.html": (lambda p: sparse(p, 2 * 1024**3), "larger than 32 MB"),
    "line.jsonl": (lambda p: p.write_bytes(b"[" + b"1," * 9_000_000), "the line is longer than"),
    "book.txt": (lambda p: p.write_bytes(b"word " * 1_000_000), "longer than 4000000 characters"),
    "brackets.json": (lambda p: p.write_text("[" * 10_000), "nested too deeply|broken JSON"),
    "brackets.jsonl": (lambda p: p.write_text("[" * 10_000 + "]" * 10_000), "nested too deeply|no JSON object"),
    "digits.json": (lambda p: p.write_text("9" * 10_000), "broken JSON"),
    "invalid.txt": (lambda p: p.write_bytes(b"caf\xe9 \xff\xfe\x81 \xc3\x28 text " * 9), "neither UTF-8"),
    "nul.txt": (lambda p: p.write_bytes(b"text\x00\x00 with\x00 nulls"), "binary"),
    "nul.html": (lambda p: p.write_bytes(b"<p>\x00\x01\x02" * 99), "binary"),
    "deep.html": (lambda p: p.write_text("<div>" * 200_000), "no article text|damaged|too much|empty"),
    "loop.pdf": (
        lambda p: p.write_bytes(
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
            b"trailer<</Root 1 0 R>>\n%%EOF"
        ),
        "damaged|no text in the PDF|too much",
    ),
    "noise.docx": (lambda p: p.write_bytes(os.urandom(3000)), "damaged"),
    "noise.pdf": (lambda p: p.write_bytes(b"%PDF-1.7\n" + os.urandom(3000)), "damaged|no text in the PDF"),
    "bomb.docx": (
        lambda p: p.write_bytes(zipped(**{"[Content_Types]_DOT_xml": b"<x>" + b" " * 300_000_000})),
        "damaged|too much",
    ),
    "out.txt": (lambda p: p.symlink_to("/etc/hostname"), "leads out of the folder"),
    "pipe.txt": (lambda p: os.mkfifo(p), "not a regular file"),
}


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """All of them and one good article in one folder, indexed: file -> the reasons that were given."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "zz good.txt").write_text("Trams\n\nThe tram came back to Minsk.\n")
    for name, (make, _) in HOSTILE.items():
        make(folder / name)
    with Index.create(folder.with_suffix(".idx")) as index:
        report = index.add_files(folder)
    assert report.indexed == 1, [error.path for error in report.errors]
    found: dict[str, list[str]] = {}
    for error in report.errors:
        name = Path(error.path).relative_to(folder).parts[0].partition(":")[0].partition("#")[0]
        found.setdefault(name, []).append(error.reason)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_reported(name: str, reasons: dict[str, list[str]]) -> None:
    assert name in reasons
    assert any(re.search(HOSTILE[name][1], reason) for reason in reasons[name]), reasons[name]


READERS = """
from kavosh.types import Document

def loop(stream, path):
    while True:
        pass

def hoard(stream, path):
    everything = []
    while True:
        everything.append(bytearray(10_000_000))

def good(stream, path):
    yield Document("", "A title", stream.read().decode())
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package whose readers come in by entry points: one never ends, one fills the memory."""
    (tmp_path / "some_readers.py").write_text(READERS)
    info = tmp_path / "some_readers-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-readers\nVersion: 1.0\n")
    points = "\n".join(f"{name} = some_readers:{name}" for name in ("loop", "hoard", "good"))
    (info / "entry_points.txt").write_text(f"[kavosh.readers]\n{points}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.parametrize(
    ("suffix", "limits"),
    [
        (".loop", Isolation(cpu=1, wall=30.0)),
        (".loop", Isolation(cpu=30, wall=1.5)),
        (".hoard", Isolation(memory=400 * 1024**2)),
    ],
    ids=["cpu", "wall", "memory"],
)
@pytest.mark.usefixtures("plugin")
def test_a_reader_that_never_ends_is_stopped(suffix: str, limits: Isolation) -> None:
    with limits as isolation:
        with pytest.raises(UnreadableDocumentError, match="was stopped"):
            list(isolation.read(b"x", "a", suffix))
        (document,) = isolation.read(b"text", "b", ".good")  # the next file has a worker again
        assert isinstance(document, Document)
        assert (document.title, document.body) == ("A title", "text")


def test_entities_of_a_feed_are_not_expanded() -> None:
    """Twelve levels of ten: a billion letters, if a parser did."""
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    head = f'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{entities}]>'
    feed = f"{head}<rss><channel><item><title>&m;</title></item></channel></rss>"
    assert all(isinstance(item, DocumentError) or len(item.title) < 10 for item in read(feed.encode(), "a.rss"))


def test_a_document_of_many_members_keeps_the_good_ones() -> None:
    data = zipped(_UP_bad_DOT_txt=b"text", good_DOT_txt=b"Trams\n\nThe tram came back.", pic_DOT_png=b"\x89PNG")
    found = list(read(data, "a.zip"))
    assert [item.id if not isinstance(item, DocumentError) else item.path for item in found] == [
        "a.zip/../bad.txt",
        "a.zip/good.txt",
        "a.zip/pic.png",
    ]


def test_files_at_the_limit_are_read() -> None:
    with Readers() as readers:
        text = b'{"title": "' + b"a " * 1000 + b'"}\n'
        data = text * (MAX_FILE // len(text) // 16)
        assert sum(1 for _ in readers.read(io.BytesIO(data), "a.jsonl", len(data))) == data.count(b"\n")
