"""One stretch of work, break or leave. This first slice holds the row; the clock comes with it."""

from __future__ import annotations

from django.db import models

from pointage.foundation.tenancy.models import CompanyModel, PublicIdField


class TimeEntry(CompanyModel):
    """A stretch of time of one person. `ended_at` empty: still running (one at a time a person)."""

    class Kind(models.TextChoices):
        REGULAR = "regular"
        MANUAL = "manual"

    public_id = PublicIdField()
    team_member = models.ForeignKey("team.TeamMember", models.PROTECT, related_name="+")
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REGULAR)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=64)
    local_on = models.DateField()
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "time entries"
        constraints = [
            models.UniqueConstraint(
                fields=["team_member"],
                condition=models.Q(ended_at__isnull=True, kind="regular"),
                name="time_entry_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
                name="time_entry_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-started_at"], name="time_entry_newest"),
            models.Index(fields=["team_member", "local_on"], name="time_entry_person_day"),
        ]

    def __str__(self) -> str:
        return self.public_id
