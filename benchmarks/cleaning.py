"""How well articles come out of saved pages: Kavosh beside trafilatura alone, on the labelled pages of the tests.

    python benchmarks/cleaning.py [tests/data/pages] [-v]

F1: of the words of the article, as a multiset (precision: words that belong to it; recall: words kept).
Chrome left in: of the page's words that are not the article's, how many came out. A text page goes to
trafilatura as one <p> a line, the nearest thing to what it was made for.
"""

import html
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from kavosh.index.readers import Readers
from kavosh.types import Document

PAGES = Path(__file__).parent.parent / "tests" / "data" / "pages"


@dataclass(frozen=True, slots=True)
class Score:
    """Of one page: F1 of the article's words, and the share of chrome words that were left in."""

    f1: float
    chrome: float


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def score(found: str, article: str, page: str) -> Score:
    got, wanted = words(found), words(article)
    right = sum((got & wanted).values())
    f1 = 2 * right / max(1, sum(got.values()) + sum(wanted.values()))
    visible = re.sub(r"(?s)<(script|style|title)\b.*?</\1>|<[^>]+>", " ", page)
    chrome = words(html.unescape(visible)) - wanted
    return Score(f1, sum(((got - wanted) & chrome).values()) / max(1, sum(chrome.values())))


def labelled(folder: Path) -> Iterator[tuple[Path, dict[str, object], str]]:
    """Each page: its file, its label, and the article as title and paragraphs."""
    for line in (folder / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        yield folder / label["page"], label, "\n".join([label["title"], *label["body"]])


def by_kavosh(path: Path, readers: Readers) -> Document:
    with path.open("rb") as stream:
        (document,) = readers.read(stream, str(path), path.stat().st_size)
    assert isinstance(document, Document), document
    return document


def by_trafilatura(path: Path) -> str:
    text = path.read_text("utf-8")
    if path.suffix == ".txt":
        text = "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n")) + "</body></html>"
    found = trafilatura.bare_extraction(text, include_comments=False, with_metadata=True)
    return "" if found is None else f"{found.title or ''}\n{found.text or ''}"


def main(folder: Path, verbose: bool) -> None:
    scores: dict[str, list[Score]] = {"Kavosh": [], "trafilatura alone": []}
    facts: Counter[str] = Counter()
    with Readers() as readers:
        systems: dict[str, Callable[[Path], str]] = {"trafilatura alone": by_trafilatura}
        for path, label, article in labelled(folder):
            page = path.read_text("utf-8")
            document = by_kavosh(path, readers)
            scores["Kavosh"].append(score(f"{document.title}\n{document.body}", article, page))
            for name, extract in systems.items():
                scores[name].append(score(extract(path), article, page))
            found = {
                "title": document.title,
                "date": str(document.published),
                "source": document.source,
                "tags": list(document.tags),
                "author": document.author,
            }
            for name, value in found.items():
                if label[name] is not None:
                    facts[f"{name} labelled"] += 1
                    facts[name] += value == label[name]
                    if verbose and value != label[name]:
                        print(f"{path.name}: {name} {value!r}, not {label[name]!r}")
            if verbose:
                mine, other = scores["Kavosh"][-1], scores["trafilatura alone"][-1]
                print(f"{path.name:20} {mine.f1:.3f} {mine.chrome:.3f}   {other.f1:.3f} {other.chrome:.3f}")
    print(f"| {len(scores['Kavosh'])} pages | article F1, mean | worst | chrome left in, mean | worst |")
    print("|---|---|---|---|---|")
    for name, of in scores.items():
        f1, chrome = [s.f1 for s in of], [s.chrome for s in of]
        count = len(of)
        print(f"| {name} | {sum(f1) / count:.3f} | {min(f1):.3f} | {sum(chrome) / count:.2%} | {max(chrome):.2%} |")
    print(
        *(f"{name} {facts[name]}/{facts[f'{name} labelled']}" for name in ("title", "date", "source", "tags", "author"))
    )


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    main(Path(arguments[0]) if arguments else PAGES, "-v" in sys.argv)
