"""`pointage labour`: the law of a place as a table, and a file of hours explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pointage.cli.labour import app
from pointage.rules.labour import jurisdiction_codes
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


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")


@pytest.fixture
def hours(tmp_path: Path) -> Path:
    file = tmp_path / "hours.csv"
    file.write_text(WEEK, encoding="utf-8")
    return file


def test_rules_show_figures_with_their_sources() -> None:
    code, output = run("rules", "CA-QC", "--on", "2026-11-23")
    assert code == 0
    assert "Québec (CA-QC) on 2026-11-23" in output
    assert "logging and sawmills" in output
    assert "CQLR c. N-1.1" in output
    assert "logging (logging), sawmill (sawmills)" in output


IN_FRENCH = [code for code in jurisdiction_codes() if not code.startswith("US-")]


@pytest.mark.parametrize("place", [*IN_FRENCH, "US-CA", "US-NY", "US-OR", "US-PR", "US-VI"])
def test_rules_in_french_have_no_english_besides_titles(place: str) -> None:
    code, output = run("rules", place, "--on", "2026-11-23", "--language", "fr-CA")
    shown = output.partition("Mots pour")[0]
    assert code == 0
    assert "Semaine normale de travail" in shown
    english = (
        r"\b(the|hours|week|day|holiday|overtime|paid|only|rate|read|shift|break|with|until)\b"
    )
    assert re.findall(english, shown) == []


def test_the_terminal_s_language_is_the_default_and_the_option_prevails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    assert "Indemnité de présence" in run("rules", "CA-QC", "--on", "2026-11-23")[1]
    assert "Reporting pay" in run("rules", "CA-QC", "--on", "2026-11-23", "-l", "en")[1]


def test_an_unknown_language_is_refused() -> None:
    code, output = run("rules", "CA-QC", "-l", "de")
    assert code == 2
    assert "'de' is not en or fr" in output


def test_places_and_the_table_come_in_french() -> None:
    assert "Colombie-Britannique" in run("places", "-l", "fr")[1]
    assert "| CA-QC | Québec | 40 |" in run("table", "--on", "2026-11-23", "-l", "fr")[1]
    assert "loi fédérale seule" in run("table", "--on", "2026-11-23", "-l", "fr")[1]


def test_rules_of_another_year_are_those_of_that_year() -> None:
    _, now = run("rules", "US-OR", "--on", "2026-11-23")
    _, then = run("rules", "US-OR", "--on", "2017-06-01")
    assert "Standard day, owed with the week" in then
    assert "Standard day, owed with the week" not in now


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


BAD_FILES = [
    ("start,end\n2026-06-08T08:00,later\n", ":2, column end: 'later'"),
    ("start,end\n2026-06-08,2026-06-09T01:00\n", ":2, column start: '2026-06-08' has no time"),
    ("start,end\n\n2026-06-08T08:00,\n", ":3, column end: ''"),
    ("start,end\n2026-06-08T08:00\n", ":2, column end: ''"),
    ("start,end\n2026-06-08T08:00,2026-06-08T09:00,x\n", ":2: this line has more cells"),
    ("start,end,colour\n", ":1: unknown column 'colour'"),
    ("start,end,end\n", ":1: two columns are named end"),
    ("begin,end\n", ":1: unknown column 'begin'"),
    ("start,kind\n", ":1: no column end"),
    ("", ":1: the file is empty"),
    ('start,end\n"2026-06-08T08:00"x,\n', ":2: this line is not CSV"),
    ("start,end,kind\n2026-06-08T08:00,2026-06-08T09:00,nap\n", ":2, column kind: 'nap'"),
    ("start,end,zone\n2026-06-08T08:00,2026-06-08T09:00,East\n", ":2, column zone: 'East'"),
    ("start,end,id\n2026-06-08T08:00,2026-06-08T07:00,\n", "ends at"),
    ("start,end\n2026-11-01T01:30,2026-11-01T05:00\n", ":2, column start: the clocks of"),
    ("start,end\n2026-03-08T01:00,2026-03-08T02:30\n", ":2, column end: the clocks of"),
    ("start,end\n1999-06-08T08:00,1999-06-08T09:00\n", "known from 2000-10-01"),
]


@pytest.mark.parametrize(("text", "said"), BAD_FILES)
def test_a_bad_file_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    code, output = run("explain", str(file), "-j", "CA-QC")
    assert code == 2
    assert said in output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("start,end\n2026-06-08T08:00,tard\n", "'tard' n'est pas une date"),
        ("start,fini\n", "colonne inconnue 'fini'"),
        ("start,end,id\n2026-06-08T08:00,2026-06-08T07:00,lun\n", "segment lun"),
        ("start,end\n1999-06-08T08:00,1999-06-08T09:00\n", "est connue à partir du 2000-10-01"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_french(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    code, output = run("explain", str(file), "-j", "CA-QC", "-l", "fr")
    assert code == 2
    assert said in output


def test_hours_that_overlap_are_refused_by_their_ids(tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text(
        "start,end,id\n2026-06-08T08:00,2026-06-08T12:00,one\n"
        "2026-06-08T11:00,2026-06-08T13:00,two\n",
        encoding="utf-8",
    )
    code, output = run("explain", str(file), "-j", "CA-QC")
    assert code == 2
    assert "segment two" in output
    assert "before segment one ends" in output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "heures.csv"
    text = "début,fin,genre,mandat\r\n2026-06-08T08:00,2026-06-08T12:30,congé de maladie,Forêt\r\n"
    file.write_bytes(text.replace(",", separator).encode(encoding))
    code, output = run("explain", str(file), "-j", "CA-QC", "--json")
    piece = json.loads(output)["pieces"][0]
    assert code == 0
    assert (piece["kind"], piece["job"], piece["seconds"]) == ("sick", "Forêt", 16_200)


def test_an_instant_with_its_offset_is_taken_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "night.csv"
    file.write_text("start,end\n2026-11-01T01:30-04:00,2026-11-01T01:30-05:00\n", encoding="utf-8")
    totals = json.loads(run("explain", str(file), "-j", "CA-QC", "--json")[1])["totals"]
    assert totals["worked_seconds"] == 3600


def test_json_gives_every_part_to_machines(hours: Path) -> None:
    code, output = run("explain", str(hours), "-j", "US-CA", "--rate", "20", "--json")
    made = json.loads(output)
    assert code == 0
    assert sum(piece["seconds"] for piece in made["pieces"]) == made["totals"]["worked_seconds"]
    assert made["totals"]["by_multiplier"] == {"1": 131_400, "1.5": 28_800}
    assert made["weeks"][0]["starts"] == "2026-06-07"
    assert made["weeks"][0]["flsa_required_overtime_seconds"] == 16_200
    assert made["pay"][0]["total"] == "970.00"
    assert made["pieces"][1]["rules"][0]["verdict"] == "won"
    assert {finding["check"] for finding in made["findings"]} == {"meal_break", "rest_break"}


def test_public_holidays_of_those_weeks_are_named(tmp_path: Path) -> None:
    file = tmp_path / "june.csv"
    file.write_text("start,end\n2026-06-24T08:00,2026-06-24T12:00\n", encoding="utf-8")
    shown = run("explain", str(file), "-j", "CA-QC", "-l", "fr")[1]
    assert "2026-06-24\N{NO-BREAK SPACE}: Fête nationale du Québec, jour férié." in shown
    made = json.loads(run("explain", str(file), "-j", "CA-QC", "--json")[1])
    assert [each["on"] for each in made["holidays"]] == ["2026-06-24"]


def test_json_is_said_in_french_too(hours: Path) -> None:
    made = json.loads(run("explain", str(hours), "-j", "US-CA", "-l", "fr", "--json")[1])
    assert made["place"] == "Californie"
    assert "Payé à 1,5 fois le taux" in made["pieces"][1]["reason"]


def test_pay_periods_show_the_week_they_cut(hours: Path) -> None:
    ends = ("--pay-period", "every_two_weeks", "--pay-period-end", "2026-06-10")
    made = json.loads(run("explain", str(hours), "-j", "CA-QC", *ends, "--json")[1])
    first, second = made["pay_periods"]
    assert first["weeks_carried_out"] == second["weeks_carried_in"] == ["2026-06-07"]
    assert "to the next: 2026-06-07" in run("explain", str(hours), "-j", "CA-QC", *ends)[1]


def test_periods_by_the_month_end_on_given_days(hours: Path) -> None:
    ends = ("--pay-period", "twice_a_month", "--pay-period-end", "15,last")
    made = json.loads(run("explain", str(hours), "-j", "CA-QC", *ends, "--json")[1])
    assert [each["ends"] for each in made["pay_periods"]] == ["2026-06-15"]


def test_a_workweek_that_changes_is_counted_both_ways(hours: Path) -> None:
    change = ("--week-start", "0", "--new-week-start", "3", "--changes-on", "2026-06-10")
    code, output = run("explain", str(hours), "-j", "US-TX", *change)
    assert code == 0
    assert "The days of both workweeks are counted in the old one" in output
    made = json.loads(run("explain", str(hours), "-j", "US-TX", *change, "--json")[1])
    assert made["overlap_in_old_workweek"] is True
    assert made["totals"]["worked_seconds"] == 160_200


def test_an_employer_s_rules_are_read_from_a_file(hours: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "Shop"\n[[rules]]\nid = "long day"\ntrigger = "day"\n'
        "after_hours = 8\nmultiplier = 1.5\n",
        encoding="utf-8",
    )
    options = ("explain", str(hours), "-j", "CA-QC", "--employer-rules", str(own), "--json")
    made = json.loads(run(*options)[1])
    assert made["totals"]["by_rule"]["long day"] == 28_800


def test_an_employer_s_file_is_refused_by_line_in_the_reader_s_language(
    hours: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('name = "Shop"\n[[rules]]\nid = "x"\ntriger = "day"\n', encoding="utf-8")
    code, output = run(
        "explain", str(hours), "-j", "CA-QC", "--employer-rules", str(own), "-l", "fr"
    )
    assert code == 2
    assert "own.toml:4" in output
    assert "clé inconnue triger" in output


def test_facts_about_the_worker_choose_among_rules(hours: Path) -> None:
    logging = ("explain", str(hours), "-j", "CA-QC", "--industry", "logging", "--json")
    guard = ("explain", str(hours), "-j", "CA-QC", "--occupation", "security_guard", "--json")
    assert "1.5" not in json.loads(run(*logging)[1])["totals"]["by_multiplier"]
    assert json.loads(run(*guard)[1])["totals"]["by_rule"] == {"weekly_security_guard": 1800}


def test_a_place_is_needed(hours: Path) -> None:
    code, output = run("explain", str(hours), "-l", "fr")
    assert code == 2
    assert "--jurisdiction est nécessaire" in output


def test_hours_of_jobs_may_be_of_different_occupations(hours: Path) -> None:
    drives = ("--job-occupation", "Smith=highway_driver", "--job-occupation", "Jones=city_driver")
    made = json.loads(run("explain", str(hours), "-j", "CA", *drives, "--json")[1])
    plain = json.loads(run("explain", str(hours), "-j", "CA", "--json")[1])
    assert made["totals"]["by_rule"] != plain["totals"]["by_rule"]
    assert made["totals"]["worked_seconds"] == plain["totals"]["worked_seconds"]


def test_a_worksite_in_another_zone_has_its_own_clock(tmp_path: Path) -> None:
    file = tmp_path / "away.csv"
    file.write_text(
        "start,end,zone\n2026-06-08T08:00,2026-06-08T12:00,America/Vancouver\n", encoding="utf-8"
    )
    made = json.loads(run("explain", str(file), "-j", "CA-QC", "--json")[1])
    assert made["pieces"][0]["start"] == "2026-06-08T11:00:00-04:00"


def test_averaging_and_schedules_are_taken(hours: Path) -> None:
    averaging = ("--averaging-weeks", "4", "--averaging-from", "2026-06-07")
    made = json.loads(run("explain", str(hours), "-j", "CA-QC", *averaging, "--json")[1])
    assert made["totals"]["by_multiplier"] == {"1": 160_200}
    agreed = ("--agreement", "alternative_workweek", "--schedule", "0,10,10,10,10,0,0")
    made = json.loads(run("explain", str(hours), "-j", "US-CA", *agreed, "--json")[1])
    assert made["totals"]["by_multiplier"]["1"] == 144_000


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--industry", "loging"), "--industry: 'loging' changes nothing in CA-QC; its words are"),
        (("--agreement", "eight_80"), "--agreement: 'eight_80' changes nothing in CA-QC"),
        (("--rate", "much"), "--rate: 'much' is not an amount"),
        (("--rate", "-4"), "--rate: '-4' is not an amount"),
        (("--hired-on", "May"), "--hired-on: 'May' is not a date"),
        (("--week-start", "9"), "week_start: must be 0 (Sunday) to 6 (Saturday)"),
        (("--week-start", "Monday"), "--week-start: 'Monday' is not a whole number"),
        (("--workday-start", "dawn"), "--workday-start: 'dawn' is not a clock time"),
        (("--day-window", "moon"), "day_window: must be calendar, rolling or shift"),
        (("--job-occupation", "x"), "--job-occupation: 'x' is not a job and a word"),
        (("--job-occupation", "x=cook"), "--job-occupation: 'cook' changes nothing in CA-QC"),
        (("--averaging-weeks", "4"), "go together"),
        (("--schedule", "8,8"), "--schedule: seven amounts"),
        (("--schedule", "8,8,8,8,8,8,25"), "schedule.seconds: needs seven amounts"),
        (("--pay-period", "daily"), "--pay-period: 'daily' is not one of"),
        (("--pay-period", "weekly"), "--pay-period needs --pay-period-end"),
        (("--pay-period", "monthly", "--pay-period-end", "x"), "'x' is not a day of the month"),
        (("--new-week-start", "3"), "go together"),
        (("--new-week-start", "3", "--changes-on", "2026-06-10"), "started on before"),
        (("--employer-rules", "nowhere.toml"), "nowhere.toml cannot be read"),
    ],
)
def test_an_option_that_is_not_understood_is_refused_by_name(
    hours: Path, options: tuple[str, ...], said: str
) -> None:
    code, output = run("explain", str(hours), "-j", "CA-QC", *options)
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
