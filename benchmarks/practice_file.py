"""`practice apply` for 200 clients of 25 people on SQLite: first time, and again with no change."""

from __future__ import annotations

import os
import time
from pathlib import Path

from benchmarks.ground import installation

CLIENTS, PEOPLE, CUSTOMERS = 200, 25, 10


def document() -> dict[str, object]:
    return {
        "defaults": {
            "region": "CA-QC",
            "billing": "client",
            "pay": {"period": "every_two_weeks", "period_end_on": "2026-11-21"},
            "overtime": "place",
        },
        "clients": [
            {
                "name": f"Client {number:03} Exemple",
                "email": f"client{number}@bench.example",
                "books": {
                    "people": [
                        {
                            "given_name": f"Personne {person}",
                            "family_name": f"Exemple {number}",
                            "email": f"p{person}@c{number}.example",
                            "number": str(1000 + person),
                        }
                        for person in range(PEOPLE)
                    ],
                    "customers": [f"Client {each}" for each in range(CUSTOMERS)],
                },
                "administrator": {"email": f"p0@c{number}.example"},
            }
            for number in range(CLIENTS)
        ],
    }


def main() -> None:
    installation()
    import yaml

    from pointage.features.practice.access import firm_seat_for
    from pointage.features.practice.apply.document import document_read
    from pointage.features.practice.apply.running import apply_all
    from pointage.features.practice.models import FirmMember

    path = Path(os.environ["POINTAGE_DATA_DIR"]) / "clients.yaml"
    path.write_text(yaml.safe_dump(document(), allow_unicode=True), encoding="utf-8")
    member = FirmMember.objects.select_related("user", "firm").get(role="primary_admin")
    assert member.user is not None
    seat = firm_seat_for(member.user, member.firm.public_id)
    for label in ("first time", "again"):
        start = time.perf_counter()
        results = list(apply_all(document_read(path), seat=seat, user=member.user))
        taken = time.perf_counter() - start
        outcomes = sorted({result.outcome.value for result in results})
        print(f"{label}: {len(results)} clients of {PEOPLE} people in {taken:.1f} s {outcomes}")
    print("goal: first time under 120 s")


if __name__ == "__main__":
    main()
