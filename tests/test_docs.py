"""The documentation is true: its commands run, its code runs, its links lead somewhere."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kavosh import __version__
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> Iterator[str]:
    for page in PAGES:
        yield from (block[2] for block in _BLOCK.finditer(page.read_text("utf-8")) if block[1] == language)


@pytest.fixture
def workshop(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `articles/` and `tables/` in it, as the README supposes."""
    shutil.copytree(samples, tmp_path / "articles")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text("Headline,Lead,Text\nTram,The tram is back.,It ran again on Monday.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_commands_run(kavosh: Run, workshop: Path) -> None:
    ran = 0
    for line in (line for block in blocks("bash") for line in block.splitlines()):
        program, command, *rest = shlex.split(line, comments=True)
        assert program == "kavosh"
        if command == "serve":  # would not end; its options must exist
            rest = ["--help"]
        done = kavosh(command, *rest)
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout
        ran += 1
    assert ran >= 6


def test_the_readme_code_runs(workshop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert "یادداشت" in capsys.readouterr().out


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {target for page in PAGES for target in re.findall(r"\bmake (\w+)", page.read_text("utf-8"))} - {"the"}
    assert {"demo", "test"} <= named
    for target in named & {"demo", "test", "clean"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def test_the_changelog_names_this_version() -> None:
    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
