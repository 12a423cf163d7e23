"""What work was for: jobs (customers, sub-customers, projects) and the dimensions beside them."""

from __future__ import annotations

from django.db import models

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
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "full_name"],
                condition=models.Q(is_active=True),
                name="job_name_once",
            )
        ]
        indexes = [models.Index(fields=["company", "is_active", "full_name"], name="job_list")]

    def __str__(self) -> str:
        return self.full_name


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
