"""A throw-away installation for a benchmark: data folder, settings, sample practice, bulk rows."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable


def installation() -> None:
    """Points the settings at a new SQLite file, starts Django and loads the sample practice."""
    os.environ["POINTAGE_DATA_DIR"] = tempfile.mkdtemp(prefix="pointage-bench-")
    os.environ["POINTAGE_LOG_FORMAT"] = "json"
    os.environ["DJANGO_SETTINGS_MODULE"] = "pointage.config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    call_command("migrate", verbosity=0)
    from pointage.features.practice.services.founding import sample_load
    from pointage.foundation.outbox.worker import run
    from pointage.foundation.tenancy.guarding import guards_install

    guards_install()
    sample_load(language="en")
    run(once=True)


def median_ms(work: Callable[[], object], *, times: int = 15) -> float:
    """Median wall time of `work` in milliseconds, after two runs that do not count."""
    for _ in range(2):
        work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def clients_add(count: int) -> None:
    """Adds active clients to the sample's firm."""
    from pointage.features.practice.models import Client, Firm

    firm = Firm.objects.get()
    rows = [
        Client(
            firm=firm,
            name=f"Client {number:05} Exemple",
            search_name=f"client {number:05} exemple",
            email=f"client{number}@bench.example",
            region="CA-QC",
        )
        for number in range(count)
    ]
    Client.objects.bulk_create(rows, batch_size=500)


def time_entries_add(count: int) -> None:
    """Fills the sample's companies with finished entries, two years of them."""
    from datetime import UTC, datetime, timedelta

    from django.db import transaction

    from pointage.features.companies.models import Company
    from pointage.features.team.models import TeamMember
    from pointage.features.timeentries.models import TimeEntry
    from pointage.foundation.tenancy.scope import tenant_scope

    companies = list(Company.objects.all())
    first = datetime(2024, 11, 1, 13, tzinfo=UTC)
    for company in companies:
        with tenant_scope(companies=[company.pk]), transaction.atomic():
            members = list(TeamMember.objects.values_list("pk", flat=True))
            share = count // len(companies)
            for start in range(0, share, 5000):
                TimeEntry.objects.bulk_create(
                    TimeEntry(
                        company_id=company.pk,
                        team_member_id=members[number % len(members)],
                        started_at=(at := first + timedelta(minutes=number // len(members) * 20)),
                        ended_at=at + timedelta(minutes=15),
                        time_zone=company.time_zone,
                        local_on=at.date(),
                        seconds=900,
                    )
                    for number in range(start, min(start + 5000, share))
                )
