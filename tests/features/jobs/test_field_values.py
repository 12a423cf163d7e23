"""Which fields are asked, and which values may be stored with time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pointage.features.jobs import errors
from pointage.features.jobs.models import CustomFieldJob, Job
from pointage.features.jobs.queries import fields_for
from pointage.features.jobs.services.field_values import check_custom_values
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs.making import field, group, item, job, limit, trigger
from tests.world import World


@pytest.fixture
def scope(world: World) -> Iterator[None]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


def asked(world: World, job: Job | None = None, *chosen: str) -> list[str]:
    return [row.name for row in fields_for(world.wendy_member, job, chosen)]


def check(world: World, values: dict[str, Any], job: Job | None = None, **how: Any) -> Any:
    return check_custom_values(world.wendy_member, job, values, **({"closing": True} | how))


def test_a_field_for_some_jobs_is_asked_there_and_below(world: World, scope: None) -> None:
    top = job(world.boulangerie, "Top")
    low = job(world.boulangerie, "Low", job(world.boulangerie, "Middle", top))
    other = job(world.boulangerie, "Other")
    ours = field(world.boulangerie, "Machine", "text", is_for_all_jobs=False)
    CustomFieldJob.objects.create(company=world.boulangerie, field=ours, job=top)
    assert asked(world, top) == asked(world, low) == ["Machine"]
    assert asked(world, other) == asked(world) == []


def test_an_item_is_offered_within_its_limits(world: World, scope: None) -> None:
    top = job(world.boulangerie, "Top")
    low = job(world.boulangerie, "Low", top)
    task = field(world.boulangerie, "Task")
    item(task, "For all")
    limit(item(task, "For top"), job=top)
    limit(item(task, "For Alice"), team_member=world.alice_member)
    night = item(task, "For the night at top")
    limit(night, job=top)
    limit(night, group=group(world.boulangerie, "Night", world.wendy_member))

    def offered(where: Job | None) -> list[str]:
        (row,) = fields_for(world.wendy_member, where)
        return [each.name for each in row.items]

    assert offered(low) == ["For all", "For the night at top", "For top"]
    assert offered(None) == ["For all"]


def test_people_and_groups_of_a_limit_add_up(world: World, scope: None) -> None:
    task = field(world.boulangerie, "Task")
    both = item(task, "Both")
    limit(both, team_member=world.alice_member)
    limit(both, group=group(world.boulangerie, "Night", world.wendy_member))
    assert [row.items[0].name for row in fields_for(world.wendy_member, None)] == ["Both"]


def test_an_item_asks_further_fields_down_a_chain(world: World, scope: None) -> None:
    first = field(world.boulangerie, "First", position=1)
    second = field(world.boulangerie, "Second", is_triggered=True, position=2)
    third = field(world.boulangerie, "Third", "text", is_triggered=True, position=3)
    go, stay = item(first, "Go"), item(first, "Stay")
    on, off = item(second, "On"), item(second, "Off")
    trigger(go, second)
    trigger(on, third)
    assert asked(world) == ["First"]
    assert asked(world, None, stay.public_id, on.public_id) == ["First"]
    assert asked(world, None, go.public_id, off.public_id) == ["First", "Second"]
    assert asked(world, None, go.public_id, on.public_id) == ["First", "Second", "Third"]
    waiting = fields_for(world.wendy_member, None, with_waiting=True)
    assert [row.is_asked for row in waiting] == [True, False, False]


def test_a_required_field_is_held_to_when_the_time_ends(world: World, scope: None) -> None:
    machine = field(world.boulangerie, "Machine", "text", is_required=True)
    assert check(world, {}, closing=False) == {}
    with pytest.raises(errors.FieldRequired) as refused:
        check(world, {machine.public_id: "  "})
    assert refused.value.field == f"custom_{machine.public_id}"
    assert "Machine" in refused.value.text


def test_a_required_list_without_any_item_holds_nobody_up(world: World, scope: None) -> None:
    task = field(world.boulangerie, "Task", is_required=True)
    limit(item(task, "Only Alice"), team_member=world.alice_member)
    (row,) = fields_for(world.wendy_member, None)
    assert row.lacks_items
    assert not row.must_be_answered
    assert check(world, {}) == {}


def test_the_only_item_fills_itself(world: World, scope: None) -> None:
    task = field(world.boulangerie, "Task", is_required=True)
    one = item(task, "One")
    assert check(world, {}) == {task.public_id: one.public_id}
    assert check(world, {task.public_id: ""}) == {task.public_id: one.public_id}


def test_an_optional_list_may_be_left_empty_on_purpose(world: World, scope: None) -> None:
    task = field(world.boulangerie, "Task")
    item(task, "One")
    assert check(world, {task.public_id: ""}) == {}


def test_an_item_that_fills_itself_asks_its_further_fields(world: World, scope: None) -> None:
    task = field(world.boulangerie, "Task")
    more = field(world.boulangerie, "More", "text", is_triggered=True, is_required=True, position=1)
    trigger(item(task, "One"), more)
    assert asked(world) == ["Task", "More"]
    with pytest.raises(errors.FieldRequired):
        check(world, {})
    assert check(world, {task.public_id: ""}) == {}


def test_an_item_of_another_field_is_not_offered(world: World, scope: None) -> None:
    task, other = field(world.boulangerie, "Task"), field(world.boulangerie, "Other")
    item(task, "One")
    item(task, "Two")
    strange = item(other, "Strange")
    with pytest.raises(errors.ItemNotOffered):
        check(world, {task.public_id: strange.public_id})


def test_an_unchanged_answer_stays_though_its_item_was_archived(world: World, scope: None) -> None:
    task = field(world.boulangerie, "Task")
    old = item(task, "Old", is_active=False)
    item(task, "New")
    item(task, "Newer")
    values = {task.public_id: old.public_id}
    assert check(world, values, kept=values) == values
    with pytest.raises(errors.ItemNotOffered):
        check(world, values)


def test_answers_to_an_archived_field_stay_and_those_of_another_job_go(
    world: World, scope: None
) -> None:
    gone = field(world.boulangerie, "Gone", "text", is_active=False)
    other = field(world.boulangerie, "Elsewhere", "text", is_for_all_jobs=False)
    kept = {gone.public_id: "yes", other.public_id: "no"}
    assert check(world, kept, kept=kept) == {gone.public_id: "yes"}


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("whole", "12", 12),
        ("whole", " -3 ", -3),
        ("whole", 7, 7),
        ("whole", "1 200", 1200),
        ("decimal", "12,5", "12.5"),
        ("decimal", "0.10", "0.10"),
        ("decimal", "1\u202f250,75", "1250.75"),
        ("decimal", 3, "3"),
        ("text", "  عربي 🙂 ", "عربي 🙂"),
    ],
)
def test_a_value_is_stored_by_its_kind(
    kind: str, given: object, stored: object, world: World, scope: None
) -> None:
    ours = field(world.boulangerie, "Ours", kind)
    assert check(world, {ours.public_id: given}) == {ours.public_id: stored}


@pytest.mark.parametrize(
    ("kind", "given", "refusal"),
    [
        ("whole", "12.5", errors.NotAWholeNumber),
        ("whole", "twelve", errors.NotAWholeNumber),
        ("whole", "9" * 16, errors.NotAWholeNumber),
        ("whole", True, errors.NotAWholeNumber),
        ("whole", [1], errors.NotAWholeNumber),
        ("decimal", "NaN", errors.NotADecimal),
        ("decimal", "1e5", errors.NotADecimal),
        ("decimal", "1.1234567", errors.NotADecimal),
        ("text", "x" * 256, errors.ValueTooLong),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    kind: str, given: object, refusal: type[Exception], world: World, scope: None
) -> None:
    ours = field(world.boulangerie, "Ours", kind)
    with pytest.raises(refusal):
        check(world, {ours.public_id: given})


def test_a_text_must_match_the_whole_pattern(world: World, scope: None) -> None:
    plate = field(world.boulangerie, "Plate", "text", pattern=r"[A-Z]{3}-\d{3}")
    assert check(world, {plate.public_id: "ABC-123"}) == {plate.public_id: "ABC-123"}
    with pytest.raises(errors.PatternNotMatched):
        check(world, {plate.public_id: "ABC-1234"})


def test_the_number_of_queries_does_not_grow(world: World, scope: None) -> None:
    place = job(world.boulangerie, "Low", job(world.boulangerie, "Top"))
    values: dict[str, Any] = {}
    for number in range(12):
        one = field(world.boulangerie, f"F{number}", is_for_all_jobs=number % 2 == 0)
        CustomFieldJob.objects.create(company=world.boulangerie, field=one, job=place)
        items = [item(one, f"I{n}") for n in range(5)]
        trigger(items[0], one)
        values[one.public_id] = items[1].public_id
    with CaptureQueriesContext(connection) as queries:
        assert check(world, values, place) == values
    assert len(queries) <= 5


def test_a_company_without_fields_pays_one_query(world: World, scope: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert check(world, {}) == {}
    assert len(queries) == 1
