"""A real browser for tests: Debian's Chromium, headless, asking nobody for updates."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def needs_chromium(what: str) -> pytest.MarkDecorator:
    """Skips loudly where there is no Chromium, with what was not looked at; not where nothing may be skipped."""
    absent = CHROMIUM is None and not os.environ.get("PRESSFLOW_TEST_NO_SKIP")
    return pytest.mark.skipif(absent, reason=f"NO CHROMIUM: {what}; apt install chromium")


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Chromium; start it after all that has an event loop of its own, since Playwright suffers no other."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*_OPTIONS, *options])
        yield browser
        browser.close()
