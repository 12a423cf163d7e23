"""The whole flow over HTTP without thinking time: sign-in to invitation, for a client of 25 people
and 200 customers, against `pointage serve` as an operator runs it. Goal: under 3 seconds.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import yaml
from tests.browser.serving import Server, free_port
from tests.browser.visiting import Visitor

from pointage.features.practice.sample.data import SAMPLE_PASSWORD, TEAM

PEOPLE, CUSTOMERS, RUNS = 25, 200, 5
OWNER = "p0@bench.example"


def add_clients(server: Server) -> None:
    """Puts the clients and their books there with a practice file, before the clock starts."""
    document = {
        "clients": [
            {
                "name": f"Bench {number}",
                "email": "bench@bench.example",
                "region": "CA-QC",
                "install": False,
                "books": {
                    "people": [
                        {"given_name": f"P{n}", "family_name": "Q", "email": f"p{n}@bench.example"}
                        for n in range(PEOPLE)
                    ],
                    "customers": [f"Customer {n}" for n in range(CUSTOMERS)],
                },
            }
            for number in range(RUNS)
        ]
    }
    path = server.data / "bench.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    command = [sys.executable, "-m", "pointage.cli.main", "practice", "apply", str(path)]
    subprocess.run(command, env=server.environment(), check=True, stdout=subprocess.DEVNULL)


def flow(server: Server, client: str) -> tuple[float, int]:
    """One whole flow; returns seconds and requests."""
    start = time.perf_counter()
    visit = Visitor(server.url)
    visit.get("/account/login/")
    visit.post(login=TEAM[0].email, password=SAMPLE_PASSWORD)
    visit.get(visit.link(r"/practice/\w+/apps/"))
    visit.get(visit.link(r"/practice/\w+/find/"))
    visit.get("?q=hours")
    visit.get(visit.link(r"/practice/\w+/find/pointage-time/"))
    visit.get(visit.link(r"/practice/\w+/find/pointage-time/get/"))
    visit.get("?" + urllib.parse.urlencode({"q": client}))
    chosen = re.search(r'name="client" value="(\w{12})"', visit.page)
    if chosen is None:
        raise SystemExit(f"{client} is not offered")
    visit.post(client=chosen[1])
    visit.post(payer="firm")
    visit.post(password=SAMPLE_PASSWORD)
    visit.post(mode="create")
    visit.post(
        pay_period="every_two_weeks", period_end_on="2026-11-21", week_start="0",
        time_zone="America/Toronto", overtime_basis="place", overtime_region="CA-QC",
    )  # fmt: skip
    visit.post(tracked=["employees", "customers"])
    connected = visit.url
    while "import-progress" in visit.page and "hx-trigger" in visit.page:
        visit.get(connected)
    visit.get(visit.link(r"/c/\w+/enter/[^\"]*"))
    visit.get(visit.link(r"/c/\w+/team/"))
    visit.get(f"?q={OWNER}")
    visit.get(visit.link(r"/c/\w+/team/\w{12}/"))
    person = visit.url
    visit.get(visit.link(r"/c/\w+/team/\w{12}/permissions/"))
    visit.post(user_type="administrator")
    visit.get(person)
    visit.post(f"{person}invite/")
    return time.perf_counter() - start, visit.requests


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="pointage-bench-") as folder:
        server = Server(Path(folder) / "data", free_port())
        server.start()
        try:
            add_clients(server)
            taken = [flow(server, f"Bench {number}") for number in range(RUNS)]
        finally:
            server.stop()
    for seconds, requests in taken:
        print(f"{seconds:6.2f} s for {requests} requests")
    median = sorted(seconds for seconds, _ in taken)[len(taken) // 2]
    print(f"median {median:.2f} s for {PEOPLE} people and {CUSTOMERS} customers, goal 3 s")


if __name__ == "__main__":
    main()
