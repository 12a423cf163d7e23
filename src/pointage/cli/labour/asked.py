"""Options of `pointage labour explain`, and the policy they make.

Refuses what it does not understand in the reader's language; never falls back silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated

import typer

from pointage.cli.labour.places import words_known
from pointage.cli.labour.speaking import amount_read, date_read, refuse, whole_read
from pointage.cli.words import _
from pointage.rules.labour import (
    Averaging,
    DailySchedule,
    EmployerRules,
    Pack,
    Policy,
    Worker,
    read_employer_rules,
)
from pointage.rules.payperiods import LAST_DAY, PayFrequency, PaySchedule

Text = str | None
File = Annotated[Path, typer.Argument(help=_("CSV with columns start, end; kind, job, id."))]
Place = Annotated[Text, typer.Option("--jurisdiction", "-j", help=_("Such as CA-QC."))]
Zone = Annotated[Text, typer.Option(help=_("IANA zone; the place's own if none."))]
WeekStart = Annotated[Text, typer.Option(help=_("0 = Sunday to 6 = Saturday."))]
WorkdayStart = Annotated[Text, typer.Option(help=_("When workdays begin, like 06:00."))]
DayWindow = Annotated[Text, typer.Option(help=_("calendar, rolling or shift; the law's if none."))]
Rate = Annotated[Text, typer.Option(help=_("Hourly rate: shows pay, and some laws ask it."))]
MinimumWage = Annotated[Text, typer.Option(help=_("Where the law asks."))]
Industry = Annotated[Text, typer.Option(help=_("A word of `pointage labour rules`."))]
Occupation = Annotated[Text, typer.Option(help=_("Likewise."))]
Flag = Annotated[list[str] | None, typer.Option(help=_("Likewise; may be repeated."))]
Agreement = Annotated[
    list[str] | None, typer.Option(help=_("An agreement in force, likewise; may be repeated."))
]
Size = Annotated[Text, typer.Option("--employer-size", help=_("Number of employees."))]
Hired = Annotated[Text, typer.Option("--hired-on", help=_("Hiring date, where the law asks."))]
Covered = Annotated[
    bool, typer.Option("--flsa/--no-flsa", help=_("Whether the federal Act of the US applies."))
]
ContractHours = Annotated[Text, typer.Option(help=_("Hours a week of a part-time contract."))]
JobOccupation = Annotated[
    list[str] | None,
    typer.Option(help=_("Occupation of a job's hours, like haul=highway_driver; repeatable.")),
]
Exempt = Annotated[bool, typer.Option(help=_("No overtime law applies."))]
AveragingWeeks = Annotated[Text, typer.Option(help=_("Weeks of an averaging agreement."))]
AveragingFrom = Annotated[Text, typer.Option(help=_("A date in the first of those weeks."))]
Schedule = Annotated[
    Text, typer.Option(help=_("Agreed hours of each day, Sunday first, like 0,10,10,10,10,0,0."))
]
PeriodFrom = Annotated[
    Text, typer.Option(help=_("A date in the first week, where the law counts several."))
]
PayPeriod = Annotated[
    Text,
    typer.Option(help=_("weekly, every_two_weeks, every_four_weeks, twice_a_month or monthly.")),
]
PayPeriodEnd = Annotated[
    Text, typer.Option(help=_("A date on which a period ends; days like 15,last by the month."))
]
Employer = Annotated[
    Path | None, typer.Option("--employer-rules", help=_("The employer's own rules, a TOML file."))
]
NewWeekStart = Annotated[
    Text, typer.Option(help=_("First day of a workweek that changes, 0 to 6."))
]
ChangesOn = Annotated[Text, typer.Option(help=_("First date of the first new workweek."))]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON, for machines."))]


@dataclass(frozen=True, slots=True)
class Facts:
    """About the worker, as given."""

    industry: Text
    occupation: Text
    flags: list[str]
    agreements: list[str]
    size: Text
    hired: Text
    rate: Text
    minimum_wage: Text
    flsa: bool
    exempt: bool
    contract_hours: Text
    job_occupations: list[str]

    def worker(self, pack: Pack) -> Worker:
        """Refuses words that change nothing in that place: they are slips of the pen."""
        known = words_known(pack)
        known["--job-occupation"] = known["--occupation"]
        contract = amount_read("--contract-hours", self.contract_hours)
        given = {
            "--industry": [self.industry] if self.industry else [],
            "--occupation": [self.occupation] if self.occupation else [],
            "--job-occupation": [word for word in self.by_job().values() if word],
            "--flag": self.flags,
            "--agreement": self.agreements,
        }
        for option, words in given.items():
            for word in words:
                if word not in known[option]:
                    _unknown_word(option, word, known[option], pack.id)
        return Worker(
            industry=self.industry,
            occupation=self.occupation,
            flags=frozenset(self.flags),
            employer_size=whole_read("--employer-size", self.size),
            hired_on=None if self.hired is None else date_read("--hired-on", self.hired),
            hourly_rate=amount_read("--rate", self.rate),
            minimum_wage=amount_read("--minimum-wage", self.minimum_wage),
            flsa_covered=self.flsa,
            exempt=self.exempt,
            contract_seconds=None if contract is None else int(contract * 3600),
        )

    def by_job(self) -> dict[str, str]:
        """Occupations by job, as given."""
        found = {}
        for pair in self.job_occupations:
            job, sign, word = pair.partition("=")
            if not sign:
                message = _("--job-occupation: {value} is not a job and a word, like haul=driver.")
                refuse(message.format(value=repr(pair)))
            found[job] = word
        return found


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days, weeks and periods, as given."""

    zone: Text
    week_start: Text
    workday_start: Text
    day_window: Text
    averaging_weeks: Text
    averaging_from: Text
    schedule: Text
    period_from: Text
    pay_period: Text
    pay_period_end: Text


def policy_asked(pack: Pack, facts: Facts, calendar: Calendar, own: EmployerRules | None) -> Policy:
    """The policy of the options. Raises the refusals of Policy."""
    from_date = calendar.period_from
    return Policy(
        jurisdiction=pack.id,
        zone=calendar.zone or pack.zone,
        week_start=whole_read("--week-start", calendar.week_start),
        workday_start=_clock("--workday-start", calendar.workday_start),
        day_window=calendar.day_window,
        worker=facts.worker(pack),
        agreements=frozenset(facts.agreements),
        averaging=_averaging(calendar),
        schedule=_schedule(calendar.schedule),
        period_anchor=None if from_date is None else date_read("--period-from", from_date),
        pay_schedule=_pay_schedule(calendar),
        employer=own,
        job_occupations=facts.by_job() or None,
    )


def employer_asked(file: Path | None) -> EmployerRules | None:
    """The bundle of that file. Raises EmployerFileInvalid."""
    if file is None:
        return None
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError:
        refuse(_("{file} cannot be read.").format(file=file))
    except UnicodeDecodeError:
        refuse(_("{file} is not text in UTF-8.").format(file=file))
    return read_employer_rules(text, str(file))


def _unknown_word(option: str, word: str, known: frozenset[str], place: str) -> None:
    if not known:
        none = _("{option}: {word} changes nothing in {place}, which has no such words.")
        refuse(none.format(option=option, word=repr(word), place=place))
    some = _("{option}: {word} changes nothing in {place}; its words are {known}.")
    listed = ", ".join(sorted(known))
    refuse(some.format(option=option, word=repr(word), place=place, known=listed))


def _clock(option: str, text: Text) -> time:
    try:
        return time.fromisoformat(text or "00:00")
    except ValueError:
        message = _("{option}: {value} is not a clock time; write it like 06:00.")
        refuse(message.format(option=option, value=repr(text)))


def _averaging(calendar: Calendar) -> Averaging | None:
    weeks = whole_read("--averaging-weeks", calendar.averaging_weeks)
    begins = calendar.averaging_from
    if weeks is None and begins is None:
        return None
    if weeks is None or begins is None:
        refuse(_("--averaging-weeks and --averaging-from go together."))
    return Averaging(weeks, date_read("--averaging-from", begins))


def _schedule(text: Text) -> DailySchedule | None:
    if text is None:
        return None
    amounts = [amount_read("--schedule", part) for part in text.split(",")]
    seconds = tuple(int(amount * 3600) for amount in amounts if amount is not None)
    if len(seconds) != 7:
        refuse(_("--schedule: seven amounts are needed, Sunday first."))
    sunday, monday, tuesday, wednesday, thursday, friday, saturday = seconds
    return DailySchedule((sunday, monday, tuesday, wednesday, thursday, friday, saturday))


def _pay_schedule(calendar: Calendar) -> PaySchedule | None:
    if calendar.pay_period is None:
        return None
    try:
        frequency = PayFrequency(calendar.pay_period)
    except ValueError:
        message = _("--pay-period: {value} is not one of {known}.")
        known = ", ".join(PayFrequency)
        refuse(message.format(value=repr(calendar.pay_period), known=known))
    end = calendar.pay_period_end
    if end is None:
        refuse(_("--pay-period needs --pay-period-end."))
    if frequency in (PayFrequency.TWICE_A_MONTH, PayFrequency.MONTHLY):
        return PaySchedule(frequency, end_days=tuple(_end_day(part) for part in end.split(",")))
    return PaySchedule(frequency, anchor_end=date_read("--pay-period-end", end))


def _end_day(text: str) -> int:
    if text.strip() == "last":
        return LAST_DAY
    if not text.strip().isdecimal():
        message = _("--pay-period-end: {value} is not a day of the month or last.")
        refuse(message.format(value=repr(text)))
    return int(text)


def change_asked(new_week_start: Text, changes_on: Text) -> tuple[int, date] | None:
    """The new first day and the date it changes, when a change of workweek is asked."""
    first_day = whole_read("--new-week-start", new_week_start)
    if first_day is None and changes_on is None:
        return None
    if first_day is None or changes_on is None:
        refuse(_("--new-week-start and --changes-on go together."))
    return first_day, date_read("--changes-on", changes_on)
