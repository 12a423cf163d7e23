"""A person's own jobs and custom field items, set from that person's page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pointage.features.jobs import errors
from pointage.features.jobs.models import CustomFieldItem, Job
from pointage.features.jobs.queries import is_job_offered
from pointage.features.jobs.queries.person_offers import Offer, items_of_person, jobs_limited
from pointage.features.jobs.services.person_offers import person_items_set, person_jobs_set
from pointage.features.practice import access
from pointage.features.team.permissions import PERMISSIONS
from pointage.foundation.errors import NotFound
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs import making
from tests.world import World


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def bread(world: World) -> Job:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return making.job(world.boulangerie, "Bread", is_for_everyone=False)


@pytest.fixture
def oven(world: World) -> CustomFieldItem:
    """An item that only Wendy is offered."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        item = making.item(making.field(world.boulangerie, "Machine"), "Oven")
        making.limit(item, team_member=world.wendy_member)
    return item


def own_jobs(world: World) -> list[str]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        rows, _more = jobs_limited(world.wendy_member)
    return [row.job.full_name for row in rows if row.is_own]


def codes() -> list[str]:
    return list(HistoryEvent.objects.order_by("id").values_list("code", flat=True))


def test_a_job_given_to_a_person_is_offered_and_then_no_longer(
    world: World, alice: Actor, bread: Job
) -> None:
    person_jobs_set(actor=alice, member=world.wendy_member, jobs=[bread])
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert is_job_offered(world.wendy_member, bread)
    person_jobs_set(actor=alice, member=world.wendy_member, jobs=[])
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not is_job_offered(world.wendy_member, bread)
    assert codes() == ["team_member.jobs_changed"] * 2


def test_giving_the_same_jobs_again_records_nothing(world: World, alice: Actor, bread: Job) -> None:
    for _twice in range(2):
        person_jobs_set(actor=alice, member=world.wendy_member, jobs=[bread])
    assert codes() == ["team_member.jobs_changed"]


def test_what_comes_by_group_is_shown_and_stays(world: World, alice: Actor, bread: Job) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        making.assign(bread, making.group(world.boulangerie, "Kitchen", world.wendy_member))
    person_jobs_set(actor=alice, member=world.wendy_member, jobs=[])
    with tenant_scope(companies=[world.boulangerie.pk]):
        rows, _more = jobs_limited(world.wendy_member)
        assert [(row.is_own, row.groups) for row in rows] == [(False, ["Kitchen"])]
        assert is_job_offered(world.wendy_member, bread)


def test_a_job_for_everyone_is_not_given_to_one(world: World, alice: Actor) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        cake = making.job(world.boulangerie, "Cake")
    with pytest.raises(NotFound):
        person_jobs_set(actor=alice, member=world.wendy_member, jobs=[cake])
    assert own_jobs(world) == []


def test_another_companys_job_is_not_found(world: World, alice: Actor) -> None:
    with tenant_scope(companies=[world.garage.pk]):
        other = making.job(world.garage, "Tyres", is_for_everyone=False)
    with pytest.raises(NotFound):
        person_jobs_set(actor=alice, member=world.wendy_member, jobs=[other])
    assert codes() == []


def test_searching_keeps_the_persons_own_jobs_in_sight(
    world: World, alice: Actor, bread: Job
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        for name in ("Cake", "Carrot", "Pie"):
            making.job(world.boulangerie, name, is_for_everyone=False)
    person_jobs_set(actor=alice, member=world.wendy_member, jobs=[bread])
    with tenant_scope(companies=[world.boulangerie.pk]):
        rows, has_more = jobs_limited(world.wendy_member, text="ca", limit=1)
    assert ([row.job.name for row in rows], has_more) == (["Bread", "Cake"], True)


def test_an_item_is_given_to_one_more_person(
    world: World, alice: Actor, oven: CustomFieldItem
) -> None:
    person_items_set(actor=alice, member=world.alice_member, items=[oven])
    with tenant_scope(companies=[world.boulangerie.pk]):
        offers = {
            each.given_name: items_of_person(each)[0].offer
            for each in (world.alice_member, world.wendy_member)
        }
    assert offers == {"Alice": Offer.PERSON, "Wendy": Offer.PERSON}


def test_an_items_last_person_stays_or_it_would_open_to_all(
    world: World, alice: Actor, oven: CustomFieldItem
) -> None:
    with pytest.raises(errors.LastPersonOfItem) as raised:
        person_items_set(actor=alice, member=world.wendy_member, items=[])
    assert "Oven" in raised.value.text
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert items_of_person(world.wendy_member)[0].is_own
    assert codes() == []


def test_an_item_for_everyone_is_not_limited_from_here(world: World, alice: Actor) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        mixer = making.item(making.field(world.boulangerie, "Machine"), "Mixer")
    with pytest.raises(NotFound):
        person_items_set(actor=alice, member=world.wendy_member, items=[mixer])
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert items_of_person(world.wendy_member)[0].offer is Offer.EVERYONE


def test_jobs_and_items_need_their_permission(
    world: World, alice: Actor, bread: Job, oven: CustomFieldItem
) -> None:
    without = replace(alice, permissions=frozenset(PERMISSIONS) - {"jobs:manage"})
    with pytest.raises(PermissionRefused):
        person_jobs_set(actor=without, member=world.wendy_member, jobs=[bread])
    with pytest.raises(PermissionRefused):
        person_items_set(actor=without, member=world.alice_member, items=[oven])
    assert own_jobs(world) == []
