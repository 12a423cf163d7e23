"""A list of 5,000 people imported: reading it with a dry run, writing it with all its history, the
same list again, and the same with half of the rows changed. Rows a minute."""

from __future__ import annotations

import time

from benchmarks.ground import installation

PEOPLE = 5_000
GOAL = 5_000
HEADER = (
    "First Name,Last Name,Email,Employee #,Payroll ID,Hire Date,Group,Pay Rate,Per,Salaried,"
    "Mobile time entry,Enabled,Phone #,Timezone"
)


def document(changed: bool) -> bytes:
    rows = [HEADER]
    for number in range(PEOPLE):
        rate = 21 + number % 9 + (1 if changed and number % 2 else 0)
        rows.append(
            f"Person {number},Example,p{number}@bench.example,{10_000 + number},P{number},"
            f"2024-05-{number % 28 + 1:02},Crew {number % 20},{rate}.50,hour,no,yes,yes,"
            f"514 555-{number % 10_000:04},America/Toronto"
        )
    return "\n".join(rows).encode()


def main() -> None:
    installation()
    from pointage.features.companies.models import Company
    from pointage.features.team.files.services import (
        people_file_apply,
        people_file_plan,
        people_file_upload,
    )
    from pointage.features.team.permissions import PERMISSIONS
    from pointage.foundation.identity.actors import Actor

    company = Company.objects.create(
        name="Bench", region="CA-QC", time_zone="America/Toronto", language="en"
    )
    actor = Actor(
        user_id=1, name="Bench", company_id=company.pk, permissions=frozenset(PERMISSIONS)
    )
    worst = 0.0
    for label, content in (
        ("new people", document(False)),
        ("the same again", document(False)),
        ("half of them changed", document(True)),
    ):
        file = people_file_upload(
            actor=actor, company=company, file_name="people.csv", content=content
        )
        start = time.perf_counter()
        plan = people_file_plan(actor=actor, file=file)
        read = time.perf_counter() - start
        start = time.perf_counter()
        people_file_apply(actor=actor, file=file)
        applied = time.perf_counter() - start
        worst = max(worst, read + applied)
        counts = {fate.value: number for fate, number in plan.counts.items() if number}
        print(
            f"{label}: dry run {read:.2f} s, applied in {applied:.2f} s, {counts}: "
            f"{PEOPLE / (read + applied) * 60:,.0f} rows a minute"
        )
    print(f"worst: {PEOPLE / worst * 60:,.0f} rows a minute; goal {GOAL:,}")


if __name__ == "__main__":
    main()
