"""Checks shared by the services of jobs. They read and refuse; they change nothing."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models.functions import Length

from pointage.features.companies.models import Company
from pointage.features.jobs import errors
from pointage.features.jobs.hooks import BooksOwned, books_owned_rows
from pointage.features.jobs.models import Job
from pointage.features.jobs.queries.offers import job_line
from pointage.features.jobs.services.trees import PATH_LIMIT, SEPARATOR, job_path
from pointage.features.jobs.values import JOB_NAME, checked_code
from pointage.foundation.errors import NotFound
from pointage.foundation.tenancy.models import CompanyModel

MANAGE = "jobs:manage"
Row = TypeVar("Row", bound=CompanyModel)


def tree_locked(company_id: int) -> Company:
    """The company's row, locked against others who change the tree: two moves at once cannot tie
    a knot. Does not hold up those who only refer to the company, such as punches."""
    return Company.objects.select_for_update(no_key=True).get(pk=company_id)


def row_locked(row: Row) -> Row:
    """The row, locked and read again. Raises `NotFound` outside the tenant scope."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    found: Any = rows.filter(pk=row.pk).first()
    if not isinstance(found, type(row)):
        raise NotFound(str(row.pk))
    return found


def owned_by_books(job: Job) -> BooksOwned | None:
    """What the books own of a job; None when it is ours. At most three queries."""
    return books_owned_rows(job.company_id, "job", [job.pk]).get(job.pk)


def check_not_owned(job: Job) -> None:
    """Raises `KeptInTheBooks`."""
    if owned := owned_by_books(job):
        raise errors.KeptInTheBooks(name=job.name, books=owned.books_name)


def check_parent(job: Job | None, parent: Job | None) -> None:
    """A parent is active and not the job itself nor below it. Raises `ParentArchived`,
    `BelowItself`."""
    if parent is None:
        return
    if not parent.is_active:
        raise errors.ParentArchived(field="parent", name=parent.name)
    if job is not None and job.pk in job_line(parent):
        raise errors.BelowItself(field="parent", name=job.name)


def check_name_length(name: str) -> None:
    """For a name that people give; raises `NameRequired`."""
    if len(name) > JOB_NAME:
        raise errors.NameRequired(field="name", limit=JOB_NAME)


def check_place(job: Job, parent: Job | None, *, code_changed: bool) -> None:
    """The job's name, code and path have room below `parent`. Raises `NameTaken`, `CodeTaken`,
    `CodeInvalid`, `PathTooLong`."""
    siblings = Job.objects.filter(company_id=job.company_id, parent=parent, is_active=True)
    siblings = siblings.exclude(pk=job.pk)
    path = job_path(parent, job.name)
    if siblings.filter(name__iexact=job.name).exists() or _path_taken(job, path):
        raise errors.NameTaken(field="name", name=job.name)
    if code_changed:
        checked_code(job.code)
    twin = siblings.filter(code__iexact=job.code).first() if job.code else None
    if twin is not None:
        raise errors.CodeTaken(field="code", name=twin.name)
    check_path_length(job, path)


def check_path_length(job: Job, path: str) -> None:
    """Nor may the paths of the jobs below get too long. Raises `PathTooLong`."""
    longest = len(path)
    if job.pk is not None and len(path) > len(job.full_name):
        below = Job.objects.filter(full_name__startswith=job.full_name + SEPARATOR)
        deepest = below.annotate(size=Length("full_name")).order_by("-size").first()
        if deepest is not None:
            longest += len(deepest.full_name) - len(job.full_name)
    if longest > PATH_LIMIT:
        raise errors.PathTooLong(field="name", limit=PATH_LIMIT)


def _path_taken(job: Job, path: str) -> bool:
    same = Job.objects.filter(company_id=job.company_id, full_name=path, is_active=True)
    return same.exclude(pk=job.pk).exists()
