"""Word forms labelled by hand and kept without the text: found again in the corpus that they come from, by digest.

`tests/data/lemmas_news.tsv` has a digest, the number of a lemma, a part of speech, and whether the form is its lemma.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

_ZWNJ = "\u200c"
_WORD = re.compile(r"[\w\u200c\u064b-\u0655]+")


def digest(form: str) -> str:
    """What stands for a form."""
    return hashlib.sha256(form.encode()).hexdigest()[:12]


def labelled_forms(labels: Path, corpus: Path, sources: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """(form, lemma, part of speech) of the labelled forms that these sources of the corpus have.

    A lemma that is none of the forms is named by its number. Forms with a half-space may stand torn in the corpus.
    """
    rows = [line.split("\t") for line in labels.read_text("utf-8").splitlines() if not line.startswith("#")]
    found = dict(_find({row[0] for row in rows}, corpus, sources))
    names = {lemma: found[form] for form, lemma, _, itself in rows if itself and form in found}
    for form, lemma, tag, _ in rows:
        if form in found:
            yield found[form], names.get(lemma, f"lemma{lemma}"), tag


def _find(wanted: set[str], corpus: Path, sources: frozenset[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["source"] not in sources:
                continue
            for paragraph in f"{document['title']}\n{document['body']}".split("\n"):
                words = _WORD.findall(paragraph)
                for form in chain(words, map(_ZWNJ.join, pairwise(words))):
                    if form not in seen:
                        seen.add(form)
                        if digest(form) in wanted:
                            yield digest(form), form
