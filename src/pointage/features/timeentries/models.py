"""Tracked time: entries, the raw punches beside them, notes, attachments, requests, exceptions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from pointage.foundation.tenancy.models import CompanyModel, PublicIdField, ScopedManager


class Source(models.TextChoices):
    """Where time came from."""

    WEB = "web"
    PHONE = "phone"
    KIOSK = "kiosk"
    CREW = "crew"  # somebody clocked another person
    IMPORT = "import"
    API = "api"
    AUTOMATIC = "automatic"  # automatic breaks and clock-outs


class LiveManager(ScopedManager["TimeEntry"]):
    """Entries that were not deleted."""

    def get_queryset(self) -> models.QuerySet[TimeEntry]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class TimeEntry(CompanyModel):
    """One stretch of time of one person: work or a break.

    `regular` has a start and an end (`ended_at` empty: still running, one at a time a person);
    `manual` has a day and seconds: its `started_at` is the start of that local day and `ended_at`
    stays empty. `seconds` is never rounded; 0 while running.
    """

    class Kind(models.TextChoices):
        REGULAR = "regular"
        MANUAL = "manual"

    class Activity(models.TextChoices):
        WORK = "work"
        PAID_BREAK = "paid_break"
        UNPAID_BREAK = "unpaid_break"

    class Confirmation(models.TextChoices):
        """Of an entry that somebody else clocked, where the company asks for it."""

        NOT_ASKED = ""
        ASKED = "asked"
        CONFIRMED = "confirmed"

    public_id = PublicIdField()
    team_member = models.ForeignKey("team.TeamMember", models.PROTECT, related_name="+")
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+")
    service_item = models.ForeignKey(
        "jobs.ServiceItem", models.PROTECT, null=True, related_name="+"
    )
    cost_class = models.ForeignKey("jobs.CostClass", models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey("jobs.Location", models.PROTECT, null=True, related_name="+")
    break_rule = models.ForeignKey(
        "companies.BreakRule", models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REGULAR)
    activity = models.CharField(
        max_length=12, choices=Activity, default=Activity.WORK, db_default="work"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=64)
    #: The local date of the start: the day the entry counts for.
    local_on = models.DateField()
    seconds = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True, default="", db_default="")
    is_billable = models.BooleanField(default=False, db_default=False)
    #: Custom field's public id -> value: the item's public id, text, a whole number, or a decimal
    #: as text.
    custom_values = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    source = models.CharField(max_length=9, choices=Source, default=Source.WEB, db_default="web")
    end_source = models.CharField(
        max_length=9, choices=Source, blank=True, default="", db_default=""
    )
    confirmation = models.CharField(
        max_length=9, choices=Confirmation, blank=True, default="", db_default=""
    )
    #: A break: the work it interrupted, to which its end returns.
    returns_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    #: Counts changes; a form that was opened on an older version is told, not obeyed.
    version = models.PositiveIntegerField(default=1, db_default=1)
    created_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[LiveManager] = LiveManager()
    with_deleted: ClassVar[ScopedManager[TimeEntry]] = ScopedManager()

    class Meta:
        verbose_name_plural = "time entries"
        constraints = [
            models.UniqueConstraint(
                fields=["team_member"],
                condition=models.Q(ended_at__isnull=True, kind="regular", deleted_at__isnull=True),
                name="time_entry_one_open_live",
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
            models.Index(fields=["team_member", "started_at"], name="time_entry_person_start"),
            models.Index(fields=["company", "local_on"], name="time_entry_company_day"),
            models.Index(
                fields=["company"],
                condition=models.Q(ended_at__isnull=True, kind="regular", deleted_at__isnull=True),
                name="time_entry_running",
            ),
            models.Index(
                fields=["company", "-deleted_at"],
                condition=models.Q(deleted_at__isnull=False),
                name="time_entry_deleted",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Punch(CompanyModel):
    """A raw clock event as a device sent it, kept for ever and never changed (a guard refuses it).

    `client_id` is chosen by the device once for each tap: a retry is the same punch. What became
    of it stands in `outcome`; a refused one also has a row in `TimeException`.
    """

    class Action(models.TextChoices):
        CLOCK_IN = "clock_in"
        CLOCK_OUT = "clock_out"
        SWITCH = "switch"
        START_BREAK = "start_break"
        END_BREAK = "end_break"

    class Outcome(models.TextChoices):
        APPLIED = "applied"
        REFUSED = "refused"

    public_id = PublicIdField()
    team_member = models.ForeignKey("team.TeamMember", models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64)
    action = models.CharField(max_length=12, choices=Action)
    #: The device's clock, and ours when the punch arrived; apart for ever.
    device_at = models.DateTimeField()
    received_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    source = models.CharField(max_length=9, choices=Source)
    #: Whether the device held the punch in its queue before it could send it.
    was_queued = models.BooleanField(default=False)
    #: What was chosen: job, fields, break rule, note; as sent, by public id.
    data = models.JSONField(default=dict)
    outcome = models.CharField(max_length=7, choices=Outcome)
    #: Code of the rule that refused it; empty when applied.
    refusal = models.CharField(max_length=60, blank=True)
    #: The entry the punch opened or closed.
    time_entry = models.ForeignKey(TimeEntry, models.PROTECT, null=True, related_name="+")
    #: Who tapped: the person, or whoever clocked them.
    user_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "punches"
        constraints = [
            models.UniqueConstraint(fields=["team_member", "client_id"], name="punch_once")
        ]
        indexes = [
            models.Index(fields=["team_member", "-device_at"], name="punch_person_newest"),
        ]

    def __str__(self) -> str:
        return self.public_id


class EntryNote(CompanyModel):
    """A running note on an entry: only ever added, stamped with who and when."""

    time_entry = models.ForeignKey(TimeEntry, models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64)
    body = models.TextField()
    written_at = models.DateTimeField()  # the device's clock
    received_at = models.DateTimeField()
    author_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "client_id"], name="entry_note_once")
        ]
        indexes = [models.Index(fields=["time_entry", "written_at"], name="entry_note_order")]

    def __str__(self) -> str:
        return f"{self.time_entry_id}: {self.body[:40]}"


class Attachment(CompanyModel):
    """A file on an entry. The bytes lie in `MEDIA_ROOT/<company public id>/<sha256>`."""

    public_id = PublicIdField()
    time_entry = models.ForeignKey(TimeEntry, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)  # image/png, image/jpeg, application/pdf
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    description = models.CharField(max_length=300, blank=True)
    rotation = models.PositiveSmallIntegerField(default=0)  # 0, 90, 180, 270 degrees
    added_by_id = models.BigIntegerField(null=True)
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["time_entry"], name="attachment_of_entry")]

    def __str__(self) -> str:
        return self.name


class BreakRulePerson(CompanyModel):
    """Whom a break rule that is not for everyone is for: one person or one group."""

    break_rule = models.ForeignKey("companies.BreakRule", models.CASCADE, related_name="+")
    team_member = models.ForeignKey("team.TeamMember", models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey("team.Group", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(team_member__isnull=False) | models.Q(group__isnull=False),
                name="break_rule_person_some_target",
            )
        ]

    def __str__(self) -> str:
        return f"{self.break_rule_id}"


class CorrectionRequest(CompanyModel):
    """A person asks for other times, with a reason; somebody who may change them decides."""

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    public_id = PublicIdField()
    team_member = models.ForeignKey("team.TeamMember", models.PROTECT, related_name="+")
    #: Empty: the person asks for an entry that is missing.
    time_entry = models.ForeignKey(TimeEntry, models.PROTECT, null=True, related_name="+")
    #: Fields as they stood when asked, and as wished (ISO instants with offset, public ids);
    #: `{"delete": true}` wishes the entry away.
    before = models.JSONField(null=True)
    after = models.JSONField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    requested_at = models.DateTimeField()
    requested_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["time_entry"],
                condition=models.Q(state="pending", time_entry__isnull=False),
                name="correction_request_one_pending",
            )
        ]
        indexes = [
            models.Index(fields=["company", "state", "-requested_at"], name="correction_list")
        ]

    def __str__(self) -> str:
        return self.public_id


class TimeException(CompanyModel):
    """Something about time that a manager must look at. Closed, never deleted."""

    class Kind(models.TextChoices):
        MISSING_CLOCK_OUT = "missing_clock_out"
        LONG_SHIFT = "long_shift"
        MISSING_BREAK = "missing_break"
        PUNCH_REFUSED = "punch_refused"  # overlap, archived job, locked day … : see the punch
        EDIT_AFTER_SUBMISSION = "edit_after_submission"
        UNSYNCED_TOO_LONG = "unsynced_too_long"
        DEVICE_CLOCK_WRONG = "device_clock_wrong"
        CLOCKED_OUT_AUTOMATICALLY = "clocked_out_automatically"
        CREW_REJECTED = "crew_rejected"

    class State(models.TextChoices):
        OPEN = "open"
        RESOLVED = "resolved"
        DISMISSED = "dismissed"

    public_id = PublicIdField()
    team_member = models.ForeignKey("team.TeamMember", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=25, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    local_on = models.DateField()
    time_entry = models.ForeignKey(TimeEntry, models.PROTECT, null=True, related_name="+")
    punch = models.ForeignKey(Punch, models.PROTECT, null=True, related_name="+")
    #: Figures for the sentence shown: seconds, limit, the conflicting entry's public id …
    data = models.JSONField(default=dict)
    #: One exception for one cause, however often a check runs.
    key = models.CharField(max_length=80)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.BigIntegerField(null=True)
    closed_by_name = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="time_exception_once")
        ]
        indexes = [
            models.Index(fields=["company", "state", "-found_at"], name="time_exception_list")
        ]

    def __str__(self) -> str:
        return self.public_id


__all__ = [
    "Attachment",
    "BreakRulePerson",
    "CorrectionRequest",
    "EntryNote",
    "Punch",
    "Source",
    "TimeEntry",
    "TimeException",
]
