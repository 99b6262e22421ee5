"""Lines that repeat across the articles of one site, learned as the site's own.

Cue words know what most sites say around an article; what only one site says ("Our city, our paper") is told by its
being there again and again. Each site has counts of its articles' first and last lines in `sites.sqlite` in the index
folder; they fade, so that they stay few and follow the site as it changes. A line is learned when many articles with
different texts have it, and is taken out of the top and the bottom of an article; between paragraphs only where
two such lines stand together. What is taken out stays with the document (`Document.left_out`).
"""

import json
import re
import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from kavosh.index.archives import is_archive
from kavosh.index.readers import has_records
from kavosh.types import Document

FILE = "sites.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS sites(site TEXT PRIMARY KEY, state BLOB) WITHOUT ROWID"

LEAST, SHARE = 5, 0.2  # articles that have a line, and their share of the site's, for it to be learned
LEAST_LONG, SHARE_LONG = 8, 0.3  # the same of a paragraph, which may be one of the article
_LONG = 60  # code points of a line that is a paragraph
_LINE_MAX = 300  # code points; what sites say is shorter
_TOP, _BOTTOM = 40, 60  # lines of an article that are looked at
_FRESH = 0.3  # of an article's paragraphs that the site has not had; with less it is an edition of another
_FRESH_SAME = 0.8  # the same where a recent article has its headline
_STEP = 2  # lines that are not learned, in a row, between those that are
_HALVED = 400  # articles of a site after which all counts are halved
_MOST_LINES = 5000  # counted of one site
_RECENT = 100  # articles of a site that are cleaned again when a line is learned
_OPEN = 64  # sites in memory
_PLATFORMS = frozenset(
    "t.me telegram.me x.com twitter.com facebook.com www.facebook.com instagram.com www.instagram.com medium.com "
    "youtube.com www.youtube.com eitaa.com ble.ir rubika.ir virgool.io".split()
)  # hosts of many sites, told apart by the first part of the path


@dataclass
class Site:
    """What is known of a site. `lines`: key -> articles that have it; `recent`: id -> key of the headline."""

    articles: int = 0
    lines: dict[int, int] = field(default_factory=dict)
    recent: dict[str, int] = field(default_factory=dict)
    before: tuple[str, ...] = ()  # ids that were recent at the last commit
    known: set[int] = field(default_factory=set)  # learned at the last commit
    changed: bool = False

    def learned(self, key: int) -> bool:
        least, share = (LEAST_LONG, SHARE_LONG) if key & 1 else (LEAST, SHARE)
        count = self.lines.get(key, 0)
        return count >= least and count >= share * self.articles

    def all_learned(self) -> set[int]:
        return {key for key in self.lines if self.learned(key)}

    def count(self, document: Document, keys: set[int], long: int, fresh: int) -> None:
        """Count an article's lines, unless it is one of the recent ones again or an edition of another."""
        headline = _key(0, document.title)
        same = headline in self.recent.values()
        enough = fresh >= (_FRESH_SAME if same else _FRESH) * long and (long or not same)
        if document.id in self.recent or not enough or not keys - self.lines.keys():
            return
        self.changed = True
        self.articles += 1
        for key in keys:
            self.lines[key] = self.lines.get(key, 0) + 1
        self.recent[document.id] = headline
        while len(self.recent) > _RECENT:
            del self.recent[next(iter(self.recent))]
        if self.articles >= _HALVED:
            self.articles //= 2
            self.lines = {key: count // 2 for key, count in self.lines.items() if count > 1}
        if len(self.lines) > _MOST_LINES:
            often = sorted(self.lines.items(), key=lambda item: -item[1])[: _MOST_LINES // 2]
            self.lines = {key: count for key, count in often if count > 1}


class Sites:
    """The sites of an index folder. `learn` and `clean` a batch, then `save` after its commit."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / FILE, timeout=30, check_same_thread=False)
        self._db.execute(_TABLE)
        self._open: OrderedDict[str, Site] = OrderedDict()
        self._stale: dict[str, None] = {}  # documents of before, in which a line is newly learned

    def learn(self, documents: Iterable[Document]) -> None:
        """Count the lines of documents that come from files."""
        for document in documents:
            lines = list(_edges(document.body.split("\n")))
            keys = {key for _, key in lines}
            for name in sites_of(document):
                site = self._site(name)
                long = [(line, key) for line, key in lines if len(line) >= _LONG]
                fresh = sum(len(line) for line, key in long if key not in site.lines)
                site.count(document, keys, sum(len(line) for line, _ in long), fresh)

    def clean(self, document: Document) -> Document:
        """The document without its site's lines, which it keeps as `left_out`."""
        sites = [self._site(name) for name in sites_of(document)]
        whole = restored(document)
        lines = whole.body.split("\n")
        keys = {at: key for at, (_, key) in zip(_places(len(lines)), _edges(lines, True), strict=True)}
        learned = [at in keys and any(site.learned(keys[at]) for site in sites) for at in range(len(lines))]
        gone = _taken(lines, learned)
        body = "\n".join(line for at, line in enumerate(lines) if at not in gone)
        if body == document.body:
            return document
        return replace(whole, body=body, left_out=tuple((at, lines[at]) for at in sorted(gone)))

    def save(self) -> list[str]:
        """Write down what a commit made durable; the ids of earlier documents in which a line is newly learned."""
        for name, site in self._open.items():
            self._put_down(name, site)
        self._db.commit()
        stale, self._stale = list(self._stale), {}
        return stale

    def forget(self) -> None:
        """Drop what was not saved."""
        self._open.clear()
        self._stale.clear()
        self._db.rollback()

    def close(self) -> None:
        self.forget()
        self._db.close()

    def _site(self, name: str) -> Site:
        site = self._open.get(name)
        if site is None:
            site = self._open[name] = self._read(name)
            if len(self._open) > _OPEN:
                self._put_down(*self._open.popitem(last=False))
        self._open.move_to_end(name)
        return site

    def _read(self, name: str) -> Site:
        row = self._db.execute("SELECT state FROM sites WHERE site = ?", (name,)).fetchone()
        if row is None:
            return Site()
        state = json.loads(zlib.decompress(row[0]))
        site = Site(state["articles"], {int(key): count for key, count in state["lines"].items()}, state["recent"])
        site.before, site.known = tuple(site.recent), site.all_learned()
        return site

    def _put_down(self, name: str, site: Site) -> None:
        """Write a site's state into the transaction that `save` ends."""
        if not site.changed:
            return
        learned = site.all_learned()
        if learned - site.known:
            self._stale.update(dict.fromkeys(site.before))
        site.known |= learned
        site.before = tuple(site.recent)
        state = json.dumps({"articles": site.articles, "lines": site.lines, "recent": site.recent})
        self._db.execute("REPLACE INTO sites VALUES (?, ?)", (name, zlib.compress(state.encode(), 1)))
        site.changed = False


def sites_of(document: Document) -> tuple[str, ...]:
    """The sites that a document may be of: its address's host, else its source and the folder of its page.

    >>> sites_of(Document("1", "", "", url="https://t.me/example/12"))
    ('t.me/example',)
    """
    address = urlsplit(document.url)
    if address.netloc:
        host = address.netloc.lower()
        first = re.sub(r"^/(?:s/)?", "", address.path).split("/")[0]
        return (f"{host}/{first}" if host in _PLATFORMS else host,)
    alone = document.path and not (has_records(document.path) or is_archive(document.path))
    folder = str(Path(document.path).parent) if alone else document.path
    return tuple(filter(None, (document.source, folder)))


def restored(document: Document) -> Document:
    """The document with the lines that were left out of its body in their places again."""
    if not document.left_out:
        return document
    lines = document.body.split("\n") if document.body else []
    for at, line in document.left_out:
        lines.insert(at, line)
    return replace(document, body="\n".join(lines), left_out=())


def _places(count: int) -> Iterator[int]:
    """The numbers of the lines that are looked at."""
    yield from range(min(_TOP, count))
    yield from range(max(_TOP, count - _BOTTOM), count)


def _edges(lines: list[str], every: bool = False) -> Iterator[tuple[str, int]]:
    """The first and last lines of a text with their keys; with `every`, those too that cannot be a site's."""
    for at in _places(len(lines)):
        line = lines[at]
        if every or (line.strip() and len(line) <= _LINE_MAX):
            yield line, _key(1 if 2 * at < len(lines) else 2, line)


def _key(half: int, line: str) -> int:
    """A number for a line in the upper or lower half of an article; odd for a paragraph."""
    digest = blake2b(line.encode("utf-8", "replace"), digest_size=7, salt=bytes([half])).digest()
    return int.from_bytes(digest) << 1 | (len(line) >= _LONG)


def _taken(lines: list[str], learned: list[bool]) -> set[int]:
    """Which lines to take out: learned ones from either end up to the first paragraph, and several together."""
    if not any(learned):
        return set()
    gone = {*_from_end(lines, learned, range(len(lines))), *_from_end(lines, learned, range(len(lines))[::-1])}
    for at in range(1, len(lines)):
        if learned[at] and learned[at - 1]:
            gone |= {at - 1, at}
    left = [line for at, line in enumerate(lines) if at not in gone and line.strip()]
    if not left and any(len(lines[at]) >= _LONG for at in gone):  # nothing would be left of a text of paragraphs
        return set()
    return gone


def _from_end(lines: list[str], learned: list[bool], order: range) -> Iterator[int]:
    missed = 0
    for at in order:
        if learned[at]:
            missed = 0
            yield at
        elif lines[at].strip():
            missed += 1
            if missed > _STEP or len(lines[at]) >= _LONG:
                return
