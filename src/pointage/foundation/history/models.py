"""The append-only record of what was done, by whom, for whom. Database triggers refuse changes."""

from __future__ import annotations

from django.db import models


class HistoryEvent(models.Model):
    """One act. `code` is permanent: past tense, dotted, never reused (docs/history-codes.md)."""

    at = models.DateTimeField()
    code = models.CharField(max_length=60)
    company_id = models.BigIntegerField(null=True)
    firm_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    #: The firm on whose behalf an accountant acted in a client's company.
    acting_firm_id = models.BigIntegerField(null=True)
    acting_firm_name = models.CharField(max_length=200, blank=True)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=10)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["company_id", "-id"], name="history_company"),
            models.Index(fields=["firm_id", "-id"], name="history_firm"),
            models.Index(fields=["company_id", "object_type", "object_id"], name="history_object"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.object_type} {self.object_id}"


class HistorySeal(models.Model):
    """A link of a company's hash chain, over its events after the previous link, in id order.

    `company_id` 0 is the chain of firm-level and installation events. The running digest starts
    from the previous link's `digest` (64 zeros for the first) and takes in each event:
    SHA-256(running digest + canonical JSON). `marks` holds 16 bytes an event, its id and the first
    8 bytes of the running digest after it, so that a broken chain names the event at fault.
    """

    company_id = models.BigIntegerField()
    last_event_id = models.BigIntegerField()
    event_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    marks = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "last_event_id"], name="history_seal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id}:{self.last_event_id}"
