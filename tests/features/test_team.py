"""The team: adding, changing, archiving people; user types; who may do what to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pointage.features.companies.models import CompanyUser
from pointage.features.practice import access
from pointage.features.team import errors, hooks, queries
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import PERMISSIONS
from pointage.features.team.services import (
    team_member_add,
    team_member_archive,
    team_member_restore,
    team_member_set_user_type,
    team_member_update,
)
from pointage.features.team.values import TeamMemberValues
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

SOPHIE = TeamMemberValues(
    given_name="Sophie", family_name="Lavoie", email="sophie@new.example", hired_on=date(2026, 1, 5)
)


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def luc(world: World) -> Actor:
    return access.company_seat_for(world.luc, world.boulangerie.public_id).actor


@pytest.fixture
def wendy(world: World) -> Actor:
    return access.company_seat_for(world.wendy, world.boulangerie.public_id).actor


def codes(world: World) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


def custom(world: World, actor: Actor, *permissions: str) -> Actor:
    """Wendy with those ticked permissions."""
    team_member_set_user_type(
        actor=actor,
        member=world.wendy_member,
        user_type="custom",
        custom_permissions=permissions,
    )
    return access.company_seat_for(world.wendy, world.boulangerie.public_id).actor


# -- adding and changing -----------------------------------------------------------------------


def test_an_accountant_adds_a_person_and_history_names_the_firm(world: World, luc: Actor) -> None:
    member = team_member_add(actor=luc, company=world.boulangerie, values=SOPHIE)
    event = HistoryEvent.objects.get(company_id=world.boulangerie.pk)
    assert (fresh(member).full_name, event.code) == ("Sophie Lavoie", "team_member.added")
    assert (event.actor_name, event.acting_firm_name) == ("Luc Gagnon", "Cabinet Tremblay")
    assert event.after is not None
    assert event.after["hired_on"] == "2026-01-05"


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"given_name": "  "}, "given_name", errors.GivenNameRequired),
        ({"given_name": "x" * 81}, "given_name", errors.GivenNameRequired),
        ({"family_name": "x" * 81}, "family_name", errors.TextTooLong),
        ({"email": "not an address"}, "email", errors.EmailInvalid),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email", errors.EmailInvalid),
        ({"kind": "robot"}, "kind", errors.PersonKindUnknown),
        ({"language": "de"}, "language", errors.LanguageUnknown),
        ({"time_zone": "Eastern"}, "time_zone", errors.TimeZoneUnknown),
        ({"payroll_id": "9" * 33}, "payroll_id", errors.TextTooLong),
    ],
)
def test_wrong_values_name_their_field(
    change: dict[str, Any], field: str, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        replace(SOPHIE, **change)
    assert raised.value.field == field


@pytest.mark.parametrize("email", ["alice@boulangerie.example", "ALICE@boulangerie.example"])
def test_two_active_people_cannot_share_an_address(world: World, alice: Actor, email: str) -> None:
    with pytest.raises(errors.EmailTaken) as raised:
        team_member_add(actor=alice, company=world.boulangerie, values=replace(SOPHIE, email=email))
    assert "Alice Côté" in raised.value.text
    assert codes(world) == []


def test_two_people_cannot_share_a_payroll_number(world: World, alice: Actor) -> None:
    first = replace(SOPHIE, payroll_id="77")
    team_member_add(actor=alice, company=world.boulangerie, values=first)
    with pytest.raises(errors.PayrollIdTaken):
        team_member_add(
            actor=alice,
            company=world.boulangerie,
            values=replace(first, given_name="Sam", email=""),
        )
    assert codes(world) == ["team_member.added"]


def test_a_change_is_recorded_field_by_field(world: World, alice: Actor) -> None:
    values = replace(TeamMemberValues.of(world.wendy_member), mobile="514 555-0199")
    for _twice in range(2):
        team_member_update(actor=alice, member=world.wendy_member, values=values)
    event = HistoryEvent.objects.get(company_id=world.boulangerie.pk)
    assert (event.before, event.after) == ({"mobile": ""}, {"mobile": "514 555-0199"})


@pytest.fixture
def books_keep_names(world: World) -> Iterator[None]:
    def owned(company_id: int, ids: Any) -> dict[int, hooks.BooksOwned]:
        return {pk: hooks.BooksOwned(frozenset({"given_name"}), "Company file") for pk in ids}

    hooks.books_own(owned)
    yield
    hooks._owned.remove(owned)


@pytest.mark.usefixtures("books_keep_names")
def test_what_the_books_keep_is_changed_only_by_the_books(world: World, alice: Actor) -> None:
    values = replace(TeamMemberValues.of(world.wendy_member), given_name="Wanda")
    with pytest.raises(errors.KeptInTheBooks) as raised:
        team_member_update(actor=alice, member=world.wendy_member, values=values)
    assert (raised.value.field, fresh(world.wendy_member).given_name) == ("given_name", "Wendy")
    team_member_update(actor=alice, member=world.wendy_member, values=values, from_books=True)
    assert fresh(world.wendy_member).given_name == "Wanda"


def test_a_person_of_another_company_is_not_found(world: World, alice: Actor) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]), pytest.raises(NotFound):
        queries.team_member_of(world.garage.pk, world.wendy_member.public_id)


# -- user types --------------------------------------------------------------------------------


def test_an_accountant_makes_somebody_administrator_with_effect_at_once(
    world: World, luc: Actor
) -> None:
    team_member_set_user_type(actor=luc, member=world.wendy_member, user_type="administrator")
    seat = access.company_seat_for(world.wendy, world.boulangerie.public_id)
    assert seat.actor.may("accountants:manage")
    event = HistoryEvent.objects.get(company_id=world.boulangerie.pk)
    assert (event.code, event.acting_firm_name) == (
        "team_member.user_type_changed",
        "Cabinet Tremblay",
    )


def test_a_custom_person_has_the_ticked_rights_and_sees_the_jobs(
    world: World, alice: Actor
) -> None:
    actor = custom(world, alice, "team:view", "history:view")
    assert actor.permissions == {"jobs:view", "team:view", "history:view"}


def test_unknown_permissions_are_refused(world: World, alice: Actor) -> None:
    with pytest.raises(errors.PermissionUnknown):
        custom(world, alice, "team:view", "everything")
    assert fresh(world.wendy_member).user_type == "worker"
    assert codes(world) == []


def test_the_last_administrator_cannot_be_demoted(world: World, alice: Actor, luc: Actor) -> None:
    world.boulangerie.primary_admin_id = None
    world.boulangerie.save()
    with pytest.raises(errors.LastAdministrator):
        team_member_set_user_type(actor=luc, member=world.alice_member, user_type="worker")
    assert fresh(world.alice_member).user_type == "administrator"
    assert codes(world) == []


def test_the_primary_administrator_cannot_be_demoted_or_archived(world: World, luc: Actor) -> None:
    team_member_set_user_type(actor=luc, member=world.wendy_member, user_type="administrator")
    with pytest.raises(errors.PrimaryAdministratorStays):
        team_member_set_user_type(actor=luc, member=world.alice_member, user_type="worker")
    with pytest.raises(errors.PrimaryAdministratorStays):
        team_member_archive(actor=luc, member=world.alice_member)
    assert fresh(world.alice_member).state == "active"


def test_nobody_gives_rights_beyond_their_own(world: World, alice: Actor) -> None:
    wendy = custom(world, alice, "team:permissions", "team:view")
    with pytest.raises(errors.BeyondOnesRights):
        team_member_set_user_type(actor=wendy, member=world.wendy_member, user_type="administrator")
    assert fresh(world.wendy_member).user_type == "custom"


def test_nobody_takes_over_somebody_stronger_through_the_address(
    world: World, alice: Actor
) -> None:
    wendy = custom(world, alice, "team:manage", "team:invite")
    values = replace(TeamMemberValues.of(world.alice_member), email="wendy2@boulangerie.example")
    with pytest.raises(errors.BeyondOnesRights):
        team_member_update(actor=wendy, member=world.alice_member, values=values)
    assert fresh(world.alice_member).email == "alice@boulangerie.example"


# -- archive and restore -----------------------------------------------------------------------


def test_an_archived_person_is_out_at_the_next_click(world: World, alice: Actor) -> None:
    team_member_archive(actor=alice, member=world.wendy_member)
    with pytest.raises(NotFound):
        access.company_seat_for(world.wendy, world.boulangerie.public_id)
    link = CompanyUser.objects.get(team_member_id=world.wendy_member.pk)
    assert not link.is_active


def test_a_restored_person_is_in_again(world: World, alice: Actor) -> None:
    team_member_archive(actor=alice, member=world.wendy_member)
    team_member_restore(actor=alice, member=world.wendy_member)
    access.company_seat_for(world.wendy, world.boulangerie.public_id)
    assert codes(world) == ["team_member.archived", "team_member.restored"]


def test_a_person_whose_address_was_given_away_cannot_be_restored(
    world: World, alice: Actor
) -> None:
    team_member_archive(actor=alice, member=world.wendy_member)
    values = replace(SOPHIE, email=world.wendy_member.email)
    team_member_add(actor=alice, company=world.boulangerie, values=values)
    with pytest.raises(errors.EmailTaken):
        team_member_restore(actor=alice, member=world.wendy_member)
    assert fresh(world.wendy_member).state == "archived"


def test_nobody_archives_oneself(world: World, alice: Actor, luc: Actor) -> None:
    team_member_set_user_type(actor=luc, member=world.wendy_member, user_type="administrator")
    wendy = access.company_seat_for(world.wendy, world.boulangerie.public_id).actor
    with pytest.raises(errors.CannotArchiveOneself):
        team_member_archive(actor=wendy, member=world.wendy_member)
    assert fresh(world.wendy_member).state == "active"


# -- permissions as one table ------------------------------------------------------------------

Act = Callable[[Actor, World], object]
ACTS: dict[str, tuple[str, Act]] = {
    "add": (
        "team:manage",
        lambda actor, w: team_member_add(actor=actor, company=w.boulangerie, values=SOPHIE),
    ),
    "update": (
        "team:manage",
        lambda actor, w: team_member_update(
            actor=actor, member=w.wendy_member, values=replace(SOPHIE, email="")
        ),
    ),
    "archive": (
        "team:manage",
        lambda actor, w: team_member_archive(actor=actor, member=w.wendy_member),
    ),
    "restore": (
        "team:manage",
        lambda actor, w: team_member_restore(actor=actor, member=w.wendy_member),
    ),
    "user type": (
        "team:permissions",
        lambda actor, w: team_member_set_user_type(
            actor=actor, member=w.wendy_member, user_type="payroll_manager"
        ),
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_each_act_needs_its_permission(world: World, alice: Actor, name: str) -> None:
    permission, act = ACTS[name]
    without = replace(alice, permissions=frozenset(PERMISSIONS) - {permission})
    before = fresh(world.wendy_member)
    with pytest.raises(PermissionRefused) as raised:
        act(without, world)
    assert raised.value.permission == permission
    assert TeamMemberValues.of(fresh(world.wendy_member)) == TeamMemberValues.of(before)
    assert codes(world) == []


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("full", True), ("setup_only", True), ("payroll_only", False), ("read_only", False)],
)
def test_an_accountant_acts_within_the_scope_given(
    world: World, name: str, scope: str, allowed: bool
) -> None:
    from pointage.features.practice.models import AccountantGrant

    AccountantGrant.objects.filter(company=world.boulangerie).update(scope=scope)
    actor = access.company_seat_for(world.luc, world.boulangerie.public_id).actor
    assert actor.may(ACTS[name][0]) is allowed


# -- the list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["Wendy Bélanger", "Alice Côté"]),
        ({"text": "belanger"}, ["Wendy Bélanger"]),
        ({"text": "COTE alice"}, ["Alice Côté"]),
        ({"text": "boulangerie.example"}, ["Wendy Bélanger", "Alice Côté"]),
        ({"text": ".*"}, []),
        ({"text": "[" * 80}, []),
        ({"user_type": "administrator"}, ["Alice Côté"]),
        ({"state": "archived"}, []),
        ({"sign_in": "connected"}, ["Wendy Bélanger", "Alice Côté"]),
        ({"sign_in": "not_invited"}, []),
    ],
)
def test_the_list_finds_people(world: World, wanted: dict[str, str], found: list[str]) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        rows = queries.team_list(world.boulangerie.pk, queries.TeamFilter(**wanted))
        assert [row.full_name for row in rows] == found
