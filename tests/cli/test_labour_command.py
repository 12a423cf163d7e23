"""`pointage labour`: the law of a place as a table, and a file of hours explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pointage.cli.labour import app
from tests.cli.installation import Installation

WEEK = """\
start,end,kind,job,id
2026-06-08T08:00,2026-06-08T18:00,,Smith,mon
2026-06-09T08:00,2026-06-09T18:00,worked,Smith,tue
2026-06-10T08:00,2026-06-10T18:00,,Smith,wed
2026-06-11T08:00,2026-06-11T18:00,,Smith,thu
2026-06-12T08:00,2026-06-12T12:30,,Jones,fri
"""


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


@pytest.fixture
def hours(tmp_path: Path) -> Path:
    file = tmp_path / "hours.csv"
    file.write_text(WEEK, encoding="utf-8")
    return file


def test_rules_show_figures_with_their_sources() -> None:
    code, output = run("rules", "CA-QC", "--on", "2026-11-23")
    assert code == 0
    assert "Québec (CA-QC) on 2026-11-23" in output
    assert "weekly_logging" in output
    assert "CQLR c. N-1.1" in output


def test_rules_of_another_year_are_those_of_that_year() -> None:
    _, now = run("rules", "US-OR", "--on", "2026-11-23")
    _, then = run("rules", "US-OR", "--on", "2017-06-01")
    assert "daily_both_owed" in then
    assert "daily_both_owed" not in now


def test_places_are_listed() -> None:
    code, output = run("places")
    assert code == 0
    assert "US-WY" in output


def test_a_file_of_hours_is_explained(hours: Path) -> None:
    code, output = run("explain", str(hours), "--jurisdiction", "CA-QC")
    assert code == 0
    assert "44.50" in output
    assert "4.50" in output
    assert "Paid at 1.5" in output


def test_reasons_come_in_french(hours: Path) -> None:
    code, output = run("explain", str(hours), "-j", "CA-QC", "-l", "fr")
    assert code == 0
    assert "Taux ordinaire" in output


def test_a_rate_shows_what_the_week_pays(hours: Path) -> None:
    code, output = run("explain", str(hours), "-j", "CA-QC", "--rate", "20")
    assert code == 0
    assert "935.00" in output


def test_a_law_on_the_minimum_wage_asks_for_it(hours: Path) -> None:
    code, output = run("explain", str(hours), "-j", "CA-NB", "--rate", "20")
    assert code == 2
    assert "minimum_wage" in output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("start,end\n2026-06-08T08:00,later\n", ":2:"),
        ("start,end,colour\n", "colour"),
        ("begin,end\n", "begin"),
        ("start,end,kind\n2026-06-08T08:00,2026-06-08T09:00,nap\n", "nap"),
        ("start,end,id\n2026-06-08T08:00,2026-06-08T07:00,\n", "ends at"),
    ],
)
def test_a_bad_file_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    code, output = run("explain", str(file), "-j", "CA-QC")
    assert code == 2
    assert said in output


def test_an_unknown_place_or_date_is_refused(hours: Path) -> None:
    assert run("rules", "CA-XX")[0] == 2
    assert run("rules", "CA-QC", "--on", "yesterday")[0] == 2
    assert run("rules", "CA-QC", "--on", "1950-01-01")[0] == 2
    assert run("explain", str(hours), "-j", "CA-QC", "--zone", "Eastern")[0] == 2


def test_help_and_headings_speak_french_to_a_french_terminal(
    installation: Installation, hours: Path
) -> None:
    told = installation.run("labour", "explain", "--help", LANG="fr_CA.UTF-8").stdout
    assert "Classer un fichier d'heures" in told
    assert "Aucune loi sur les heures supplémentaires" in told
    shown = installation.run("labour", "explain", str(hours), "-j", "CA-QC", LANG="fr_CA.UTF-8")
    assert "Pourquoi" in shown.stdout
