"""Break rules: adding, changing, switching and archiving them, and whom each is for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pointage.features.companies import errors as company_errors
from pointage.features.companies.models import BreakRule, Company
from pointage.features.companies.queries import break_rules_of
from pointage.features.companies.services import break_rules_set, company_create
from pointage.features.companies.values import BreakRuleValues
from pointage.features.practice import access
from pointage.features.team.models import Group, GroupMember
from pointage.features.timeentries import break_errors as errors
from pointage.features.timeentries.services.break_choice import manual_rules_of
from pointage.features.timeentries.services.break_rules import (
    BreakAudience,
    audience_of,
    break_rule_add,
    break_rule_archive,
    break_rule_restore,
    break_rule_switch,
    break_rule_update,
)
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

LUNCH = BreakRuleValues(name="Repas", minutes=30)
EVERYONE = BreakAudience()


@pytest.fixture
def administrator(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def lunch(world: World, administrator: Actor) -> BreakRule:
    return break_rule_add(
        actor=administrator, company=world.boulangerie, values=LUNCH, audience=EVERYONE
    )


def codes(world: World) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


def offered(world: World) -> list[str]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return [row.name for row in manual_rules_of(world.wendy_member.pk)]


# -- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"name": " "}, "name", company_errors.BreakNameRequired),
        ({"code": "x" * 13}, "code", company_errors.CompanyTextTooLong),
        ({"minutes": 0}, "minutes", company_errors.BreakLengthOutOfRange),
        ({"is_manual": False}, "is_manual", company_errors.BreakNeedsAWay),
        ({"is_automatic": True}, "after_seconds", company_errors.BreakStartRequired),
        ({"is_automatic": True, "after_seconds": 3600, "starts_minute": 720},
         "starts_minute", company_errors.BreakStartsOnce),
        ({"is_automatic": True, "starts_minute": 1440},
         "starts_minute", company_errors.BreakTimeUnknown),
        ({"is_automatic": True, "after_seconds": 3600, "days": 0},
         "days", company_errors.BreakDaysRequired),
        ({"is_automatic": True, "is_manual": False, "after_seconds": 3600,
          "cannot_end_early": True}, "cannot_end_early", company_errors.BreakEndsByItself),
    ],
)  # fmt: skip
def test_a_wrong_break_names_its_field(
    change: dict[str, Any], field: str, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        replace(LUNCH, **change)
    assert raised.value.field == field
    assert raised.value.text


def test_a_break_kept_by_an_older_release_still_reads() -> None:
    old = {"name": "Repas", "minutes": 30, "is_paid": False, "is_automatic": False}
    assert BreakRuleValues.from_json(old | {"after_seconds": None}) == LUNCH


# -- prepared ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "names"),
    [("fr-ca", ["Pause repas", "Pause repos"]), ("en", ["Lunch break", "Rest break"])],
)
def test_a_new_company_finds_lunch_and_rest_prepared_and_off(
    world: World, language: str, names: list[str]
) -> None:
    company = company_create(
        actor=access.firm_seat_for(world.marie, world.tremblay.public_id).actor,
        name="Atelier",
        region="CA-QC",
        time_zone="America/Toronto",
        language=language,
    )
    with tenant_scope(companies=[company.pk]):
        rows = list(BreakRule.objects.order_by("name"))
        assert break_rules_of(company.pk) == []
    assert [row.name for row in rows] == names
    assert [(row.minutes, row.is_paid, row.is_active) for row in rows] == [
        (30, False, False),
        (15, True, False),
    ]


# -- services ----------------------------------------------------------------------------------


def test_a_break_is_added_switched_on_and_offered(world: World, lunch: BreakRule) -> None:
    assert lunch.is_active
    assert lunch.public_id
    assert offered(world) == ["Repas"]
    assert codes(world) == ["break_rule.added"]


def test_a_name_in_use_is_refused(world: World, administrator: Actor, lunch: BreakRule) -> None:
    with pytest.raises(errors.BreakRuleNameTaken):
        break_rule_add(
            actor=administrator,
            company=world.boulangerie,
            values=replace(LUNCH, name=" repas "),
            audience=EVERYONE,
        )
    assert codes(world) == ["break_rule.added"]


def test_a_change_records_only_what_differs(
    world: World, administrator: Actor, lunch: BreakRule
) -> None:
    longer = replace(LUNCH, minutes=45, cannot_end_early=True)
    for _twice in range(2):
        break_rule_update(actor=administrator, rule=lunch, values=longer, audience=EVERYONE)
    event = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).latest("id")
    assert codes(world) == ["break_rule.added", "break_rule.changed"]
    assert event.before == {"minutes": 30, "cannot_end_early": False}
    assert event.after == {"minutes": 45, "cannot_end_early": True}


def test_a_break_that_is_off_is_not_offered(
    world: World, administrator: Actor, lunch: BreakRule
) -> None:
    break_rule_switch(actor=administrator, rule=lunch, is_active=False)
    assert offered(world) == []
    break_rule_switch(actor=administrator, rule=lunch, is_active=True)
    break_rule_switch(actor=administrator, rule=lunch, is_active=True)
    assert offered(world) == ["Repas"]
    assert codes(world)[1:] == ["break_rule.switched_off", "break_rule.switched_on"]


def test_an_archived_break_gives_its_name_free_and_cannot_be_changed(
    world: World, administrator: Actor, lunch: BreakRule
) -> None:
    break_rule_archive(actor=administrator, rule=lunch)
    with pytest.raises(errors.BreakRuleArchived):
        break_rule_switch(actor=administrator, rule=lunch, is_active=True)
    with pytest.raises(errors.BreakRuleArchived):
        break_rule_update(actor=administrator, rule=lunch, values=LUNCH, audience=EVERYONE)
    other = break_rule_add(
        actor=administrator, company=world.boulangerie, values=LUNCH, audience=EVERYONE
    )
    with pytest.raises(errors.BreakRuleNameTaken):
        break_rule_restore(actor=administrator, rule=lunch)
    break_rule_archive(actor=administrator, rule=other)
    restored = break_rule_restore(actor=administrator, rule=lunch)
    assert (restored.archived_at, restored.is_active) == (None, False)


def test_a_template_leaves_archived_breaks_alone(
    world: World, administrator: Actor, lunch: BreakRule
) -> None:
    break_rule_archive(actor=administrator, rule=lunch)
    break_rules_set(actor=administrator, company=world.boulangerie, rules=[LUNCH])
    with tenant_scope(companies=[world.boulangerie.pk]):
        lunch.refresh_from_db()
        assert not lunch.is_active
        assert break_rules_of(world.boulangerie.pk) == [LUNCH]


@pytest.mark.parametrize("who", ["wendy", "vera"])
def test_only_those_who_manage_the_company_touch_breaks(
    world: World, lunch: BreakRule, who: str
) -> None:
    actor = access.company_seat_for(getattr(world, who), world.boulangerie.public_id).actor
    with pytest.raises(PermissionRefused):
        break_rule_add(actor=actor, company=world.boulangerie, values=LUNCH, audience=EVERYONE)
    with pytest.raises(PermissionRefused):
        break_rule_update(actor=actor, rule=lunch, values=LUNCH, audience=EVERYONE)
    with pytest.raises(PermissionRefused):
        break_rule_switch(actor=actor, rule=lunch, is_active=False)
    with pytest.raises(PermissionRefused):
        break_rule_archive(actor=actor, rule=lunch)
    with pytest.raises(PermissionRefused):
        break_rule_restore(actor=actor, rule=lunch)
    assert codes(world) == ["break_rule.added"]


# -- whom it is for ----------------------------------------------------------------------------


def test_a_break_for_one_person_is_offered_to_that_person_only(
    world: World, administrator: Actor, lunch: BreakRule
) -> None:
    only_alice = BreakAudience(everyone=False, members=[world.alice_member])
    break_rule_update(actor=administrator, rule=lunch, values=LUNCH, audience=only_alice)
    assert offered(world) == []
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert [rule.pk for rule in manual_rules_of(world.alice_member.pk)] == [lunch.pk]
        lunch.refresh_from_db()
        assert audience_of(lunch).to_json() == {
            "is_for_everyone": False, "break_people": ["Alice Côté"], "break_groups": [],
        }  # fmt: skip


def test_a_break_for_a_group_follows_the_group(
    world: World, administrator: Actor, lunch: BreakRule
) -> None:
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        bakers = Group.objects.create(company=company, name="Boulangers")
    audience = BreakAudience(everyone=False, groups=[bakers])
    break_rule_update(actor=administrator, rule=lunch, values=LUNCH, audience=audience)
    assert offered(world) == []
    with tenant_scope(companies=[company.pk]):
        GroupMember.objects.create(company=company, group=bakers, team_member=world.wendy_member)
    assert offered(world) == ["Repas"]


def test_a_break_for_nobody_is_refused(world: World, administrator: Actor) -> None:
    with pytest.raises(errors.BreakForNobody):
        break_rule_add(
            actor=administrator,
            company=world.boulangerie,
            values=LUNCH,
            audience=BreakAudience(everyone=False),
        )
    assert codes(world) == []


def test_a_purely_automatic_break_is_not_offered(world: World, administrator: Actor) -> None:
    by_itself = replace(LUNCH, is_automatic=True, is_manual=False, after_seconds=18_000)
    break_rule_add(
        actor=administrator, company=world.boulangerie, values=by_itself, audience=EVERYONE
    )
    assert offered(world) == []


def test_another_company_offers_its_own_breaks_only(world: World, lunch: BreakRule) -> None:
    garage = Company.objects.get(pk=world.garage.pk)
    with tenant_scope(companies=[garage.pk]):
        assert break_rules_of(garage.pk) == []
