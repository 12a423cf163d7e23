"""Server time and queries of every screen of the install flow, with the sample's 8 clients and then
with 2,000 clients and 1,000,000 time entries in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from benchmarks.ground import clients_add, installation, median_ms, time_entries_add

CLIENTS = 2000
ENTRIES = 1_000_000


class Walk:
    """Goes through the wizard once and remembers the address of each screen on the way."""

    def __init__(self, client_name: str) -> None:
        from django.test import Client as Browser
        from tests.web.console.walking import just_signed_in

        from pointage.features.practice.models import Client, Firm
        from pointage.foundation.identity.models import User

        self.firm = Firm.objects.get()
        self.client = Client.objects.get(name=client_name)
        self.browser = Browser()
        owner = User.objects.get(email="camille@lavoie-morin.example")
        self.browser.force_login(owner, "allauth.account.auth_backends.AuthenticationBackend")
        just_signed_in(self.browser)
        self.base = f"/practice/{self.firm.public_id}"

    def screens(self) -> dict[str, str]:
        app = f"{self.base}/find/pointage-time"
        return {
            "home": f"{self.base}/",
            "clients": f"{self.base}/clients/",
            "clients, searched": f"{self.base}/clients/?q=exemple",
            "client apps": f"{self.base}/apps/",
            "find an app": f"{self.base}/find/?q=heures",
            "the app": f"{app}/",
            "install for your client": f"{app}/install/",
            "install, searched": f"{app}/install/?q=toitures",
        }

    def wizard(self, measure: Callable[[str, str], None]) -> None:
        """Steps 7 to 12; `measure` is given each screen before it is answered."""
        page = self.browser.post(
            f"{self.base}/find/pointage-time/install/",
            {"client": self.client.public_id},
            follow=True,
        )
        answers: list[tuple[str, dict[str, Any]]] = [
            ("billing type", {"payer": "firm"}),
            ("PRO account", {}),
            ("client account", {"mode": "create"}),
            ("payroll settings", PAY),
            ("what to track", {"tracked": ["employees", "customers"]}),
        ]
        for name, answer in answers:
            page = self._answer(page, name, answer, measure)
        measure("connected", page.request["PATH_INFO"])

    def _answer(
        self, page: Any, name: str, answer: dict[str, Any], measure: Callable[[str, str], None]
    ) -> Any:
        from tests.web.console.walking import version_of

        where = page.request["PATH_INFO"]
        measure(name, where)
        done = self.browser.post(where, answer | {"version": version_of(page)}, follow=True)
        if done.request["PATH_INFO"] == where:
            raise SystemExit(f"{name}: refused")
        return done


PAY = {
    "pay_period": "every_two_weeks",
    "period_end_on": "2026-11-21",
    "week_start": "0",
    "time_zone": "America/Toronto",
    "overtime_basis": "place",
    "overtime_region": "CA-QC",
}


def measured(walk: Walk) -> dict[str, tuple[int, float]]:
    """Screen to (queries, median milliseconds)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: dict[str, tuple[int, float]] = {}

    def measure(name: str, where: str) -> None:
        walk.browser.get(where)  # the first visit also notes where the person was last
        with CaptureQueriesContext(connection) as queries:
            answer = walk.browser.get(where)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code}")
        found[name] = (len(queries), median_ms(lambda: walk.browser.get(where)))

    for name, where in walk.screens().items():
        measure(name, where)
    walk.wizard(measure)
    return found


def main() -> None:
    installation()
    from pointage.foundation.outbox import worker

    small = measured(Walk("Toitures Beauregard inc."))
    worker.run(once=True)
    start = time.perf_counter()
    clients_add(CLIENTS)
    time_entries_add(ENTRIES)
    print(
        f"{CLIENTS:,} clients and {ENTRIES:,} entries added in {time.perf_counter() - start:.0f} s"
    )
    large = measured(Walk("Tidewater Boatworks"))
    print(f"{'screen':26}{'queries':>8}{'ms, 8 clients':>15}{'ms, 2,000':>11}{'ratio':>7}")
    for name, (queries, taken) in large.items():
        before = small[name][1]
        print(f"{name:26}{queries:8}{before:15.1f}{taken:11.1f}{taken / before:7.2f}")
    print(f"slowest {max(ms for _, ms in large.values()):.1f} ms, goal 100 ms")
    print(f"most queries {max(queries for queries, _ in large.values())}, goal 15")


if __name__ == "__main__":
    main()
