"""Client templates: what is kept, what is refused, and how a stored one that no longer stands says
so."""

from __future__ import annotations

from typing import Any

import pytest

from pointage.features.companies.values import BreakRuleValues, TrackingValues
from pointage.features.practice.client_templates import (
    TemplateSettings,
    template_delete,
    template_for,
    template_list,
    template_save,
)
from pointage.features.practice.errors import (
    FieldRequired,
    MoreThanLimit,
    TemplateInvalid,
    TemplateNameTaken,
)
from pointage.features.practice.models import ClientTemplate
from pointage.foundation.errors import NotFound
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import PermissionRefused
from tests.features.installing import PAY, seat_of
from tests.world import World

LUNCH = BreakRuleValues(name="Dîner", minutes=30, is_automatic=True, after_seconds=18_000)
SETTINGS = TemplateSettings(pay=PAY, tracking=TrackingValues(), breaks=(LUNCH,))


def test_a_template_comes_back_as_it_was_kept(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = template_save(actor=seat.actor, seat=seat, name=" Resto ", settings=SETTINGS)
    assert row.name == "Resto"
    assert TemplateSettings.from_json(template_for(seat, row.public_id).settings) == SETTINGS


def test_the_same_again_records_nothing(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = template_save(actor=seat.actor, seat=seat, name="Resto", settings=SETTINGS)
    template_save(actor=seat.actor, seat=seat, name="Resto", settings=SETTINGS, template=row)
    assert HistoryEvent.objects.filter(code__startswith="client_template").count() == 1


def test_two_templates_do_not_share_a_name(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    template_save(actor=seat.actor, seat=seat, name="Resto", settings=SETTINGS)
    with pytest.raises(TemplateNameTaken):
        template_save(actor=seat.actor, seat=seat, name="RESTO", settings=SETTINGS)
    assert [each.name for each in template_list(seat)] == ["Resto"]


def test_a_name_is_needed(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    with pytest.raises(FieldRequired):
        template_save(actor=seat.actor, seat=seat, name="  ", settings=SETTINGS)
    assert ClientTemplate.objects.count() == 0


def test_another_firms_template_does_not_exist(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = template_save(actor=seat.actor, seat=seat, name="Resto", settings=SETTINGS)
    with pytest.raises(NotFound):
        template_for(seat_of(world.peter, world.prairie), row.public_id)


def test_deleting_is_recorded_and_needs_the_permission(world: World) -> None:
    seat, vera = seat_of(world.marie, world.tremblay), seat_of(world.vera, world.tremblay)
    row = template_save(actor=seat.actor, seat=seat, name="Resto", settings=SETTINGS)
    with pytest.raises(PermissionRefused):
        template_delete(actor=vera.actor, seat=vera, template=row)
    template_delete(actor=seat.actor, seat=seat, template=row)
    assert ClientTemplate.objects.count() == 0
    assert HistoryEvent.objects.filter(code="client_template.deleted").count() == 1


def test_too_many_breaks_are_refused() -> None:
    breaks = tuple(BreakRuleValues(name=f"Pause {n}", minutes=10) for n in range(21))
    with pytest.raises(MoreThanLimit):
        TemplateSettings(pay=PAY, tracking=TrackingValues(), breaks=breaks)


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("pay", {"pay": None}),
        ("pay", {"pay": {"pay_period": "yearly"}}),
        ("tracking", {"tracking": {"employees": False, "contractors": False}}),
        ("breaks", {"breaks": [{"name": "", "minutes": 10}]}),
        ("breaks", {"breaks": [7]}),
    ],
)
def test_a_stored_template_that_no_longer_stands_says_where(
    where: str, change: dict[str, Any]
) -> None:
    with pytest.raises(TemplateInvalid) as refusal:
        TemplateSettings.from_json(SETTINGS.to_json() | change)
    assert refusal.value.field == where


def test_a_stored_template_without_a_part_says_where() -> None:
    stored = SETTINGS.to_json()
    del stored["tracking"]
    with pytest.raises(TemplateInvalid) as refusal:
        TemplateSettings.from_json(stored)
    assert refusal.value.field == "tracking"
