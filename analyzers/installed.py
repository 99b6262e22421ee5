"""Where the data files of hazm and parsivar are, told without importing the packages: at every start it is asked."""

import importlib.util
from pathlib import Path

HAZM_FILES = ("data/words.dat", "data/verbs.dat")
PARSIVAR_FILES = (
    "resource/stemmer/stem_lex.pckl",
    "resource/stemmer/stem_irregularNounDict.pckl",
    "resource/stemmer/verb_tense.txt",
)


def package_files(package: str, names: tuple[str, ...]) -> dict[str, Path]:
    """The data files of an installed package by name; none where it is not installed. Imports nothing."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return {}
    folder = Path(next(iter(spec.submodule_search_locations)))
    return {name: folder / name for name in names if (folder / name).is_file()}


def package_version(package: str) -> str:
    """The installed version, "" where the package is not installed.

    It is in the name of the folder that installing leaves beside the package; reading it there spares loading
    `importlib.metadata` at every start.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return ""
    beside = Path(next(iter(spec.submodule_search_locations))).parent
    found = [folder.name for folder in beside.glob(f"{package}-*.dist-info")]
    if len(found) == 1:
        return found[0].removeprefix(f"{package}-").removesuffix(".dist-info")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""
