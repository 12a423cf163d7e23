"""How time is tracked: what may be set, by whom, and what history keeps of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from pointage.features.companies import errors
from pointage.features.companies.models import Company, TimeSettings
from pointage.features.companies.queries import time_settings_of
from pointage.features.companies.services import time_settings_set
from pointage.features.companies.time_values import TimeSettingsValues
from pointage.features.practice import access
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import RoundingMode
from tests.world import World

HOUR = 3600


@pytest.fixture
def administrator(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


def kept(company: Company) -> TimeSettingsValues:
    with tenant_scope(companies=[company.pk]):
        return TimeSettingsValues.of(time_settings_of(company.pk))


def events(company: Company) -> list[HistoryEvent]:
    return list(HistoryEvent.objects.filter(company_id=company.pk).order_by("id"))


def test_the_values_have_the_columns_and_the_defaults_of_the_row() -> None:
    columns = {each.name: each for each in TimeSettings._meta.concrete_fields}
    assert {each.name for each in fields(TimeSettingsValues)} == set(columns) - {"id", "company"}
    assert TimeSettingsValues() == TimeSettingsValues.of(TimeSettings())


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        (dict.fromkeys(("shows_clock", "shows_week", "shows_days", "shows_timeline"), False),
         "shows_clock", errors.NoToolShown),
        ({"has_notes": False, "requires_notes": True}, "requires_notes", errors.NotesAreOff),
        ({"has_notes": False, "note_edits_tell_managers": True},
         "note_edits_tell_managers", errors.NotesAreOff),
        ({"requires_job": "yes"}, "requires_job", errors.SettingInvalid),
        ({"hours_format": "roman"}, "hours_format", errors.SettingInvalid),
        ({"rounding_in": "sideways"}, "rounding_in", errors.SettingInvalid),
        ({"rounding_minutes": 7}, "rounding_minutes", errors.RoundingStepUnknown),
        ({"clock_out_after_seconds": 59 * 60},
         "clock_out_after_seconds", errors.TimeLimitOutOfRange),
        ({"clock_out_after_seconds": 169 * HOUR},
         "clock_out_after_seconds", errors.TimeLimitOutOfRange),
        ({"long_shift_after_seconds": HOUR + 1},
         "long_shift_after_seconds", errors.TimeLimitOutOfRange),
        ({"missing_break_after_seconds": True},
         "missing_break_after_seconds", errors.TimeLimitOutOfRange),
        ({"unsynced_after_seconds": None}, "unsynced_after_seconds", errors.TimeLimitOutOfRange),
        ({"job_label": "own"}, "own_job_label_en", errors.OwnLabelRequired),
        ({"job_label": "own", "own_job_label_fr": "Chantier"},
         "own_job_labels_fr", errors.OwnLabelRequired),
        ({"own_job_label_en": "x" * 41}, "own_job_label_en", errors.OwnLabelTooLong),
    ],
)  # fmt: skip
def test_a_wrong_setting_names_its_field(
    change: dict[str, Any], field: str, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        replace(TimeSettingsValues(), **change)
    assert raised.value.field == field
    assert raised.value.text


def test_a_change_is_kept_and_recorded_with_before_and_after(
    world: World, administrator: Actor
) -> None:
    values = TimeSettingsValues(
        requires_job=True, clock_out_after_seconds=10 * HOUR, own_job_label_fr="  Chantier "
    )
    time_settings_set(actor=administrator, company=world.boulangerie, values=values)
    assert kept(world.boulangerie) == replace(values, own_job_label_fr="Chantier")
    (event,) = events(world.boulangerie)
    assert event.code == "time_settings.changed"
    assert event.before == {
        "requires_job": False, "clock_out_after_seconds": None, "own_job_label_fr": "",
    }  # fmt: skip
    assert event.after == {
        "requires_job": True, "clock_out_after_seconds": 36000, "own_job_label_fr": "Chantier",
    }  # fmt: skip


def test_a_second_change_records_only_what_differs(world: World, administrator: Actor) -> None:
    company = world.boulangerie
    time_settings_set(
        actor=administrator, company=company, values=TimeSettingsValues(requires_job=True)
    )
    again = TimeSettingsValues(requires_job=True, has_attachments=False)
    time_settings_set(actor=administrator, company=company, values=again)
    assert events(company)[-1].after == {"has_attachments": False}
    with tenant_scope(companies=[company.pk]):
        assert TimeSettings.objects.count() == 1


def test_saving_what_already_rules_records_nothing(world: World, administrator: Actor) -> None:
    time_settings_set(actor=administrator, company=world.boulangerie, values=TimeSettingsValues())
    assert events(world.boulangerie) == []


def test_only_those_who_manage_the_company_may_change_settings(world: World) -> None:
    worker = access.company_seat_for(world.wendy, world.boulangerie.public_id).actor
    with pytest.raises(PermissionRefused):
        time_settings_set(
            actor=worker, company=world.boulangerie, values=TimeSettingsValues(requires_job=True)
        )
    assert kept(world.boulangerie) == TimeSettingsValues()
    assert events(world.boulangerie) == []


# -- rounding ----------------------------------------------------------------------------------


def test_rounding_is_refused_where_the_law_of_the_place_forbids_it(
    world: World, administrator: Actor
) -> None:
    with pytest.raises(errors.RoundingNotAllowed) as raised:
        time_settings_set(
            actor=administrator,
            company=world.boulangerie,  # in Québec
            values=TimeSettingsValues(rounding_minutes=15),
        )
    assert raised.value.field == "rounding_minutes"
    assert kept(world.boulangerie).rounding_minutes is None
    assert events(world.boulangerie) == []


def test_rounding_is_kept_where_the_law_allows_it(world: World, administrator: Actor) -> None:
    Company.objects.filter(pk=world.boulangerie.pk).update(region="US-NY")
    world.boulangerie.refresh_from_db()
    values = TimeSettingsValues(rounding_minutes=15, rounding_in="up", rounding_out="down")
    time_settings_set(actor=administrator, company=world.boulangerie, values=values)
    policy = kept(world.boulangerie).rounding_policy()
    assert policy.arriving is not None
    assert policy.leaving is not None
    assert (policy.arriving.minutes, policy.arriving.mode) == (15, RoundingMode.UP)
    assert policy.leaving.mode == RoundingMode.DOWN


def test_without_minutes_nothing_is_rounded() -> None:
    policy = TimeSettingsValues(rounding_in="up").rounding_policy()
    assert (policy.arriving, policy.leaving) == (None, None)
