"""How far the locked packages are behind what the package index has; before a release.

    python -m benchmarks.freshness

Asks the index through pip, as installing does, and keeps the answer in a dated file without the
index's address. The exit status is 1 where a package that this project names itself is behind;
packages that come along with those are listed only.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from benchmarks.results import record

NAME = re.compile(r"^[\w.-]+")
ROOT = Path(__file__).parent.parent


def named() -> set[str]:
    """The packages that the project asks for by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    every = [*project["dependencies"], *(each for extra in extras for each in extra)]
    return {_spelled(found[0]) for each in every if (found := NAME.match(each))}


def behind() -> list[dict[str, str]]:
    """What pip finds a later version of."""
    ask = [sys.executable, "-m", "pip", "list", "--outdated", "--format", "json"]
    return json.loads(subprocess.run(ask, capture_output=True, text=True, check=True).stdout)


def main() -> int:
    """Say and keep what is behind, and fail where it is one's own choice."""
    own = named()
    found = [
        {
            "name": each["name"],
            "installed": each["version"],
            "latest": each["latest_version"],
            "named_here": _spelled(each["name"]) in own,
        }
        for each in behind()
    ]
    record("freshness", {"asked_for_by_name": len(own), "behind": found})
    return int(any(each["named_here"] for each in found))


def _spelled(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
