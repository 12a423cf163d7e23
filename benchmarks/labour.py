"""Speed and memory of classifying hours, beside a plain sum by person and week in DuckDB.

Run: `python benchmarks/labour.py [people]`. DuckDB is the yardstick only, not a dependency of
Pointage; without it the ratio is left out. Prints one table; changes nothing.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from pointage.rules.labour import Classifier, Policy, Segment

SEGMENTS = 50
"""Per person: five weeks of five days with a meal between two stretches."""
HOUR = 3600
MONDAY = datetime(2026, 6, 1, 13, tzinfo=UTC)


def person(seed: int) -> list[tuple[datetime, datetime]]:
    """One person's stretches of work: 7 to 11 hours a day."""
    chance = random.Random(seed)
    rows = []
    for number in range(SEGMENTS // 2):
        day = MONDAY + timedelta(days=number // 5 * 7 + number % 5)
        start = day + timedelta(minutes=chance.randrange(0, 60))
        noon = start + timedelta(minutes=chance.randrange(210, 270))
        back = noon + timedelta(minutes=30)
        rows.append((start, noon))
        rows.append((back, back + timedelta(minutes=chance.randrange(210, 390))))
    return rows


def people(count: int) -> Iterator[list[tuple[datetime, datetime]]]:
    """Streams of rows, from 400 different people repeated, so that making them costs little."""
    known = [person(seed) for seed in range(400)]
    for number in range(count):
        yield known[number % len(known)]


def run(place: str, zone: str, count: int, *, reasons: bool) -> tuple[float, float, int]:
    """Seconds to make segments, seconds to classify them, and the overtime found (in hours)."""
    classifier = Classifier(Policy(place, zone))
    making = classifying = 0.0
    overtime = 0
    for rows in people(count):
        began = time.process_time()
        segments = [Segment(start, end) for start, end in rows]
        made_at = time.process_time()
        made = classifier.classify(segments)
        if reasons:
            looks = [reason.looks for reason in made.reasons]
            overtime += sum(look.after - look.before for each in looks for look in each[:1])
        else:
            overtime += sum(result.extra for result in made.results)
        done = time.process_time()
        making += made_at - began
        classifying += done - made_at
    return making, classifying, overtime


def yardstick(count: int) -> float | None:
    """Seconds DuckDB takes to sum the same rows by person and week, on one thread."""
    try:
        import duckdb
    except ImportError:
        return None
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("CREATE TABLE known (who INTEGER, began BIGINT, ended BIGINT)")
    rows = [
        (who, int(start.timestamp()), int(end.timestamp()))
        for who in range(400)
        for start, end in person(who)
    ]
    connection.executemany("INSERT INTO known VALUES (?, ?, ?)", rows)
    connection.execute(
        "CREATE TABLE rows AS SELECT n AS person, began, ended FROM range(?) AS r(n) "
        "JOIN known ON who = n % 400",
        [count],
    )
    began = time.process_time()
    connection.execute(
        "SELECT person, began // 604800 AS week, sum(ended - began) FROM rows GROUP BY 1, 2"
    ).fetchall()
    return time.process_time() - began


def main(count: int) -> None:
    total = count * SEGMENTS
    print(f"{date.today().isoformat()}  {count} people × {SEGMENTS} = {total} segments, one core")  # noqa: DTZ011
    base: dict[str, float] = {}
    for place, zone in (("CA-QC", "America/Toronto"), ("US-CA", "America/Los_Angeles")):
        for reasons in (False, True):
            many = count if not reasons else max(count // 10, 1)
            making, seconds, _ = run(place, zone, many, reasons=reasons)
            each = seconds / (many * SEGMENTS)
            ratio = f", {each / base[place]:.1f} times without" if reasons else ""
            base.setdefault(place, each)
            making_each = making / (many * SEGMENTS) * 1e6
            print(
                f"{place} {'with' if reasons else 'without'} reasons: {1 / each:>9,.0f} segments/s"
                f" ({each * 1e6:.2f} µs each{ratio}; making a Segment {making_each:.2f} µs)"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")
    plain = yardstick(count)
    if plain is None:
        print("DuckDB is not installed: no yardstick (pip install duckdb, for this run only)")
    else:
        for place, each in base.items():
            print(f"{place}: {each * total / plain:.0f} times DuckDB's plain sum ({plain:.2f} s)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
