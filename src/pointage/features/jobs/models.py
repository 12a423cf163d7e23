"""What work was for: jobs (customers, sub-customers, projects) and the dimensions beside them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from pointage.foundation.tenancy.models import CompanyModel, PublicIdField


class Job(CompanyModel):
    """A node of the job tree. `role` says what it is in the books."""

    class Role(models.TextChoices):
        JOB = "job"
        CUSTOMER = "customer"
        SUB_CUSTOMER = "sub_customer"
        PROJECT = "project"

    public_id = PublicIdField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=Role, default=Role.JOB)
    name = models.CharField(max_length=200)
    #: "Parent:Child:Grandchild", kept in step with the tree; what lists show and sort by.
    full_name = models.CharField(max_length=500)
    code = models.CharField(max_length=32, blank=True)
    is_billable = models.BooleanField(default=False)
    #: Money an hour, in the company's currency; empty: none of its own.
    billable_rate = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    #: Offered to everyone; otherwise only to those in `JobAssignment`.
    is_for_everyone = models.BooleanField(default=True, db_default=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "full_name"],
                condition=models.Q(is_active=True),
                name="job_name_once",
            )
        ]
        indexes = [
            models.Index(fields=["company", "is_active", "full_name"], name="job_list"),
            models.Index(fields=["company", "parent", "name"], name="job_children"),
        ]

    def __str__(self) -> str:
        return self.full_name


class JobAssignment(CompanyModel):
    """Whom a job that is not for everyone is offered to: one person or one group."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    team_member = models.ForeignKey("team.TeamMember", models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey("team.Group", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(team_member__isnull=False) | models.Q(group__isnull=False),
                name="job_assignment_some_target",
            ),
            models.UniqueConstraint(
                fields=["job", "team_member"],
                condition=models.Q(team_member__isnull=False),
                name="job_assignment_person_once",
            ),
            models.UniqueConstraint(
                fields=["job", "group"],
                condition=models.Q(group__isnull=False),
                name="job_assignment_group_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.team_member_id or self.group_id}"


class Dimension(CompanyModel):
    """Shared shape of the flat lists beside jobs."""

    public_id = PublicIdField()
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class ServiceItem(Dimension):
    """A service sold, chosen on a time entry."""

    is_billable = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                condition=models.Q(is_active=True),
                name="service_item_name_once",
            )
        ]


class CostClass(Dimension):
    """A class of the books (segment of the business)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                condition=models.Q(is_active=True),
                name="cost_class_name_once",
            )
        ]


class Location(Dimension):
    """A location of the books (department, site)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                condition=models.Q(is_active=True),
                name="location_name_once",
            )
        ]


class CustomField(CompanyModel):
    """A further question on a time entry. Values stand on the entry, by the field's public id."""

    class Kind(models.TextChoices):
        LIST = "list"
        TEXT = "text"
        WHOLE = "whole"
        DECIMAL = "decimal"

    public_id = PublicIdField()
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=7, choices=Kind)
    is_required = models.BooleanField(default=False)
    #: Asked whatever the job; otherwise only for the jobs in `CustomFieldJob` (and below them).
    is_for_all_jobs = models.BooleanField(default=True)
    #: Asked only once an item that triggers it is chosen (`CustomFieldTrigger`).
    is_triggered = models.BooleanField(default=False)
    #: Text fields: a pattern that values must match, whole; empty: any.
    pattern = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "company",
                Lower("name"),
                condition=models.Q(is_active=True),
                name="custom_field_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CustomFieldJob(CompanyModel):
    """A job for which a field that is not for all jobs is asked."""

    field = models.ForeignKey(CustomField, models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["field", "job"], name="custom_field_job_once")
        ]

    def __str__(self) -> str:
        return f"{self.field_id}:{self.job_id}"


class CustomFieldItem(CompanyModel):
    """A choice of a list field. With no `CustomFieldItemLimit` row it is offered to all."""

    public_id = PublicIdField()
    field = models.ForeignKey(CustomField, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=32, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "field",
                Lower("name"),
                condition=models.Q(is_active=True),
                name="custom_field_item_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CustomFieldItemLimit(CompanyModel):
    """Limits an item to a job (and below), a person or a group. People and groups add up, and so
    do jobs; an item limited to jobs and to people needs both."""

    item = models.ForeignKey(CustomFieldItem, models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, null=True, related_name="+")
    team_member = models.ForeignKey("team.TeamMember", models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey("team.Group", models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.item_id}"


class CustomFieldTrigger(CompanyModel):
    """Choosing `item` asks `field` too."""

    item = models.ForeignKey(CustomFieldItem, models.CASCADE, related_name="+")
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "field"], name="custom_field_trigger_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.field_id}"


class JobFile(CompanyModel):
    """A list of jobs, or of the items of a field, uploaded for a dry run. Its bytes are kept until
    it is applied or dropped."""

    class State(models.TextChoices):
        READ = "read"
        APPLYING = "applying"
        APPLIED = "applied"
        DROPPED = "dropped"

    public_id = PublicIdField()
    #: The list field whose items the file holds; empty: the file holds jobs.
    field = models.ForeignKey(CustomField, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    #: Rows by fate, once applied.
    counts = models.JSONField(default=dict)
    #: Why the worker could not apply it, in the words of a rule's code; empty: it did not fail.
    failure = models.CharField(max_length=60, blank=True)
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["company", "-uploaded_at"], name="job_file_newest")]

    def __str__(self) -> str:
        return self.file_name
