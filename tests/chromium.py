"""Chromium without a window, driven by Playwright: the one of this machine, none is downloaded."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

__all__ = ["PATIENCE", "found", "new_page", "running", "wait"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update")
PATIENCE = 120_000.0
"""Milliseconds for whatever is waited for: a busy machine is slow."""


def found() -> str | None:
    """Where Chromium is on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def running(program: str) -> Iterator[Browser]:
    """A Chromium that runs as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=ARGUMENTS,
            chromium_sandbox=False,
            timeout=PATIENCE,
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def new_page(
    browser: Browser, width: int, height: int, *, scale: float = 1, offline: bool = False
) -> Iterator[Page]:
    """A page with nothing remembered, as long as the block lasts."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, offline=offline
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def wait(page: Page, script: str, patience: float = PATIENCE) -> Any:
    """The first true value of an expression.

    Playwright's own ``wait_for_function`` evaluates a text inside of the page, which the policies
    of our pages and of Neo4j Browser forbid.
    """
    deadline = time.monotonic() + patience / 1000
    while not (value := page.evaluate(script)):
        left = deadline - time.monotonic()
        assert left > 0, f"never true: {script}; shown: {page.inner_text('body')[-2000:]}"
        page.wait_for_timeout(50)
    return value
