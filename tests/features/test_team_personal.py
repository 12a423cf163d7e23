"""One person's pay, PIN, overtime rule, notifications, time zone, own answers and archiving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointage.features.companies.models import TimeSettings
from pointage.features.practice import access
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.notifications import DEFAULTS, Told, wanted_by, wants
from pointage.features.team.permissions import (
    NOT_FOR_CUSTOM,
    PERMISSIONS,
    CompanySwitches,
    member_permissions,
    with_implied,
)
from pointage.features.team.services import (
    team_member_archive,
    team_member_restore,
    team_member_set_notifications,
    team_member_set_overtime,
    team_member_set_pin,
    team_member_set_time_zone,
    team_member_set_user_type,
    team_member_update,
)
from pointage.features.team.services.pins import pin_matches
from pointage.features.team.values import OwnAnswers, PayValues, TeamMemberValues
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def wendy(world: World) -> Actor:
    return access.company_seat_for(world.wendy, world.boulangerie.public_id).actor


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


def codes(world: World) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


def update(actor: Actor, member: TeamMember, **changes: Any) -> TeamMember:
    values = replace(TeamMemberValues.of(member), **changes)
    return team_member_update(actor=actor, member=member, values=values)


# -- pay ---------------------------------------------------------------------------------------

HOURLY = PayValues(pay_rate=Decimal("21.5000"))


def test_an_administrator_sets_what_a_person_is_paid(world: World, alice: Actor) -> None:
    team_member_update(
        actor=alice, member=world.wendy_member,
        values=TeamMemberValues.of(world.wendy_member), pay=HOURLY,
    )  # fmt: skip
    event = HistoryEvent.objects.get(company_id=world.boulangerie.pk)
    assert fresh(world.wendy_member).pay_rate == Decimal("21.5")
    assert (event.before, event.after) == ({"pay_rate": None}, {"pay_rate": "21.5000"})


def test_keeping_the_team_is_not_keeping_the_pay(world: World, alice: Actor) -> None:
    clerk = replace(alice, permissions=frozenset(PERMISSIONS) - {"pay-rates:manage"})
    values = replace(TeamMemberValues.of(world.wendy_member), mobile="514 555-0111")
    with pytest.raises(PermissionRefused) as raised:
        team_member_update(actor=clerk, member=world.wendy_member, values=values, pay=HOURLY)
    assert raised.value.permission == "pay-rates:manage"
    assert (fresh(world.wendy_member).pay_rate, fresh(world.wendy_member).mobile) == (None, "")
    assert codes(world) == []


def test_no_custom_person_gets_the_pay(world: World, alice: Actor) -> None:
    with pytest.raises(errors.PermissionUnknown):
        team_member_set_user_type(
            actor=alice, member=world.wendy_member, user_type="custom",
            custom_permissions=["pay-rates:manage"],
        )  # fmt: skip
    sneaky = TeamMember(user_type="custom", custom_permissions=["pay-rates:manage"])
    assert not member_permissions(sneaky) & NOT_FOR_CUSTOM


@pytest.mark.parametrize("rate", ["-0.01", "NaN", "Infinity", "100000000", "20.12345"])
def test_a_rate_that_is_no_rate_is_refused(rate: str) -> None:
    with pytest.raises(errors.PayRateInvalid) as raised:
        PayValues(pay_rate=Decimal(rate))
    assert raised.value.field == "pay_rate"


@given(st.decimals(min_value=0, max_value=Decimal("99999999.9999"), places=4))
def test_every_rate_of_four_decimals_is_taken_as_it_is(rate: Decimal) -> None:
    assert PayValues(pay_rate=rate).columns()["pay_rate"] == rate


# -- general -----------------------------------------------------------------------------------


def test_a_person_cannot_leave_before_coming() -> None:
    with pytest.raises(errors.EndsBeforeHired):
        TeamMemberValues(given_name="Sam", hired_on=date(2026, 2, 1), ended_on=date(2026, 1, 31))


def test_two_active_people_cannot_share_a_username(world: World, alice: Actor) -> None:
    update(alice, world.alice_member, username="acote")
    with pytest.raises(errors.UsernameTaken) as raised:
        update(alice, world.wendy_member, username="ACôté".replace("ô", "o").replace("é", "e"))
    assert "Alice Côté" in raised.value.text
    assert fresh(world.wendy_member).username == ""


def test_a_username_given_away_stands_in_the_way_of_restoring(world: World, alice: Actor) -> None:
    update(alice, world.wendy_member, username="wendy")
    team_member_archive(actor=alice, member=world.wendy_member)
    update(alice, world.alice_member, username="wendy")
    with pytest.raises(errors.UsernameTaken):
        team_member_restore(actor=alice, member=fresh(world.wendy_member))
    assert fresh(world.wendy_member).state == "archived"


# -- PIN ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["123", "12a4", "1234567890123", "١٢٣٤", "12 34"])
def test_a_pin_is_four_to_twelve_digits(world: World, alice: Actor, pin: str) -> None:
    with pytest.raises(errors.PinTooWeak):
        team_member_set_pin(actor=alice, member=world.wendy_member, pin=pin)
    assert fresh(world.wendy_member).pin_hash == ""
    assert codes(world) == []


def test_a_pin_is_kept_as_a_hash_and_never_told(world: World, wendy: Actor) -> None:
    team_member_set_pin(actor=wendy, member=world.wendy_member, pin="4821")
    kept = fresh(world.wendy_member)
    event = HistoryEvent.objects.get(code="team_member.pin_changed")
    assert "4821" not in kept.pin_hash
    assert (event.before, event.after) == ({"has_pin": False}, {"has_pin": True})
    assert (pin_matches(kept, "4821"), pin_matches(kept, "4822")) == (True, False)


def test_a_pin_taken_away_matches_nothing(world: World, alice: Actor) -> None:
    team_member_set_pin(actor=alice, member=world.wendy_member, pin="4821")
    kept = team_member_set_pin(actor=alice, member=world.wendy_member, pin="")
    assert not pin_matches(kept, "")


def test_nobody_sets_a_colleagues_pin(world: World, wendy: Actor) -> None:
    with pytest.raises(PermissionRefused):
        team_member_set_pin(actor=wendy, member=world.alice_member, pin="4821")
    assert fresh(world.alice_member).pin_hash == ""


# -- overtime ----------------------------------------------------------------------------------


@pytest.mark.parametrize("region", ["CA-ON", "none", ""])
def test_a_person_has_a_rule_of_their_own_or_the_companys(
    world: World, alice: Actor, region: str
) -> None:
    team_member_set_overtime(actor=alice, member=world.wendy_member, region="CA-AB")
    team_member_set_overtime(actor=alice, member=world.wendy_member, region=region)
    assert fresh(world.wendy_member).overtime_region == region


def test_a_place_without_law_is_refused(world: World, alice: Actor) -> None:
    with pytest.raises(errors.PlaceUnknown):
        team_member_set_overtime(actor=alice, member=world.wendy_member, region="CA-XX")
    assert codes(world) == []


def test_the_overtime_rule_is_the_payrolls_business(world: World, alice: Actor) -> None:
    clerk = replace(alice, permissions=frozenset(PERMISSIONS) - {"payroll:manage"})
    with pytest.raises(PermissionRefused):
        team_member_set_overtime(actor=clerk, member=world.wendy_member, region="none")
    assert fresh(world.wendy_member).overtime_region == ""


# -- notifications -----------------------------------------------------------------------------


def test_everything_has_a_default() -> None:
    assert set(DEFAULTS) == set(Told)
    assert wanted_by(TeamMember()) == [told for told in Told if DEFAULTS[told]]


def test_a_person_chooses_what_to_be_told(world: World, wendy: Actor) -> None:
    team_member_set_notifications(
        actor=wendy, member=world.wendy_member, wanted=[Told.CLOCKED_OUT, Told.TEAM_EXCEPTION]
    )
    assert wanted_by(fresh(world.wendy_member)) == [Told.CLOCKED_OUT, Told.TEAM_EXCEPTION]


def test_only_what_differs_from_the_defaults_is_kept(world: World, wendy: Actor) -> None:
    usual = [told for told in Told if DEFAULTS[told]]
    team_member_set_notifications(actor=wendy, member=world.wendy_member, wanted=usual)
    assert fresh(world.wendy_member).notifications == {}
    assert codes(world) == []


def test_an_unknown_notification_is_refused(world: World, wendy: Actor) -> None:
    with pytest.raises(errors.NotificationUnknown):
        team_member_set_notifications(actor=wendy, member=world.wendy_member, wanted=["everything"])
    with pytest.raises(ValueError, match="everything"):
        wants(world.wendy_member, "everything")


def test_nobody_settles_a_colleagues_notifications(world: World, wendy: Actor) -> None:
    with pytest.raises(PermissionRefused):
        team_member_set_notifications(actor=wendy, member=world.alice_member, wanted=[])
    assert fresh(world.alice_member).notifications == {}


# -- time zone ---------------------------------------------------------------------------------


def test_a_person_changes_their_zone_only_where_the_company_lets_them(
    world: World, wendy: Actor
) -> None:
    with pytest.raises(errors.TimeZoneIsSetForYou):
        team_member_set_time_zone(
            actor=wendy, member=world.wendy_member, time_zone="America/Vancouver"
        )
    assert fresh(world.wendy_member).time_zone == ""
    with tenant_scope(companies=[world.boulangerie.pk]):
        TimeSettings.objects.create(company=world.boulangerie, people_change_time_zone=True)
    team_member_set_time_zone(actor=wendy, member=world.wendy_member, time_zone="America/Vancouver")
    assert fresh(world.wendy_member).time_zone == "America/Vancouver"


def test_a_zone_that_does_not_exist_is_refused(world: World, alice: Actor) -> None:
    with pytest.raises(errors.TimeZoneUnknown):
        team_member_set_time_zone(actor=alice, member=world.wendy_member, time_zone="Mars/Base")


# -- own answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("company", "own", "manages", "phone"),
    [
        # company: (manage own time, phones); own answers; what the person may
        ((False, True), (None, None), False, True),
        ((True, True), (None, None), True, True),
        ((True, False), (None, None), True, True),  # managing one's time opens the phone
        ((False, False), (None, None), False, False),
        ((True, True), (False, None), False, True),
        ((True, True), (False, False), False, False),
        ((False, False), (True, None), True, True),
        ((False, False), (None, True), False, True),
        ((False, True), (None, False), False, False),
        ((False, True), (True, False), True, True),
    ],
)
@pytest.mark.parametrize("user_type", ["worker", "payroll_manager", "custom"])
def test_the_companys_switches_and_the_persons_own_answers(
    company: tuple[bool, bool],
    own: tuple[bool | None, bool | None],
    manages: bool,
    phone: bool,
    user_type: str,
) -> None:
    member = TeamMember(
        user_type=user_type,
        custom_permissions=["own-time:track"],
        manages_own_time=own[0],
        uses_phone=own[1],
    )
    codes = member_permissions(member, CompanySwitches(*company))
    assert ("own-time:manage" in codes, "phone:use" in codes) == (manages, phone)


def test_whoever_does_not_track_time_has_none_to_manage() -> None:
    member = TeamMember(user_type="custom", manages_own_time=True, uses_phone=True)
    codes = member_permissions(member, CompanySwitches(True, True))
    assert not codes & {"own-time:track", "own-time:manage", "phone:use"}


@given(st.frozensets(st.sampled_from(sorted(PERMISSIONS))))
def test_implied_permissions_are_complete_and_only_views_and_lesser_rights(
    codes: frozenset[str],
) -> None:
    full = with_implied(codes)
    assert codes <= full == with_implied(full)
    assert all(":view" in code or code.startswith("schedule:") for code in full - codes)


def test_answers_are_recorded_as_permissions_not_as_a_user_type(world: World, alice: Actor) -> None:
    team_member_set_user_type(
        actor=alice, member=world.wendy_member, user_type="worker",
        answers=OwnAnswers(manages_own_time=True),
    )  # fmt: skip
    event = HistoryEvent.objects.get(company_id=world.boulangerie.pk)
    assert event.code == "team_member.permissions_changed"
    assert event.after == {"manages_own_time": True}


def test_rights_over_ones_own_time_make_nobody_stronger(world: World, alice: Actor) -> None:
    """A clerk who tracks no time still keeps the records of workers who do."""
    team_member_set_user_type(
        actor=alice, member=world.alice_member, user_type="administrator",
        answers=OwnAnswers(),
    )  # fmt: skip
    clerk = replace(
        alice, team_member_id=world.alice_member.pk, permissions=frozenset({"team:manage"})
    )
    update(clerk, world.wendy_member, mobile="514 555-0122")
    assert fresh(world.wendy_member).mobile == "514 555-0122"
