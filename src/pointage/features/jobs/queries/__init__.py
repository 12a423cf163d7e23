"""Reads of jobs and of the fields beside them: what is offered to a person, the tree, the lists."""

from __future__ import annotations

from pointage.features.jobs.queries.fields import FieldRow, ItemRow, fields_for
from pointage.features.jobs.queries.offers import (
    JobRow,
    is_job_offered,
    job_line,
    jobs_offered,
    jobs_offered_among,
)

__all__ = [
    "FieldRow",
    "ItemRow",
    "JobRow",
    "fields_for",
    "is_job_offered",
    "job_line",
    "jobs_offered",
    "jobs_offered_among",
]
