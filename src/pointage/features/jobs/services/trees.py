"""Keeps the paths of the job tree in step when a job is renamed or moved, and finds what hangs
below a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pointage.features.jobs.models import Job

SEPARATOR = ":"
BATCH = 500
PATH_LIMIT = 500
"""Characters of a path."""


def job_path(parent: Job | None, name: str) -> str:
    """The full name of a job called `name` under `parent`."""
    return name if parent is None else f"{parent.full_name}{SEPARATOR}{name}"


def job_paths_follow(*, job: Job, old_full_name: str) -> int:
    """Gives every job below `job` its new path after `job.full_name` changed; how many changed.

    Call in the transaction and scope of that change. Costs two queries, and one more for every
    500 jobs below.
    """
    ours = jobs_below(job, path=old_full_name)
    start = len(old_full_name) + len(SEPARATOR)
    for each in ours:
        each.full_name = (job.full_name + SEPARATOR + each.full_name[start:])[:PATH_LIMIT]
    Job.objects.bulk_update(ours, ["full_name"], batch_size=BATCH)
    return len(ours)


def jobs_below(job: Job, *, path: str | None = None) -> list[Job]:
    """Every job below, archived ones too, parents before children. One query. `path`: the path
    they still have, when `job.full_name` has changed already."""
    prefix = (job.full_name if path is None else path) + SEPARATOR
    candidates = Job.objects.filter(full_name__startswith=prefix)
    return _descendants(job, list(candidates.order_by("full_name", "pk")))


def _descendants(job: Job, candidates: list[Job]) -> list[Job]:
    """Those of `candidates` that hang below `job`: an archived namesake may share the path."""
    children: dict[int | None, list[Job]] = {}
    for each in candidates:
        children.setdefault(each.parent_id, []).append(each)
    found: list[Job] = []
    waiting = [job.pk]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child.pk)
    return found


def in_batches(ids: Sequence[int], size: int = BATCH) -> Iterator[Sequence[int]]:
    """`ids` in pieces that fit into one statement."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
