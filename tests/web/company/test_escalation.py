"""Nobody lifts themselves up: a custom user tries on the pages to get what the role lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from pointage.features.practice import access
from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.team.services import team_member_archive, team_member_set_user_type
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.world import World

SignedIn = Callable[[User], Browser]
ALL_RIGHTS = ("manages_people", "manages_time", "approves_time", "manages_schedule", "sees_reports")


@dataclass(frozen=True)
class Attack:
    """What Wendy has, and what she sends where. `{…}` are public ids."""

    has: tuple[str, ...]
    page: str
    sends: dict[str, Any]


ATTACKS = {
    "ticks herself everyone's time": Attack(
        ("team:view", "team:permissions"), "team/{wendy}/permissions/",
        {"user_type": "custom", "may_time": ["time-entries:manage"],
         "may_team": ["team:view", "team:permissions"]},
    ),
    "makes herself an administrator": Attack(
        ("team:view", "team:permissions"), "team/{wendy}/permissions/",
        {"user_type": "administrator"},
    ),
    "makes a colleague an administrator": Attack(
        ("team:manage", "team:permissions"), "team/{sophie}/permissions/",
        {"user_type": "administrator"},
    ),
    "takes an administrator's rights": Attack(
        ("team:manage", "team:permissions"), "team/{alice}/permissions/",
        {"user_type": "worker"},
    ),
    "gives an administrator her own address": Attack(
        ("team:manage", "team:invite"), "team/{alice}/",
        {"given_name": "Alice", "family_name": "Côté", "kind": "employee",
         "email": "wendy.other@boulangerie.example"},
    ),
    "sets an administrator's PIN": Attack(
        ("team:manage",), "team/{alice}/pin/", {"pin": "482913"},
    ),
    "archives an administrator": Attack(("team:manage",), "team/{alice}/archive/", {}),
    "adds an administrator": Attack(
        ("team:manage", "team:invite"), "team/add/",
        {"given_name": "Puppet", "kind": "employee", "user_type": "administrator"},
    ),
    "manages a group with rights she lacks": Attack(
        ("team:manage",), "groups/{group}/managers/",
        {"member": "{wendy}", **dict.fromkeys(ALL_RIGHTS, "on")},
    ),
    "joins the administrator's record to her own": Attack(
        ("team:manage", "team:permissions"), "team/{wendy}/merge/",
        {"other": "{alice}", "step": "merge", "sign_in": "kept"},
    ),
}  # fmt: skip


@pytest.fixture
def sophie(world: World) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return world_module.person(world.boulangerie, "Sophie", "Lavoie", "sophie@new.example")


def become(world: World, codes: tuple[str, ...]) -> None:
    alice = access.company_seat_for(world.alice, world.boulangerie.public_id).actor
    team_member_set_user_type(
        actor=alice, member=world.wendy_member, user_type="custom", custom_permissions=codes
    )


def people(world: World) -> list[Any]:
    """Everybody but new workers, whom those who keep the team may add."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        return [
            *TeamMember.objects.exclude(given_name="Puppet", user_type="worker")
            .order_by("pk")
            .values(),
            *GroupManager.objects.order_by("pk").values(),
        ]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_custom_user_gets_nothing_beyond_the_role(
    world: World, signed_in: SignedIn, sophie: TeamMember, name: str
) -> None:
    attack = ATTACKS[name]
    with tenant_scope(companies=[world.boulangerie.pk]):
        group = Group.objects.create(company=world.boulangerie, name="Kitchen")
        GroupMember.objects.create(
            company=world.boulangerie, group=group, team_member=world.alice_member
        )
    become(world, attack.has)
    ids = {
        "wendy": world.wendy_member.public_id, "alice": world.alice_member.public_id,
        "sophie": sophie.public_id, "group": group.public_id,
    }  # fmt: skip
    sends = {
        key: value.format(**ids) if isinstance(value, str) else value
        for key, value in attack.sends.items()
    }
    before = people(world)
    where = f"/c/{world.boulangerie.public_id}/{attack.page.format(**ids)}"
    answer = signed_in(world.wendy).post(where, sends)
    assert answer.status_code in (200, 302, 403, 404, 422)
    assert people(world) == before


def test_a_file_lifts_nobody_up(world: World, signed_in: SignedIn) -> None:
    become(world, ("team:manage",))
    browser, base = signed_in(world.wendy), f"/c/{world.boulangerie.public_id}/team/import/"
    email = world.wendy_member.email
    text = f"First name,Last name,Email,Admin\nWendy,Bélanger,{email},yes\n"
    upload = SimpleUploadedFile("people.csv", text.encode())
    answer = browser.post(base, {"file": upload})
    browser.post(f"{answer.headers['Location']}apply/")
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert TeamMember.objects.get(pk=world.wendy_member.pk).user_type == "custom"


def test_an_archived_person_is_shut_out_at_the_next_click(
    world: World, signed_in: SignedIn
) -> None:
    browser = signed_in(world.wendy)
    base = f"/c/{world.boulangerie.public_id}/"
    assert browser.get(f"{base}clock/").status_code == 200
    alice = access.company_seat_for(world.alice, world.boulangerie.public_id).actor
    team_member_archive(actor=alice, member=world.wendy_member)
    for page in ("", "clock/", "time/", "me/", "clock/state/"):
        assert browser.get(base + page).status_code == 404, page
    tap = {"client_id": "t", "action": "clock_in"}
    assert browser.post(f"{base}clock/act/", tap).status_code == 404
