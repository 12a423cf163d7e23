"""Keeps child processes running: starts them, starts a dead one again with a growing pause, and
ends all of them when told to stop. Knows nothing of what they do."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

PAUSES = (1, 2, 4, 8, 16, 30)
#: A child that lived this long had started well; its next death counts from the shortest pause.
STEADY_SECONDS = 60
END_SECONDS = 25
_POLL_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """A command to keep running. `said` tells the operator of deaths: name, exit code, pause."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    not_before: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends children in order.
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=_die_with_us,
        )

    def signal_group(self, number: int) -> None:
        """Signals the child and everything it started; fine when they are gone."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


Said = Callable[[Child, int, int], None]


@dataclass(slots=True)
class Supervisor:
    """Runs children until `stop` is set, by a signal or by a caller."""

    children: Sequence[Child]
    said: Said
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Blocks until stopped, then ends every child: politely, and after a while by force."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            while not self.stop.is_set():
                for child in self.children:
                    self._keep(child)
                self.stop.wait(_POLL_SECONDS)
        finally:
            self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stop.set()

    def _keep(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            child.signal_group(signal.SIGKILL)  # what it started must not hold the port
            child.deaths = 0 if now - child.started > STEADY_SECONDS else child.deaths
            pause = PAUSES[min(child.deaths, len(PAUSES) - 1)]
            child.deaths += 1
            child.not_before = now + pause
            child.process = None
            self.said(child, code, pause)
        if now >= child.not_before:
            child.start()

    def _end(self) -> None:
        running = [child for child in self.children if child.process is not None]
        for child in running:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + END_SECONDS
        for child in running:
            assert child.process is not None
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            child.signal_group(signal.SIGKILL)
            child.process.wait()


def _die_with_us() -> None:
    """On Linux a child is told to end when the supervisor is killed without a chance to say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
