"""Build hook: compiles the translations, so that an installed Pointage speaks French."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import compile_words


class CompileWords(BuildHookInterface[Any]):
    """Runs before files are gathered, for wheels and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if compile_words.main():
            raise RuntimeError("a translation could not be compiled")
