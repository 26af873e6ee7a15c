"""Lets Python import a changed source in place of the one on disk."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType


def serve(path: str, text: str) -> None:
    """From now on the module of this file is imported from the text. Refuses one already loaded."""
    name = module_name(path)
    if name in sys.modules:
        raise RuntimeError(f"{name} was imported before it could be changed.")
    sys.meta_path.insert(0, _Served(name, path, text))


def module_name(path: str) -> str:
    """The dotted name under which a file of the project is imported."""
    parts = Path(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class _Served(MetaPathFinder):
    def __init__(self, name: str, path: str, text: str) -> None:
        self._name, self._path, self._text = name, path, text

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        loader = _FromText(fullname, self._path, self._text)
        return spec_from_file_location(fullname, self._path, loader=loader)


class _FromText(SourceFileLoader):
    """Compiles the text it was given; neither reads nor writes compiled files."""

    def __init__(self, fullname: str, path: str, text: str) -> None:
        super().__init__(fullname, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._text, self.path, "exec", dont_inherit=True)
