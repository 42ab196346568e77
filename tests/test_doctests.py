"""Every example in a docstring of the package, run as it is printed."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import rapallo

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(rapallo.__path__, "rapallo.")
    if not module.name.endswith("__main__")
)


def test_modules_are_found() -> None:
    assert {"rapallo.errors", "rapallo.dates.edtf", "rapallo.model.claim"} <= set(MODULES)


@pytest.mark.parametrize("name", ["rapallo", *MODULES])
def test_examples_print_what_they_say(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert not failed, capsys.readouterr().out


def test_examples_of_cached_functions_are_run() -> None:
    edtf = importlib.import_module("rapallo.dates.edtf")
    found = doctest.DocTestFinder(exclude_empty=True).find(edtf)
    assert "rapallo.dates.edtf.parse" in {test.name for test in found if test.examples}
