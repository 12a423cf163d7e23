"""Correction requests: asked by the person, decided by somebody else, both told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from pointage.features.team.models import Group, GroupManager, GroupMember
from pointage.features.timeentries import review_errors as errors
from pointage.features.timeentries.errors import (
    ClockOutBeforeIn,
    EntryChangedMeanwhile,
    EntryOverlaps,
)
from pointage.features.timeentries.models import CorrectionRequest, TimeEntry
from pointage.features.timeentries.services.corrections import (
    Wish,
    correction_approve,
    correction_refuse,
    correction_request,
    correction_withdraw,
)
from pointage.features.timeentries.services.entries import time_entry_update
from pointage.features.timeentries.values import EntryFields, Fix, RegularTime
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import add, at, codes, entries, history, seat, spans, use
from tests.world import World


def wish(start: datetime, end: datetime, **fields: Any) -> Wish:
    time = RegularTime(started_at=start, ended_at=end, time_zone="America/Toronto")
    return Wish(time=time, **fields)


def ask(
    world: World, entry: TimeEntry | None, wanted: Wish, reason: str = "I forgot to clock out"
) -> CorrectionRequest:
    return correction_request(
        actor=seat(world, world.wendy).actor,
        company=world.boulangerie,
        member=world.wendy_member,
        entry=entry,
        wish=wanted,
        reason=reason,
    )


def requests(world: World) -> list[CorrectionRequest]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return list(CorrectionRequest.objects.order_by("pk"))


def test_asking_changes_no_time_and_tells_who_decides(world: World) -> None:
    entry = add(world, at("8:00"), at("16:00"))
    request = ask(world, entry, wish(at("8:00"), at("17:00")))
    assert spans(world) == ["08:00-16:00 work"]
    assert request.state == "pending"
    assert request.before is not None
    assert request.before["ended_at"].startswith("2026-11-24T16:00")
    assert request.after["ended_at"].startswith("2026-11-24T17:00")
    assert codes(world)[-1] == "correction_request.made"
    notice = Notice.objects.get(user_id=world.alice.pk, code="correction_request.made")
    assert world.wendy_member.full_name in notice.data["person"]
    assert OutgoingMail.objects.filter(to_email=world.alice.email).exists()


def test_the_manager_of_the_group_is_told_too(world: World) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        group = Group.objects.create(company=world.boulangerie, name="Four")
        for model, member in ((GroupMember, "wendy"), (GroupManager, "alice")):
            model.objects.create(
                company=world.boulangerie,
                group=group,
                team_member=getattr(world, f"{member}_member"),
            )
    ask(world, add(world, at("8:00"), at("16:00")), wish(at("8:00"), at("17:00")))
    assert Notice.objects.filter(user_id=world.alice.pk).count() == 1  # once, not twice


def test_approving_changes_the_time_under_the_deciders_name(world: World) -> None:
    entry = add(world, at("8:00"), at("16:00"))
    request = ask(world, entry, wish(at("8:00"), at("17:00")))
    actor = seat(world, world.alice).actor
    done = correction_approve(actor=actor, request=request, version=entry.version, answer="Fine")
    assert spans(world) == ["08:00-17:00 work"]
    assert (done.state, done.decided_by_name) == ("approved", world.alice.full_name)
    changed = next(e for e in history(world) if e.code == "time_entry.updated")
    assert (changed.actor_id, changed.reason) == (world.alice.pk, "I forgot to clock out")
    assert Notice.objects.filter(
        user_id=world.wendy.pk, code="correction_request.approved"
    ).exists()


def test_a_missing_entry_and_a_deletion_can_be_asked_for(world: World) -> None:
    missing = ask(world, None, wish(at("8:00"), at("9:00"), note="Delivery"))
    actor = seat(world, world.alice).actor
    made = correction_approve(actor=actor, request=missing)
    assert spans(world) == ["08:00-09:00 work"]
    entry = entries(world)[0]
    assert made.time_entry_id == entry.pk and entry.note == "Delivery"
    gone = ask(world, entry, Wish(time=None))
    correction_approve(actor=actor, request=gone)
    assert spans(world) == []


def test_refusing_needs_an_answer_and_changes_nothing(world: World) -> None:
    request = ask(world, add(world, at("8:00"), at("16:00")), wish(at("8:00"), at("17:00")))
    actor = seat(world, world.alice).actor
    with pytest.raises(errors.CorrectionAnswerRequired):
        correction_refuse(actor=actor, request=request, answer="  ")
    assert requests(world)[0].state == "pending"
    correction_refuse(actor=actor, request=request, answer="The shop closed at four")
    assert spans(world) == ["08:00-16:00 work"]
    notice = Notice.objects.get(user_id=world.wendy.pk)
    assert notice.data["answer"] == "The shop closed at four"
    for decide in (correction_approve, correction_withdraw):
        with pytest.raises((errors.CorrectionDecided, PermissionRefused)):
            decide(actor=actor, request=request)


def test_an_overlap_stops_the_approval_until_room_is_made(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    add(world, at("13:00"), at("16:00"))
    request = ask(world, entry, wish(at("8:00"), at("14:00")))
    actor = seat(world, world.alice).actor
    with pytest.raises(EntryOverlaps):
        correction_approve(actor=actor, request=request)
    assert requests(world)[0].state == "pending"
    assert spans(world) == ["08:00-12:00 work", "13:00-16:00 work"]
    correction_approve(actor=actor, request=request, fix=Fix.SHORTEN_OTHERS)
    assert spans(world) == ["08:00-14:00 work", "14:00-16:00 work"]


def test_an_entry_changed_meanwhile_is_not_overwritten(world: World) -> None:
    entry = add(world, at("8:00"), at("16:00"))
    request = ask(world, entry, wish(at("8:00"), at("17:00")))
    actor = seat(world, world.alice).actor
    time_entry_update(
        actor=actor,
        entry=entry,
        time=RegularTime(started_at=at("8:00"), ended_at=at("15:00"), time_zone="America/Toronto"),
        fields=EntryFields(),
        version=entry.version,
    )
    with pytest.raises(EntryChangedMeanwhile):
        correction_approve(actor=actor, request=request, version=entry.version)
    assert spans(world) == ["08:00-15:00 work"]


def test_what_cannot_be_asked(world: World) -> None:
    entry = add(world, at("8:00"), at("16:00"))
    with pytest.raises(errors.CorrectionReasonRequired):
        ask(world, entry, wish(at("8:00"), at("17:00")), reason="")
    with pytest.raises(ClockOutBeforeIn):
        ask(world, entry, wish(at("8:00"), at("7:00")))
    with pytest.raises(errors.CorrectionUnchanged):
        ask(world, entry, wish(at("8:00"), at("16:00")))
    assert requests(world) == []
    ask(world, entry, wish(at("8:00"), at("17:00")))
    with pytest.raises(errors.CorrectionPending):
        ask(world, entry, wish(at("8:00"), at("17:30")))
    assert len(requests(world)) == 1


def test_the_company_may_do_without_requests(world: World) -> None:
    use(world, people_request_corrections=False)
    with pytest.raises(errors.CorrectionsOff):
        ask(world, None, wish(at("8:00"), at("9:00")))


def test_only_ones_own_time_and_only_deciders_decide(world: World) -> None:
    others = add(world, at("8:00"), at("16:00"), member=world.alice_member)
    with pytest.raises(NotFound):
        ask(world, others, wish(at("8:00"), at("17:00")))
    with pytest.raises(PermissionRefused):
        correction_request(
            actor=seat(world, world.alice).actor,
            company=world.boulangerie,
            member=world.wendy_member,
            entry=None,
            wish=wish(at("8:00"), at("9:00")),
            reason="x",
        )
    request = ask(world, None, wish(at("8:00"), at("9:00")))
    own = seat(world, world.wendy).actor
    for decide in (correction_approve, correction_refuse):
        with pytest.raises(PermissionRefused):
            decide(actor=own, request=request, answer="y")
    assert requests(world)[0].state == "pending"
    correction_withdraw(actor=own, request=request)
    assert requests(world)[0].state == "withdrawn"
