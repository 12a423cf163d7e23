"""Work that must happen after a commit: mail, imports, webhooks. Written in the caller's
transaction, done by the worker at least once, safe to repeat."""

from __future__ import annotations

from django.db import models


class OutboxMessage(models.Model):
    """One piece of work for the handler registered under `topic`.

    The worker claims a row by a conditional update that sets `lease_until`; a worker that dies
    leaves a lease that runs out, and the row is claimed again.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"  # gave up; stays visible, can be retried by hand

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    company_id = models.BigIntegerField(null=True)
    firm_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="waiting"),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class ScheduledJob(models.Model):
    """A job that runs every so often; one row a job, claimed with a lease like a message."""

    name = models.CharField(max_length=60, unique=True)
    next_run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class WorkerHeartbeat(models.Model):
    """Shows that a worker lives; `/readyz` and `pointage doctor` read it."""

    worker = models.CharField(max_length=60, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
