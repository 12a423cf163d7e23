"""Lengths of time as typed and shown: every accepted way, every refusal, and no second lost."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pointage.features.companies.models import TimeSettings
from pointage.web.hours import HoursUnreadable, hours_text, hours_typed, seconds_of

FORMATS = TimeSettings.HoursFormat.values
LANGUAGES = ("fr-ca", "en")


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("8", 28_800),
        ("8.5", 30_600),
        ("8,5", 30_600),
        (".25", 900),
        (",25", 900),
        ("8.", 28_800),
        ("8.333", 29_999),  # 29,998.8 s
        ("8:30", 30_600),
        ("08:05", 29_100),
        ("0:00", 0),
        ("8:30:15", 30_615),
        ("8h30", 30_600),
        ("8 h 30", 30_600),
        ("8\xa0h\xa030", 30_600),
        ("8\u202fh\u202f30 min", 30_600),
        ("8H", 28_800),
        ("1 h 5", 3_900),
        ("8.5 h", 30_600),
        ("2 hours", 7_200),
        ("2 heures", 7_200),
        ("45m", 2_700),
        ("45 min", 2_700),
        ("90 min", 5_400),
        ("  7,75  ", 27_900),
        ("８：３０", 30_600),  # full-width digits, as some keyboards type them
    ],
)
def test_what_people_type_is_read(typed: str, seconds: int) -> None:
    assert seconds_of(typed) == seconds


@pytest.mark.parametrize(
    "typed",
    ["", " ", ".", ",", ":", "-8", "+8", "8:5", "8:60", "8h75", "h30", "8.5.1", "8,5:30", "huit",
     "8 30", "1e3", "nan", "∞", "٨", "8:30 pm", "999999999999999999999999", "😀", "8h30m15x"],
)  # fmt: skip
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(HoursUnreadable):
        seconds_of(typed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("how", FORMATS)
@given(seconds=st.integers(0, 168 * 3600))
def test_a_box_reads_back_what_it_shows(language: str, how: str, seconds: int) -> None:
    with translation.override(language):
        assert seconds_of(hours_typed(seconds, how)) == seconds


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        seconds = seconds_of(text)
    except HoursUnreadable:
        return
    assert type(seconds) is int
    assert seconds >= 0


@pytest.mark.parametrize("language", LANGUAGES)
@given(minutes=st.integers(0, 10_000))
def test_whole_minutes_are_shown_exactly(language: str, minutes: int) -> None:
    with translation.override(language):
        shown = hours_text(minutes * 60, TimeSettings.HoursFormat.HOURS_MINUTES)
    assert seconds_of(shown) == minutes * 60


@pytest.mark.parametrize(
    ("language", "how", "shown"),
    [
        ("fr-ca", "hours_minutes", "8\xa0h\xa030"),
        ("en", "hours_minutes", "8:30"),
        ("fr-ca", "decimal", "8,50"),
        ("en", "decimal", "8.50"),
    ],
)
def test_hours_are_shown_in_the_companys_format(language: str, how: str, shown: str) -> None:
    with translation.override(language):
        assert hours_text(30_600, how) == shown
