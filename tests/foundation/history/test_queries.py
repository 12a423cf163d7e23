"""Reading history: whose, which part of it, in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import translation

from pointage.foundation.history.queries import EventFilters, event_list
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from tests.world import World


@pytest.fixture
def history(world: World) -> World:
    marie = Actor(user_id=world.marie.pk, name="Marie Tremblay", firm_id=world.tremblay.pk)
    marie = replace(marie, firm_name=world.tremblay.name)
    with transaction.atomic():
        event_record(
            actor=marie,
            code="client.added",
            obj=world.garage_client,
            firm_id=world.tremblay.pk,
        )
        for company in (world.boulangerie, world.garage, world.garage):
            event_record(actor=marie, code="company.updated", obj=company, company_id=company.pk)
    return world


def test_a_company_sees_its_own_history_newest_first(history: World) -> None:
    page = event_list(company_id=history.garage.pk)
    assert [row.object_label for row in page.rows] == ["Garage Nord", "Garage Nord"]
    assert page.rows[0].id > page.rows[1].id


def test_what_an_accountant_did_carries_the_firms_name(history: World) -> None:
    row = event_list(company_id=history.boulangerie.pk).rows[0]
    assert (row.actor_name, row.acting_firm_name) == ("Marie Tremblay", "Cabinet Tremblay")


def test_a_firm_sees_its_own_history(history: World) -> None:
    assert [row.code for row in event_list(firm_id=history.tremblay.pk).rows] == ["client.added"]
    assert event_list(firm_id=history.prairie.pk).rows == ()


def test_history_of_nobody_or_of_two_is_refused() -> None:
    with pytest.raises(ValueError, match="one company or"):
        event_list()
    with pytest.raises(ValueError, match="one company or"):
        event_list(company_id=1, firm_id=1)


def test_filters_narrow_the_list(history: World) -> None:
    def count(**filters: object) -> int:
        found = event_list(company_id=history.garage.pk, filters=EventFilters(**filters))  # type: ignore[arg-type]
        return len(found.rows)

    assert count(codes=("company.updated",), actor_id=history.marie.pk) == 2
    assert count(codes=("company.created",)) == 0
    assert count(object_type="company", object_id=history.garage.public_id) == 2
    assert count(object_id=history.dairy.public_id) == 0
    first = event_list(company_id=history.garage.pk).rows[-1]
    assert count(until=first.at) == 0
    assert count(since=first.at) == 2


def test_pages_follow_each_other(history: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        first = event_list(company_id=history.garage.pk, per_page=1)
    second = event_list(company_id=history.garage.pk, page=2, per_page=1)
    assert (first.has_next, second.has_next) == (True, False)
    assert first.rows[0].id > second.rows[0].id


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Added the client Garage Nord"), ("fr-ca", "A ajouté le client Garage Nord")],
)
def test_events_speak_the_readers_language(history: World, language: str, words: str) -> None:
    with translation.override(language):
        assert event_list(firm_id=history.tremblay.pk).rows[0].words == words
