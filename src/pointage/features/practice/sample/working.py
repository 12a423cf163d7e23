"""A sample company at work: people who can sign in, a group with its manager, two weeks of time,
somebody on the clock. Made through the services that people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from pointage.features.companies.models import BreakRule, Company
from pointage.features.jobs.models import Job
from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import Client
from pointage.features.practice.sample.data import SAMPLE_PASSWORD
from pointage.features.practice.services.founding import SampleSignIn
from pointage.features.team.models import TeamMember
from pointage.features.team.services.groups import (
    group_add,
    group_manager_set,
    group_people_add,
)
from pointage.features.team.services.joining import team_member_join
from pointage.features.team.values import GroupRights
from pointage.features.timeentries.models import Punch, Source
from pointage.features.timeentries.services import punch_record, time_entry_add
from pointage.features.timeentries.services.break_rules import break_rule_switch
from pointage.features.timeentries.values import EntryFields, PunchValues, RegularTime
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import instant_at, local_date, zone_named

COMPANY: Final = "Boulangerie Grain d'or"
#: The first people of the company, by employee number.
_ROLES: Final = ("administrator", "worker", "manager")
_DAYS: Final = 14
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Shift:
    """Hours of the two stretches of a day, by the clock."""

    starts: time
    noon: time
    back: time
    ends: time


_SHIFTS: Final = (
    _Shift(time(5, 30), time(9, 30), time(10, 0), time(13, 45)),
    _Shift(time(6, 58), time(11, 32), time(12, 4), time(15, 31)),
    _Shift(time(8, 0), time(12, 0), time(13, 0), time(17, 0)),
)


def sample_people() -> list[SampleSignIn]:
    """Who of the sample company may sign in; empty when the sample is not there."""
    company = Company.objects.filter(name=COMPANY).order_by("pk").first()
    if company is None:
        return []
    with tenant_scope(companies=[company.pk]):
        people = list(
            TeamMember.objects.filter(kind=TeamMember.Kind.EMPLOYEE, user__isnull=False)
            .select_related("user")
            .order_by("employee_number")[: len(_ROLES)]
        )
    return [
        SampleSignIn(member.full_name, member.user.email, SAMPLE_PASSWORD, role)
        for member, role in zip(people, _ROLES, strict=False)
        if member.user is not None
    ]


def work_load(seat: FirmSeat) -> list[SampleSignIn]:
    """Fills the sample company at work; returns its people who may sign in."""
    client = Client.objects.select_related("company").get(firm=seat.firm, name=COMPANY)
    company = client.company
    assert company is not None
    with tenant_scope(companies=[company.pk]):
        people = list(
            TeamMember.objects.filter(kind=TeamMember.Kind.EMPLOYEE).order_by("employee_number")
        )
        owner, worker, manager = people[0], people[1], people[2]
        users = [_joined(seat.actor, company, member) for member in (owner, worker, manager)]
        actor = access.company_seat_for(users[0], company.public_id).actor
        group = group_add(actor=actor, company=company, name="Four et pâtes")
        group_people_add(actor=actor, group=group, members=people[1:8])
        group_manager_set(actor=actor, group=group, member=manager, rights=GroupRights())
        lunch = BreakRule.objects.filter(minutes=30).first()
        if lunch is not None and not lunch.is_active:
            break_rule_switch(actor=actor, rule=lunch, is_active=True)
        jobs = list(Job.objects.filter(is_active=True).order_by("full_name"))
        _past(actor, company, people[:8], jobs)
        _now(actor, company, people[3:6], jobs)
    return sample_people()


def _joined(actor: Actor, company: Company, member: TeamMember) -> User:
    user = User.objects.create_user(
        member.email,
        SAMPLE_PASSWORD,
        given_name=member.given_name,
        family_name=member.family_name,
        language=company.language,
        time_zone=company.time_zone,
    )
    team_member_join(actor=actor, company=company, member=member, user=user)
    return user


def _past(actor: Actor, company: Company, people: list[TeamMember], jobs: list[Job]) -> None:
    """Two weeks of weekdays; the same at every load but for the dates."""
    zone = zone_named(company.time_zone)
    today = local_date(timezone.now(), zone)
    for back in range(_DAYS, 0, -1):
        day = today - back * _DAY
        if day.weekday() >= 5:
            continue
        for number, member in enumerate(people):
            shift = _SHIFTS[number % len(_SHIFTS)]
            job = jobs[(number + back) % len(jobs)] if jobs else None
            for start, end in ((shift.starts, shift.noon), (shift.back, shift.ends)):
                time_entry_add(
                    actor=actor,
                    company=company,
                    member=member,
                    time=RegularTime(
                        started_at=_at(day, start, company),
                        ended_at=_at(day, end, company),
                        time_zone=company.time_zone,
                    ),
                    fields=EntryFields(job=job),
                    source=Source.IMPORT,
                )


def _now(actor: Actor, company: Company, people: list[TeamMember], jobs: list[Job]) -> None:
    """Some are on the clock since a while."""
    for number, member in enumerate(people):
        since = datetime.now(UTC) - timedelta(hours=2, minutes=17 * number)
        punch_record(
            actor=actor,
            company=company,
            member=member,
            values=PunchValues(
                client_id=f"sample-{member.public_id}",
                action=Punch.Action.CLOCK_IN,
                device_at=since,
                time_zone=company.time_zone,
                source=Source.CREW,
                fields=EntryFields(job=jobs[number % len(jobs)] if jobs else None),
            ),
        )


def _at(day: date, at: time, company: Company) -> datetime:
    return instant_at(day, at, zone_named(company.time_zone))
