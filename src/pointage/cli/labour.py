"""`pointage labour`: read the law of a place, and explain a file of hours by it.

Prints; changes nothing and needs no database. The main command mounts `app`.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from pointage.cli.words import _
from pointage.rules.labour import (
    BeforeKnownLaw,
    Classification,
    Kind,
    Pack,
    Policy,
    PolicyInvalid,
    Segment,
    SegmentError,
    UnknownJurisdiction,
    Worker,
    classify,
    compliance_findings,
    jurisdiction,
    jurisdiction_codes,
    notice_text,
)
from pointage.rules.labour.law import DatedValue, Unit, When
from pointage.rules.labour.overview import overview_markdown
from pointage.rules.pay import PayError, Terms, pay_by_week
from pointage.rules.timekeeping import TimekeepingError
from pointage.rules.timekeeping.instants import to_utc

app = typer.Typer(help=_("Read labour law and explain hours by it."), no_args_is_help=True)

COLUMNS = ("start", "end", "kind", "job", "id")
"""Columns of a file of hours; only start and end are required."""

On = Annotated[
    str | None, typer.Option("--on", help=_("Date of the law, YYYY-MM-DD; today if none."))
]


def _stop(message: str) -> typer.Exit:
    print(message, file=sys.stderr)
    return typer.Exit(2)


def _console() -> Console:
    wide = None if sys.stdout.isatty() else 160
    return Console(width=wide, soft_wrap=False)


@app.command("places", help=_("List the places whose law is known."))
def places() -> None:
    table = Table(_("Code"), _("Place"), _("Known from"), _("Own law"))
    for code in jurisdiction_codes():
        pack = jurisdiction(code)
        table.add_row(code, pack.name.en, pack.since.isoformat(), "yes" if pack.own else "no")
    _console().print(table)


@app.command("table", help=_("Print the table of every place as Markdown, as in docs/labour.md."))
def table(on: On = None) -> None:
    typer.echo(overview_markdown(_date(on)), nl=False)


@app.command(
    "rules", help=_("Show the rules and figures of a place on a date, with their sources.")
)
def rules(
    place: Annotated[str, typer.Argument(help=_("Such as CA-QC or US-CA."))], on: On = None
) -> None:
    pack, when = _pack(place), _date(on)
    if when < pack.since:
        raise _stop(str(BeforeKnownLaw(pack.id, when, pack.since)))
    console = _console()
    console.print(f"{pack.name.en} ({pack.id}) on {when.isoformat()}. {pack.note.en}")
    console.print(_rule_table(pack, when))
    console.print(_figure_table(pack, when))
    if pack.not_covered:
        console.print(f"Not computed: {', '.join(sorted(pack.not_covered))}.")


def _rule_table(pack: Pack, on: date) -> Table:
    table = Table(
        _("Rule"), _("Counts"), _("After"), _("Times"), _("For"), _("Source"), _("Read as")
    )
    for rule in pack.rules:
        values = {name: pack.value(name, on) for name in rule.parameter_names()}
        if any(value is None for value in values.values()):
            continue
        multiplier = values[rule.multiplier]
        after = values[rule.after] if rule.after else None
        cited = after or multiplier
        assert multiplier is not None and cited is not None
        table.add_row(
            rule.id,
            rule.counter.value,
            "" if after is None else _hours(after),
            f"{multiplier.value} × {rule.base.value}",
            _conditions(rule.when),
            cited.source,
            cited.confidence.value,
        )
    return table


def _figure_table(pack: Pack, on: date) -> Table:
    table = Table(_("Figure"), _("Value"), _("Since"), _("From"), _("Source"), _("Read as"))
    for name, parameter in sorted(pack.parameters.items()):
        value = parameter.at(on)
        if value is None:
            continue
        shown = _hours(value) if parameter.unit in (Unit.HOURS, Unit.MINUTES) else _plain(value)
        table.add_row(
            name,
            shown,
            value.since.isoformat(),
            parameter.jurisdiction,
            value.source,
            value.confidence.value,
        )
    return table


def _plain(value: DatedValue) -> str:
    found = value.value
    if isinstance(found, tuple):
        return ", ".join(found)
    if isinstance(found, dict):
        return ", ".join(f"{key} {part}" for key, part in found.items())
    return str(found)


def _hours(value: DatedValue) -> str:
    assert isinstance(value.value, int)
    return f"{Decimal(value.value) / 3600:.4g} h"


def _conditions(when: When) -> str:
    words = [*sorted(when.industry), *sorted(when.occupation), *sorted(when.flag)]
    words += [f"not {word}" for word in sorted(when.not_flag | when.not_occupation)]
    if when.agreement:
        words.append(f"agreement {when.agreement}")
    if when.employer_size_at_least:
        words.append(f"{when.employer_size_at_least} or more employees")
    if when.hired_before:
        words.append(f"hired before {when.hired_before}")
    if when.rate_below_minimum_times is not None:
        words.append(f"rate under {when.rate_below_minimum_times} × minimum wage")
    if when.flsa_covered is not None:
        words.append("federal Act applies" if when.flsa_covered else "federal Act does not apply")
    return ", ".join(words)


@app.command(
    "explain",
    help=_(
        "Classify a file of hours and say why, day by day and week by week.\n\n"
        "Times are ISO 8601; without an offset they are clock times of the zone. Kinds: worked "
        "(the default), paid_break, unpaid_break, travel, standby, swapped, holiday_off, vacation, "
        "sick, other_leave, top_up."
    ),
)
def explain(
    file: Annotated[Path, typer.Argument(help=_("CSV with columns start, end; kind, job, id."))],
    place: Annotated[str, typer.Option("--jurisdiction", "-j", help=_("Such as CA-QC."))],
    zone: Annotated[str | None, typer.Option(help=_("IANA zone; the place's own if none."))] = None,
    language: Annotated[
        str, typer.Option("--language", "-l", help=_("Of reasons: en or fr."))
    ] = "en",
    week_start: Annotated[int | None, typer.Option(help=_("0 = Sunday to 6 = Saturday."))] = None,
    rate: Annotated[
        str | None, typer.Option(help=_("Hourly rate: shows pay, and some laws ask it."))
    ] = None,
    minimum_wage: Annotated[str | None, typer.Option(help=_("Where the law asks."))] = None,
    industry: Annotated[
        str | None, typer.Option(help=_("A word of `pointage labour rules`."))
    ] = None,
    occupation: Annotated[str | None, typer.Option(help=_("Likewise."))] = None,
    flag: Annotated[list[str] | None, typer.Option(help=_("Likewise; may be repeated."))] = None,
    exempt: Annotated[bool, typer.Option(help=_("No overtime law applies."))] = False,
) -> None:
    pack = _pack(place)
    try:
        policy = Policy(
            jurisdiction=pack.id,
            zone=zone or pack.zone,
            week_start=week_start,
            worker=Worker(
                industry=industry,
                occupation=occupation,
                flags=frozenset(flag or ()),
                hourly_rate=None if rate is None else Decimal(rate),
                minimum_wage=None if minimum_wage is None else Decimal(minimum_wage),
                exempt=exempt,
            ),
        )
        made = classify(_segments(file, policy.tz), policy)
    except (SegmentError, PolicyInvalid, BeforeKnownLaw, TimekeepingError, _BadFile) as error:
        raise _stop(str(error)) from error
    _report(made, language)
    if rate is not None:
        terms = Terms(hourly=Decimal(rate), minimum_wage=policy.worker.minimum_wage)
        _pay(made, terms, language)


class _BadFile(ValueError):
    """A file of hours that cannot be read; the message names the line."""


def _segments(file: Path, zone: ZoneInfo) -> list[Segment]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _BadFile(f"{file}: {error.strerror}") from error
    rows = csv.DictReader(text.splitlines())
    unknown = set(rows.fieldnames or ()) - set(COLUMNS)
    missing = {"start", "end"} - set(rows.fieldnames or ())
    if unknown or missing:
        problem = f"unknown columns {sorted(unknown)}" if unknown else f"no {sorted(missing)}"
        raise _BadFile(f"{file}:1: {problem}; the columns are {', '.join(COLUMNS)}")
    return [_segment(row, f"{file}:{line}", zone) for line, row in enumerate(rows, start=2)]


def _segment(row: dict[str, str], at: str, zone: ZoneInfo) -> Segment:
    try:
        start, end = (datetime.fromisoformat(row[key].strip()) for key in ("start", "end"))
        kind = Kind((row.get("kind") or "worked").strip())
    except (ValueError, AttributeError) as error:
        raise _BadFile(f"{at}: {error}") from error
    start, end = (each if each.tzinfo else each.replace(tzinfo=zone) for each in (start, end))
    name = (row.get("id") or "").strip() or at
    return Segment(to_utc(start), to_utc(end), kind, name, (row.get("job") or "").strip())


def _report(made: Classification, language: str) -> None:
    console = _console()
    zone = made.policy.tz
    pieces = Table(_("Day"), _("From"), _("To"), _("Hours"), _("Paid as"), _("Times"), _("Why"))
    for piece, reason in zip(made.pieces, made.reasons, strict=True):
        pieces.add_row(
            piece.on.isoformat(),
            piece.start.astimezone(zone).strftime("%H:%M"),
            piece.end.astimezone(zone).strftime("%H:%M"),
            _amount(piece.seconds),
            piece.bucket.value,
            f"{piece.multiplier.normalize():f}",
            reason.text(language),
        )
    console.print(pieces)
    weeks = Table(
        _("Week"),
        _("Worked"),
        _("Counted"),
        _("Regular"),
        _("Overtime"),
        _("Double"),
        _("Holiday"),
        _("Leave"),
    )
    for week in made.weeks:
        totals = week.totals
        weeks.add_row(
            f"{week.starts.isoformat()} to {week.ends.isoformat()}",
            *(
                _amount(each)
                for each in (
                    totals.worked,
                    week.counted,
                    totals.regular,
                    totals.overtime,
                    totals.double_time,
                    totals.holiday,
                    totals.leave,
                )
            ),
        )
    console.print(weeks)
    for finding in compliance_findings(made):
        console.print(
            f"{finding.on.isoformat()}: {finding.check.value}, found {_found(finding.found)}, "
            f"required {_found(finding.required)}. {finding.citation} ({finding.confidence.value})"
        )
    for notice in made.notices:
        console.print(notice_text(notice, language))


def _pay(made: Classification, terms: Terms, language: str) -> None:
    """What each week pays at the rate given, by the law that pays more."""
    table = Table(_("Week"), _("Straight time"), _("Premiums"), _("Total"), _("By the law of"))
    said: list[str] = []
    try:
        for week in pay_by_week(made, terms):
            table.add_row(
                week.week_start.isoformat(),
                f"{week.straight_time}",
                f"{week.premium}",
                f"{week.total}",
                week.law,
            )
            if week.top_up is not None:
                said.append(week.top_up.text(language))
    except PayError as error:
        raise _stop(str(error)) from error
    console = _console()
    console.print(table)
    for sentence in said:
        console.print(sentence)


def _found(amount: int) -> str:
    """Durations as hours; small counts of days or breaks as they are."""
    return f"{_amount(amount)} h" if amount >= 60 or amount == 0 else str(amount)


def _amount(seconds: int) -> str:
    """Hours with two decimals, exact to the second when that is not enough."""
    value = Decimal(seconds) / 3600
    short = value.quantize(Decimal("0.01"))
    return f"{short}" if short == value else f"{value:.4f}"


def _pack(place: str) -> Pack:
    try:
        return jurisdiction(place)
    except UnknownJurisdiction as error:
        raise _stop(f"{error}; `pointage labour places` lists them") from error


def _date(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _stop(f"{text!r} is not a date; write it like 2026-11-23") from error
