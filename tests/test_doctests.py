"""Every example in a docstring is true."""

import doctest
import importlib
import pkgutil

import pytest

import kavosh

MODULES = [
    "kavosh",
    *(m.name for m in pkgutil.walk_packages(kavosh.__path__, "kavosh.") if not m.name.endswith("__main__")),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
