"""What the pure rooms raise when they cannot go on: typed, and said in the reader's language.

The English sentence stands where it is raised; `refusals.toml` has the French. Not for checks of
forms, which are the features' own errors.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files

from pointage.rules.languages import Bilingual, chosen


@lru_cache(maxsize=1)
def french_sentences() -> Mapping[str, str]:
    """French sentences by the English ones they stand for."""
    text = (files("pointage.rules") / "refusals.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)["fr"]
    return found


class Refusal(ValueError):
    """Base of them all. `str` says it in English, `text` in English or French.

    `sentence` may have {parts}, given by name; dates are written 2026-01-31, and Bilingual
    words in the language asked. `about` names what is
    at fault, such as the parameter, and stands before the sentence.
    """

    def __init__(self, sentence: str, /, *, about: str = "", **parts: object) -> None:
        self._sentence = sentence
        self._about = about
        self._parts = parts
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        """The refusal as a sentence in that language."""
        said = self._said(self._sentence, language)
        if not self._about:
            return said
        about = self._said(self._about, language)
        return f"{about}{_COLON[chosen(language)]}{said}"

    def _said(self, sentence: str, language: str) -> str:
        french = chosen(language) == "fr"
        template = french_sentences().get(sentence, sentence) if french else sentence
        return template.format(
            **{name: _plain(part, language) for name, part in self._parts.items()}
        )


_COLON = {"en": ": ", "fr": "\N{NO-BREAK SPACE}: "}


def _plain(part: object, language: str) -> str:
    if isinstance(part, Bilingual):
        return part.said(language)
    return part.isoformat() if isinstance(part, date) else str(part)
