"""Reasons: the rule that won with its figures and source, the rules that lost, both languages."""

from __future__ import annotations

import re

import pytest

from pointage.rules.labour import (
    Classification,
    Confidence,
    DailySchedule,
    Kind,
    Look,
    Notice,
    Policy,
    Verdict,
    classify,
    notice_text,
)
from pointage.rules.labour.words import catalogue, duration
from tests.rules.labour.weeks_of_work import HOUR, days_of, week_in


def looks_at(made: Classification, day: int, position: int) -> dict[str, Look]:
    """By rule, the looks at one of the pieces of a day of the week."""
    wanted = [
        reason
        for piece, reason in zip(made.pieces, made.reasons, strict=True)
        if piece.on.isoweekday() % 7 == day
    ]
    return {look.rule_id: look for look in wanted[position].looks}


def test_the_winner_gives_its_counter_its_limit_and_its_source() -> None:
    made = week_in("CA-BC", [0, 14, 0, 0, 0, 0, 0])
    winner = made.reasons[1].winner
    assert winner is not None
    assert (winner.rule_id, winner.before, winner.after, winner.limit) == (
        "daily",
        8 * HOUR,
        12 * HOUR,
        8 * HOUR,
    )
    assert winner.confidence is Confidence.GOVERNMENT
    assert "RSBC 1996" in winner.citation


def test_a_rule_that_pays_less_lost_to_the_better_one() -> None:
    made = week_in("CA-BC", [0, 14, 0, 0, 0, 0, 0])
    looks = looks_at(made, 1, 2)
    assert looks["daily_double"].verdict is Verdict.WON
    assert looks["daily"].verdict is Verdict.LOWER


def test_the_week_was_also_reached_but_is_already_paid() -> None:
    made = week_in("US-KY", [6, 6, 6, 6, 6, 6, 6])
    looks = looks_at(made, 6, 0)
    assert looks["seventh_day"].verdict is Verdict.WON
    assert looks["weekly"].verdict is Verdict.ALREADY_PAID


def test_an_ordinary_hour_says_how_far_each_limit_is() -> None:
    made = week_in("US-TX", [0, 8, 8, 0, 0, 0, 0])
    look = looks_at(made, 2, 0)["weekly"]
    assert (look.verdict, look.before, look.after) == (
        Verdict.NOT_REACHED,
        8 * HOUR,
        16 * HOUR,
    )


def test_leave_that_counts_is_said_to_come_first() -> None:
    segments = days_of([0, 8, 9, 9, 9, 9, 0], kinds={1: Kind.HOLIDAY_OFF})
    made = classify(segments, Policy("CA-QC", "UTC", holidays={}))
    assert made.reasons[-1].leave_counted == 8 * HOUR
    assert "of leave counts as worked here" in made.reasons[-1].text("en")


def test_every_piece_has_a_reason_that_speaks_both_languages() -> None:
    made = week_in("CA-AB", [0, 10, 10, 10, 10, 10, 4])
    assert len(made.reasons) == len(made.pieces)
    for reason in made.reasons:
        english, french = reason.text("en"), reason.text("fr-CA")
        assert english
        assert french != english


def test_figures_are_written_as_each_language_does() -> None:
    made = week_in("CA-QC", [0, 11, 10, 10, 10, 0, 0])
    text = made.reasons[-1].text("fr")
    assert "Payé à 1,5 fois le taux\N{NO-BREAK SPACE}: au-delà de 40\N{NO-BREAK SPACE}h" in text


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (8 * HOUR, "8 h", "8 h"),
        (30_600, "8 h 30 min", "8 h 30"),
        (30_605, "8 h 30 min 05 s", "8 h 30 min 05 s"),
        (0, "0 h", "0 h"),
    ],
)
def test_a_duration_is_said_in_hours(seconds: int, english: str, french: str) -> None:
    assert duration("en", seconds).replace("\N{NO-BREAK SPACE}", " ") == english
    assert duration("fr", seconds).replace("\N{NO-BREAK SPACE}", " ") == french


def test_both_languages_say_the_same_things_with_the_same_parts() -> None:
    english, french = catalogue()["en"], catalogue()["fr"]
    assert english.keys() == french.keys()
    for code, sentence in english.items():
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", french[code]))


def test_french_typography() -> None:
    for sentence in catalogue()["fr"].values():
        assert " :" not in sentence
        assert not re.search(r"\s[;?!]", sentence)
        assert "'" not in sentence


def test_a_notice_is_a_sentence() -> None:
    notice = Notice("fact_unknown", (("fact", "hourly_rate"),))
    assert "the hourly rate" in notice_text(notice, "en")
    assert "le taux horaire" in notice_text(notice, "fr")


def test_a_regime_that_is_not_covered_is_named_in_the_language_asked() -> None:
    notice = Notice("regime_not_covered", (("jurisdiction", "CA-QC"), ("regime", "cnesst_permit")))
    assert "étalement des heures autorisé" in notice_text(notice, "fr")
    assert "permit of the CNESST" in notice_text(notice, "en")


def test_a_day_in_a_row_is_said_by_its_number() -> None:
    made = week_in("US-CA", [6, 6, 6, 6, 6, 6, 10])
    assert "7th day of work in a row, from its first hour" in made.reasons[-2].text("en")
    assert "7e jour de travail consécutif, au-delà de" in made.reasons[-1].text("fr")


def test_a_day_without_agreed_hours_is_said_to_be_one() -> None:
    agreed = DailySchedule((0, 10 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR, 0, 0))
    facts = {"schedule": agreed, "agreements": frozenset({"alternative_workweek"})}
    made = week_in("US-CA", [0, 0, 0, 0, 0, 4, 0], facts)
    assert "a day on which no hours were agreed, from its first hour" in made.reasons[0].text("en")
    assert "jour sans heures convenues, dès la première heure" in made.reasons[0].text("fr")


def test_a_premium_for_a_weekday_names_the_day() -> None:
    made = week_in("US-RI", [5, 8, 0, 0, 0, 0, 0])
    assert "work on a Sunday" in made.reasons[0].text("en")
    assert "travail un dimanche" in made.reasons[0].text("fr")


def test_a_french_reason_cites_the_french_title() -> None:
    made = week_in("CA-QC", [0, 11, 10, 10, 10, 0, 0])
    assert "Loi sur les normes du travail, RLRQ, c. N-1.1, art. 52" in made.reasons[-1].text("fr")


def test_every_rule_of_the_week_is_among_those_that_looked() -> None:
    made = week_in("US-CA", [0, 8, 8, 8, 8, 8, 13])
    looks = looks_at(made, 6, 0)
    assert {name: look.verdict for name, look in looks.items()} == {
        "weekly": Verdict.WON,
        "daily": Verdict.NOT_REACHED,
        "daily_double": Verdict.NOT_REACHED,
    }


@pytest.mark.parametrize(("language", "said"), [("en", "of 12"), ("fr", "sur 12")])
def test_every_rule_that_lost_is_said_in_the_language_asked(language: str, said: str) -> None:
    made = week_in("US-CA", [0, 8, 8, 8, 8, 8, 13])
    for reason in made.reasons:
        text = reason.text(language)
        assert all(duration(language, look.limit) in text for look in reason.lost)
    assert said in made.reasons[0].text(language)
