"""What people do on the pages of the team, of one person and of groups: each act through the form
a browser would send."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pointage.features.companies.models import TimeSettings
from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.jobs import making
from tests.world import World

SignedIn = Callable[[User], Browser]


@pytest.fixture
def base(world: World) -> str:
    return f"/c/{world.boulangerie.public_id}/"


@pytest.fixture
def sophie(world: World) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return world_module.person(world.boulangerie, "Sophie", "Lavoie", "sophie@new.example")


@pytest.fixture
def kitchen(world: World, sophie: TeamMember) -> Group:
    """Sophie's group, which Wendy manages."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        group = making.group(world.boulangerie, "Cuisine", sophie)
        GroupManager.objects.create(
            company=world.boulangerie, group=group, team_member=world.wendy_member
        )
    return group


def page_text(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"(?s)<[^>]+>", " ", response.content.decode())))


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


def people_of(group: Group) -> list[str]:
    with tenant_scope(companies=[group.company_id]):
        rows = GroupMember.objects.filter(group=group).select_related("team_member")
        return sorted(row.team_member.given_name for row in rows)


# -- one person --------------------------------------------------------------------------------


def test_the_general_tab_keeps_pay_dates_and_groups_in_one_go(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember, kitchen: Group
) -> None:
    response = signed_in(world.alice).post(
        f"{base}team/{sophie.public_id}/",
        {
            "given_name": "Sophie", "family_name": "Lavoie", "kind": "employee",
            "hired_on": "2026-01-05", "ended_on": "2026-06-30", "address": "12, rue du Four",
            "pay_rate": "21,50", "pay_rate_per": "hour", "is_salaried": "on", "groups": [],
        },
    )  # fmt: skip
    kept = fresh(sophie)
    assert response.status_code == 302
    assert (str(kept.pay_rate), kept.is_salaried, kept.address) == (
        "21.5000", True, "12, rue du Four",
    )  # fmt: skip
    assert people_of(kitchen) == []


def test_custom_ticks_levels_and_answers_are_saved(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember
) -> None:
    signed_in(world.alice).post(
        f"{base}team/{sophie.public_id}/permissions/",
        {
            "user_type": "custom", "may_own": ["own-time:track"], "may_time": ["presence:view"],
            "schedule_view": ":groups", "schedule_manage": "", "manages_own_time": "no",
            "uses_phone": "yes",
        },
    )  # fmt: skip
    kept = fresh(sophie)
    assert kept.custom_permissions == ["own-time:track", "presence:view", "schedule:view:groups"]
    assert (kept.manages_own_time, kept.uses_phone) == (False, True)


def test_an_administrator_may_do_without_a_clock(
    world: World, signed_in: SignedIn, base: str
) -> None:
    alice, page = signed_in(world.alice), f"{base}team/{world.alice_member.public_id}/permissions/"
    said = {"user_type": "administrator", "is_tracked": "no"}
    assert alice.post(page, said).status_code == 302
    assert not fresh(world.alice_member).is_tracked
    assert f'href="{base}clock/"' not in alice.get(f"{base}team/").text
    assert alice.get(f"{base}clock/").status_code == 403
    for still in ("", "time/", "time/week/", "time/timeline/", "time/crew/", "oversight/working/",
                  "oversight/exceptions/", "oversight/corrections/", "me/"):  # fmt: skip
        assert alice.get(base + still, follow=True).status_code == 200, still
    # a form that does not ask leaves the answer as it is
    alice.post(page, {"user_type": "administrator"})
    assert not fresh(world.alice_member).is_tracked
    alice.post(page, said | {"is_tracked": "yes"})
    assert alice.get(f"{base}clock/").status_code == 200


def test_the_overtime_tab_explains_the_rule_and_saves_a_place(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember
) -> None:
    browser = signed_in(world.alice)
    where = f"{base}team/{sophie.public_id}/overtime/"
    assert "heures supplémentaires après 40 h par semaine" in page_text(browser.get(where))
    browser.post(where, {"rule": "place", "region": "CA-ON"})
    assert fresh(sophie).overtime_region == "CA-ON"
    assert "Ontario" in page_text(browser.get(where))


def test_a_wrong_pin_says_why_and_a_right_one_is_set(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember
) -> None:
    browser = signed_in(world.alice)
    where = f"{base}team/{sophie.public_id}/pin/"
    refused = browser.post(where, {"pin": "12"})
    assert (refused.status_code, fresh(sophie).pin_hash) == (422, "")
    browser.post(where, {"pin": "4821"})
    assert fresh(sophie).pin_hash
    browser.post(where, {"remove": "1"})
    assert fresh(sophie).pin_hash == ""


def test_archiving_somebody_on_the_clock_asks_before_it_clocks_out(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        now = timezone.now() - timedelta(hours=1)
        TimeEntry.objects.create(
            company=world.boulangerie, team_member=sophie, started_at=now,
            time_zone="America/Toronto", local_on=now.date(),
        )  # fmt: skip
    browser = signed_in(world.alice)
    where = f"{base}team/{sophie.public_id}/archive/"
    assert "Pointer le départ de cette personne maintenant" in page_text(browser.get(where))
    refused = browser.post(where, follow=True)
    assert "Sophie Lavoie est en poste depuis" in page_text(refused)
    assert fresh(sophie).state == "active"
    browser.post(where, {"stops_clock": "on"})
    assert fresh(sophie).state == "archived"


def test_history_shows_pay_only_to_those_who_may_see_it(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember
) -> None:
    signed_in(world.alice).post(
        f"{base}team/{sophie.public_id}/",
        {"given_name": "Sophie", "kind": "employee", "pay_rate": "33.33", "pay_rate_per": "hour"},
    )
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(
            user_type="custom", custom_permissions=["history:view", "team:manage"]
        )
    for page in ("history/", f"team/{sophie.public_id}/history/"):
        assert "33" in page_text(signed_in(world.alice).get(base + page))
        assert "33.33" not in page_text(signed_in(world.wendy).get(base + page))
        assert "33,33" not in page_text(signed_in(world.wendy).get(base + page))


# -- group managers ----------------------------------------------------------------------------


def test_a_group_manager_sees_and_edits_only_their_people(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember, kitchen: Group
) -> None:
    browser = signed_in(world.wendy)
    listed = page_text(browser.get(f"{base}team/"))
    assert ("Sophie Lavoie" in listed, "Alice Côté" in listed) == (True, False)
    changed = {"given_name": "Sofia", "kind": "employee"}
    assert browser.post(f"{base}team/{sophie.public_id}/", changed).status_code == 302
    alices = f"{base}team/{world.alice_member.public_id}/"
    assert browser.get(alices).status_code == 403
    assert browser.post(alices, changed).status_code == 403
    assert (fresh(sophie).given_name, fresh(world.alice_member).given_name) == ("Sofia", "Alice")


def test_a_group_manager_changes_neither_user_type_nor_group(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember, kitchen: Group
) -> None:
    browser = signed_in(world.wendy)
    permissions = f"{base}team/{sophie.public_id}/permissions/"
    assert browser.post(permissions, {"user_type": "administrator"}).status_code == 403
    group = f"{base}groups/{kitchen.public_id}/"
    assert browser.get(group).status_code == 200
    assert browser.post(group, {"name": "Mine"}).status_code == 403
    assert browser.post(f"{group}archive/").status_code == 403
    assert fresh(sophie).user_type == "worker"


def test_a_group_manager_adds_a_person_to_their_group(
    world: World, signed_in: SignedIn, base: str, kitchen: Group
) -> None:
    browser = signed_in(world.wendy)
    noe = {"given_name": "Noé", "kind": "employee"}
    assert browser.post(f"{base}team/add/", noe).status_code == 422
    browser.post(f"{base}team/add/", noe | {"groups": [kitchen.public_id]})
    assert people_of(kitchen) == ["Noé", "Sophie"]


# -- groups ------------------------------------------------------------------------------------


def test_people_ticked_in_the_list_are_put_in_a_group(
    world: World, signed_in: SignedIn, base: str, kitchen: Group
) -> None:
    browser = signed_in(world.alice)
    ticked = [world.alice_member.public_id, world.wendy_member.public_id]
    browser.post(f"{base}team/assign/", {"people": ticked, "group": kitchen.public_id})
    assert people_of(kitchen) == ["Alice", "Sophie", "Wendy"]


def test_the_list_is_narrowed_to_a_group_or_to_nobodys_group(
    world: World, signed_in: SignedIn, base: str, kitchen: Group
) -> None:
    browser = signed_in(world.alice)
    inside = page_text(browser.get(f"{base}team/?group={kitchen.public_id}"))
    outside = page_text(browser.get(f"{base}team/?group=none"))
    assert ("Sophie" in inside, "Wendy" in inside) == (True, False)
    assert ("Sophie" in outside, "Wendy" in outside) == (False, True)


def test_a_group_with_a_taken_name_is_refused_beside_the_field(
    world: World, signed_in: SignedIn, base: str, kitchen: Group
) -> None:
    response = signed_in(world.alice).post(f"{base}groups/", {"name": "cuisine"})
    assert response.status_code == 422
    assert "Il y a déjà un groupe Cuisine" in page_text(response)


def test_an_archived_group_moves_to_the_archive_and_comes_back_empty(
    world: World, signed_in: SignedIn, base: str, kitchen: Group
) -> None:
    browser = signed_in(world.alice)
    browser.post(f"{base}groups/{kitchen.public_id}/archive/")
    assert "Cuisine" in page_text(browser.get(f"{base}groups/?state=archived"))
    browser.post(f"{base}groups/{kitchen.public_id}/restore/")
    assert people_of(kitchen) == []


# -- oneself -----------------------------------------------------------------------------------


def test_ones_own_page_says_what_one_may_do_and_in_which_groups(
    world: World, signed_in: SignedIn, base: str, kitchen: Group
) -> None:
    text = page_text(signed_in(world.wendy).get(f"{base}me/"))
    assert "Faire le suivi de ses propres heures" in text
    assert "Cuisine" in text
    assert "Modifier les paramètres" not in text


def test_ones_own_zone_is_offered_only_where_the_company_lets_people_choose(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.wendy)
    assert "Mon fuseau horaire" not in page_text(browser.get(f"{base}me/"))
    browser.post(f"{base}me/", {"time_zone": "America/Vancouver"})
    assert fresh(world.wendy_member).time_zone == ""
    with tenant_scope(companies=[world.boulangerie.pk]):
        TimeSettings.objects.create(company=world.boulangerie, people_change_time_zone=True)
    browser.post(f"{base}me/", {"time_zone": "America/Vancouver"})
    assert fresh(world.wendy_member).time_zone == "America/Vancouver"


def test_a_person_chooses_what_to_be_told(world: World, signed_in: SignedIn, base: str) -> None:
    signed_in(world.wendy).post(f"{base}me/notifications/", {"wanted": ["clocked_out"]})
    assert fresh(world.wendy_member).notifications["entry_changed"] is False


def test_an_accountant_has_no_own_page_in_a_clients_company(
    world: World, signed_in: SignedIn, base: str
) -> None:
    assert signed_in(world.luc).get(f"{base}me/").status_code == 404


# -- cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["team/", "groups/", "groups/{group}/", "team/{sophie}/", "team/{sophie}/jobs/",
             "team/{sophie}/fields/"]
)  # fmt: skip
def test_pages_cost_the_same_with_a_thousand_rows(
    world: World, signed_in: SignedIn, base: str, sophie: TeamMember, kitchen: Group, page: str
) -> None:
    where = base + page.format(sophie=sophie.public_id, group=kitchen.public_id)
    browser = signed_in(world.alice)
    browser.get(where)
    with CaptureQueriesContext(connection) as few:
        browser.get(where)
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        crowd = TeamMember.objects.bulk_create(
            TeamMember(company=company, given_name="P", family_name=f"{n:04}") for n in range(1_000)
        )
        GroupMember.objects.bulk_create(
            GroupMember(company=company, group=kitchen, team_member=each) for each in crowd
        )
        Group.objects.bulk_create(Group(company=company, name=f"G{n}") for n in range(200))
        for number in range(50):
            making.job(company, f"J{number}", is_for_everyone=False)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(where).status_code == 200
    assert len(many) <= len(few) + 1
    asked = [q["sql"] for q in many if q["sql"].startswith("SELECT")]
    assert len([sql for sql in asked if "set_config" not in sql]) <= 16
