"""Two records of one person made one, and parted again: what moves, what wins, what stands in the
way, and that undoing leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from pointage.features.books.errors import BothInTheBooks
from pointage.features.books.models import BooksConnection, Mapping
from pointage.features.companies.models import BreakRule, CompanyUser
from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    Job,
    JobAssignment,
)
from pointage.features.practice import access
from pointage.features.team import errors
from pointage.features.team.hooks import movables
from pointage.features.team.merge_values import MergeField
from pointage.features.team.models import (
    Group,
    GroupManager,
    GroupMember,
    TeamMember,
    TeamMemberMerge,
)
from pointage.features.team.services import team_member_invite, team_member_restore
from pointage.features.team.services.merging import (
    SignInOf,
    team_member_merge,
    team_member_unmerge,
)
from pointage.features.timeentries.errors import (
    BothOnTheClock,
    EntriesOfBothOverlap,
    EntryChangedMeanwhile,
)
from pointage.features.timeentries.models import (
    BreakRulePerson,
    CorrectionRequest,
    Punch,
    TimeEntry,
    TimeException,
)
from pointage.features.timeentries.services import time_entry_update
from pointage.features.timeentries.values import EntryFields, RegularTime
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.invitations import invitation_by_token, invitation_token
from pointage.foundation.tenancy.models import CompanyModel
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.world import World

#: Rows about people that a merge leaves where they are, and why.
STAY = {
    "timeentries.Punch": "raw punches stay as they were made",
    "team.TeamMemberMerge": "the record of merges itself",
}


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def double(world: World) -> TeamMember:
    """A second record of Wendy, without a sign-in."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        return world_module.person(
            world.boulangerie, "Gwendoline", "Bélanger", "gwen@x.example", payroll_id="P2",
            mobile="514 555-0100", pay_rate=Decimal("22.5"), hired_on=date(2024, 5, 1),
        )  # fmt: skip


def hours(member: TeamMember, first: int, last: int | None, day: int = 3) -> TimeEntry:
    """A stretch on a day of November 2026, in whole hours UTC. Call in scope."""
    return TimeEntry.objects.create(
        company_id=member.company_id,
        team_member=member,
        started_at=datetime(2026, 11, day, first, tzinfo=UTC),
        ended_at=datetime(2026, 11, day, last, tzinfo=UTC) if last else None,
        time_zone="America/Toronto",
        local_on=date(2026, 11, day),
        seconds=(last - first) * 3600 if last else 0,
    )


@pytest.fixture
def busy(world: World, double: TeamMember) -> TeamMember:
    """The second record with a row in every table that knows people."""
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        for name in ("Kitchen", "Front"):
            group = Group.objects.create(company=company, name=name)
            GroupMember.objects.create(company=company, group=group, team_member=double)
        GroupMember.objects.create(company=company, group=group, team_member=world.wendy_member)
        GroupManager.objects.create(company=company, group=group, team_member=double)
        job = Job.objects.create(company=company, name="Bread", full_name="Bread")
        JobAssignment.objects.create(company=company, job=job, team_member=double)
        field = CustomField.objects.create(company=company, name="Oven", kind="list")
        item = CustomFieldItem.objects.create(company=company, field=field, name="Left")
        CustomFieldItemLimit.objects.create(company=company, item=item, team_member=double)
        rule = BreakRule.objects.create(company=company, name="Lunch", minutes=30)
        BreakRulePerson.objects.create(company=company, break_rule=rule, team_member=double)
        entry = hours(double, 13, 17)
        gone = hours(double, 18, 19)
        TimeEntry.objects.filter(pk=gone.pk).update(deleted_at=gone.ended_at)
        now = entry.started_at
        punch = Punch.objects.create(
            company=company, team_member=double, client_id="a", action="clock_in", device_at=now,
            received_at=now, time_zone="UTC", source="web", outcome="applied", time_entry=entry,
        )  # fmt: skip
        CorrectionRequest.objects.create(
            company=company, team_member=double, time_entry=entry, after={}, reason="x",
            requested_at=now,
        )  # fmt: skip
        TimeException.objects.create(
            company=company, team_member=double, kind="long_shift", local_on=entry.local_on,
            time_entry=entry, punch=punch, key="k", found_at=now,
        )  # fmt: skip
        hours(world.wendy_member, 8, 12)
        books = world.boulangerie_client.books
        assert books is not None
        link = BooksConnection.objects.create(company=company, books=books)
        Mapping.objects.create(
            company=company, connection=link, kind="employee", external_id="E1",
            local_model="team_member", local_id=double.pk, matched_by="hand",
        )  # fmt: skip
    return double


def everything(world: World) -> dict[str, list[Any]]:
    """Every row of the company, but for history and the record of merges."""
    found = {}
    with tenant_scope(companies=[world.boulangerie.pk]):
        for model in CompanyModel.tenant_models():
            if model is not TeamMemberMerge:
                rows = getattr(model, "with_deleted", model.objects).order_by("pk")
                # an entry that moved and came back is not the version that somebody has open
                names = {each.name for each in model._meta.concrete_fields} - {"version"}
                found[model._meta.label] = list(rows.values(*names))
        found["seats"] = list(CompanyUser.objects.order_by("pk").values())
    return found


def owners(world: World, *, label: str) -> set[int]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        (movable,) = (each for each in movables() if each.label == label)
        return set(movable.rows().values_list(movable.column, flat=True))


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


def refused(world: World, rule: type[Exception], attempt: Callable[[], object]) -> None:
    before, events = everything(world), HistoryEvent.objects.count()
    with pytest.raises(rule):
        attempt()
    assert everything(world) == before
    assert HistoryEvent.objects.count() == events


# -- merging -----------------------------------------------------------------------------------


def test_everything_moves_but_the_punches(world: World, alice: Actor, busy: TeamMember) -> None:
    kept = world.wendy_member
    merge = team_member_merge(actor=alice, kept=kept, merged=busy)
    for movable in movables():
        left = {busy.pk} if movable.label == "group_members" else set()
        assert owners(world, label=movable.label) == {kept.pk} | left, movable.label
    assert {label: len(ids) for label, ids in merge.moved["rows"].items()} == {
        "books_mappings": 1, "break_rule_people": 1, "correction_requests": 1,
        "field_item_limits": 1, "group_managers": 1, "group_members": 1, "job_assignments": 1,
        "time_entries": 2, "time_exceptions": 1,
    }  # fmt: skip
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.get().team_member_id == busy.pk
    assert fresh(busy).state == "archived"


def test_undoing_leaves_everything_as_it_was(world: World, alice: Actor, busy: TeamMember) -> None:
    before = everything(world)
    merge = team_member_merge(
        actor=alice, kept=world.wendy_member, merged=busy, take=list(MergeField)
    )
    assert everything(world) != before
    team_member_unmerge(actor=alice, merge=merge)
    assert everything(world) == before
    refused(
        world,
        errors.MergeUndoneAlready,
        lambda: team_member_unmerge(actor=alice, merge=merge),
    )


def test_whoever_has_a_moved_entry_open_is_told(
    world: World, alice: Actor, busy: TeamMember
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        entry = TimeEntry.objects.get(team_member=busy)
    merge = team_member_merge(actor=alice, kept=world.wendy_member, merged=busy)
    stale_edit_refused(alice, entry)
    team_member_unmerge(actor=alice, merge=merge)
    stale_edit_refused(alice, entry)


def stale_edit_refused(alice: Actor, entry: TimeEntry) -> None:
    assert entry.ended_at is not None
    time = RegularTime(
        started_at=entry.started_at, ended_at=entry.ended_at, time_zone=entry.time_zone
    )
    with pytest.raises(EntryChangedMeanwhile):
        time_entry_update(
            actor=alice, entry=entry, time=time, fields=EntryFields(), version=entry.version
        )


def test_undoing_gives_the_open_invitation_back(
    world: World, alice: Actor, double: TeamMember
) -> None:
    sent = team_member_invite(actor=alice, member=double)
    token = invitation_token(sent)
    merge = team_member_merge(actor=alice, kept=world.wendy_member, merged=double)
    revoked = invitation_by_token(token)
    assert revoked is not None
    assert revoked.state == "revoked"
    team_member_unmerge(actor=alice, merge=merge)
    back = invitation_by_token(token)
    assert back is not None
    assert (back.state, back.ended_at) == ("sent", None)
    assert HistoryEvent.objects.filter(code="invitation.reopened").count() == 1


def test_every_table_that_knows_people_says_what_a_merge_does(world: World) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        known = {movable.rows().model for movable in movables()}
    for model in apps.get_models():
        if not issubclass(model, CompanyModel) or model._meta.label in STAY:
            continue
        leads = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is TeamMember
        ]
        assert not leads or model in known, f"{model._meta.label}: register it in hooks, or in STAY"


def test_each_value_comes_from_the_record_chosen_for_it(
    world: World, alice: Actor, double: TeamMember
) -> None:
    team_member_merge(
        actor=alice,
        kept=world.wendy_member,
        merged=double,
        take=[MergeField.NAME, MergeField.EMAIL, MergeField.PAYROLL_ID, MergeField.PAY],
    )
    kept, merged = fresh(world.wendy_member), fresh(double)
    assert (kept.given_name, kept.email) == ("Gwendoline", "gwen@x.example")
    assert (kept.payroll_id, merged.payroll_id) == ("P2", "")
    assert (kept.pay_rate, kept.mobile) == (Decimal("22.5"), "")


def test_history_tells_both_ways(world: World, alice: Actor, busy: TeamMember) -> None:
    merge = team_member_merge(
        actor=alice, kept=world.wendy_member, merged=busy, take=[MergeField.MOBILE]
    )
    team_member_unmerge(actor=alice, merge=merge)
    told = HistoryEvent.objects.order_by("id").values_list("code", "object_id")
    kept, away = world.wendy_member.public_id, busy.public_id
    assert list(told) == [
        ("team_member.merged", kept),
        ("team_member.merged_away", away),
        ("team_member.merge_undone", kept),
        ("team_member.merge_undone", away),
    ]
    event = HistoryEvent.objects.get(code="team_member.merged")
    assert event.before == {"mobile": ""}
    assert event.after is not None
    assert (event.after["mobile"], event.after["merged"]) == (
        "514 555-0100",
        "Gwendoline Bélanger",
    )
    assert event.after["moved"]["time_entries"] == 2


def test_the_only_sign_in_goes_with_the_person(
    world: World, alice: Actor, double: TeamMember
) -> None:
    before = everything(world)
    merge = team_member_merge(actor=alice, kept=double, merged=world.wendy_member)
    assert fresh(double).user_id == world.wendy.pk
    assert fresh(world.wendy_member).user_id is None
    seat = access.company_seat_for(world.wendy, world.boulangerie.public_id)
    assert seat.actor.team_member_id == double.pk
    team_member_unmerge(actor=alice, merge=merge)
    assert everything(world) == before


@pytest.mark.parametrize(("choice", "opens"), [(SignInOf.KEPT, "wendy"), (SignInOf.MERGED, "sam")])
def test_of_two_sign_ins_the_chosen_one_stays_and_none_is_lost(
    world: World, alice: Actor, double: TeamMember, choice: SignInOf, opens: str
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=double.pk).update(user=world.stranger)
        CompanyUser.objects.create(
            company=world.boulangerie, user=world.stranger, team_member_id=double.pk
        )
    before = everything(world)
    refused(
        world,
        errors.BothSignIn,
        lambda: team_member_merge(actor=alice, kept=world.wendy_member, merged=double),
    )
    merge = team_member_merge(actor=alice, kept=world.wendy_member, merged=double, sign_in=choice)
    users = {"wendy": world.wendy, "sam": world.stranger}
    seat = access.company_seat_for(users.pop(opens), world.boulangerie.public_id)
    assert seat.actor.team_member_id == world.wendy_member.pk
    with pytest.raises(NotFound):
        access.company_seat_for(users.popitem()[1], world.boulangerie.public_id)
    team_member_unmerge(actor=alice, merge=merge)
    assert everything(world) == before


# -- what stands in the way --------------------------------------------------------------------


def test_overlapping_entries_are_named(world: World, alice: Actor, double: TeamMember) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        hours(world.wendy_member, 13, 17)
        hours(double, 16, 18)
    with pytest.raises(EntriesOfBothOverlap) as caught:
        team_member_merge(actor=alice, kept=world.wendy_member, merged=double)
    assert "Gwendoline Bélanger" in caught.value.text
    assert "Wendy Bélanger" in caught.value.text
    refused(
        world,
        EntriesOfBothOverlap,
        lambda: team_member_merge(actor=alice, kept=world.wendy_member, merged=double),
    )


def test_entries_that_only_touch_are_fine(world: World, alice: Actor, double: TeamMember) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        hours(world.wendy_member, 13, 17)
        hours(double, 17, 18)
        hours(double, 12, 13)
    team_member_merge(actor=alice, kept=world.wendy_member, merged=double)
    assert owners(world, label="time_entries") == {world.wendy_member.pk}


def test_two_running_clocks_are_refused_and_one_goes_on(
    world: World, alice: Actor, double: TeamMember
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        running = hours(world.wendy_member, 9, None)
        hours(double, 10, None)

    def attempt() -> TeamMemberMerge:
        return team_member_merge(actor=alice, kept=world.wendy_member, merged=double)

    refused(world, BothOnTheClock, attempt)
    with tenant_scope(companies=[world.boulangerie.pk]):
        TimeEntry.objects.filter(pk=running.pk).update(
            ended_at=datetime(2026, 11, 3, 10, tzinfo=UTC)
        )
    attempt()


def test_two_records_of_the_books_are_refused(world: World, alice: Actor, busy: TeamMember) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        link = BooksConnection.objects.get()
        Mapping.objects.create(
            company=world.boulangerie, connection=link, kind="employee", external_id="E2",
            local_model="team_member", local_id=world.wendy_member.pk, matched_by="hand",
        )  # fmt: skip
    refused(
        world,
        BothInTheBooks,
        lambda: team_member_merge(actor=alice, kept=world.wendy_member, merged=busy),
    )


def test_who_cannot_be_merged_away(world: World, alice: Actor, double: TeamMember) -> None:
    cases: list[tuple[type[RuleBroken], TeamMember, TeamMember]] = [
        (errors.MergeWithOneself, double, double),
        (errors.CannotArchiveOneself, double, world.alice_member),
    ]
    for rule, kept, merged in cases:
        refused(
            world,
            rule,
            lambda: team_member_merge(actor=alice, kept=kept, merged=merged),  # noqa: B023
        )
    luc = access.company_seat_for(world.luc, world.boulangerie.public_id).actor
    refused(
        world,
        errors.PrimaryAdministratorStays,
        lambda: team_member_merge(actor=luc, kept=double, merged=world.alice_member),
    )


def test_a_record_merged_away_is_not_restored_nor_merged_again(
    world: World, alice: Actor, double: TeamMember
) -> None:
    team_member_merge(actor=alice, kept=world.wendy_member, merged=double)
    refused(
        world, errors.MergedAway, lambda: team_member_restore(actor=alice, member=fresh(double))
    )
    refused(
        world,
        errors.MergedAway,
        lambda: team_member_merge(actor=alice, kept=world.alice_member, merged=double),
    )


def test_a_merge_that_was_overtaken_is_not_undone(
    world: World, alice: Actor, busy: TeamMember
) -> None:
    merge = team_member_merge(
        actor=alice, kept=world.wendy_member, merged=busy, take=[MergeField.MOBILE]
    )
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(mobile="418")
    refused(world, errors.MergeOvertaken, lambda: team_member_unmerge(actor=alice, merge=merge))


def test_what_is_gone_since_stays_gone(world: World, alice: Actor, busy: TeamMember) -> None:
    merge = team_member_merge(actor=alice, kept=world.wendy_member, merged=busy)
    with tenant_scope(companies=[world.boulangerie.pk]):
        JobAssignment.objects.all().delete()
    team_member_unmerge(actor=alice, merge=merge)
    assert owners(world, label="job_assignments") == set()
    assert owners(world, label="group_managers") == {busy.pk}


# -- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "take"),
    [
        ("team:manage", []),
        ("time-entries:manage", []),
        ("pay-rates:manage", [MergeField.PAY]),
        ("team:permissions", [MergeField.RIGHTS]),
    ],
)
def test_each_part_needs_its_permission(
    world: World, alice: Actor, busy: TeamMember, missing: str, take: list[MergeField]
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=busy.pk).update(user_type="payroll_manager")
        GroupManager.objects.all().delete()
    actor = replace(alice, permissions=alice.permissions - {missing})
    refused(
        world,
        PermissionRefused,
        lambda: team_member_merge(actor=actor, kept=world.wendy_member, merged=busy, take=take),
    )


def test_nobody_reaches_beyond_their_rights(world: World, alice: Actor, double: TeamMember) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=double.pk).update(user_type="administrator")
    actor = replace(alice, permissions=frozenset({"team:view", "team:manage"}))
    refused(
        world,
        errors.BeyondOnesRights,
        lambda: team_member_merge(actor=actor, kept=world.wendy_member, merged=double),
    )
