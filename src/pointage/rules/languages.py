"""The languages the pure rooms speak: English and French. Screens translate their own words."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "fr")


def chosen(language: str) -> str:
    """`en` or `fr`, whichever serves that language: fr-CA and fr_CA are French, others English."""
    first = language.replace("_", "-").partition("-")[0].lower()
    return first if first in LANGUAGES else "en"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in English and in French."""

    en: str
    fr: str

    def said(self, language: str) -> str:
        """The words in that language."""
        return self.fr if chosen(language) == "fr" else self.en
