"""The worker's side of jobs: applying large files."""

from __future__ import annotations

from pointage.features.jobs.models import JobFile
from pointage.features.jobs.services.files import TOPIC, job_file_apply, job_file_give_back
from pointage.features.jobs.services.rules import MANAGE
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import Actor, Source
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.outbox.registry import GiveUp, handler
from pointage.foundation.outbox.worker import MAX_ATTEMPTS
from pointage.foundation.tenancy.scope import tenant_scope


@handler(TOPIC)
def file_apply_handle(message: OutboxMessage) -> None:
    """Applies a large file; one that cannot be applied becomes a dry run again."""
    payload = message.payload
    with tenant_scope(companies=[payload["company_id"]]):
        file = JobFile.objects.filter(pk=payload["file_id"]).select_related("field").first()
    if file is None or file.state != JobFile.State.APPLYING:
        return
    actor = Actor(
        user_id=payload["user_id"],
        name=payload["name"],
        firm_id=payload["firm_id"],
        firm_name=payload["firm_name"],
        company_id=payload["company_id"],
        permissions=frozenset({MANAGE}),  # checked when the person asked
        source=Source.IMPORT,
    )
    try:
        job_file_apply(actor=actor, file=file)
    except RuleBroken as error:
        job_file_give_back(file, error.code)
        raise GiveUp(error.code) from error
    except Exception:
        if message.attempts >= MAX_ATTEMPTS:
            job_file_give_back(file, "broken")
        raise
