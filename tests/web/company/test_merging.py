"""The pages of merging two records of one person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.team.models import TeamMember, TeamMemberMerge
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.world import World

SignedIn = Callable[[User], Browser]


@pytest.fixture
def double(world: World) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return world_module.person(
            world.boulangerie, "Gwen", "Bélanger", "gwen@x.example", mobile="514 555-0100"
        )


def address(world: World, member: TeamMember, page: str) -> str:
    return f"/c/{world.boulangerie.public_id}/team/{member.public_id}/{page}"


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


def test_choosing_comparing_merging_and_undoing(
    world: World, signed_in: SignedIn, double: TeamMember
) -> None:
    browser = signed_in(world.alice)
    here = address(world, world.wendy_member, "merge/")
    assert "Gwen Bélanger" in browser.get(here).content.decode()
    side_by_side = browser.get(f"{here}?other={double.public_id}").content.decode()
    assert "514 555-0100" in side_by_side
    assert "Fiche gardée" in side_by_side
    data = {"other": double.public_id, "name": "merged", "mobile": "merged", "email": "kept"}
    assert browser.post(here, data).status_code == 302
    wendy = fresh(world.wendy_member)
    assert (wendy.given_name, wendy.mobile) == ("Gwen", "514 555-0100")
    assert wendy.email == world.wendy.email
    archived = browser.get(address(world, double, "")).content.decode()
    assert "Annuler la fusion" in archived
    browser.post(address(world, double, "merge/undo/"))
    assert fresh(world.wendy_member).given_name == "Wendy"
    assert fresh(double).state == "active"


def test_what_stands_in_the_way_is_told_before_and_after(
    world: World, signed_in: SignedIn, double: TeamMember
) -> None:
    browser = signed_in(world.alice)
    here = address(world, double, "merge/")
    page = browser.get(f"{here}?other={world.alice_member.public_id}").content.decode()
    assert "Fusion impossible" in page
    response = browser.post(here, {"other": world.alice_member.public_id})
    assert response.status_code == 422
    assert fresh(world.alice_member).state == "active"


def test_pay_is_not_shown_to_those_who_may_not_see_it(
    world: World, signed_in: SignedIn, double: TeamMember
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=double.pk).update(pay_rate="98.7654")
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(
            user_type="custom",
            custom_permissions=["team:manage", "team:view", "time-entries:manage"],
        )
    here = address(world, world.wendy_member, f"merge/?other={double.public_id}")
    assert "98.7654" not in signed_in(world.wendy).get(here).content.decode()
    assert "98.7654" in signed_in(world.alice).get(here).content.decode()


def test_who_does_not_keep_the_team_merges_nothing(
    world: World, signed_in: SignedIn, double: TeamMember
) -> None:
    browser = signed_in(world.wendy)
    for page in ("merge/", f"merge/?other={double.public_id}"):
        assert browser.get(address(world, world.wendy_member, page)).status_code == 403
    for page in ("merge/", "merge/undo/"):
        response = browser.post(
            address(world, world.wendy_member, page), {"other": double.public_id}
        )
        assert response.status_code == 403
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not TeamMemberMerge.objects.exists()


def test_a_record_of_another_company_is_not_found(world: World, signed_in: SignedIn) -> None:
    with tenant_scope(companies=[world.dairy.pk]):
        other = world_module.person(world.dairy, "Cow", "Girl", "cow@x.example")
    here = address(world, world.wendy_member, f"merge/?other={other.public_id}")
    assert signed_in(world.alice).get(here).status_code == 404


def test_side_by_side_costs_few_queries(
    world: World, signed_in: SignedIn, double: TeamMember
) -> None:
    browser = signed_in(world.alice)
    here = address(world, world.wendy_member, f"merge/?other={double.public_id}")
    browser.get(here)
    with CaptureQueriesContext(connection) as queries:
        browser.get(here)
    asked = [
        q["sql"] for q in queries
        if q["sql"].startswith("SELECT") and "set_config" not in q["sql"]
    ]  # fmt: skip
    assert len(asked) <= 16, "\n".join(asked)  # one of them is the session
