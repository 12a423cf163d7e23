"""The pages of correction requests and exceptions: asking, deciding, closing, and who may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.jobs.models import CustomFieldJob
from pointage.features.timeentries.models import CorrectionRequest, TimeEntry, TimeException
from pointage.features.timeentries.services.exceptions import exceptions_refresh
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs import making
from tests.features.time.helpers import add, at, entries, exceptions, punch, spans
from tests.world import World

SignedIn = Callable[..., Browser]


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), tick=True):
        yield


def base(world: World) -> str:
    return f"/c/{world.boulangerie.public_id}/oversight/"


def asked(start: str = "08:00", end: str = "17:00", **fields: str) -> dict[str, str]:
    return {
        "start_on": "2026-11-24",
        "start_at": start,
        "end_on": "2026-11-24",
        "end_at": end,
        "reason": "I stayed late",
        **fields,
    }


def ask(world: World, browser: Browser, entry: TimeEntry) -> CorrectionRequest:
    answer = browser.post(f"{base(world)}corrections/new/{entry.public_id}/", asked())
    assert answer.status_code == 302, answer.content.decode()
    with tenant_scope(companies=[world.boulangerie.pk]):
        return CorrectionRequest.objects.get()


def test_a_worker_asks_and_an_administrator_approves(world: World, signed_in: SignedIn) -> None:
    entry = add(world, at("8:00"), at("16:00"))
    request = ask(world, signed_in(world.wendy), entry)
    alice = signed_in(world.alice)
    page = alice.get(f"{base(world)}corrections/{request.public_id}/").content.decode()
    assert "I stayed late" in page and "<del>" in page and "<ins>" in page
    answer = alice.post(
        f"{base(world)}corrections/{request.public_id}/",
        {"decision": "approve", "version": str(entry.version)},
    )
    assert answer.status_code == 302
    assert spans(world) == ["08:00-17:00 work"]


def test_the_form_starts_with_what_stands_and_keeps_seconds(
    world: World, signed_in: SignedIn
) -> None:
    entry = add(world, at("8:00").replace(second=17), at("16:00"))
    request = ask(world, signed_in(world.wendy), entry)
    assert request.after["started_at"].endswith(":17+00:00")  # the minute was not touched


def test_the_form_asks_what_the_job_asks(world: World, signed_in: SignedIn) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        bread = making.job(world.boulangerie, "Bread")
        task = making.field(
            world.boulangerie, "Machine", "text", is_required=True, is_for_all_jobs=False
        )
        CustomFieldJob.objects.create(company=world.boulangerie, field=task, job=bread)
    wendy, page = signed_in(world.wendy), f"{base(world)}corrections/new/"
    assert "Machine" not in wendy.get(page).text
    form = asked(job=bread.public_id)
    lacking = wendy.post(page, form)
    assert (lacking.status_code, f'name="custom_{task.public_id}"' in lacking.text) == (422, True)
    assert wendy.post(page, form | {f"custom_{task.public_id}": "Four 3"}).status_code == 302
    with tenant_scope(companies=[world.boulangerie.pk]):
        request = CorrectionRequest.objects.get()
    alice, decision = signed_in(world.alice), f"{base(world)}corrections/{request.public_id}/"
    assert "Four 3" in alice.get(decision).text
    assert alice.post(decision, {"decision": "approve"}).status_code == 302
    assert [entry.custom_values for entry in entries(world)] == [{task.public_id: "Four 3"}]


def test_an_overlap_is_said_with_a_way_out(world: World, signed_in: SignedIn) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    add(world, at("13:00"), at("18:00"))
    request = ask(world, signed_in(world.wendy), entry)
    alice = signed_in(world.alice)
    where = f"{base(world)}corrections/{request.public_id}/"
    answer = alice.post(where, {"decision": "approve", "version": "1"})
    assert answer.status_code == 422
    assert "approve_shorten" in answer.content.decode()
    assert spans(world) == ["08:00-12:00 work", "13:00-18:00 work"]
    alice.post(where, {"decision": "approve_shorten", "version": "1"})
    assert spans(world) == ["08:00-17:00 work", "17:00-18:00 work"]


def test_refusing_without_an_answer_says_so(world: World, signed_in: SignedIn) -> None:
    request = ask(world, signed_in(world.wendy), add(world, at("8:00"), at("16:00")))
    where = f"{base(world)}corrections/{request.public_id}/"
    alice = signed_in(world.alice)
    assert alice.post(where, {"decision": "refuse", "answer": ""}).status_code == 422
    assert alice.post(where, {"decision": "refuse", "answer": "No"}).status_code == 302
    assert "No" in signed_in(world.wendy).get(where).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"end_at": "07:00"},
        {"reason": ""},
        {"start_on": "not a day"},
        {"start_at": "25:99"},
        {"end_on": "2027-01-01"},
    ],
)
def test_bad_input_is_answered_in_the_form(
    world: World, signed_in: SignedIn, fields: dict[str, str]
) -> None:
    answer = signed_in(world.wendy).post(f"{base(world)}corrections/new/", asked(**fields))
    assert answer.status_code == 422
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not CorrectionRequest.objects.exists()


def test_from_the_wrong_side(world: World, signed_in: SignedIn) -> None:
    others = add(world, at("8:00"), at("16:00"), member=world.alice_member)
    wendy = signed_in(world.wendy)
    assert wendy.get(f"{base(world)}corrections/new/{others.public_id}/").status_code == 404
    request = ask(world, wendy, add(world, at("8:00"), at("16:00")))
    where = f"{base(world)}corrections/{request.public_id}/"
    assert wendy.post(where, {"decision": "approve", "version": "1"}).status_code == 403
    assert wendy.get(f"{base(world)}exceptions/").status_code == 403
    assert wendy.post(f"{base(world)}exceptions/refresh/").status_code == 403
    assert signed_in(world.vera).post(where, {"decision": "approve"}).status_code in (403, 404)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert CorrectionRequest.objects.get().state == "pending"


def test_exceptions_are_listed_and_closed(world: World, signed_in: SignedIn) -> None:
    add(world, at("4:00"), at("18:00"))
    exceptions_refresh(world.boulangerie)
    alice = signed_in(world.alice)
    assert alice.get(base(world)).headers["Location"].endswith("/exceptions/")
    page = alice.get(f"{base(world)}exceptions/").content.decode()
    assert world.wendy_member.full_name in page
    (first, *_rest) = exceptions(world)
    where = f"{base(world)}exceptions/{first.public_id}/"
    assert signed_in(world.wendy).post(where, {"state": "resolved"}).status_code == 404
    alice.post(where, {"state": "resolved", "remark": "Talked about it"})
    with tenant_scope(companies=[world.boulangerie.pk]):
        row = TimeException.objects.get(pk=first.pk)
    assert (row.state, row.remark) == ("resolved", "Talked about it")
    assert len(entries(world)) == 1


def test_a_refused_punch_is_shown_even_with_a_zone_nobody_knows(
    world: World, signed_in: SignedIn
) -> None:
    result = punch(world, "clock_in", at("8:00"), time_zone="Mars/Olympus")
    assert result.refusal == "unknown_zone"
    page = signed_in(world.alice).get(f"{base(world)}exceptions/").content.decode()
    assert "Mars/Olympus" in page
    assert "time/new/?who=" in page and "start=08%3A00" in page


def test_few_questions_whatever_the_number(world: World, signed_in: SignedIn) -> None:
    for hour in range(4, 16, 2):
        add(world, at(f"{hour}:00"), at(f"{hour + 1}:30"))
    wendy, alice = signed_in(world.wendy), signed_in(world.alice)
    for entry in entries(world):
        wendy.post(
            f"{base(world)}corrections/new/{entry.public_id}/",
            asked("08:05", "08:06", reason="x"),
        )
    for page in ("corrections/", "exceptions/"):
        alice.get(base(world) + page)
        with CaptureQueriesContext(connection) as questions:
            alice.get(base(world) + page)
        asked_now = [q for q in questions.captured_queries if " FROM " in q["sql"]]
        assert len(asked_now) <= 15, page
