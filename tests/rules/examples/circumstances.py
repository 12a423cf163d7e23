"""Who the person of an example is and what was agreed: its fields, then its words, to a Policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from pointage.rules.labour import Averaging, DailySchedule, Policy, Worker, jurisdiction
from tests.rules.examples import hints
from tests.rules.examples.reader import Given, decimal, seconds


def policy(example: dict[str, Any], given: Given) -> Policy:
    """The policy of an example."""
    params = example.get("params", {})
    agreements = hints.agreements_in(example) | set(params.get("agreements", ()))
    return Policy(
        jurisdiction=given.place,
        zone=given.zone,
        week_start=given.week_start,
        workday_start=time.fromisoformat(
            params.get("workday_start") or hints.workday_start_in(example)
        ),
        worker=_worker(example, given),
        holidays=given.holidays,
        agreements=frozenset(agreements),
        averaging=_averaging(example, given),
        schedule=_schedule(example),
        period_anchor=given.base + timedelta(days=given.week_start or 0),
        job_occupations=params.get("job_occupations"),
    )


def _worker(example: dict[str, Any], given: Given) -> Worker:
    pack = jurisdiction(given.place)
    industry, occupation, flags = hints.facts_in(example, pack)
    stated = {
        **example.get("rates", {}),
        **example.get("params", {}),
        **example.get("worker", {}),
    }
    hired = stated.get("hired_on")
    return Worker(
        industry=stated.get("industry", industry),
        occupation=stated.get("occupation", occupation),
        flags=frozenset(stated.get("flags", flags)) | _clock(example),
        employer_size=stated.get("employer_size", hints.employer_size_in(example)),
        hired_on=date.fromisoformat(hired) if hired else hints.hired_in(example),
        hourly_rate=decimal(stated["hourly"]) if "hourly" in stated else None,
        minimum_wage=decimal(stated["minimum_wage"]) if "minimum_wage" in stated else None,
        flsa_covered=bool(stated.get("flsa_covered", not hints.not_flsa_covered(example))),
        contract_seconds=seconds(stated["contract_hours"]) if "contract_hours" in stated else None,
    )


def _clock(example: dict[str, Any]) -> frozenset[str]:
    """An example of totals says nothing of when the work was, and so of rest."""
    timed = any("start" in day for day in example.get("days", []))
    return frozenset() if timed else frozenset({"totals_only"})


def _averaging(example: dict[str, Any], given: Given) -> Averaging | None:
    params = example.get("params", {})
    length = params.get("averaging_weeks", params.get("period_weeks"))
    if "averaging" not in example.get("tags", []) and length is None:
        return None
    length = length or hints.weeks_averaged_in(example)
    length = length or (given.weeks if given.weeks > 1 else None)
    if not length:
        return None
    agreed = Averaging(int(length), given.base)
    ended = hints.averaging_ended_in(example)
    if ended is None:
        return agreed
    first = given.base + timedelta(days=given.week_start or 0)
    last = first + timedelta(days=7 * given.weeks - 1)
    return replace(agreed, ended_on=last, ended_by_worker=ended == "worker")


def _schedule(example: dict[str, Any]) -> DailySchedule | None:
    """The agreed hours of each day, Sunday first: as listed, or so many alike days in words."""
    stated = example.get("params", {}).get("schedule")
    if stated is None:
        days, hours = hints.alike_days_in(example)
        worked = [
            day["weekday"][:3]
            for day in example.get("days", [])
            if day.get("hours") and "weekday" in day
        ]
        if not days or not worked:
            return None
        scheduled = set(list(dict.fromkeys(worked))[:days])
        stated = [
            hours if name in scheduled else 0
            for name in ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
        ]
    return DailySchedule(tuple(seconds(each) for each in stated))  # type: ignore[arg-type]
