"""The one browser of all browser tests: the system's Chromium, which is never downloaded."""

import contextlib
import importlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program() -> str:
    """Where Chromium is; a run that counts fails without it, a developer's own run skips."""
    found = shutil.which("chromium")
    if found is None and os.environ.get("CI"):
        pytest.fail("Chromium is missing: install it, these tests are part of the run.")
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


@contextlib.contextmanager
def opened() -> Iterator[Any]:
    """A running browser."""
    path = program()
    playwright = importlib.import_module("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
