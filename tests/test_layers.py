"""The layers: core <- analyzers <- index <- search <- web, never upwards, and each library in its own place."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("core", "analyzers", "index", "search", "web")
HOMES = {  # library -> where it may be imported
    "whoosh": {
        "index/execution.py",
        "index/okapi.py",
        "index/segment.py",
        "index/expansion.py",
        "index/snapshot.py",
        *(f"index/whoosh_{part}.py" for part in ("backend", "codec", "query", "schema", "storage", "writer")),
    },
    "opensearchpy": {"index/opensearch_backend.py"},
    "flask": {"web"},
    "werkzeug": {"web"},
    "waitress": {"web"},
}
MODULES = [path.relative_to(ROOT) for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import kavosh modules by their full name"
            yield node.module or ""


def layer_of(module: str) -> str:
    second = module.split(".")[1] if "." in module else ""
    return second if second in LAYERS else "core"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_module_imports_upwards(path: Path) -> None:
    own = LAYERS.index(path.parts[0])
    for module in imports(path):
        if module.split(".")[0] == "kavosh":
            assert LAYERS.index(layer_of(module)) <= own, f"{path} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_libraries_stay_in_their_place(path: Path) -> None:
    for module in imports(path):
        homes = HOMES.get(module.split(".")[0])
        if homes is not None:
            assert path.as_posix() in homes or path.parts[0] in homes, f"{path} imports {module}"


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import kavosh.search", {"hazm", "parsivar", "flask", "rich", "whoosh", "numpy", "Stemmer"}),
        ("import kavosh.analyzers", {"hazm", "parsivar", "flask", "rich", "whoosh", "numpy", "click"}),
        (
            "from kavosh.search.cli import main; main(['--help'], standalone_mode=False)",
            {"hazm", "whoosh", "flask"},
        ),
        (
            "import sys; from kavosh.search import Engine\n"
            "with Engine.open(sys.argv[1]) as e: assert e.search('شهردار OR mayors').total",  # "mayor"
            {"hazm", "parsivar", "flask", "nltk"},
        ),
    ],
)
def test_heavy_packages_stay_out(code: str, absent: set[str], samples_index: Path) -> None:
    script = f"{code}\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script, str(samples_index)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.partition("LOADED")[2].split())
    assert "kavosh" in loaded
    assert not absent & loaded
