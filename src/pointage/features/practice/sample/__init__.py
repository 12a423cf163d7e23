"""The sample practice: what `make run` shows, and what the first-run page offers to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pointage.features.practice.services.founding import SampleSignIns


def load(*, language: str) -> SampleSignIns:
    """Loads the sample into an empty installation; see `loading.load`.

    Imported late: `sample.data` is plain data that scripts read without starting Django.
    """
    from pointage.features.practice.sample import loading

    return loading.load(language=language)
