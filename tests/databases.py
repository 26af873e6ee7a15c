"""What every test run needs before Django is set up, and how its tests are counted.

Loaded by pytest as a plugin (`-p tests.databases`). Without DATABASE_URL a run uses SQLite;
`./dev test` runs once on PostgreSQL and then the tests marked `both_databases` on SQLite.
"""

import json
import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

ONLY_WITH_ALL = {"browser", "fault"}

# The folder goes when the run's process ends; the name keeps it alive until then.
_folder = tempfile.TemporaryDirectory(prefix="inrange-tests-")
os.environ["INRANGE_DATA"] = _folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
for name in ("INRANGE_PRODUCTION", "INRANGE_DEBUG", "INRANGE_SMTP_HOST", "INRANGE_BROKER_URL"):
    os.environ.pop(name, None)


# The same examples in every run, and no deadline: a busy machine is no fault of the code.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all", action="store_true", help="also tests that drive a browser or take things away"
    )
    parser.addoption(
        "--only-both-databases", action="store_true", help="only tests marked for both databases"
    )


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # Argon2 is slow on purpose, which the tests need not pay for at every sign-in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Else every test client begins by listing all files of the style, one test in eight seconds.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted, other = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        (wanted if _is_wanted(config, marks) else other).append(item)
    config.hook.pytest_deselected(items=other)
    items[:] = wanted


def _is_wanted(config: pytest.Config, marks: set[str]) -> bool:
    if config.option.only_both_databases and "both_databases" not in marks:
        return False
    asked_for_all = config.option.all or bool(config.option.markexpr)
    return asked_for_all or not ONLY_WITH_ALL & marks


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Leave the counts, and what passed, where the runner of both databases reads them."""
    if target := os.environ.get("INRANGE_TEST_COUNTS"):
        counts = {
            outcome: len(reports) for outcome, reports in terminalreporter.stats.items() if outcome
        }
        passed = {each.nodeid.split("[")[0] for each in terminalreporter.stats.get("passed", [])}
        told = {"counts": counts, "passed": sorted(passed)}
        Path(target).write_text(json.dumps(told), encoding="ascii")
