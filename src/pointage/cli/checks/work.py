"""The worker and what waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from pointage.cli.checks.finding import Finding, broken, fine, warning
from pointage.cli.words import _

_WORKER_SECONDS = 60
_WAITING_SECONDS = 15 * 60


def worker() -> Iterator[Finding]:
    from django.utils import timezone

    from pointage.foundation.outbox.queries import outbox_state

    seconds = outbox_state(timezone.now()).worker_seconds
    mend = _("Start “pointage serve”, or “pointage worker” where web and worker run apart.")
    if seconds is None:
        yield broken(_("No worker has run yet: mails and imports wait."), mend)
    elif seconds >= _WORKER_SECONDS:
        yield broken(
            _("No worker was seen for {seconds} s: mails and imports wait.").format(
                seconds=seconds
            ),
            mend,
        )
    else:
        yield fine(_("A worker was seen {seconds} s ago.").format(seconds=seconds))


def outbox() -> Iterator[Finding]:
    from django.utils import timezone

    from pointage.foundation.outbox.queries import outbox_state

    state = outbox_state(timezone.now())
    if state.oldest_seconds >= _WAITING_SECONDS:
        yield broken(
            _("Work has waited for {minutes} min.").format(minutes=state.oldest_seconds // 60),
            _("See that the worker runs, and look into its log."),
        )
    if state.failed:
        yield warning(
            _("Messages given up: {count}").format(count=state.failed),
            _("An operator can see and retry them on the outgoing-mail page."),
        )
    if state.failed_jobs:
        yield warning(
            _("These scheduled jobs failed the last time: {names}.").format(
                names=", ".join(state.failed_jobs)
            ),
            _("Look into the worker's log."),
        )
    if not (state.failed or state.failed_jobs or state.oldest_seconds >= _WAITING_SECONDS):
        yield fine(_("Nothing waits too long, nothing failed."))
