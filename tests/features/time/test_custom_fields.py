"""The custom fields of a job hold wherever time is saved: typed, changed, in the week's card, by a
correction and by the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from pointage.features.jobs.errors import FieldRequired, ItemNotOffered
from pointage.features.jobs.models import CustomField, CustomFieldItem, CustomFieldJob, Job
from pointage.features.timeentries.models import CorrectionRequest
from pointage.features.timeentries.services.corrections import (
    Wish,
    correction_approve,
    correction_request,
)
from pointage.features.timeentries.services.entries import time_entry_update
from pointage.features.timeentries.services.weeks import WeekCell, WeekRefused, week_save
from pointage.features.timeentries.values import EntryFields, RegularTime
from pointage.foundation.errors import RuleBroken
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs import making
from tests.features.time.helpers import NOW, add, at, entries, punch, seat, type_hours, use
from tests.world import World


@dataclass(frozen=True)
class Asked:
    """Bread asks for a task; baking asks for an oven's number. Mixing is for bread only."""

    world: World
    bread: Job
    cake: Job
    task: CustomField
    oven: CustomField
    mixing: CustomFieldItem
    baking: CustomFieldItem

    def fields(self, *, job: Job | None = None, **values: str) -> EntryFields:
        names = {"task": self.task.public_id, "oven": self.oven.public_id}
        return EntryFields(
            job=job or self.bread, custom_values={names[name]: v for name, v in values.items()}
        )


@pytest.fixture
def asked(world: World) -> Iterator[Asked]:
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        bread, cake = making.job(company, "Bread"), making.job(company, "Cake")
        task = making.field(company, "Task", is_required=True, is_for_all_jobs=False)
        for job in (bread, cake):
            CustomFieldJob.objects.create(company=company, field=task, job=job)
        oven = making.field(company, "Oven", "whole", is_required=True, is_triggered=True)
        mixing, baking = making.item(task, "Mixing"), making.item(task, "Baking")
        making.limit(mixing, job=bread)
        making.trigger(baking, oven)
        making.item(task, "Selling")
    yield Asked(world, bread, cake, task, oven, mixing, baking)


def _add(asked: Asked, fields: EntryFields) -> object:
    return add(asked.world, at("8:00"), at("9:00"), fields=fields)


def _update(asked: Asked, fields: EntryFields) -> object:
    entry = add(asked.world, at("8:00"), at("9:00"))
    with tenant_scope(companies=[asked.world.boulangerie.pk]):
        return time_entry_update(
            actor=seat(asked.world, asked.world.alice).actor,
            entry=entry,
            time=RegularTime(
                started_at=at("8:00"), ended_at=at("9:00"), time_zone="America/Toronto"
            ),
            fields=fields,
            version=entry.version,
        )


def _week(asked: Asked, fields: EntryFields) -> None:
    cell = WeekCell(
        key="a", local_on=NOW.date(), seconds=3600, time_zone="America/Toronto", fields=fields
    )
    world = asked.world
    try:
        week_save(
            actor=seat(world, world.alice).actor, company=world.boulangerie,
            member=world.wendy_member, cells=[cell],
        )  # fmt: skip
    except WeekRefused as refused:
        raise refused.errors["a"] from refused


def _hours(asked: Asked, fields: EntryFields) -> object:
    return type_hours(asked.world, 3600, fields=fields)


class Refused(Exception):
    """A punch that was kept as refused."""


def _clock(asked: Asked, fields: EntryFields) -> None:
    punch(asked.world, "clock_in", at("8:00"))
    result = punch(asked.world, "clock_out", at("9:00"), fields=fields)
    if result.refusal:
        raise Refused(result.refusal)


WAYS: dict[str, Callable[[Asked, EntryFields], object]] = {
    "typed": _add,
    "changed": _update,
    "in the week's card": _week,
    "as hours": _hours,
    "by the clock": _clock,
}
WRONG: dict[str, tuple[Callable[[Asked], EntryFields], type[RuleBroken]]] = {
    "a required answer is missing": (lambda a: a.fields(), FieldRequired),
    "an item of another job": (
        lambda a: a.fields(job=a.cake, task=a.mixing.public_id),
        ItemNotOffered,
    ),
    "an item of nowhere": (lambda a: a.fields(task="nowhere"), ItemNotOffered),
    "what an item asks is missing": (lambda a: a.fields(task=a.baking.public_id), FieldRequired),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wrong", WRONG)
def test_no_way_in_passes_the_fields_by(asked: Asked, way: str, wrong: str) -> None:
    fields, error = WRONG[wrong]
    with pytest.raises((error, Refused)) as raised:
        WAYS[way](asked, fields(asked))
    if isinstance(raised.value, Refused):
        assert str(raised.value) == error(field_name="").code
    assert [entry.custom_values for entry in entries(asked.world)] in ([], [{}])


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_keeps_what_was_answered(asked: Asked, way: str) -> None:
    WAYS[way](asked, asked.fields(task=asked.baking.public_id, oven="3"))
    (entry,) = entries(asked.world)
    assert entry.custom_values == {
        asked.task.public_id: asked.baking.public_id,
        asked.oven.public_id: 3,
    }


def test_an_answer_that_the_new_job_does_not_offer_is_not_carried_along(asked: Asked) -> None:
    mixing = asked.fields(task=asked.mixing.public_id)
    entry = add(asked.world, at("8:00"), at("9:00"), fields=mixing)
    with (
        pytest.raises(ItemNotOffered),
        tenant_scope(companies=[asked.world.boulangerie.pk]),
    ):
        time_entry_update(
            actor=seat(asked.world, asked.world.alice).actor,
            entry=entry,
            time=RegularTime(
                started_at=at("8:00"), ended_at=at("9:00"), time_zone="America/Toronto"
            ),
            fields=asked.fields(job=asked.cake, task=asked.mixing.public_id),
            version=entry.version,
        )
    assert entries(asked.world)[0].job == asked.bread


def test_a_switch_leaves_no_answer_owed(asked: Asked) -> None:
    punch(asked.world, "clock_in", at("8:00"), fields=asked.fields())
    to_cake = asked.fields(job=asked.cake)
    refused = punch(asked.world, "switch", at("9:00"), fields=to_cake)
    assert refused.refusal == FieldRequired.code
    assert [entry.ended_at for entry in entries(asked.world)] == [None]
    told = asked.fields(task=asked.mixing.public_id)
    done = punch(asked.world, "switch", at("9:00"), fields=to_cake, ending=told)
    assert done.refusal == ""
    first, second = entries(asked.world)
    assert first.custom_values == {asked.task.public_id: asked.mixing.public_id}
    assert (first.job, second.job, second.custom_values) == (asked.bread, asked.cake, {})


def test_a_break_is_held_up_by_no_question(asked: Asked) -> None:
    punch(asked.world, "clock_in", at("8:00"), fields=asked.fields())
    assert punch(asked.world, "start_break", at("9:00")).refusal == ""


def test_work_without_a_job_can_be_left_once_a_job_is_asked_for(asked: Asked) -> None:
    punch(asked.world, "clock_in", at("8:00"))
    use(asked.world, requires_job=True)
    fields = EntryFields(job=asked.bread)
    assert punch(asked.world, "switch", at("9:00"), fields=fields).refusal == ""


def ask(asked: Asked, **answers: str) -> CorrectionRequest:
    """Wendy asks for a missing hour of bread."""
    world = asked.world
    time = RegularTime(started_at=at("8:00"), ended_at=at("9:00"), time_zone="America/Toronto")
    wish = Wish(time=time, job=asked.bread, custom_values=asked.fields(**answers).custom_values)
    return correction_request(
        actor=seat(world, world.wendy).actor, company=world.boulangerie,
        member=world.wendy_member, entry=None, wish=wish, reason="I forgot",
    )  # fmt: skip


def test_a_correction_is_asked_with_its_answers_and_approved_with_them(asked: Asked) -> None:
    world = asked.world
    with pytest.raises(FieldRequired):
        ask(asked)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not CorrectionRequest.objects.exists()
    request = ask(asked, task=asked.mixing.public_id)
    correction_approve(actor=seat(world, world.alice).actor, request=request)
    assert [entry.custom_values for entry in entries(world)] == [
        {asked.task.public_id: asked.mixing.public_id}
    ]


def test_a_question_new_since_the_correction_was_asked_stops_its_approval(asked: Asked) -> None:
    world = asked.world
    request = ask(asked, task=asked.mixing.public_id)
    with tenant_scope(companies=[world.boulangerie.pk]):
        making.field(world.boulangerie, "Machine", "text", is_required=True)
    with pytest.raises(FieldRequired):
        correction_approve(actor=seat(world, world.alice).actor, request=request)
    assert entries(world) == []
