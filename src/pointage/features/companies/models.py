"""The company (the time account, our tenant) and its settings. Not: who works there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from pointage.foundation.tenancy.models import CompanyModel, PublicIdField


class Company(models.Model):
    """A tenant. Reached only through `access`; never listed without a user or a firm."""

    class Kind(models.TextChoices):
        CLIENT = "client"
        FIRM_OWN = "firm_own"  # a firm's own staff time

    class Status(models.TextChoices):
        ACTIVE = "active"
        CLOSED = "closed"

    public_id = PublicIdField()
    name = models.CharField(max_length=160)
    legal_name = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CLIENT)
    status = models.CharField(max_length=6, choices=Status, default=Status.ACTIVE)
    region = models.CharField(max_length=6)  # ISO 3166-2, such as CA-QC
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="en")
    currency = models.CharField(max_length=3, default="CAD")
    #: The team member who owns the account; empty until the client has one of its own.
    primary_admin_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class CompanyUser(models.Model):
    """The directory of sign-ins: which users are people of which company. Not tenant-guarded,
    since it is what finds the tenant; written only by team services."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team_member_id = models.BigIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="company_user_once"),
            models.UniqueConstraint(fields=["team_member_id"], name="company_user_one_member"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}:{self.user_id}"


class PaySettings(CompanyModel):
    """Pay period, week and overtime of a company, from a date on. The newest `effective_on` not
    after a day rules that day, so a past period never changes."""

    class PayPeriod(models.TextChoices):
        WEEKLY = "weekly"
        EVERY_TWO_WEEKS = "every_two_weeks"
        EVERY_FOUR_WEEKS = "every_four_weeks"
        TWICE_A_MONTH = "twice_a_month"
        MONTHLY = "monthly"

    class OvertimeBasis(models.TextChoices):
        PLACE = "place"  # the law of the region, as a starting point
        OWN = "own"
        NONE = "none"

    effective_on = models.DateField()
    pay_period = models.CharField(max_length=16, choices=PayPeriod)
    #: Last day of one known period (weekly, two and four weeks).
    period_end_on = models.DateField(null=True)
    #: Days of the month that end a period; 31 means the last day (twice a month: both).
    first_end_day = models.PositiveSmallIntegerField(null=True)
    second_end_day = models.PositiveSmallIntegerField(null=True)
    week_start = models.PositiveSmallIntegerField(default=0)  # 0 Sunday … 6 Saturday
    overtime_basis = models.CharField(max_length=5, choices=OvertimeBasis)
    overtime_region = models.CharField(max_length=6, blank=True)
    weekly_overtime_after_seconds = models.PositiveIntegerField(null=True)
    daily_overtime_after_seconds = models.PositiveIntegerField(null=True)
    daily_double_after_seconds = models.PositiveIntegerField(null=True)
    seventh_day = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "effective_on"], name="pay_settings_date"),
            models.CheckConstraint(
                condition=models.Q(week_start__lte=6), name="pay_settings_week_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pay_period} {self.effective_on}"


class TrackingSettings(CompanyModel):
    """What the company tracks, chosen at set-up and changeable at any time."""

    employees = models.BooleanField(default=True)
    contractors = models.BooleanField(default=False)
    customers = models.BooleanField(default=True)
    sub_customers = models.BooleanField(default=True)
    projects = models.BooleanField(default=False)
    service_items = models.BooleanField(default=False)
    cost_classes = models.BooleanField(default=False)
    locations = models.BooleanField(default=False)
    billable = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company"], name="tracking_settings_one_per_company")
        ]

    def __str__(self) -> str:
        return f"tracking {self.company_id}"


class BreakRule(CompanyModel):
    """A break people may or must take. Who it is for stands in `timeentries.BreakRulePerson`."""

    #: Empty only on rows written before breaks had addresses; a migration fills them.
    public_id = PublicIdField(null=True)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=12, blank=True, default="", db_default="")
    minutes = models.PositiveSmallIntegerField()
    is_paid = models.BooleanField(default=False)
    #: Added to clocked time by itself when no break of this rule was taken.
    is_automatic = models.BooleanField(default=False)
    #: People may take it themselves. Both may be true.
    is_manual = models.BooleanField(default=True, db_default=True)
    after_seconds = models.PositiveIntegerField(null=True)  # automatic: after this much work
    #: Automatic: minute of the local day at which it is placed; empty: after `after_seconds`.
    starts_minute = models.PositiveSmallIntegerField(null=True)
    #: Automatic: days of the week it counts on, bit 0 Sunday to bit 6 Saturday.
    days = models.PositiveSmallIntegerField(default=127, db_default=127)
    cannot_end_early = models.BooleanField(default=False, db_default=False)
    is_for_everyone = models.BooleanField(default=True, db_default=True)
    is_active = models.BooleanField(default=True)  # on or off
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class TimeSettings(CompanyModel):
    """How time is tracked in a company. No row: the defaults below rule."""

    class HoursFormat(models.TextChoices):
        HOURS_MINUTES = "hours_minutes"  # 8:30
        DECIMAL = "decimal"  # 8.5

    class RoundingMode(models.TextChoices):
        UP = "up"
        DOWN = "down"
        NEAREST = "nearest"

    class JobLabel(models.TextChoices):
        JOB = "job"
        CUSTOMER = "customer"
        CLIENT = "client"
        PROJECT = "project"
        CASE = "case"  # fr "mandat"
        OWN = "own"

    # who may do what; a person's own answer on the team member wins
    people_manage_own_time = models.BooleanField(default=False)
    people_use_phones = models.BooleanField(default=True)
    people_request_corrections = models.BooleanField(default=True)
    people_change_time_zone = models.BooleanField(default=False)

    # tools that people see
    shows_clock = models.BooleanField(default=True)
    shows_week = models.BooleanField(default=True)
    shows_days = models.BooleanField(default=True)
    shows_timeline = models.BooleanField(default=True)
    hides_running_total = models.BooleanField(default=False)
    week_opens_by_day = models.BooleanField(default=False)  # the time card one day at a time
    week_includes_clocked = models.BooleanField(default=True)
    hours_format = models.CharField(
        max_length=13, choices=HoursFormat, default=HoursFormat.HOURS_MINUTES
    )

    # what an entry must have
    requires_job = models.BooleanField(default=False)
    has_notes = models.BooleanField(default=True)
    requires_notes = models.BooleanField(default=False)
    note_edits_tell_administrators = models.BooleanField(default=False)
    note_edits_tell_managers = models.BooleanField(default=False)
    has_attachments = models.BooleanField(default=True)
    splits_at_midnight = models.BooleanField(default=False)
    crew_clock_in_asks = models.BooleanField(default=False)  # the person confirms or rejects

    # limits (seconds); empty switches a check off
    clock_out_after_seconds = models.PositiveIntegerField(null=True)
    clock_out_tells_administrators = models.BooleanField(default=True)
    clock_out_tells_managers = models.BooleanField(default=True)
    long_shift_after_seconds = models.PositiveIntegerField(null=True, default=12 * 3600)
    missing_break_after_seconds = models.PositiveIntegerField(null=True, default=5 * 3600)
    unsynced_after_seconds = models.PositiveIntegerField(default=24 * 3600)

    # rounding for pay; stored time is never rounded. Empty: off
    rounding_minutes = models.PositiveSmallIntegerField(null=True)
    rounding_in = models.CharField(max_length=7, choices=RoundingMode, default=RoundingMode.NEAREST)
    rounding_out = models.CharField(
        max_length=7, choices=RoundingMode, default=RoundingMode.NEAREST
    )

    # what jobs are called here; the own words are used with `OWN` only
    job_label = models.CharField(max_length=8, choices=JobLabel, default=JobLabel.JOB)
    own_job_label_en = models.CharField(max_length=40, blank=True)
    own_job_labels_en = models.CharField(max_length=40, blank=True)
    own_job_label_fr = models.CharField(max_length=40, blank=True)
    own_job_labels_fr = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company"], name="time_settings_one_per_company")
        ]

    def __str__(self) -> str:
        return f"time {self.company_id}"
