"""Shared fixtures: the bundled samples, an index of them, the real seed articles where they are present."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from kavosh.index import Index
from kavosh.search import Engine

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def samples() -> Iterator[Path]:
    """The folder of the bundled sample archive, as installed."""
    with as_file(files("kavosh.index").joinpath("samples")) as folder:
        yield folder


@pytest.fixture(scope="session")
def samples_index(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the samples; read only."""
    folder = tmp_path_factory.mktemp("samples") / "samples.idx"
    with Index.create(folder) as index:
        # Named one by one: an editable install links them, and links out of a folder are refused.
        assert index.add_files(*sorted(samples.iterdir())).errors == ()
    return folder


@pytest.fixture
def engine(samples_index: Path) -> Iterator[Engine]:
    with Engine.open(samples_index) as engine:
        yield engine


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The five real articles, which are not part of the project."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip(f"the real seed articles are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def seeds_index(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "seeds.idx"
    with Index.create(folder) as index:
        assert index.add_files(seeds).indexed == 5
    return folder


@pytest.fixture(scope="session")
def kavosh() -> Run:
    """Run the command line as a user does, in a process of its own."""

    def run(*arguments: str | Path, stdin: str | bytes = "", **environment: str) -> subprocess.CompletedProcess[str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "kavosh.search", *map(str, arguments)],
            input=data,
            capture_output=True,
            timeout=60,
            env={"PATH": "/usr/bin:/bin", "PYTHONWARNINGS": "error", "PYTHONUTF8": "1", **environment},
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
