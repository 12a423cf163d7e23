"""Rows about jobs that follow a person when two records of that person become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.features.jobs.models import CustomFieldItemLimit, JobAssignment
from pointage.features.team.hooks import Movable, moves_with_person

moves_with_person(
    Movable(
        label="job_assignments",
        title=_("Jobs offered to the person"),
        rows=lambda: JobAssignment.objects.all(),
        once_per="job_id",
    )
)
moves_with_person(
    Movable(
        label="field_item_limits",
        title=_("Custom field items offered to the person"),
        rows=lambda: CustomFieldItemLimit.objects.all(),
        once_per="item_id",
    )
)
