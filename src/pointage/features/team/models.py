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
