"""Scheduled work of tracked time: clocking out those who forgot, and looking for what managers must
look at."""

from __future__ import annotations

from datetime import timedelta

from pointage.features.companies.models import Company
from pointage.features.timeentries.services.automatic import clock_out_everybody_due
from pointage.features.timeentries.services.exceptions import exceptions_refresh
from pointage.foundation.outbox.registry import scheduled


@scheduled("timeentries.clock_out", every=timedelta(minutes=2))
def clock_out() -> None:
    """Ends shifts that last longer than they may; catches up by itself after a pause."""
    clock_out_everybody_due()


@scheduled("timeentries.exceptions", every=timedelta(minutes=10))
def time_exceptions_find() -> None:
    """Each active company by itself, so that one failure stops no other."""
    for company in Company.objects.filter(status=Company.Status.ACTIVE).iterator():
        exceptions_refresh(company)
