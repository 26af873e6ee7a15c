"""Style, types, direction of imports and migrations: every tool runs, the worst answer counts."""

import subprocess
import sys
from pathlib import Path

TOOLS = Path(sys.executable).parent

CHECKS = {
    "style": ["ruff", "check", "."],
    "layout": ["ruff", "format", "--check", "."],
    "types": ["mypy", "."],
    "direction of imports": ["lint-imports"],
    "tables": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    """How many of the tools complained."""
    complaints = 0
    for name, (tool, *words) in CHECKS.items():
        print(f"Checking {name}.", flush=True)
        if subprocess.run([TOOLS / tool, *words], check=False).returncode != 0:
            print(f"The check of {name} failed.", flush=True)
            complaints += 1
    return complaints


if __name__ == "__main__":
    sys.exit(min(main(), 1))
