"""The outbox and its worker: once, in order of time, surviving death and poison."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from pointage.foundation.outbox import registry, worker
from pointage.foundation.outbox.models import OutboxMessage, ScheduledJob
from pointage.foundation.outbox.registry import GiveUp, RetryLater
from pointage.foundation.outbox.services import message_add

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled() -> Iterator[list[int]]:
    """Messages of topic "test" end here; payload {"raise": …} makes the handler fail."""
    seen: list[int] = []
    errors = {"retry": RetryLater("not now", 60), "give_up": GiveUp("never")}

    def handle(message: OutboxMessage) -> None:
        seen.append(message.pk)
        if kind := message.payload.get("raise"):
            raise errors.get(kind) or ValueError("broken handler")

    registry.HANDLERS["test"] = handle
    yield seen
    del registry.HANDLERS["test"]


def add(key: str = "a", **payload: str) -> OutboxMessage:
    with transaction.atomic():
        return message_add(topic="test", key=key, payload=payload)


def test_a_message_is_handled_once(handled: list[int]) -> None:
    message = add()
    worker.run(once=True)
    worker.run(once=True)
    assert handled == [message.pk]
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.DONE


def test_the_same_key_adds_nothing(handled: list[int]) -> None:
    assert add("same").pk == add("same").pk
    assert OutboxMessage.objects.count() == 1


def test_nothing_is_added_outside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        message_add(topic="test", key="k", payload={})
    assert not OutboxMessage.objects.exists()


def test_retry_later_waits_as_long_as_it_says(handled: list[int]) -> None:
    message = add(**{"raise": "retry"})
    worker.run(once=True)
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.WAITING
    assert timedelta(seconds=50) < message.next_attempt_at - timezone.now() < timedelta(seconds=61)
    assert message.last_error == "not now"


def test_giving_up_keeps_the_reason(handled: list[int]) -> None:
    message = add(**{"raise": "give_up"})
    worker.run(once=True)
    message.refresh_from_db()
    assert (message.state, message.last_error) == (OutboxMessage.State.FAILED, "never")


def test_a_broken_handler_is_retried_and_others_go_on(handled: list[int]) -> None:
    broken, fine = add("broken", **{"raise": "bug"}), add("fine")
    worker.run(once=True)
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert broken.state == OutboxMessage.State.WAITING
    assert fine.state == OutboxMessage.State.DONE


def test_poison_ends_after_the_last_attempt(handled: list[int]) -> None:
    message = add(**{"raise": "bug"})
    OutboxMessage.objects.update(attempts=worker.MAX_ATTEMPTS - 1)
    worker.run(once=True)
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.FAILED


def test_a_dead_workers_message_is_taken_over_when_its_lease_ends(handled: list[int]) -> None:
    message = add()
    now = timezone.now()
    OutboxMessage.objects.update(lease_until=now + timedelta(seconds=60), leased_by="dead")
    worker.run(once=True)
    assert handled == []
    OutboxMessage.objects.update(lease_until=now - timedelta(seconds=1))
    worker.run(once=True)
    assert handled == [message.pk]


def test_a_topic_without_handler_fails_visibly() -> None:
    with transaction.atomic():
        message = message_add(topic="unknown.topic", key="u", payload={})
    worker.run(once=True)
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.FAILED


def test_a_scheduled_job_runs_when_due_and_not_before() -> None:
    runs: list[int] = []
    registry.JOBS["test.job"] = registry.Job("test.job", timedelta(hours=1), lambda: runs.append(1))
    try:
        worker.jobs_run_due("w")
        worker.jobs_run_due("w")
        ScheduledJob.objects.filter(name="test.job").update(
            next_run_at=timezone.now() - timedelta(seconds=1)
        )
        worker.jobs_run_due("w")
    finally:
        del registry.JOBS["test.job"]
    assert len(runs) == 2
