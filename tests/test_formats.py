"""Formats read by libraries: tables, feeds, mail, Word and PDF files, archives, standard input."""

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from arabic_reshaper import reshape
from bidi import get_display

from kavosh.errors import DocumentError, UnreadableDocumentError
from kavosh.index import Index
from kavosh.index.bidi_repair import repaired
from kavosh.index.readers import read
from kavosh.types import Document
from tests.conftest import Run

TITLE = "دیدار شهرداران"  # "The mayors' meeting"
BODY = (
    "شهردار تهران روز دوشنبه با سفیر بلاروس دیدار کرد و گفت که همکاری‌ها بیشتر می‌شود."  # "The mayor of Tehran met ..."
)


def one(data: bytes, path: str) -> Document:
    (found,) = read(data, path)
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("columns", [("title", "body", "date", "source"), ("عنوان", "متن خبر", "تاریخ", "منبع")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_tables(delimiter: str, columns: tuple[str, ...], encoding: str) -> None:
    buffer = io.StringIO()
    rows = csv.writer(buffer, delimiter=delimiter)
    text = BODY if encoding != "cp1256" else BODY.replace("ی", "ي")  # the code page has no Persian ye
    rows.writerows([columns, (TITLE, f"{text}\nدو خط", "2025-10-28", "ایرنا"), ("b", "c", "", "")])  # "two lines"
    data = (
        buffer.getvalue() if encoding != "cp1256" else buffer.getvalue().replace("ی", "ي").replace("\u200c", "\u200c")
    )
    path = "a.tsv" if delimiter == "\t" else "a.csv"
    first, second = read(data.encode(encoding), path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.body.startswith("شهردار تهران")
    assert first.body.endswith("\nدو خط")
    assert str(first.published) == "2025-10-28"
    assert (second.title, second.body) == ("b", "c")


def test_a_table_without_known_columns_is_reported() -> None:
    with pytest.raises(UnreadableDocumentError, match="names no title or text column"):
        list(read(b"x,y\n1,2\n", "a.csv"))


TABLE = "Kopfzeile;Vorspann;Text;Tag;عنوان\nA;b;c;2025-10-28;x\nD;;f;;\n"


@pytest.mark.parametrize("form", ["columns", "one option", "python"])
def test_columns_are_chosen(form: str, tmp_path: Path, kavosh: Run) -> None:
    (tmp_path / "a.csv").write_text(TABLE, "utf-8-sig")
    (tmp_path / "b.jsonl").write_text('{"Kopfzeile": "G", "Text": "h", "title": "not this"}\n')
    index = tmp_path / "a.idx"
    if form == "python":
        with Index.create(index) as opened:
            chosen = {"title": ["kopfzeile"], "body": ["Vorspann", "Text"], "date": ["Tag"]}
            opened.add_files(tmp_path / "a.csv", tmp_path / "b.jsonl", columns=chosen)
    else:
        options = ["--columns", "title=Kopfzeile,body=Vorspann+Text,date=Tag"]
        if form == "columns":
            options = ["--columns", "title=Kopfzeile", "--columns", "body=Vorspann+Text", "--columns", "date=Tag"]
        done = kavosh("index", tmp_path / "a.csv", tmp_path / "b.jsonl", "--index", index, *options)
        assert done.returncode == 0, done.stderr
    with Index.open(index) as opened:
        found = [(document.title, document.body, str(document.published)) for document in opened]
    assert found == [("A", "b\nc", "2025-10-28"), ("D", "f", "None"), ("G", "h", "None")]


def test_a_table_is_read_anew_with_other_columns(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(TABLE)
    (folder / "b.txt").write_text("A page\n\nof text.")
    with Index.create(tmp_path / "a.idx") as index:
        for body, updated in (("Text", 0), ("Vorspann", 2), ("Vorspann", 0)):
            report = index.add_files(folder, columns={"title": ["Kopfzeile"], "body": [body]})
            assert report.updated == updated
            assert report.errors == ()
        assert {document.body for document in index} == {"b", "", "of text."}


def test_columns_that_are_not_there_are_reported(tmp_path: Path, kavosh: Run) -> None:
    (tmp_path / "a.csv").write_text(TABLE)
    index = tmp_path / "a.idx"
    done = kavosh("index", tmp_path / "a.csv", "--index", index, "--columns", "title=Titel")
    assert "there is no column 'Titel' (there are: Kopfzeile, Vorspann, Text, Tag, عنوان)" in done.stderr
    done = kavosh("index", tmp_path / "a.csv", "--index", index, "--columns", "titel=Kopfzeile")
    assert done.returncode == 2
    assert "There is no field named 'titel'; did you mean title?" in done.stderr


RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>خبرگزاری نمونه</title>
<item><title>{TITLE}</title><link>https://example.org/1</link><guid>g1</guid><category>شهر</category>
<pubDate>Tue, 28 Oct 2025 14:09:00 +0330</pubDate>
<description>&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;دوم&lt;/p&gt;</description>
</item><item><title>دومی</title></item></channel></rss>"""  # "sample agency", "city", "second", "the second"
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>خبرگزاری نمونه</title><entry><title>{TITLE}</title>
<id>g1</id><link href="https://example.org/1"/><published>2025-10-28T10:00:00Z</published><category term="شهر"/>
<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;دوم&lt;/p&gt;</content></entry>
<entry><title>دومی</title><id>g2</id></entry></feed>"""


@pytest.mark.parametrize(("text", "path"), [(RSS, "a.rss"), (RSS, "a.xml"), (ATOM, "a.atom")])
def test_feeds(text: str, path: str) -> None:
    first, second = read(text.encode(), path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.title, first.body) == ("g1", TITLE, f"{BODY}\nدوم")
    assert (first.source, first.url, first.tags) == ("خبرگزاری نمونه", "https://example.org/1", ("شهر",))
    assert str(first.published) == "2025-10-28"
    assert second.title == "دومی"


def test_xml_that_is_no_feed_is_reported() -> None:
    with pytest.raises(UnreadableDocumentError, match="no RSS or Atom"):
        list(read(b"<a><b>text</b></a>", "a.xml"))


@pytest.mark.parametrize("kind", ["plain", "html", "both"])
def test_mail(kind: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["Message-ID"] = (
        TITLE,
        "Ann Example <ann@example.org>",
        "<m1@example.org>",
    )
    message["Date"] = "Tue, 28 Oct 2025 14:09:00 +0330"
    if kind != "html":
        message.set_content(f"{BODY}\n")
    if kind == "html":
        message.set_content(f"<p>{BODY}</p>", subtype="html")
    if kind == "both":
        message.add_alternative("<p>not this</p>", subtype="html")
    document = one(bytes(message), "a.eml")
    assert (document.id, document.title, document.body) == ("m1@example.org", TITLE, BODY)
    assert (document.author, document.source, str(document.published)) == ("Ann Example", "example.org", "2025-10-28")


def test_word_files() -> None:
    file = docx.Document()
    file.core_properties.author, file.core_properties.keywords = "Ann Example", "شهر، شورا"
    file.add_heading(TITLE, 0)
    file.add_paragraph("تاریخ انتشار: ۶ آبان ۱۴۰۴")  # "published: 28 October 2025"
    file.add_paragraph(BODY)
    table = file.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "مینسک", "۲۰ اتوبوس"  # "Minsk", "20 buses"
    buffer = io.BytesIO()
    file.save(buffer)
    document = one(buffer.getvalue(), "a.docx")
    assert (document.title, document.body) == (TITLE, f"{BODY}\nمینسک ۲۰ اتوبوس")
    assert (document.author, document.tags, str(document.published)) == ("Ann Example", ("شهر", "شورا"), "2025-10-28")


def pdf(lines: list[str]) -> bytes:
    """A PDF with these lines, drawn from left to right as a typesetter does: each glyph is one character's code."""
    codes = {char: n for n, char in enumerate(sorted(set("".join(lines))), 1)}
    chars = "\n".join(f"<{n:04x}> <{char.encode('utf-16-be').hex()}>" for char, n in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n{chars}\nendbfchar\n"
        "endcmap end end"
    )
    drawn = " 0 -20 Td\n".join(f"<{''.join(f'{codes[char]:04x}' for char in line)}> Tj" for line in lines)
    page = f"BT /F1 12 Tf 20 700 Td {drawn} ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(page)}>>stream\n{page}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/DW 500/FontDescriptor 8 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
        "<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1/Descent 0/CapHeight 1"
        "/StemV 1>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 9\n0000000000 65535 f \n{table}trailer<</Size 9/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode()


LINES = ["دیدار شهرداران", "شهردار تهران روز دوشنبه با سفیر بلاروس دیدار کرد.", "The BRICS summit in Kazan."]


def test_pdf_in_joined_shapes_and_visual_order() -> None:
    document = one(pdf([get_display(reshape(line)) for line in LINES]), "a.pdf")
    assert [document.title, *document.body.split("\n")] == LINES


@pytest.mark.parametrize("line", [*LINES, "وی گفت: ۲۰ سال است که (BRICS 2024) در این شهر برگزار می شود"])
def test_order_and_shapes_are_repaired(line: str) -> None:
    for damaged in (line, reshape(line), get_display(line), get_display(reshape(line))):
        told = any(form in line for form in ("است", "روز", "BRICS summit")) or damaged != get_display(line)
        assert repaired(damaged) == line or not told


def archive_of(files: dict[str, bytes], kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(buffer, "w") as packed:
            for name, content in files.items():
                packed.writestr(name, content)
    else:
        with tarfile.open(fileobj=buffer, mode="w:gz" if kind != "tar" else "w") as packed_tar:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                packed_tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tgz"])
def test_archives(kind: str) -> None:
    files = {
        "a.txt": f"{TITLE}\n{BODY}".encode(),
        "sub/b.jsonl": b'{"id": "own", "title": "x"}\n{"title": "y"}\n',
        "sub/c.html": f"<html><body><h1>{TITLE}</h1><p>{BODY}</p></body></html>".encode(),
        ".hidden.txt": b"hidden",
        "d.png": b"\x89PNG",
    }
    found = list(read(archive_of(files, kind), f"in/a.{kind}"))
    good = [item.id for item in found if isinstance(item, Document)]
    bad = [item.path for item in found if isinstance(item, DocumentError)]
    assert good == [f"a.{kind}/a.txt", "own", f"a.{kind}/sub/b.jsonl#2", f"a.{kind}/sub/c.html"]
    assert bad == [f"in/a.{kind}/d.png"]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_compressed_files(suffix: str, pack: object) -> None:
    assert callable(pack)
    packed = pack(f"{TITLE}\n{BODY}".encode())
    assert one(packed, f"a.txt{suffix}").title == TITLE
    with pytest.raises(DocumentError, match="read to its end"):
        list(read(packed[:-9], f"a.txt{suffix}"))


def test_standard_input(tmp_path: Path, kavosh: Run) -> None:
    lines = "\n".join(json.dumps({"title": TITLE, "body": f"{BODY} {n}"}) for n in range(3)) + "\n{broken\n"
    for expected in ({"indexed": 3, "updated": 0}, {"indexed": 0, "updated": 3}):
        done = kavosh("index", "-", "--index", tmp_path / "a.idx", "--json", stdin=lines)
        report = json.loads(done.stdout)
        assert report.items() >= expected.items()
        assert [error["path"] for error in report["errors"]] == ["-:4"]
