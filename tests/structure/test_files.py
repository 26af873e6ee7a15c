"""Nothing in the files ties the project to one machine, one index of packages or one secret."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.structure.source import ROOT, faults, text_of

NOT_TEXT = {".png", ".ico", ".woff2", ".mo", ".gz", ".sqlite3"}

FORBIDDEN = {
    "the address of a package index": "|".join(
        [
            r"pypi\.(?:org|io)",
            r"python" + r"hosted\.org",
            r"registry\.npm" + r"js",
            r"/opt/py" + "pi",
        ]
    ),
    "a path of one machine": r"(?<![\w.~<])/(?:work|root|home|Users)/[A-Za-z.]",
    "a private key": "-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
    "an unfinished mark": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}


def tracked_files() -> list[Path]:
    """What the repository holds; without git, as in an unpacked archive, nothing is asked."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    names = [name for name in answer.stdout.decode().split("\0") if name]
    paths = [ROOT / name for name in names if not name.startswith("static/vendor/")]
    return sorted(path for path in paths if path.suffix not in NOT_TEXT and path.is_file())


def forbidden_words(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)]


def unlocked(text: str) -> list[str]:
    """Lines of a lock file that are neither a pin with a hash below it nor a hash."""
    pinned = r"[\w.\[\],-]+==[\w.]+(?: ; [^\\]+)? \\\n(?=    --hash=)"
    hashed = r"    --hash=sha256:[0-9a-f]{64}(?: \\)?\n"
    return re.sub(f"{pinned}|{hashed}", "", text).splitlines()


def test_no_file_names_a_machine_an_index_or_a_secret() -> None:
    assert faults(tracked_files(), lambda path: forbidden_words(text_of(path))) == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_pins_with_hashes_and_nothing_else(name: str) -> None:
    assert unlocked(text_of(ROOT / name)) == []


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param("--extra-index-url https:" + "//index.example\n", id="address"),
        pytest.param("django==6.1.3\n", id="no hash"),
        pytest.param("django>=6.1 \\\n    --hash=sha256:" + "0" * 64 + "\n", id="no pin"),
    ],
)
def test_a_planted_line_of_a_lock_is_found(planted: str) -> None:
    assert unlocked(planted) != []


def test_every_requirement_has_a_floor_and_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads("\n".join(lines))["project"]
    extras = project["optional-dependencies"].values()
    for requirement in [*project["dependencies"], *(name for extra in extras for name in extra)]:
        line = next(line for line in lines if f'"{requirement}"' in line)
        assert ">=" in requirement, requirement
        assert re.search(r"#\s*\w.{8,}$", line), line


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        pytest.param("index = py" + "pi.org", "the address of a package index", id="index"),
        pytest.param("cd /ro" + "ot/project", "a path of one machine", id="machine"),
        pytest.param("# TO" + "DO later", "an unfinished mark", id="unfinished"),
    ],
)
def test_a_planted_word_is_found(planted: str, found: str) -> None:
    assert forbidden_words(planted) == [found]
