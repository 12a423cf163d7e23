"""What load balancers and monitoring see: alive, ready, and never why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from pointage.foundation.outbox.models import OutboxMessage, WorkerHeartbeat
from pointage.web import health


@pytest.fixture
def worker(db: None) -> WorkerHeartbeat:
    return WorkerHeartbeat.objects.create(worker="one", seen_at=timezone.now())


def message(waiting: timedelta, **fields: object) -> OutboxMessage:
    return OutboxMessage.objects.create(
        topic="test.topic", key="one", next_attempt_at=timezone.now() - waiting, **fields
    )


def test_the_process_says_it_lives_without_touching_the_database() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_all_is_there(worker: WorkerHeartbeat) -> None:
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert set(response.json()["checks"].values()) == {"ok"}
    assert "no-store" in response["Cache-Control"]


def test_not_ready_without_a_worker(db: None) -> None:
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {
        "database": "ok",
        "migrations": "ok",
        "worker": "failed",
        "outbox": "ok",
    }


def test_not_ready_when_the_worker_was_last_seen_a_minute_ago(worker: WorkerHeartbeat) -> None:
    WorkerHeartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert Client().get("/readyz").json()["checks"]["worker"] == "failed"


def test_not_ready_when_work_waits_too_long(worker: WorkerHeartbeat) -> None:
    message(timedelta(minutes=16))
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["checks"]["outbox"]) == (503, "failed")


def test_work_that_was_done_or_comes_later_does_not_count(worker: WorkerHeartbeat) -> None:
    message(timedelta(hours=1), state=OutboxMessage.State.DONE)
    OutboxMessage.objects.create(
        topic="test.topic", key="two", next_attempt_at=timezone.now() + timedelta(hours=1)
    )
    assert Client().get("/readyz").status_code == 200


def test_a_database_that_is_away_is_not_described(
    worker: WorkerHeartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> bool:
        raise DatabaseError("password authentication failed for user pointage")

    monkeypatch.setitem(health.CHECKS, "database", away)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failed"
    assert b"password" not in response.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(db: None, path: str) -> None:
    assert Client().post(path).status_code == 405
