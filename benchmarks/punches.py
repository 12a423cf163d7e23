"""Clocking in and out over HTTP against `pointage serve` with two web processes, beside what the
database does when it only inserts and commits, and beside TimeTagger, all in one run.

    python -m benchmarks.punches --entries 10000 1000000 --databases sqlite postgresql

Each client signs in as one person of every company and clocks them in and out in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from tests.browser.serving import Server, free_port

from benchmarks.hammering import Load, cpu_seconds, hammer, request
from benchmarks.timetagger import TimeTagger

CLIENTS = 8
WEB_PROCESSES = 2
CSRF = "b" * 32
DATABASE = "pointage_bench"
RAW_SECONDS = 3.0
_INSERT = "INSERT INTO bench_raw (a, b, c, d, e, f, g) VALUES ({})"
_ROW = (7, "k3jx8fh2m9qp", 1, "2026-11-24 13:00:00+00:00", "America/Toronto", "2026-11-24", "web")


@dataclass(frozen=True, slots=True)
class Measured:
    full: Load
    half: Load
    cpu_ms: float
    raw: float
    lists: dict[str, float]


def main() -> None:
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="pointage-bench-") as folder:
        beside = None if wanted.without_timetagger else timetagger(Path(folder), wanted.punches)
        for database in wanted.databases:
            rates = []
            for entries in wanted.entries:
                data = Path(folder) / f"{database}-{entries}"
                found = pointage(data, database, entries, wanted.companies, wanted.punches)
                _say(f"{database}, {entries:,} entries", found, beside)
                rates.append(found.full.rate)
            if len(rates) > 1:
                print(f"  fewest entries / most: {rates[0] / rates[-1]:.2f} (goal at most 1.2)")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--companies", type=int, default=50)
    parser.add_argument("--punches", type=int, default=4000, help="of all clients together")
    parser.add_argument("--without-timetagger", action="store_true")
    return parser.parse_args()


def _say(title: str, found: Measured, beside: Load | None) -> None:
    full, half = found.full, found.half
    print(f"\n{title}")
    print(f"  {full.rate:8.0f} punches/s, p50 {full.percentile_ms(0.5):.1f} ms,"
          f" p99 {full.percentile_ms(0.99):.1f} ms, wrong {full.wrong}")  # fmt: skip
    print(f"  {half.rate:8.0f} punches/s at half load, p50 {half.percentile_ms(0.5):.1f} ms,"
          f" p99 {half.percentile_ms(0.99):.1f} ms (goal 60), wrong {half.wrong}")  # fmt: skip
    print(f"  {found.cpu_ms:8.2f} ms of CPU a punch in the web processes (goal 2.5)")
    print(f"  {found.raw:8.0f} inserts and commits/s: {full.rate / found.raw:.2f} (goal 0.25)")
    if beside is not None:
        print(
            f"  {beside.rate:8.0f} records/s TimeTagger: {full.rate / beside.rate:.2f} (goal 1.5)"
        )
    print(f"  a week {found.lists['week']:.1f} ms, newest 50 {found.lists['newest']:.1f} ms"
          " (goal 10 each)")  # fmt: skip


# -- ours --------------------------------------------------------------------------------------


def pointage(data: Path, database: str, entries: int, companies: int, punches: int) -> Measured:
    """Fills an installation, serves it, and sends it the punches: as fast as it answers, then at
    half of that."""
    data.mkdir(parents=True)
    url = _postgresql() if database == "postgresql" else ""
    server = Server(
        data, free_port(), with_sample=False, database_url=url, options=_options(WEB_PROCESSES)
    )
    ours = [sys.executable, "-m", "pointage.cli.main", "prepare", "--migrate"]
    _run(ours, server)
    people = json.loads(_run([*_GROUND, "people", str(companies)], server))
    _run([*_GROUND, "entries", str(entries)], server)
    _settle(url, data)
    lists = json.loads(_run([*_GROUND, "lists"], server))
    raw = _raw(url, data)
    server.start()
    try:
        assert server.process is not None
        # Recent, as punches are: one that comes a day late is an exception, with a row of its own.
        begin = datetime.now(UTC) - timedelta(hours=3)
        half_way = begin + timedelta(hours=1.5)
        _round(server, people, begin - timedelta(hours=1), CLIENTS * 2 * companies, "warm")
        before = cpu_seconds(server.process.pid, "granian")
        full = _round(server, people, begin, punches, "full")
        spent = cpu_seconds(server.process.pid, "granian") - before
        half = _round(server, people, half_way, punches // 2, "half", rate=full.rate / 2)
    finally:
        server.stop()
    return Measured(full, half, spent / len(full.latencies) * 1000, raw, lists)


_GROUND = (sys.executable, "-m", "benchmarks.punch_ground")


def _options(workers: int) -> tuple[str, ...]:
    return ("--workers", str(workers))


def _round(
    server: Server,
    people: list[list[dict[str, str]]],
    begin: datetime,
    punches: int,
    name: str,
    rate: float | None = None,
) -> Load:
    each = punches // CLIENTS // 2 * 2
    plans = [
        [_punch(server.port, people, client, turn, begin, name) for turn in range(each)]
        for client in range(CLIENTS)
    ]
    return hammer(server.port, plans, wanted=b'"outcome":"applied"', rate=rate)


def _punch(
    port: int,
    people: list[list[dict[str, str]]],
    client: int,
    turn: int,
    begin: datetime,
    name: str,
) -> bytes:
    """The client's person of the next company, in and then out."""
    person = people[turn // 2 % len(people)][client]
    punch = {
        "client_id": f"{name}-{client}-{turn}",
        "action": "clock_out" if turn % 2 else "clock_in",
        "device_at": (begin + timedelta(seconds=turn * 5)).isoformat(),
        "time_zone": "America/Toronto",
    }
    return request(
        "POST",
        f"/c/{person['company']}/clock/punches/",
        json.dumps({"punches": [punch]}).encode(),
        port,
        Cookie=f"sessionid={person['session']}; csrftoken={CSRF}",
        X_CSRFToken=CSRF,
        Accept="application/json",
    )


def _run(command: list[str] | tuple[str, ...], server: Server) -> str:
    environment = server.environment() | {"DJANGO_SETTINGS_MODULE": "pointage.config.settings"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return done.stdout.strip().rpartition("\n")[2]


# -- the databases -----------------------------------------------------------------------------


def _postgresql() -> str:
    """The address of a new, empty database on a server of our own."""
    from tests.postgres import database_url

    url = database_url()
    with _connected(url) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    return url.rpartition("/")[0] + f"/{DATABASE}"


def _connected(url: str) -> psycopg.Connection[Any]:
    parts = urlsplit(url)
    return psycopg.connect(
        host=unquote(parts.netloc.rpartition("@")[2]),
        user=parts.username,
        password=parts.password,
        dbname=parts.path.lstrip("/"),
        autocommit=True,
    )


def _settle(url: str, data: Path) -> None:
    """What autovacuum or time would do after so many rows."""
    if url:
        with _connected(url) as connection:
            connection.execute("VACUUM ANALYZE")
        return
    with sqlite3.connect(data / "pointage.sqlite3") as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.execute("ANALYZE")


def _raw(url: str, data: Path) -> float:
    """Inserts with a commit each, a second, by as many connections as there are clients."""
    columns = "a bigint, b varchar(12), c bigint, d text, e text, f text, g text"
    if url:
        with _connected(url) as connection:
            connection.execute(f"CREATE TABLE bench_raw (id bigserial PRIMARY KEY, {columns})")
        return _rate(lambda: _PostgresWriter(url))
    path = data / "pointage.sqlite3"
    with sqlite3.connect(path) as file:
        file.execute(f"CREATE TABLE bench_raw (id integer PRIMARY KEY, {columns})")
    return _rate(lambda: _SqliteWriter(path))


class _PostgresWriter:
    def __init__(self, url: str) -> None:
        self._connection = _connected(url)

    def write(self) -> None:
        self._connection.execute(_INSERT.format(", ".join(["%s"] * len(_ROW))), _ROW)

    def close(self) -> None:
        self._connection.close()


class _SqliteWriter:
    """With the pragmas that the settings use."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path, timeout=20, isolation_level=None, check_same_thread=False
        )
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")

    def write(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(_INSERT.format(", ".join("?" * len(_ROW))), _ROW)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def _rate(writer: Callable[[], _PostgresWriter | _SqliteWriter]) -> float:
    until = time.perf_counter() + RAW_SECONDS
    counts = [0] * CLIENTS

    def run(number: int) -> None:
        one = writer()
        while time.perf_counter() < until:
            one.write()
            counts[number] += 1
        one.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / RAW_SECONDS


# -- the other ---------------------------------------------------------------------------------


def timetagger(folder: Path, punches: int) -> Load:
    """TimeTagger with as many clients, each a person of their own, in and out in turn."""
    other = TimeTagger(folder, free_port(), CLIENTS)
    other.start()
    try:
        hammer(other.port, [other.plan(n, 40) for n in range(CLIENTS)], wanted=b"200")
        plans = [other.plan(n, punches // CLIENTS // 2 * 2) for n in range(CLIENTS)]
        load = hammer(other.port, plans, wanted=b'"accepted"')
    finally:
        other.stop()
    print(f"TimeTagger {other.version}: {load.rate:.0f} records/s,"
          f" p99 {load.percentile_ms(0.99):.1f} ms, wrong {load.wrong}")  # fmt: skip
    return load


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
