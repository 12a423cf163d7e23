"""Every permission from the wrong side and from the right one, in services and on pages, as one
table. A person with everything but the permission is refused; one with it alone is let through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client as Browser

from pointage.features.jobs.services.person_offers import person_jobs_set
from pointage.features.practice import access
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import NOT_FOR_CUSTOM, PERMISSIONS, with_implied
from pointage.features.team.services import (
    group_add,
    team_member_add,
    team_member_archive,
    team_member_invite,
    team_member_set_overtime,
    team_member_set_pin,
    team_member_set_user_type,
    team_member_update,
)
from pointage.features.team.values import OwnAnswers, PayValues, TeamMemberValues
from pointage.features.timeentries.models import Punch, Source
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.time.helpers import NOW, add, at, punch
from tests.world import World

SignedIn = Callable[[User], Browser]
Act = Callable[["Scene"], object]
Page = Callable[["Scene", Browser], Any]
NO = OwnAnswers(manages_own_time=False, uses_phone=False)


@dataclass
class Scene:
    """Wendy acts; Sophie is a colleague with nothing but a worker's rights."""

    world: World
    sophie: TeamMember
    actor: Actor | None = None

    @property
    def wendy(self) -> Actor:
        assert self.actor is not None
        return self.actor

    def url(self, page: str) -> str:
        filled = page.format(sophie=self.sophie.public_id)
        return f"/c/{self.world.boulangerie.public_id}/{filled}"


def get(page: str) -> Page:
    return lambda scene, browser: browser.get(scene.url(page))


def post(page: str, **data: Any) -> Page:
    return lambda scene, browser: browser.post(scene.url(page), data)


def tap(browser_name: str = "Mozilla/5.0 (X11; Linux x86_64)") -> Page:
    """Wendy's own clock, as her device sends a tap."""
    sent = {"client_id": "tap", "action": "clock_in", "device_at": at("8:00").isoformat()}
    return lambda scene, browser: browser.post(
        scene.url("clock/punches/"),
        json.dumps({"punches": [sent]}),
        content_type="application/json",
        headers={"User-Agent": browser_name},
    )


PHONE = "Mozilla/5.0 (Linux; Android 15) Mobile Safari/537.36"
HOURS = {
    "how": "manual", "activity": "work", "hours": "2", "starts_on": "2026-11-23",
    "time_zone": "America/Toronto", "reason": "Forgotten",
}  # fmt: skip


def typed_for(person: str) -> Page:
    """Two hours of somebody, through the editor."""

    def typed(scene: Scene, browser: Browser) -> Any:
        member = scene.sophie if person == "sophie" else scene.world.wendy_member
        return browser.post(scene.url("time/new/"), HOURS | {"member": member.public_id})

    return typed


@dataclass(frozen=True)
class Row:
    """`codes` are what the toggle stands for. `with_it` is what else is needed to get through,
    `beside` what must be missing too because it includes the toggle."""

    codes: tuple[str, ...]
    act: Act | None = None
    page: Page | None = None
    with_it: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    answers: OwnAnswers = field(default=NO)


def values(scene: Scene) -> TeamMemberValues:
    return TeamMemberValues.of(scene.sophie)


def clock_in(scene: Scene, source: str = Source.WEB) -> object:
    return punch(scene.world, Punch.Action.CLOCK_IN, at("8:00"), actor=scene.wendy, source=source)


def type_for(scene: Scene, member: TeamMember) -> object:
    return add(scene.world, at("8:00"), at("9:00"), actor=scene.wendy, member=member)


NOE = TeamMemberValues(given_name="Noé")

#: The nineteen toggles by the names they have in the interface for programs. Those without act
#: and page belong to rooms that are not built: only the tick itself is tried.
TOGGLES: dict[str, Row] = {
    "mobile": Row(
        ("phone:use",),
        act=lambda s: clock_in(s, Source.PHONE),
        page=tap(PHONE),
        with_it=("own-time:track",),
        answers=OwnAnswers(manages_own_time=False, uses_phone=True),
    ),
    "status_box": Row(
        ("presence:view",), page=get("oversight/working/"), beside=("time-entries:view",)
    ),
    "reports": Row(("reports:view",)),
    "manage_timesheets": Row(
        ("time-entries:manage",),
        act=lambda s: type_for(s, s.sophie),
        page=typed_for("sophie"),
    ),
    "manage_my_timesheets": Row(
        ("own-time:manage",),
        act=lambda s: type_for(s, s.world.wendy_member),
        page=typed_for("wendy"),
        with_it=("own-time:track",),
        beside=("time-entries:manage",),
        answers=OwnAnswers(manages_own_time=True, uses_phone=False),
    ),
    "manage_users": Row(
        ("team:manage",),
        act=lambda s: team_member_add(
            actor=s.wendy, company=s.world.boulangerie, values=NOE
        ),
        page=get("team/add/"),
    ),
    "manage_jobcodes": Row(
        ("jobs:manage",),
        act=lambda s: person_jobs_set(actor=s.wendy, member=s.sophie, jobs=[]),
        page=post("team/{sophie}/jobs/"),
        with_it=("team:view",),
    ),
    "manage_authorization": Row(("devices:authorize",)),
    "pin_login": Row(
        ("pin:use",),
        act=lambda s: team_member_set_pin(
            actor=s.wendy, member=s.world.wendy_member, pin="4821"
        ),
        page=post("me/pin/", pin="4821"),
    ),
    "approve_timesheets": Row(("time-entries:approve",)),
    "manage_schedules": Row(("schedule:manage:groups",)),
    "manage_my_schedule": Row(("schedule:manage:own",)),
    "manage_company_schedules": Row(("schedule:manage",)),
    "view_company_schedules": Row(("schedule:view",)),
    "view_group_schedules": Row(("schedule:view:groups",)),
    "view_my_schedules": Row(("schedule:view:own",)),
    "time_tracking": Row(("own-time:track",), act=clock_in, page=tap()),
}  # fmt: skip
#: « admin » is a user type and « manage_no_schedule » the absence of the three above it.
ELSEWHERE = {"admin", "manage_no_schedule"}

#: Permissions of ours beside the nineteen.
OURS: dict[str, Row] = {
    "see the team": Row(("team:view",), page=get("team/")),
    "see a person": Row(("team:view",), page=get("team/{sophie}/")),
    "see groups": Row(("team:view",), page=get("groups/")),
    "archive": Row(
        ("team:manage",),
        act=lambda s: team_member_archive(actor=s.wendy, member=s.sophie),
        page=get("team/{sophie}/archive/"),
    ),
    "edit": Row(
        ("team:manage",),
        act=lambda s: team_member_update(actor=s.wendy, member=s.sophie, values=NOE),
        page=post("team/{sophie}/", given_name="Noé", kind="employee"),
    ),
    "groups": Row(
        ("team:manage",),
        act=lambda s: group_add(actor=s.wendy, company=s.world.boulangerie, name="Kitchen"),
        page=post("groups/", name="Kitchen"),
    ),
    "another's PIN": Row(
        ("team:manage",),
        act=lambda s: team_member_set_pin(actor=s.wendy, member=s.sophie, pin="4821"),
        page=post("team/{sophie}/pin/", pin="4821"),
    ),
    "invite": Row(
        ("team:invite",),
        act=lambda s: team_member_invite(actor=s.wendy, member=s.sophie),
        page=get("team/invite/"),
    ),
    "user types": Row(
        ("team:permissions",),
        act=lambda s: team_member_set_user_type(
            actor=s.wendy, member=s.sophie, user_type="custom"
        ),
        page=post("team/{sophie}/permissions/", user_type="custom"),
    ),
    "see payroll": Row(("payroll:view",), page=get("settings/payroll/")),
    "overtime rule": Row(
        ("payroll:manage",),
        act=lambda s: team_member_set_overtime(actor=s.wendy, member=s.sophie, region="CA-ON"),
        page=post("team/{sophie}/overtime/", rule="none"),
        with_it=("team:view",),
    ),
    "company": Row(("company:manage",), page=get("settings/")),
    "tracking": Row(("company:manage",), page=get("settings/tracking/")),
    "see accountants": Row(("accountants:view",), page=get("accountants/")),
    "accountants": Row(("accountants:manage",), page=get("accountants/invite/")),
    "history": Row(("history:view",), page=get("history/")),
    "a person's history": Row(
        ("history:view",), page=get("team/{sophie}/history/"), with_it=("team:view",)
    ),
}  # fmt: skip
TABLE = TOGGLES | OURS
ACTS = [name for name, row in TABLE.items() if row.act]
PAGES = [name for name, row in TABLE.items() if row.page]


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(world: World) -> Scene:
    with tenant_scope(companies=[world.boulangerie.pk]):
        sophie = world_module.person(world.boulangerie, "Sophie", "Lavoie", "sophie@new.example")
    return Scene(world, sophie)


def become(scene: Scene, codes: set[str], answers: OwnAnswers) -> Actor:
    """Wendy with those ticks and answers, as she comes in at her next click."""
    alice = access.company_seat_for(scene.world.alice, scene.world.boulangerie.public_id).actor
    team_member_set_user_type(
        actor=alice, member=scene.world.wendy_member, user_type="custom",
        custom_permissions=codes, answers=answers,
    )  # fmt: skip
    scene.actor = access.company_seat_for(
        scene.world.wendy, scene.world.boulangerie.public_id
    ).actor
    return scene.actor


def everything_but(row: Row) -> set[str]:
    missing = {*row.codes, *row.beside}
    return {c for c in PERMISSIONS if not with_implied([c]) & missing} - NOT_FOR_CUSTOM


def only(row: Row) -> set[str]:
    return {*row.codes, *row.with_it}


def marks() -> list[str]:
    """What history tells beside the changes of Wendy's own permissions."""
    codes = HistoryEvent.objects.order_by("id").values_list("code", flat=True)
    return [code for code in codes if code != "team_member.user_type_changed"]


def test_all_nineteen_are_in_the_table() -> None:
    assert len({*TOGGLES, *ELSEWHERE}) == 19
    assert {code for row in TOGGLES.values() for code in row.codes} <= set(PERMISSIONS)


@pytest.mark.parametrize("name", TABLE)
def test_the_tick_gives_it_and_no_tick_takes_it(scene: Scene, name: str) -> None:
    row = TABLE[name]
    assert not become(scene, everything_but(row), NO).permissions & set(row.codes)
    assert set(row.codes) <= become(scene, only(row), row.answers).permissions


@pytest.mark.parametrize("name", ACTS)
def test_the_service_refuses_everything_but_it(scene: Scene, name: str) -> None:
    row = TABLE[name]
    assert row.act is not None
    become(scene, everything_but(row), NO)
    with pytest.raises(PermissionRefused) as raised:
        row.act(scene)
    assert raised.value.permission in row.codes
    assert marks() == []


@pytest.mark.parametrize("name", ACTS)
def test_the_service_lets_it_alone_through(scene: Scene, name: str) -> None:
    row = TABLE[name]
    assert row.act is not None
    become(scene, only(row), row.answers)
    row.act(scene)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_refuses_everything_but_it(scene: Scene, signed_in: SignedIn, name: str) -> None:
    row = TABLE[name]
    assert row.page is not None
    become(scene, everything_but(row), NO)
    assert row.page(scene, signed_in(scene.world.wendy)).status_code == 403
    assert marks() == []


@pytest.mark.parametrize("name", PAGES)
def test_the_page_lets_it_alone_through(scene: Scene, signed_in: SignedIn, name: str) -> None:
    row = TABLE[name]
    assert row.page is not None
    become(scene, only(row), row.answers)
    assert row.page(scene, signed_in(scene.world.wendy)).status_code in (200, 302)


# -- administrators ----------------------------------------------------------------------------


def test_only_an_administrator_sees_and_sets_pay(scene: Scene, signed_in: SignedIn) -> None:
    pay = PayValues(pay_rate=Decimal("20"))
    become(
        scene, set(PERMISSIONS) - NOT_FOR_CUSTOM, OwnAnswers(manages_own_time=True, uses_phone=True)
    )
    with pytest.raises(PermissionRefused) as raised:
        team_member_update(actor=scene.wendy, member=scene.sophie, values=values(scene), pay=pay)
    assert raised.value.permission == "pay-rates:manage"
    browser = signed_in(scene.world.wendy)
    page = scene.url("team/{sophie}/")
    assert b"pay_rate" not in browser.get(page).content
    browser.post(page, {"given_name": "Sophie", "kind": "employee", "pay_rate": "20"})
    assert paid(scene) is None
    administrator: HttpResponse = signed_in(scene.world.alice).post(
        page,
        {"given_name": "Sophie", "kind": "employee", "pay_rate": "20", "pay_rate_per": "hour"},
    )  # type: ignore[assignment]
    assert (administrator.status_code, paid(scene)) == (302, Decimal("20"))


def paid(scene: Scene) -> Decimal | None:
    with tenant_scope(companies=[scene.world.boulangerie.pk]):
        return TeamMember.objects.get(pk=scene.sophie.pk).pay_rate


def test_somebody_who_only_sees_the_team_sees_no_private_field(
    scene: Scene, signed_in: SignedIn
) -> None:
    become(scene, {"team:view"}, NO)
    with tenant_scope(companies=[scene.world.boulangerie.pk]):
        TeamMember.objects.filter(pk=scene.sophie.pk).update(
            mobile="514 555-0177", address="1, rue Privée", username="slavoie",
            payroll_id="PAY-77", pay_rate=Decimal("77.77"), hired_on="2020-02-02",
        )  # fmt: skip
    browser = signed_in(scene.world.wendy)
    shown = browser.get(scene.url("team/{sophie}/")).content.decode()
    secrets = ("514 555-0177", "rue Privée", "slavoie", "PAY-77", "77.77", "77,77", "2020-02-02")
    assert [secret for secret in secrets if secret in shown] == []
    for tab in ("permissions/", "overtime/", "notifications/", "history/"):
        assert browser.get(scene.url("team/{sophie}/" + tab)).status_code == 403
