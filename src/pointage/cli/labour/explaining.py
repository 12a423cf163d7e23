"""`pointage labour explain`: a file of hours classified by the law of a place, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import typer

from pointage.cli.labour import asked
from pointage.cli.labour.document import document
from pointage.cli.labour.hours_file import BadFile, segments_read
from pointage.cli.labour.report import report
from pointage.cli.labour.results import Explained
from pointage.cli.labour.speaking import Language, place_named, refuse
from pointage.cli.words import _
from pointage.rules.labour import (
    Classification,
    Policy,
    Segment,
    classify,
    classify_changed_workweek,
)
from pointage.rules.pay import Terms, WeekPay, pay_by_week
from pointage.rules.refusals import Refusal


def explain(
    file: asked.File,
    place: asked.Place = None,
    zone: asked.Zone = None,
    language: Language = None,
    week_start: asked.WeekStart = None,
    workday_start: asked.WorkdayStart = None,
    day_window: asked.DayWindow = None,
    rate: asked.Rate = None,
    minimum_wage: asked.MinimumWage = None,
    industry: asked.Industry = None,
    occupation: asked.Occupation = None,
    flag: asked.Flag = None,
    agreement: asked.Agreement = None,
    employer_size: asked.Size = None,
    hired_on: asked.Hired = None,
    flsa: asked.Covered = True,
    exempt: asked.Exempt = False,
    contract_hours: asked.ContractHours = None,
    job_occupation: asked.JobOccupation = None,
    averaging_weeks: asked.AveragingWeeks = None,
    averaging_from: asked.AveragingFrom = None,
    schedule: asked.Schedule = None,
    period_from: asked.PeriodFrom = None,
    pay_period: asked.PayPeriod = None,
    pay_period_end: asked.PayPeriodEnd = None,
    employer_rules: asked.Employer = None,
    new_week_start: asked.NewWeekStart = None,
    changes_on: asked.ChangesOn = None,
    as_json: asked.AsJson = False,
) -> None:
    spoken = language or "en"
    if place is None:
        refuse(_("--jurisdiction is needed, such as CA-QC."))
    pack = place_named(place, spoken)
    facts = asked.Facts(
        industry, occupation, flag or [], agreement or [], employer_size, hired_on, rate,
        minimum_wage, flsa, exempt, contract_hours, job_occupation or [],
    )  # fmt: skip
    calendar = asked.Calendar(
        zone, week_start, workday_start, day_window, averaging_weeks, averaging_from, schedule,
        period_from, pay_period, pay_period_end,
    )  # fmt: skip
    change = asked.change_asked(new_week_start, changes_on)
    try:
        own = asked.employer_asked(employer_rules)
        policy = asked.policy_asked(pack, facts, calendar, own)
        explained = _explained(segments_read(file, policy.tz), policy, change)
    except Refusal as error:
        refuse(error.text(spoken))
    except BadFile as error:
        refuse(str(error))
    if as_json:
        typer.echo(document(explained, spoken))
    else:
        report(explained, spoken)


def _explained(
    segments: Sequence[Segment], policy: Policy, change: tuple[int, date] | None
) -> Explained:
    """The hours classified, and paid when there is a rate. Raises Refusal."""
    if change is None:
        made: tuple[Classification, ...] = (classify(segments, policy),)
        overlap_in_old = None
    else:
        changed = classify_changed_workweek(segments, policy, *change)
        made = (changed.before, changed.after)
        overlap_in_old = changed.overlap_in_old
    rate = policy.worker.hourly_rate
    paid: list[WeekPay] = []
    if rate is not None:
        terms = Terms(hourly=rate, minimum_wage=policy.worker.minimum_wage)
        paid = [week for each in made for week in pay_by_week(each, terms)]
    return Explained(policy, made, tuple(paid), overlap_in_old)
