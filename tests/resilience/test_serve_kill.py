"""`pointage serve` with its children killed: each comes back, and nothing that waited is lost."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.installation import ROOT, Installation

pytestmark = [
    pytest.mark.resilience,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds processes in /proc"),
]

QUEUE = """
import django; django.setup()
from django.db import transaction
from pointage.foundation.outbox.services import message_add
with transaction.atomic():
    message_add(topic="nobody.handles", key="after-the-kill", payload={})
"""
STATE = """
import django; django.setup()
from pointage.foundation.outbox.models import OutboxMessage
print(OutboxMessage.objects.get(key="after-the-kill").state)
"""


@dataclass(slots=True)
class Serving:
    process: subprocess.Popen[bytes]
    port: int

    def child(self, words: str) -> int:
        """Process id of the child whose command line holds `words`; 0 while there is none."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if int(parent) == self.process.pid and words in line:
                        return int(entry.name)
        return 0

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        """Status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.1)


@pytest.fixture
def serving(installation: Installation) -> Iterator[Serving]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "pointage.cli.main", "serve", "--port", str(port)],
        env=installation.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = Serving(process, port)
    try:
        until(lambda: made.get("/readyz")[0] == 200)
        yield made
    finally:
        process.terminate()
        process.wait(60)


def test_a_killed_worker_comes_back_and_does_what_waits(
    serving: Serving, installation: Installation
) -> None:
    first = serving.child("main worker")
    os.kill(first, signal.SIGKILL)
    installation.python(QUEUE)
    until(lambda: installation.python(STATE) == "failed")  # handled: nobody handles this topic
    assert serving.child("main worker") not in {0, first}


def test_a_killed_web_server_comes_back(serving: Serving) -> None:
    first = serving.child("granian")
    os.kill(first, signal.SIGKILL)
    until(lambda: serving.child("granian") not in {0, first})
    until(lambda: serving.get("/healthz")[0] == 200)


def test_stopping_ends_both_and_frees_the_port(serving: Serving) -> None:
    children = [serving.child("granian"), serving.child("main worker")]
    serving.process.terminate()
    assert serving.process.wait(60) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", serving.port))


def test_a_port_in_use_is_said_at_once(serving: Serving, installation: Installation) -> None:
    done = installation.run("serve", "--port", str(serving.port))
    assert done.returncode == 1
    assert f"Port {serving.port} is in use" in done.stderr
