"""What is on disk is what is installed: packages, modules and data files."""

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = {"kavosh": "core"} | {f"kavosh.{name}": name for name in ("analyzers", "index", "search", "web")}


@pytest.fixture(scope="module")
def setup_cfg() -> configparser.ConfigParser:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def test_every_package_on_disk_is_declared(setup_cfg: configparser.ConfigParser) -> None:
    assert setup_cfg["options"]["packages"].split() == list(LAYERS)
    for folder in LAYERS.values():
        nested = [path for path in (ROOT / folder).rglob("*.py") if path.parent != ROOT / folder]
        assert nested == [], "packages are kept flat"


def test_the_wheel_holds_every_module_and_data_file(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("kavosh/")}
    expected = set()
    for package, folder in LAYERS.items():
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                expected.add(f"{package.replace('.', '/')}/{path.relative_to(ROOT / folder).as_posix()}")
    assert packed == expected


def test_the_given_packages_are_dependencies(setup_cfg: configparser.ConfigParser) -> None:
    required = setup_cfg["options"]["install_requires"].lower()
    for name in ("whoosh", "hazm", "parsivar", "arabic-reshaper", "flask"):
        assert name in required
