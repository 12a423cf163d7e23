"""Fills the database that the settings name with companies, people who are signed in, and entries;
and measures the two lists that the rows make longer. A process of its own: `punches` runs it.

Prints one JSON object: `people`, a list of companies, each a list of {company, session}.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

PEOPLE = 8  # a company
_BATCH = 5000


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    # A cheap hash: nobody signs in with a password here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    what, *numbers = sys.argv[1:]
    if what == "people":
        print(json.dumps(people_add(int(numbers[0]))))
    elif what == "entries":
        entries_add(int(numbers[0]))
    else:
        print(json.dumps(lists_measure()))


def people_add(companies: int) -> list[list[dict[str, str]]]:
    """Companies of `PEOPLE` workers each, all signed in."""
    from django.db import transaction

    with transaction.atomic():
        return [_company(number) for number in range(companies)]


def _company(number: int) -> list[dict[str, str]]:
    from django.test import Client

    from pointage.features.companies.models import Company, CompanyUser
    from pointage.features.team.models import TeamMember
    from pointage.foundation.identity.models import User
    from pointage.foundation.tenancy.scope import tenant_scope

    company = Company.objects.create(
        name=f"Bench {number}", region="CA-QC", time_zone="America/Toronto"
    )
    found = []
    with tenant_scope(companies=[company.pk]):
        for each in range(PEOPLE):
            email = f"p{each}c{number}@bench.example"
            user = User.objects.create_user(email, "x", given_name=f"P{each}", family_name="B")
            member = TeamMember.objects.create(
                company=company, given_name=f"P{each}", family_name="B", email=email, user=user
            )
            CompanyUser.objects.create(company=company, user=user, team_member_id=member.pk)
            browser = Client()
            browser.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
            session = browser.cookies["sessionid"].value
            found.append({"company": company.public_id, "session": session})
    return found


def entries_add(count: int) -> None:
    """`count` finished entries of a quarter of an hour, spread over everybody, the last ones two
    days old."""
    from django.db import transaction

    from pointage.features.companies.models import Company
    from pointage.features.timeentries.models import TimeEntry
    from pointage.foundation.tenancy.scope import tenant_scope

    companies = list(Company.objects.all())
    for company in companies:
        with transaction.atomic(), tenant_scope(companies=[company.pk]):
            rows = list(_entries(company.pk, count // len(companies)))
            for start in range(0, len(rows), _BATCH):
                TimeEntry.objects.bulk_create(rows[start : start + _BATCH])


def _entries(company_id: int, count: int) -> Iterator[Any]:
    from pointage.features.team.models import TeamMember
    from pointage.features.timeentries.models import TimeEntry
    from pointage.rules.timekeeping import local_date, zone_named

    members = list(TeamMember.objects.order_by("pk").values_list("pk", flat=True))
    zone = zone_named("America/Toronto")
    last = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    for number in range(count):
        started_at = last - timedelta(minutes=20 * (number // len(members)))
        yield TimeEntry(
            company_id=company_id,
            team_member_id=members[number % len(members)],
            started_at=started_at,
            ended_at=started_at + timedelta(minutes=15),
            time_zone="America/Toronto",
            local_on=local_date(started_at, zone),
            seconds=900,
            end_source="web",
        )


def lists_measure() -> dict[str, float]:
    """Median milliseconds of a person's week and of a company's newest 50."""
    from pointage.features.companies.models import Company
    from pointage.features.team.models import TeamMember
    from pointage.features.timeentries.queries import entries_between, newest_entries
    from pointage.foundation.tenancy.scope import tenant_scope

    company = Company.objects.order_by("-pk").first()
    assert company is not None
    with tenant_scope(companies=[company.pk]):
        member = TeamMember.objects.order_by("pk").first()
        newest = newest_entries(company.pk, 1)
        assert member is not None
        day = newest[0].local_on
        return {
            "week": _median_ms(
                lambda: entries_between(
                    company.pk,
                    first_on=day - timedelta(days=7),
                    last_on=day - timedelta(days=1),
                    member_ids=[member.pk],
                )
            ),
            "newest": _median_ms(lambda: newest_entries(company.pk, 50)),
        }


def _median_ms(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(25):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[2:])


if __name__ == "__main__":
    main()
