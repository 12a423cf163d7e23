"""The tree of jobs: adding, changing, moving, duplicating, archiving, restoring, assigning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from pointage.features.books.models import BooksConnection, Mapping
from pointage.features.jobs import errors
from pointage.features.jobs.models import CustomFieldJob, Job
from pointage.features.jobs.queries import is_job_offered
from pointage.features.jobs.services.archiving import job_archive, job_restore
from pointage.features.jobs.services.assigning import job_assign
from pointage.features.jobs.services.jobs import job_add, job_update
from pointage.features.jobs.services.moving import job_duplicate, job_move
from pointage.features.jobs.values import JobValues, Whom
from pointage.features.practice import access
from pointage.foundation.errors import NotFound
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs.making import assign, field, group, job
from tests.world import World


@pytest.fixture
def scope(world: World) -> Iterator[None]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def wendy(world: World) -> Actor:
    return access.company_seat_for(world.wendy, world.boulangerie.public_id).actor


def add(actor: Actor, world: World, name: str, parent: Job | None = None, **values: Any) -> Job:
    return job_add(
        actor=actor,
        company=world.boulangerie,
        values=JobValues(name=name, **values),
        parent=parent,
    )


def paths(*, active: bool = True) -> list[str]:
    rows = Job.objects.filter(is_active=active).order_by("full_name")
    return list(rows.values_list("full_name", flat=True))


def codes(world: World) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


def keep_in_books(world: World, *jobs: Job) -> None:
    link = BooksConnection.objects.create(
        company=world.boulangerie, books=world.boulangerie_client.books
    )
    for number, each in enumerate(jobs):
        Mapping.objects.create(
            company=world.boulangerie, connection=link, kind="customer",
            external_id=f"C{number}", local_model="job", local_id=each.pk, matched_by="name",
        )  # fmt: skip


def test_a_tree_of_any_depth_keeps_its_paths(alice: Actor, world: World, scope: None) -> None:
    top = None
    for level in range(12):
        top = add(alice, world, f"L{level}", top)
    assert top is not None
    assert top.full_name == ":".join(f"L{level}" for level in range(12))
    assert codes(world) == ["job.added"] * 12


def test_names_are_unique_in_a_place_only(alice: Actor, world: World, scope: None) -> None:
    one, two = add(alice, world, "One"), add(alice, world, "Two")
    add(alice, world, "Audit", one)
    add(alice, world, "Audit", two)
    with pytest.raises(errors.NameTaken) as refused:
        add(alice, world, "audit", two)
    assert refused.value.field == "name"
    assert paths() == ["One", "One:Audit", "Two", "Two:Audit"]


def test_short_codes_are_unique_in_a_place_only(alice: Actor, world: World, scope: None) -> None:
    one = add(alice, world, "One", code="A1")
    add(alice, world, "Below", one, code="A1")
    with pytest.raises(errors.CodeTaken) as refused:
        add(alice, world, "Two", code="a1")
    assert "One" in refused.value.text
    assert paths() == ["One", "One:Below"]


@pytest.mark.parametrize("code", ["a b", "é1", "-a", "a_b", "x" * 33])
def test_a_code_of_other_signs_is_refused(
    code: str, alice: Actor, world: World, scope: None
) -> None:
    with pytest.raises(errors.CodeInvalid):
        add(alice, world, "One", code=code)
    assert paths() == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "\x00"])
def test_a_name_of_no_length_is_refused(name: str) -> None:
    with pytest.raises(errors.NameRequired):
        JobValues(name=name)


def test_a_name_has_room_for_64_characters_and_the_books_own_keep_theirs(
    alice: Actor, world: World, scope: None
) -> None:
    kept = add(alice, world, "é" * 64)
    with pytest.raises(errors.NameRequired):
        add(alice, world, "é" * 65)
    with pytest.raises(errors.NameRequired):
        job_update(actor=alice, job=kept, values=JobValues(name="e" * 65))
    assert paths() == ["é" * 64]
    brought = job(world.boulangerie, "b" * 120)
    job_update(actor=alice, job=brought, values=JobValues(name="b" * 120, is_billable=True))
    assert Job.objects.get(pk=brought.pk).is_billable


def test_a_colon_in_a_name_is_refused() -> None:
    with pytest.raises(errors.NameHasColon):
        JobValues(name="A:B")


@pytest.mark.parametrize("rate", ["-1", "100000", "1.00001", "NaN", "Infinity"])
def test_a_rate_out_of_bounds_is_refused(rate: str) -> None:
    with pytest.raises(errors.RateInvalid):
        JobValues(name="One", billable_rate=Decimal(rate))


def test_a_rename_takes_the_paths_below_along(alice: Actor, world: World, scope: None) -> None:
    top = add(alice, world, "Old")
    add(alice, world, "Low", add(alice, world, "Middle", top))
    job_update(actor=alice, job=top, values=JobValues(name="New", billable_rate=Decimal("85.50")))
    assert paths() == ["New", "New:Middle", "New:Middle:Low"]
    event = HistoryEvent.objects.filter(code="job.updated").get()
    assert event.before == {"name": "Old", "billable_rate": None}
    assert event.after == {"name": "New", "billable_rate": "85.5"}


def test_a_path_that_gets_too_long_is_refused(alice: Actor, world: World, scope: None) -> None:
    top = add(alice, world, "T")
    deepest = top
    for _level in range(7):
        deepest = add(alice, world, "y" * 64, deepest)
    with pytest.raises(errors.PathTooLong):
        job_update(actor=alice, job=top, values=JobValues(name="z" * 64))
    assert paths()[0] == "T"


def test_a_move_takes_children_and_assignments_along(
    alice: Actor, world: World, scope: None
) -> None:
    here, there = add(alice, world, "Here"), add(alice, world, "There")
    middle = add(alice, world, "Middle", here)
    low = add(alice, world, "Low", middle)
    job_assign(
        actor=alice,
        job=low,
        whom=Whom(everyone=False, member_ids=frozenset([world.wendy_member.pk])),
    )
    job_move(actor=alice, job=middle, parent=there)
    assert paths() == ["Here", "There", "There:Middle", "There:Middle:Low"]
    low.refresh_from_db()
    assert is_job_offered(world.wendy_member, low)
    assert not is_job_offered(world.alice_member, low)
    job_move(actor=alice, job=middle, parent=None)
    assert paths() == ["Here", "Middle", "Middle:Low", "There"]


@pytest.mark.parametrize("where", ["itself", "its child", "its grandchild"])
def test_a_job_is_not_moved_below_itself(
    where: str, alice: Actor, world: World, scope: None
) -> None:
    top = add(alice, world, "Top")
    middle = add(alice, world, "Middle", top)
    low = add(alice, world, "Low", middle)
    target = {"itself": top, "its child": middle, "its grandchild": low}[where]
    with pytest.raises(errors.BelowItself):
        job_move(actor=alice, job=top, parent=target)
    assert paths() == ["Top", "Top:Middle", "Top:Middle:Low"]
    assert "job.moved" not in codes(world)


def test_a_move_to_a_taken_place_is_refused(alice: Actor, world: World, scope: None) -> None:
    there = add(alice, world, "There")
    add(alice, world, "Audit", there)
    audit = add(alice, world, "Audit")
    with pytest.raises(errors.NameTaken):
        job_move(actor=alice, job=audit, parent=there)
    assert paths() == ["Audit", "There", "There:Audit"]


def test_a_copy_stands_beside_with_its_assignments_and_fields(
    alice: Actor, world: World, scope: None
) -> None:
    top = add(alice, world, "Top", code="T", is_billable=True, billable_rate=Decimal(90))
    low = add(alice, world, "Low", top, code="L")
    archived = add(alice, world, "Gone", top)
    job_archive(actor=alice, job=archived)
    night = group(world.boulangerie, "Night", world.wendy_member)
    whom = Whom(everyone=False, group_ids=frozenset([night.pk]))
    job_assign(actor=alice, job=top, whom=whom)
    asked = field(world.boulangerie, "Machine", "text", is_for_all_jobs=False)
    CustomFieldJob.objects.create(company=world.boulangerie, field=asked, job=low)

    alone = job_duplicate(actor=alice, job=top)
    copy = job_duplicate(actor=alice, job=top, with_children=True)

    assert paths() == ["Top", "Top (2)", "Top (3)", "Top (3):Low", "Top:Low"]
    assert (alone.code, copy.code, copy.billable_rate, copy.is_billable) == ("", "", 90, True)
    assert is_job_offered(world.wendy_member, copy)
    assert not is_job_offered(world.alice_member, copy)
    below = Job.objects.get(full_name="Top (3):Low")
    assert below.code == "L"
    assert CustomFieldJob.objects.filter(field=asked, job=below).exists()


def test_archiving_takes_the_children_and_restoring_brings_the_parents(
    alice: Actor, world: World, scope: None
) -> None:
    top = add(alice, world, "Top")
    middle = add(alice, world, "Middle", top)
    low = add(alice, world, "Low", middle)
    add(alice, world, "Beside", top)
    assert job_archive(actor=alice, job=top) == 4
    assert paths() == []
    assert job_restore(actor=alice, job=low) == 3
    assert paths() == ["Top", "Top:Middle", "Top:Middle:Low"]
    assert job_restore(actor=alice, job=top, with_children=True) == 1
    assert paths() == ["Top", "Top:Beside", "Top:Middle", "Top:Middle:Low"]


def test_a_job_does_not_come_back_to_a_taken_place(alice: Actor, world: World, scope: None) -> None:
    old = add(alice, world, "Audit")
    low = add(alice, world, "Low", old)
    job_archive(actor=alice, job=old)
    add(alice, world, "audit")
    with pytest.raises(errors.NameTakenInArchive):
        job_restore(actor=alice, job=low)
    assert paths(active=False) == ["Audit", "Audit:Low"]


def test_a_namesake_in_the_archive_keeps_its_own_children(
    alice: Actor, world: World, scope: None
) -> None:
    old = add(alice, world, "Audit")
    add(alice, world, "Old child", old)
    job_archive(actor=alice, job=old)
    new = add(alice, world, "Audit")
    add(alice, world, "New child", new)
    job_update(actor=alice, job=new, values=JobValues(name="Review"))
    assert paths() == ["Review", "Review:New child"]
    assert paths(active=False) == ["Audit", "Audit:Old child"]


def test_a_new_job_is_offered_to_the_people_of_its_parent(
    alice: Actor, world: World, scope: None
) -> None:
    top = add(alice, world, "Top")
    job_assign(
        actor=alice, job=top,
        whom=Whom(everyone=False, member_ids=frozenset([world.wendy_member.pk])),
    )  # fmt: skip
    low = add(alice, world, "Low", Job.objects.get(pk=top.pk))
    assert is_job_offered(world.wendy_member, low)
    assert not is_job_offered(world.alice_member, low)


def test_assigning_with_children_replaces_what_they_had(
    alice: Actor, world: World, scope: None
) -> None:
    top = job(world.boulangerie, "Top")
    low = job(world.boulangerie, "Low", top, is_for_everyone=False)
    assign(low, world.alice_member)
    whom = Whom(everyone=False, member_ids=frozenset([world.wendy_member.pk]))
    job_assign(actor=alice, job=top, whom=whom)
    assert is_job_offered(world.alice_member, low)
    job_assign(actor=alice, job=top, whom=whom, with_children=True)
    assert not is_job_offered(world.alice_member, low)
    assert is_job_offered(world.wendy_member, low)
    event = HistoryEvent.objects.filter(code="job.assigned").first()
    assert event is not None
    assert event.after == {"people": ["Wendy Bélanger"], "groups": []}


def test_nobody_is_no_choice() -> None:
    with pytest.raises(errors.NobodyChosen):
        Whom(everyone=False)


def test_people_of_another_company_cannot_be_assigned(
    alice: Actor, world: World, scope: None
) -> None:
    top = job(world.boulangerie, "Top")
    with pytest.raises(NotFound):
        job_assign(actor=alice, job=top, whom=Whom(everyone=False, member_ids=frozenset([999_999])))
    top.refresh_from_db()
    assert top.is_for_everyone


@pytest.mark.parametrize(
    "change",
    [
        lambda actor, job: job_update(actor=actor, job=job, values=JobValues(name="Other")),
        lambda actor, job: job_update(actor=actor, job=job, values=JobValues(name="B", code="X")),
        lambda actor, job: job_move(actor=actor, job=job, parent=None),
        lambda actor, job: job_archive(actor=actor, job=job),
        lambda actor, job: job_archive(actor=actor, job=job.parent),
    ],
)
def test_what_the_books_own_stays(
    change: Callable[[Actor, Job], object], alice: Actor, world: World, scope: None
) -> None:
    top = add(alice, world, "A")
    owned = add(alice, world, "B", top)
    keep_in_books(world, owned)
    with pytest.raises(errors.KeptInTheBooks) as refused:
        change(alice, owned)
    assert "Boulangerie du Coin" in refused.value.text
    assert paths() == ["A", "A:B"]
    assert codes(world) == ["job.added"] * 2


def test_rate_and_people_of_a_job_from_the_books_are_ours(
    alice: Actor, world: World, scope: None
) -> None:
    owned = add(alice, world, "B")
    keep_in_books(world, owned)
    job_update(
        actor=alice,
        job=owned,
        values=JobValues(name="B", is_billable=True, billable_rate=Decimal(70)),
    )
    job_assign(
        actor=alice, job=owned,
        whom=Whom(everyone=False, member_ids=frozenset([world.wendy_member.pk])),
    )  # fmt: skip
    owned.refresh_from_db()
    assert (owned.is_billable, owned.billable_rate) == (True, 70)
    assert not is_job_offered(world.alice_member, owned)


@pytest.mark.parametrize(
    "change",
    [
        lambda actor, world, job: add(actor, world, "New"),
        lambda actor, world, job: job_update(actor=actor, job=job, values=JobValues(name="X")),
        lambda actor, world, job: job_move(actor=actor, job=job, parent=None),
        lambda actor, world, job: job_duplicate(actor=actor, job=job),
        lambda actor, world, job: job_archive(actor=actor, job=job),
        lambda actor, world, job: job_restore(actor=actor, job=job),
        lambda actor, world, job: job_assign(actor=actor, job=job, whom=Whom()),
    ],
)
def test_without_the_permission_nothing_changes(
    change: Callable[[Actor, World, Job], object], wendy: Actor, world: World, scope: None
) -> None:
    kept = job(world.boulangerie, "Kept")
    with pytest.raises(PermissionRefused):
        change(wendy, world, kept)
    assert paths() == ["Kept"]
    assert codes(world) == []
