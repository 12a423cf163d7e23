"""The supervisor with small real processes: starts again what died, ends all when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pointage.cli import supervisor
from pointage.cli.supervisor import Child, Supervisor
from tests.cli.installation import ROOT

#: Notes each start in a file, then waits to be ended.
STEADY = """import os, time
with open({log!r}, "a") as log:
    print(os.getpid(), file=log)
time.sleep(60)"""
SHORT = "with open({log!r}, 'a') as f: print('started', file=f)\nraise SystemExit(3)"


def child(code: str, log: Path) -> Child:
    return Child("child", [sys.executable, "-c", code.format(log=str(log))], dict(os.environ))


def lines(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.02)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses a test can wait for; signals stay with pytest."""
    monkeypatch.setattr(supervisor, "PAUSES", (0, 0.05, 0.1))
    monkeypatch.setattr(supervisor, "_POLL_SECONDS", 0.02)
    monkeypatch.setattr(signal, "signal", lambda *_: None)


def running(
    children: list[Child], said: list[tuple[int, float]]
) -> tuple[Supervisor, threading.Thread]:
    made = Supervisor(children, said=lambda child, code, pause: said.append((code, pause)))
    thread = threading.Thread(target=made.run)
    thread.start()
    return made, thread


def test_a_killed_child_is_started_again(quick: None, tmp_path: Path) -> None:
    log = tmp_path / "log"
    said: list[tuple[int, float]] = []
    made, thread = running([child(STEADY, log)], said)
    until(lambda: len(lines(log)) == 1)
    os.kill(int(lines(log)[0]), signal.SIGKILL)
    until(lambda: len(lines(log)) == 2)
    made.stop.set()
    thread.join(20)
    assert said == [(-signal.SIGKILL, 0)]


def test_the_pause_grows_while_a_child_keeps_dying(quick: None, tmp_path: Path) -> None:
    said: list[tuple[int, float]] = []
    made, thread = running([child(SHORT, tmp_path / "log")], said)
    until(lambda: len(said) >= 4)
    made.stop.set()
    thread.join(20)
    assert said[:4] == [(3, 0), (3, 0.05), (3, 0.1), (3, 0.1)]


def test_stopping_ends_every_child(quick: None, tmp_path: Path) -> None:
    children = [child(STEADY, tmp_path / "one"), child(STEADY, tmp_path / "two")]
    made, thread = running(children, [])
    until(lambda: bool(lines(tmp_path / "one")) and bool(lines(tmp_path / "two")))
    made.stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert [one.process and one.process.poll() for one in children] == [-signal.SIGTERM] * 2


def test_a_child_that_will_not_end_is_ended_by_force(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "END_SECONDS", 0.3)
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STEADY
    children = [child(stubborn, tmp_path / "log")]
    made, thread = running(children, [])
    until(lambda: bool(lines(tmp_path / "log")))
    made.stop.set()
    thread.join(20)
    assert children[0].process is not None
    assert children[0].process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="a promise of Linux only")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = (
        "import os, sys\n"
        "from pointage.cli.supervisor import Child, Supervisor\n"
        f"steady = {STEADY.format(log=str(log))!r}\n"
        "child = Child('child', [sys.executable, '-c', steady], dict(os.environ))\n"
        "Supervisor([child], said=lambda *_: None).run()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT / "src")}
    )
    until(lambda: len(lines(log)) == 1)
    pid = int(lines(log)[0])
    parent.kill()
    parent.wait()
    until(lambda: not alive(pid))


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
