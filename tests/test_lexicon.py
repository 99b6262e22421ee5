"""The lexicon: compiled, kept, copied into indexes, and independent of the packages it came from."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from kavosh.analyzers import PersianAnalyzer, lexicon_sources
from kavosh.analyzers.lexicon import Lexicon, LexiconError, dumps, loads
from kavosh.analyzers.lexicon_cache import default_lexicon, load_cached
from kavosh.analyzers.tables import stamp
from kavosh.errors import IndexCorruptError
from kavosh.index import Index
from kavosh.search import Engine
from kavosh.types import Document
from tests.conftest import Run

# "mayors said that the memoranda ...": an irregular verb, a compound, plurals
TEXT = "شهرداران می‌گویند که تفاهمنامههای همکاری امضا شده‌است"


def test_what_it_is_compiled_from() -> None:
    lexicon = default_lexicon()
    assert any(source.startswith("hazm 0.") for source in lexicon.sources)
    assert any(source.startswith("parsivar 0.") for source in lexicon.sources)
    assert len(lexicon.words) > 30_000
    assert lexicon.verbs["میگوید"] == "گفت"  # "says" -> "said"
    assert lexicon.plurals["تجربیات"] == "تجربه"  # "experiences"
    assert lexicon.plurals.get("موارد") != "موزد"  # a wrong row of parsivar's
    assert lexicon.parts("تفاهمنامه") == ("تفاهم", "نامه")
    assert "تهران" in lexicon.names


def test_inflected_entries_of_the_packages_are_left_out() -> None:
    words = default_lexicon().words
    for word in ("کتابها", "بزرگترین", "همکاریهای"):
        assert word not in words


def test_the_file_form_is_plain_and_whole() -> None:
    lexicon = default_lexicon()
    data = dumps(lexicon)
    assert loads(data) == lexicon
    json.loads(data)  # no pickle


def test_indexes_keep_the_lexicon_of_an_earlier_format() -> None:
    lexicon = default_lexicon()
    content = json.loads(dumps(lexicon)) | {"format": 2}
    for name in ("verbs", "participles"):
        content[name] = " ".join(f"{form} {stem}" for form, stem in getattr(lexicon, name).items())
    assert loads(json.dumps(content).encode()) == lexicon


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"format": 99}', b"\x80\x04]", b'{"format": 1, "words": 3}'])
def test_foreign_files_are_refused(data: bytes) -> None:
    with pytest.raises(LexiconError):
        loads(data)


def test_it_is_cached_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = load_cached(rebuild=False)
    (cached,) = (tmp_path / "kavosh").glob("lexicon-*.json")
    assert load_cached(rebuild=False) == first
    cached.write_bytes(b"damaged")
    assert load_cached(rebuild=False) == first
    assert loads(cached.read_bytes()) == first


def test_what_was_compiled_is_stale_once_a_source_is_written_anew(tmp_path: Path) -> None:
    table, other = tmp_path / "table.txt", tmp_path / "other.txt"
    table.write_text("a", "utf-8")
    other.write_text("b", "utf-8")
    before = stamp((table, other))
    assert stamp((table, other)) == before
    table.write_text("ab", "utf-8")
    longer = stamp((table, other))
    os.utime(table, ns=(0, 0))
    assert len({before, longer, stamp((table, other)), stamp((table,))}) == 4


def test_a_cache_folder_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load_cached(rebuild=False).words


def test_pickles_that_hold_more_than_words_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "resource" / "stemmer" / "stem_lex.pckl"
    file.parent.mkdir(parents=True)
    file.write_bytes(pickle.dumps(Path("anything")))
    monkeypatch.setattr(lexicon_sources, "package_files", lambda *_: {"resource/stemmer/stem_lex.pckl": file})
    with pytest.raises(pickle.UnpicklingError, match="must not hold"):
        lexicon_sources.parsivar_stems()


def test_an_index_is_the_same_without_the_packages(tmp_path: Path) -> None:
    folder = tmp_path / "news.idx"
    with Index.create(folder) as index:
        index.add(Document("1", "", TEXT))
    script = f"""
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in ("hazm", "parsivar") else found(name, *rest)
sys.modules["hazm"] = sys.modules["parsivar"] = None
from kavosh.index.storage import open_store
from pathlib import Path
store = open_store(Path({str(folder)!r}))
print([tuple(token) for token in store.analyzer({TEXT!r}, "query")])
from kavosh.search import Engine
with Engine.open({str(folder)!r}) as engine:
    assert engine.search("گفت تفاهم‌نامه شهردار").total == 1
"""
    environment = {"XDG_CACHE_HOME": str(tmp_path / "none"), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True, env=environment
    )
    assert done.stdout.strip() == str([tuple(token) for token in PersianAnalyzer()(TEXT, "query")])
    assert not list((tmp_path / "none").rglob("lexicon-*"))  # the index's own lexicon served


def test_a_lexicon_of_another_index_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "news.idx"
    Index.create(folder).close()
    (folder / "lexicon.json").write_bytes(dumps(default_lexicon()._replace(fingerprint="other")))
    with pytest.raises(IndexCorruptError, match=r"lexicon\.json"):
        Engine.open(folder)
    (folder / "lexicon.json").unlink()
    with pytest.raises(IndexCorruptError, match=r"lexicon\.json"):
        Engine.open(folder)


def test_words_without_any_lexicon() -> None:
    terms = [token.text for token in PersianAnalyzer(Lexicon())("کتاب‌ها تهران رفتند")]  # "books", "Tehran", "they went"
    assert [term for term in terms if len(term) < 9] == ["کتاب", "=کتابها", "تهران", "رفتند"]


@pytest.mark.parametrize(
    ("stemmer", "terms"),
    [
        ("none", ["همکاریها", "میروند", "تهران"]),
        ("light", ["همکاری", "میروند", "تهران"]),
        ("hazm", ["همکاری", "رفت", "تهران"]),
        ("parsivar", ["همکاری", "رفت", "تهران"]),
    ],
)
def test_other_stemmers(kavosh: Run, tmp_path: Path, stemmer: str, terms: list[str]) -> None:
    script = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "from kavosh.analyzers import PersianAnalyzer\n"
        f"print([t.text for t in PersianAnalyzer(stemmer={stemmer!r})('همکاری‌ها می‌روند تهران')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == str(terms)
    (tmp_path / "a.txt").write_text("عنوان\nهمکاری‌های شهرها در تهران.", "utf-8")
    if stemmer in ("none", "light"):  # the packages warn while they are imported, and warnings are errors there
        kavosh("index", tmp_path / "a.txt", "--index", tmp_path / "idx", "--stemmer", stemmer)
        assert kavosh("search", "شهرها", "--index", tmp_path / "idx").returncode == 0


def test_kavosh_lexicon(kavosh: Run, tmp_path: Path) -> None:
    done = kavosh("lexicon", "--rebuild", "--json", XDG_CACHE_HOME=str(tmp_path))
    summary = json.loads(done.stdout)
    assert summary["fingerprint"] == default_lexicon().fingerprint
    assert Path(summary["file"]).stat().st_size == summary["bytes"]
    assert summary["entries"]["words"] == len(default_lexicon().words)
    assert "hazm" in kavosh("lexicon", XDG_CACHE_HOME=str(tmp_path)).stdout


def test_analyze_explains(kavosh: Run) -> None:
    shown = kavosh("analyze", "--explain", "تفاهمنامههای").stdout
    for piece in ("ending ها", "تفاهمنامه (word)", "نامه (part)", "=تفاهمنامههای (exact)"):
        assert piece in shown
    (word,) = json.loads(kavosh("analyze", "--explain", "--json", "می‌گوید").stdout)["words"]
    assert word["rules"] == ["گفت (verb form)"]
    assert word["lexicon"] == ["verbs: گفت"]
