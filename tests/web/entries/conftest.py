"""The bakery with a job, a group that somebody leads, and ways to write entries down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from pointage.features.companies.models import CompanyUser
from pointage.features.jobs.models import Job
from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import instant_at, zone_named
from tests import world as world_module
from tests.world import World

ZONE = zone_named("America/Toronto")
#: A Wednesday at noon in Toronto; the week began on Sunday the 15th.
NOW = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(slots=True)
class Bakery:
    """Max leads the oven group, of which Wendy is; Zoé is in no group."""

    world: World
    max: User
    max_member: TeamMember
    zoe_member: TeamMember
    baking: Job
    cleaning: Job
    base: str

    @property
    def company(self) -> Any:
        return self.world.boulangerie

    def regular(
        self,
        member: TeamMember,
        on: date,
        start: str,
        end: str | None,
        job: Job | None = None,
        **fields: Any,
    ) -> TimeEntry:
        """« 08:00 » to « 12:00 » by Toronto's clocks; `end` None is still running."""
        started = instant_at(on, time.fromisoformat(start), ZONE)
        ended = instant_at(on, time.fromisoformat(end), ZONE) if end else None
        seconds = int((ended - started).total_seconds()) if ended else 0
        return self._entry(
            member, on, kind="regular", started_at=started, ended_at=ended, seconds=seconds,
            job=job, **fields,
        )  # fmt: skip

    def manual(
        self,
        member: TeamMember,
        on: date,
        seconds: int,
        job: Job | None = None,
        **fields: Any,
    ) -> TimeEntry:
        return self._entry(
            member, on, kind="manual", started_at=instant_at(on, time(0), ZONE), ended_at=None,
            seconds=seconds, job=job, **fields,
        )  # fmt: skip

    def _entry(self, member: TeamMember, on: date, **fields: Any) -> TimeEntry:
        with tenant_scope(companies=[self.company.pk]):
            return TimeEntry.objects.create(
                company=self.company,
                team_member=member,
                local_on=on,
                time_zone="America/Toronto",
                created_at=timezone.now(),
                **fields,
            )

    def entries(self, member: TeamMember | None = None) -> list[TimeEntry]:
        """What stands, oldest first."""
        with tenant_scope(companies=[self.company.pk]):
            found = TimeEntry.objects.select_related("job").order_by("started_at", "id")
            return list(found.filter(team_member=member) if member else found)

    def fresh(self, entry: TimeEntry) -> TimeEntry:
        with tenant_scope(companies=[self.company.pk]):
            return TimeEntry.with_deleted.select_related("job").get(pk=entry.pk)

    def lets_people_manage_their_time(self) -> None:
        with tenant_scope(companies=[self.company.pk]):
            self.world.wendy_member.manages_own_time = True
            self.world.wendy_member.save(update_fields=["manages_own_time"])

    def settings(self, **changed: Any) -> None:
        from pointage.features.companies.models import TimeSettings

        with tenant_scope(companies=[self.company.pk]):
            TimeSettings.objects.update_or_create(company=self.company, defaults=changed)


@pytest.fixture
def bakery(world: World) -> Bakery:
    company = world.boulangerie
    user = world_module.user("max@boulangerie.example", "Max", "Lavoie")
    with tenant_scope(companies=[company.pk]):
        leader = world_module.person(company, "Max", "Lavoie", user.email, user=user)
        zoe = world_module.person(company, "Zoé", "Martin", "zoe@boulangerie.example")
        CompanyUser.objects.create(company=company, user=user, team_member_id=leader.pk)
        group = Group.objects.create(company=company, name="Four")
        GroupMember.objects.create(company=company, group=group, team_member=world.wendy_member)
        GroupManager.objects.create(company=company, group=group, team_member=leader)
        baking = Job.objects.create(company=company, name="Pain", full_name="Pain", code="P1")
        cleaning = Job.objects.create(company=company, name="Ménage", full_name="Ménage")
    return Bakery(
        world=world,
        max=user,
        max_member=leader,
        zoe_member=zoe,
        baking=baking,
        cleaning=cleaning,
        base=f"/c/{company.public_id}/time/",
    )


Page = Callable[..., str]
