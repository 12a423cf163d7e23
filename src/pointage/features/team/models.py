"""The people whose time a company tracks, and their permissions. Not: their sign-in (identity)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from pointage.foundation.tenancy.models import CompanyModel, PublicIdField


class TeamMember(CompanyModel):
    """A person of the company, employee or contractor; archived, never deleted."""

    class Kind(models.TextChoices):
        EMPLOYEE = "employee"
        CONTRACTOR = "contractor"

    class UserType(models.TextChoices):
        ADMINISTRATOR = "administrator"
        PAYROLL_MANAGER = "payroll_manager"
        WORKER = "worker"
        CUSTOM = "custom"

    class State(models.TextChoices):
        ACTIVE = "active"
        ARCHIVED = "archived"

    class RatePeriod(models.TextChoices):
        HOUR = "hour"
        YEAR = "year"

    public_id = PublicIdField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EMPLOYEE)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    mobile = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=8, blank=True)  # empty: the company's
    time_zone = models.CharField(max_length=64, blank=True)  # empty: the company's
    employee_number = models.CharField(max_length=32, blank=True)
    payroll_id = models.CharField(max_length=32, blank=True)
    hired_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # last day of employment
    #: Shown and exported; unique among active people when given. Not a sign-in.
    username = models.CharField(max_length=80, blank=True, default="", db_default="")
    address = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: Hash of the kiosk PIN; empty: none.
    pin_hash = models.CharField(max_length=128, blank=True, default="", db_default="")
    pay_rate = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    pay_rate_per = models.CharField(
        max_length=4, choices=RatePeriod, default=RatePeriod.HOUR, db_default="hour"
    )
    is_salaried = models.BooleanField(default=False, db_default=False)
    is_exempt = models.BooleanField(default=False, db_default=False)  # from overtime
    #: Overtime of this person: empty follows the company, else a place (CA-QC) or "none".
    overtime_region = models.CharField(max_length=6, blank=True, default="", db_default="")
    #: The person's own answer to the company's two switches; empty follows the company.
    manages_own_time = models.BooleanField(null=True)
    uses_phone = models.BooleanField(null=True)
    #: Whether time is tracked for the person, by anybody. Of a custom user the tick says it.
    is_tracked = models.BooleanField(default=True, db_default=True)
    #: What the person is told, by code; a missing code means its default.
    notifications = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    user_type = models.CharField(max_length=16, choices=UserType, default=UserType.WORKER)
    #: For CUSTOM: the ticked permission codes of `team.permissions.PERMISSIONS`.
    custom_permissions = models.JSONField(default=list)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="team_members"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "company",
                Lower("email"),
                condition=models.Q(state="active") & ~models.Q(email=""),
                name="team_member_email_once",
            ),
            models.UniqueConstraint(
                "company",
                Lower("username"),
                condition=models.Q(state="active") & ~models.Q(username=""),
                name="team_member_username_once",
            ),
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=models.Q(user__isnull=False),
                name="team_member_user_once",
            ),
            models.UniqueConstraint(
                fields=["company", "payroll_id"],
                condition=~models.Q(payroll_id=""),
                name="team_member_payroll_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "family_name"], name="team_member_list")
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Group(CompanyModel):
    """People who work together. A person may be in several; a group may have several managers."""

    public_id = PublicIdField()
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "company",
                Lower("name"),
                condition=models.Q(is_active=True),
                name="group_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(CompanyModel):
    """A person in a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    team_member = models.ForeignKey(TeamMember, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "team_member"], name="group_member_once")
        ]
        indexes = [models.Index(fields=["team_member", "group"], name="group_member_person")]

    def __str__(self) -> str:
        return f"{self.group_id}:{self.team_member_id}"


class GroupManager(CompanyModel):
    """A person who manages a group, and with which of the five rights. The manager's own time is
    covered only when they are a member of the group too."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    team_member = models.ForeignKey(TeamMember, models.CASCADE, related_name="+")
    manages_people = models.BooleanField(default=True)
    manages_time = models.BooleanField(default=True)
    approves_time = models.BooleanField(default=True)
    manages_schedule = models.BooleanField(default=True)
    sees_reports = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "team_member"], name="group_manager_once")
        ]
        indexes = [models.Index(fields=["team_member", "group"], name="group_manager_person")]

    def __str__(self) -> str:
        return f"{self.group_id}:{self.team_member_id}"


class TeamMemberMerge(CompanyModel):
    """Two records of one person made one. Keeps what moved, so that it can be undone."""

    public_id = PublicIdField()
    kept = models.ForeignKey(TeamMember, models.PROTECT, related_name="+")
    merged = models.ForeignKey(TeamMember, models.PROTECT, related_name="+")
    #: Table label -> ids of the rows that were moved; and the kept person's fields before.
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_id


class PeopleFile(CompanyModel):
    """A list of people uploaded for a dry run. Its bytes are kept until it is applied or dropped,
    and for a week at most."""

    class State(models.TextChoices):
        READ = "read"
        APPLYING = "applying"
        APPLIED = "applied"
        DROPPED = "dropped"

    public_id = PublicIdField()
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    #: An empty cell empties the field; otherwise it leaves what is there.
    empties = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    #: Rows read of a file the worker applies, and how many there are.
    rows_read = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    #: Rows by fate, once applied.
    counts = models.JSONField(default=dict)
    #: Code of the rule for which the worker could not apply it; empty: it did not fail.
    failure = models.CharField(max_length=60, blank=True)
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_by_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["company", "-uploaded_at"], name="people_file_newest")]

    def __str__(self) -> str:
        return self.file_name
