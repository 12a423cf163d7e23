"""Clients that send prepared HTTP requests over kept connections, at full speed or at a pace, and
what they measured. Knows nothing of what the requests mean."""

from __future__ import annotations

import math
import os
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Load:
    """`latencies` in seconds, sorted; `wrong` counts answers that were not what was wanted."""

    seconds: float
    latencies: tuple[float, ...]
    wrong: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def percentile_ms(self, share: float) -> float:
        place = max(math.ceil(share * len(self.latencies)) - 1, 0)
        return self.latencies[place] * 1000


def hammer(
    port: int, plans: Sequence[Sequence[bytes]], *, wanted: bytes, rate: float | None = None
) -> Load:
    """Every plan is one client's requests, sent one after the other on one connection; `rate` is
    how many a second all clients send together, None as many as they can."""
    gate = threading.Barrier(len(plans) + 1)
    taken: list[list[float]] = [[] for _ in plans]
    wrong = [0] * len(plans)
    interval = len(plans) / rate if rate else 0.0

    def run(number: int) -> None:
        with _Connection(port) as connection:
            gate.wait()
            start = time.perf_counter() + interval * number / len(plans)
            for turn, request in enumerate(plans[number]):
                time.sleep(max(start + turn * interval - time.perf_counter(), 0) if rate else 0)
                sent = time.perf_counter()
                answer = connection.ask(request)
                taken[number].append(time.perf_counter() - sent)
                wrong[number] += wanted not in answer

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(plans))]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    return Load(seconds, tuple(sorted(each for one in taken for each in one)), sum(wrong))


def request(method: str, path: str, body: bytes, port: int, **headers: str) -> bytes:
    """One request as it goes over the wire. Underscores in header names become hyphens."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: localhost:{port}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Connection:
    """A kept HTTP/1.1 connection that reads answers with a Content-Length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> _Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> bytes:
        """Status line, headers and body of the answer."""
        self._socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(body) < length:
            body += self._more()
        return head + b"\r\n\r\n" + body

    def _more(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


def cpu_seconds(root: int, word: str = "") -> float:
    """User and system time of the processes below `root` whose command line holds `word`."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        parents[int(entry.name)] = int(words[1])
        if word in command:
            used[int(entry.name)] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return sum(seconds for pid, seconds in used.items() if _is_below(pid, root, parents))


def _is_below(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid > 1:
        if pid == root:
            return True
        pid = parents.get(pid, 0)
    return False
