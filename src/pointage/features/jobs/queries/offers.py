"""Which jobs are offered to a person: those for everyone, and those assigned to the person or to
one of their groups. A job that is not assigned is never offered. Not: the tree that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from pointage.features.jobs.models import Job, JobAssignment
from pointage.features.jobs.services.trees import SEPARATOR
from pointage.features.team.models import GroupMember, TeamMember
from pointage.features.team.queries import accent_blind

_WORDS = 5
"""Words of a search that count."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as lists and pickers show it. `above` is the path of its parents, empty at the top."""

    id: int
    public_id: str
    name: str
    full_name: str
    code: str
    is_billable: bool
    has_children: bool

    @property
    def above(self) -> str:
        return self.full_name[: -len(self.name)].rstrip(SEPARATOR)


def jobs_offered(
    member: TeamMember, *, text: str = "", parent: Job | None = None, limit: int = 50
) -> list[JobRow]:
    """Active jobs the person may choose, by path: at most `limit`.

    `text` narrows to jobs whose path or code holds every word, accents or not; `parent` to the
    jobs right below it. One query. Needs the company in scope.
    """
    jobs = _offered(member)
    if parent is not None:
        jobs = jobs.filter(parent=parent)
    return _rows(jobs_found(jobs, text).order_by("full_name", "id")[:limit])


def jobs_offered_among(member: TeamMember, job_ids: Sequence[int]) -> list[JobRow]:
    """Those of `job_ids` that are offered, in that order: for "used lately". One query."""
    if not job_ids:
        return []
    found = {row.id: row for row in _rows(_offered(member).filter(pk__in=job_ids))}
    return [found[pk] for pk in job_ids if pk in found]


def is_job_offered(member: TeamMember, job: Job) -> bool:
    """Whether the person may choose the job. No query for a job that is for everyone."""
    if not job.is_active or job.company_id != member.company_id:
        return False
    return job.is_for_everyone or _assigned(member).filter(job=job).exists()


def jobs_found(jobs: QuerySet[Job], text: str) -> QuerySet[Job]:
    """Jobs whose path or code holds every word of `text`, with or without accents."""
    # Words with digits leave the fewest rows for the others to look at.
    words = sorted(text.split()[:_WORDS], key=lambda word: word.isalpha())
    if not words:
        return jobs
    jobs = jobs.annotate(haystack=Concat("full_name", Value(" "), "code", output_field=TextField()))
    for word in words:
        jobs = jobs.filter(haystack__iregex=accent_blind(word))
    return jobs


def groups_of(member: TeamMember) -> QuerySet[GroupMember]:
    """The person's seats in active groups."""
    return GroupMember.objects.filter(team_member=member, group__is_active=True)


def job_line(job: Job | None) -> list[int]:
    """Ids of the job and of every job above it, nearest first; empty for no job.

    One query: the paths above are in the job's own. A path that does not lead to the parent (one
    that was cut to length) costs a query for each level.
    """
    if job is None:
        return []
    line = [job.pk]
    if job.parent_id is None:
        return line
    names = job.full_name.split(SEPARATOR)[:-1]
    paths = [SEPARATOR.join(names[: level + 1]) for level in range(len(names))]
    known = dict(Job.objects.filter(full_name__in=paths).values_list("pk", "parent_id"))
    above: int | None = job.parent_id
    while above is not None and above not in line:
        line.append(above)
        if above not in known:
            known |= dict(Job.objects.filter(pk=above).values_list("pk", "parent_id"))
        above = known.get(above)
    return line


def _offered(member: TeamMember) -> QuerySet[Job]:
    mine = _assigned(member).filter(job=OuterRef("pk"))
    return Job.objects.filter(
        Q(is_for_everyone=True) | Exists(mine), company_id=member.company_id, is_active=True
    )


def _assigned(member: TeamMember) -> QuerySet[JobAssignment]:
    return JobAssignment.objects.filter(
        Q(team_member=member) | Q(group__in=groups_of(member).values("group_id"))
    )


def _rows(jobs: QuerySet[Job]) -> list[JobRow]:
    below = Job.objects.filter(parent=OuterRef("pk"), is_active=True)
    columns = ("pk", "public_id", "name", "full_name", "code", "is_billable", "has_children")
    return [JobRow(*row) for row in jobs.annotate(has_children=Exists(below)).values_list(*columns)]
