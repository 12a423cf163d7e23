"""Keeps the paths of the job tree in step when a job is renamed or moved."""

from __future__ import annotations

from pointage.features.jobs.models import Job

SEPARATOR = ":"
BATCH = 500


def job_path(parent: Job | None, name: str) -> str:
    """The full name of a job called `name` under `parent`."""
    return name if parent is None else f"{parent.full_name}{SEPARATOR}{name}"


def job_paths_follow(*, job: Job, old_full_name: str) -> int:
    """Gives every job below `job` its new path after `job.full_name` changed; how many changed.

    Call in the transaction and scope of that change. Costs two queries, and one more for every
    500 jobs below.
    """
    prefix = old_full_name + SEPARATOR
    below = list(Job.objects.filter(full_name__startswith=prefix).only("pk", "full_name", "parent"))
    ours = _descendants(job, below)
    for each in ours:
        each.full_name = (job.full_name + SEPARATOR + each.full_name[len(prefix) :])[:500]
    Job.objects.bulk_update(ours, ["full_name"], batch_size=BATCH)
    return len(ours)


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
