"""What learning the lines of a site adds: each labelled page becomes a site of its own, with other articles in it.

    python benchmarks/repeated_lines.py [FOLDER ...]    (tests/data/pages-unseen-1 to -3 by default)
    python benchmarks/repeated_lines.py --corpus ../shared/data/corpus/news.jsonl.gz

A site has eight pages: the labelled one, and seven in which the headline and every paragraph are those of other
labelled pages. The table has the labelled page alone and the same page in its site: F1 of the article's words, chrome
left in (as benchmarks/cleaning.py has them), and lines of articles that were taken for the site's.

With --corpus, the lines that are learned in an archive of JSON Lines are printed with the articles that they left.
"""

import html
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from cleaning import PAGES, Score, labelled, score

from kavosh.index import Index
from kavosh.index.pipeline import read_documents
from kavosh.index.readers import Readers
from kavosh.index.repeated_lines import Sites, sites_of
from kavosh.types import Document

SITE = 8  # pages of a site
_BATCH = 1000  # documents learned from at a time, as indexing does
UNSEEN = [PAGES.with_name(f"pages-unseen-{n}") for n in (1, 2, 3)]

Article = tuple[str, list[str]]


def is_persian(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def articles(folders: list[Path]) -> list[Article]:
    """Headline and paragraphs of every labelled page."""
    found = {}
    for folder in folders:
        for _, label, article in labelled(folder):
            title, *body = article.split("\n")
            found[str(label["title"])] = (title, body)
    return list(found.values())


def siblings(page: str, article: Article, others: list[Article]) -> Iterator[tuple[str, Article]]:
    """Pages like this one with other articles in them: each paragraph gives way to one of another article."""
    title, body = article
    every = (
        paragraph
        for _, paragraphs in others
        for paragraph in paragraphs
        if paragraph not in body and len(paragraph) > 100
    )
    pool = list(dict.fromkeys(every))
    for number, (other, _) in enumerate(others[: SITE - 1]):
        start = number * len(body)
        texts = [pool[(start + n) % len(pool)] for n in range(len(body))]
        changed = page.replace(title, other)
        for old, new in zip(body, texts, strict=True):
            for written in (old, html.escape(old)):
                changed = changed.replace(written, new)
        yield changed, (other, texts)


def in_site(page: Path, article: Article, others: list[Article], folder: Path) -> list[tuple[Document, Article, str]]:
    """The documents of a site of pages like this one, with their articles and pages."""
    text = page.read_text("utf-8")
    pages = [(text, article), *siblings(text, article, others)]
    for number, (content, _) in enumerate(pages):
        (folder / f"{number}{page.suffix}").write_text(content, "utf-8")
    with Index.create(folder.with_suffix(".idx")) as index:
        index.add_files(folder)
        found = {Path(document.path).stem: document for document in index}
    return [(found[str(number)], wanted, content) for number, (content, wanted) in enumerate(pages)]


def judged(document: Document, article: Article, page: str) -> Score:
    return score(f"{document.title}\n{document.body}", "\n".join([article[0], *article[1]]), page)


def main(folders: list[Path]) -> None:
    every = articles([PAGES, *UNSEEN])
    alone: list[Score] = []
    together: list[Score] = []
    lost = 0
    for folder in folders:
        for path, _, text in labelled(folder):
            title, *body = text.split("\n")
            others = [a for a in every if is_persian(a[0]) == is_persian(title) and a[0] != title]
            with tempfile.TemporaryDirectory() as name, Readers() as readers:
                place = Path(name) / "site"
                place.mkdir()
                first, *rest = in_site(path, (title, body), others, place)
                (reading,) = read_documents(readers, place / f"0{path.suffix}", place)
                assert isinstance(reading.outcome, Document)
            alone.append(judged(reading.outcome, first[1], first[2]))
            together.append(judged(*first))
            wrong = [line for doc, wanted, _ in (first, *rest) for _, line in doc.left_out if line in wanted[1]]
            lost += len(wrong)
            print(
                f"{path.name:20} {alone[-1].f1:.3f} {alone[-1].chrome:.3f}   {together[-1].f1:.3f} "
                f"{together[-1].chrome:.3f}   {len(first[0].left_out)} lines, {len(wrong)} of articles"
            )
    print(
        f"| {len(alone)} pages | article F1, mean | chrome left in, mean | lines of articles taken |\n|---|---|---|---|"
    )
    for name, scores, taken in (("alone", alone, 0), (f"in a site of {SITE}", together, lost)):
        f1, chrome = sum(s.f1 for s in scores) / len(scores), sum(s.chrome for s in scores) / len(scores)
        print(f"| {name} | {f1:.3f} | {chrome:.2%} | {taken} |")


def in_corpus(path: Path) -> None:
    """Print the lines that are learned in an archive, and how many articles they left."""
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    articles_of: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, Readers() as readers, path.open("rb") as stream:
        sites = Sites(Path(folder))
        batch: list[Document] = []
        for outcome in [*readers.read(stream, str(path), path.stat().st_size), None]:
            if isinstance(outcome, Document):
                batch.append(outcome)
            if len(batch) == _BATCH or (outcome is None and batch):
                sites.learn(batch)
                for document in batch:
                    (site, *_) = sites_of(document)
                    articles_of[site] += 1
                    taken[site].update(line for _, line in sites.clean(document).left_out)
                sites.save()
                batch = []
        sites.close()
    for site, lines in taken.items():
        for line, count in lines.most_common():
            print(f"{site} ({articles_of[site]} articles): {count} times {line!r}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--corpus"]:
        in_corpus(Path(sys.argv[2]))
    else:
        main([Path(name) for name in sys.argv[1:]] or UNSEEN)
