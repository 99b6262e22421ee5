"""Names from question to answer: any language finds the articles, facets filter by them, users add their own."""

import json
from pathlib import Path

import pytest

from kavosh.analyzers import find_entities
from kavosh.analyzers.gazetteer import Gazetteer, NamesOf, default_entries, default_gazetteer, entry_of
from kavosh.analyzers.persons import person_label
from kavosh.index import Index
from kavosh.index.own_gazetteer import read_rows, validate
from kavosh.index.pipeline import entity_facets
from kavosh.search import Engine
from kavosh.search.entity import profile
from kavosh.types import Document, Label
from tests.conftest import Run


def found(text: str, kind: str = "person") -> list[str]:
    return [entity.id for entity in find_entities(text) if entity.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("رضا کریمی گفت", ["~رضا_کریمی"]),  # a given name, a surname: "said"
        ("به گفته سیدمحمدرضا احمدی‌نژاد", ["~سیدمحمدرضا_احمدینژاد"]),
        ("آقای شمس‌آبادی افزود", ["~شمسآبادی"]),  # "Mr", "added"
        ("معاون شهردار، الناز فرهادی، اعلام کرد", ["~الناز_فرهادی"]),  # "deputy mayor", "announced"
        # a surname alone is the person named in full before, or after in a headline
        ("کریمی: شهر آماده است\nرضا کریمی گفت و کریمی افزود", ["~رضا_کریمی"] * 3),
        ("Mayor Jane Whitfield said. Whitfield added", ["~jane_whitfield", "~jane_whitfield"]),
        ("خیابان رضا کریمی", []),  # "street of"
        ("تیم ملی فوتبال", []),  # "national team"; Tim is a given name, too
        ("وزیر ارشاد تصریح کرد", []),  # "the minister of Guidance stated"
        ("شهید چمران، بزرگراه چمران", []),  # "martyr", "motorway"
    ],
)
def test_persons_beyond_the_gazetteer(text: str, expected: list[str]) -> None:
    assert [id_ for id_ in found(text) if id_ != "mostafa-chamran"] == expected


def test_spellings_of_a_person_share_one_id_and_it_has_a_label() -> None:
    assert found("رضا كريمي گفت") == found("رضا کریمی گفت") == ["~رضا_کریمی"]  # Arabic letters
    assert person_label("~رضا_کریمی") == Label("رضا کریمی", "رضا کریمی")
    assert person_label("~jane_whitfield") == Label("Jane Whitfield", "Jane Whitfield")
    assert person_label("vladimir-putin") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شهردار قم", ["qom"]),  # "mayor of Qom"; the word is also "rise"
        ("گفت قم", []),
        ("شهرهای قم و ساری", ["qom", "sari"]),  # a list of places
        ("استقلال مالی شهرداری", []),  # "financial independence of the municipality"
        ("خیابان تهران، میدان تهران، ورزشگاه مسکو", []),  # street, square, stadium
        ("رئال مادرید", []),
        ("دانشگاه تهران", []),  # "university"
        ("در مادرید و تهران", ["madrid", "tehran"]),
    ],
)
def test_cities_in_context(text: str, expected: list[str]) -> None:
    assert found(text, "city") == expected


def test_kinds_have_facets_of_their_own() -> None:
    kinds = {(e.kind, e.id) for e in find_entities("شهرداران C40 در روسیه از بریکس و مسکو گفتند")}
    assert kinds == {("network", "c40"), ("country", "ru"), ("bloc", "brics"), ("city", "moscow")}


@pytest.mark.parametrize("names", [("Moscow", "مسکو", "Москва", "moscow"), ("Kazan", "قازان", "کازان", "Казань")])
def test_a_name_in_any_language_finds_the_same_articles(engine: Engine, names: tuple[str, ...]) -> None:
    pages = [{hit.document.id for hit in engine.search(name, limit=100).hits} for name in names]
    assert len(pages[0]) >= 3
    assert all(page == pages[0] for page in pages)


def test_a_name_in_any_language_on_real_articles(seeds_index: Path) -> None:
    with Engine.open(seeds_index) as engine:
        pages = [{hit.document.id for hit in engine.search(name).hits} for name in ("Moscow", "مسکو", "Москва")]
    assert len(pages[0]) == 4
    assert pages[0] == pages[1] == pages[2]


def test_names_of_several_words_are_marked_in_the_other_language(engine: Engine) -> None:
    page = engine.search("Saint Petersburg")
    texts = [snippet.text[start:end] for hit in page.hits for snippet in hit.snippets for start, end in snippet.marks]
    assert any("پترزبورگ" in text for text in texts)


@pytest.mark.parametrize(
    ("title", "body", "blocs"),
    [
        ("نشست بریکس پلاس", "در کازان", ("brics-plus",)),  # "a BRICS+ meeting", "in Kazan"
        ("نشست", "بریکس پلاس و بریکس‌پلاس", ("brics-plus",)),
        ("نشست", "شهرهای بریکس پلاس", ("brics",)),  # once in passing
        ("نشست", "بریکس و شهرهای بریکس پلاس", ("brics",)),
    ],
)
def test_the_wider_form_of_a_bloc(title: str, body: str, blocs: tuple[str, ...]) -> None:
    assert entity_facets(Document("1", title, body))["bloc"] == blocs


def test_every_value_or_any(engine: Engine) -> None:
    cities = {"city": ["moscow", "tehran"]}
    either, both = engine.search(filters=cities), engine.search(filters=cities, match_all=["city"])
    assert 0 < both.total < either.total
    for hit in both.hits:
        assert {"moscow", "tehran"} <= set(hit.document.facets["city"])
    counts = {value.value: value.count for value in both.facets["city"]}
    assert counts["moscow"] == counts["tehran"] == both.total  # it shrinks its own counts
    counts = {value.value: value.count for value in either.facets["city"]}
    assert counts["moscow"] == engine.search(filters={"city": ["moscow"]}).total  # this does not


def test_months_are_a_timeline_in_both_calendars(engine: Engine) -> None:
    page = engine.search(limit=0, collapse=False)
    months = [value.value for value in page.facets["month"]]
    assert months == sorted(months, reverse=True)
    assert sum(value.count for value in page.facets["month"]) == page.total
    labels = {value.value: value.label for value in page.facets["jalali_month"]}
    assert labels["1404-08"] == Label("آبان ۱۴۰۴", "Aban 1404")
    assert engine.search(filters={"month": ["2025-10"]}).total > 0


def test_the_profile_of_an_entity(engine: Engine) -> None:
    moscow = profile(engine, "مسکو")
    assert moscow is not None and (moscow.kind, moscow.id) == ("city", "moscow")
    assert moscow.total == engine.search(filters={"city": ["moscow"]}).total == sum(v.count for v in moscow.months)
    assert "moscow" not in {value.value for value in moscow.together["city"]}
    assert moscow.together["city"][0].count <= moscow.total
    assert profile(engine, "هیچ‌کجا") is None  # "nowhere"


def test_the_gazetteer_that_comes_with_kavosh_is_valid() -> None:
    entries = default_entries()
    kinds = [entry.kind for entry in entries]
    assert kinds.count("city") >= 1200 and kinds.count("person") >= 500
    assert kinds.count("bloc") + kinds.count("network") >= 60 and kinds.count("country") >= 249
    assert list(validate(entries)) == []


def test_validation_says_what_is_wrong() -> None:
    row = {"id": "x", "fa": "ايكس", "en": "X"}
    wrong = [entry_of(row, "city"), entry_of(row, "city"), entry_of({"id": "word", "fa": "کار", "en": "Kar"}, "city")]
    reasons = [problem.reason for problem in validate(wrong)]
    assert "the id is there twice" in reasons
    assert any("Arabic letters" in reason for reason in reasons)
    assert any("کار is also a common word" in reason for reason in reasons)  # "work"


WIKIDATA = {
    "results": {
        "bindings": [
            {
                "item": {"value": "http://www.wikidata.org/entity/Q90"},
                "labelFa": {"value": "شهر نور"},
                "labelEn": {"value": "City of Light"},
                "kind": {"value": "city"},
            }
        ]
    }
}


@pytest.mark.parametrize(
    "text",
    [
        "id,kind,fa,en,aliases_fa\nq90,city,شهر نور,City of Light,",
        "id\tkind\tfa\ten\nq90\tcity\tشهر نور\tCity of Light",
        '{"id": "q90", "kind": "city", "fa": "شهر نور", "en": "City of Light", "aliases_fa": []}',
        json.dumps(WIKIDATA),
    ],
    ids=["csv", "tsv", "jsonl", "wikidata"],
)
def test_users_bring_entities_in_any_form(text: str) -> None:
    (entry,) = read_rows(text)
    assert (entry.id, entry.kind, entry.label) == ("q90", "city", Label("شهر نور", "City of Light"))
    gazetteer = Gazetteer((*default_entries(), entry))
    assert [e.id for e in find_entities("در شهر نور", gazetteer)] == ["q90"]


def test_compiled_names_are_those_that_are_made() -> None:
    made, compiled = NamesOf(default_entries()), default_gazetteer()
    for key in made:
        assert compiled.names(key) == made.get(key)
    assert all(map(compiled.may_begin, made.beginnings))
    assert not compiled.names("nowhere") and not compiled.may_begin("nowhere")


def test_own_entries_are_over_those_that_come_along() -> None:
    minsk = entry_of({"id": "minsk", "kind": "city", "fa": "منسک", "en": "Mensk"})  # an older name
    gazetteer = Gazetteer((minsk,), default_gazetteer())
    assert len(gazetteer) == len(default_gazetteer())
    assert gazetteer.find("Mensk") == [minsk] == gazetteer.find("minsk")
    assert [entry.id for entry in gazetteer.find("Tehran")] == ["tehran"]


def test_own_entities_tag_articles_without_reading_the_files_again(kavosh: Run, tmp_path: Path) -> None:
    folder, source = tmp_path / "idx", tmp_path / "a.txt"
    source.write_text("نشست زرین‌دشتک\nنمایندگان در زریندشتک گرد آمدند.", "utf-8")  # an invented town
    assert kavosh("index", source, "--index", folder).returncode == 0
    source.unlink()
    assert json.loads(kavosh("facets", "city", "--index", folder, "--json").stdout) == {"city": []}
    added = kavosh(
        "gazetteer", "add", "--index", folder, "--kind", "city", "--id", "zarrindashtak",
        "--fa", "زرین‌دشتک", "--en", "Zarrindashtak",
    )  # fmt: skip
    assert added.returncode == 0 and "kavosh reindex --entities" in added.stdout
    assert "Zarrindashtak" in kavosh("gazetteer", "list", "--index", folder).stdout
    assert json.loads(kavosh("reindex", "--entities", "--index", folder, "--json").stdout) == {"tagged": 1}
    (value,) = json.loads(kavosh("facets", "city", "--index", folder, "--json").stdout)["city"]
    assert (value["value"], value["count"], value["label"]["fa"]) == ("zarrindashtak", 1, "زرین‌دشتک")
    shown = json.loads(kavosh("entity", "زريندشتك", "--index", folder, "--json").stdout)  # in Arabic letters
    assert (shown["kind"], shown["id"], shown["total"]) == ("city", "zarrindashtak", 1)
    for query in ("Zarrindashtak", "city:Zarrindashtak", "شهر:زرین‌دشتک"):
        assert json.loads(kavosh("search", query, "--index", folder, "--json").stdout)["total"] == 1


def test_commands_say_what_is_wrong(kavosh: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("name\nx\n", "utf-8")
    bad = kavosh("gazetteer", "validate", tmp_path / "bad.csv", "--kind", "city")
    assert bad.returncode == 2 and "id is missing" in bad.stderr and "Traceback" not in bad.stderr
    missing = kavosh("entity", "تهران", "--index", tmp_path / "none")
    assert missing.returncode == 3
    assert kavosh("gazetteer", "validate").stdout.endswith(" 0 problems\n")


def test_retagging_keeps_values_that_articles_brought_along(tmp_path: Path) -> None:
    with Index.create(tmp_path / "idx") as index:
        index.add(Document("1", "در مسکو", "", facets={"city": ("my-town",)}))
    with Index.open(tmp_path / "idx") as index:
        assert index.reindex_entities() == 1
    with Engine.open(tmp_path / "idx") as engine:
        document = engine.get("1")
        assert document is not None
        assert document.facets["city"] == ("my-town", "moscow")
