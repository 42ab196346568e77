"""What all tests share: the folder of sources beside the checkout, and when a skip is a failure."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine is no bug: nothing is timed here but what tests/benchmarks measures side by side.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

REQUIRE = "RAPALLO_REQUIRE"
SHARED = Path(__file__).parents[1] / "../shared"


def pytest_configure() -> None:
    if os.environ.get(REQUIRE, "") not in ("", "all"):
        raise pytest.UsageError(f"{REQUIRE} is {os.environ[REQUIRE]!r}: it may be all, or empty")


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Makes a skip a failure with the skip's reason, where everything is required."""
    expected = hasattr(report, "wasxfail")
    if os.environ.get(REQUIRE) == "all" and report.skipped and not expected:
        where = report.longrepr
        reason = where[2] if isinstance(where, tuple) else str(where)
        report.outcome = "failed"
        report.longrepr = f"with {REQUIRE}=all nothing may skip. {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sources and data that lies beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder shared/ with the sources is not beside the checkout")
    return SHARED.resolve()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process; a module opens pages of its own in it."""
    from tests.chromium import found, running

    program = found()
    if program is None:
        pytest.skip("pages are looked at in Chromium, which is not installed")
    with running(program) as browser:
        yield browser
