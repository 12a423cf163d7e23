"""A whole Pointage for browser and kill tests: `pointage serve` as an operator runs it, with a
real SMTP server beside it. Ends what it started."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.mailbox import Mailbox

LINK = re.compile(r"https?://\S+/invitations/\S+")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


#: The folder pytest makes for one run, shared by its worker processes.
RUN_FOLDER = re.compile(r"pytest-\d+")


def _wait_for(path: Path, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not path.exists():
        if time.monotonic() > until:
            raise AssertionError(f"{path} was not made")
        time.sleep(0.2)


@dataclass
class Post:
    """A mail server that keeps what it receives."""

    box: Mailbox = field(default_factory=Mailbox)
    controller: Controller | None = None

    def start(self) -> None:
        self.box.port = self.box.port or free_port()
        self.controller = Controller(self.box, hostname=self.box.host, port=self.box.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    def wait_for(self, address: str, count: int = 1, seconds: float = 30) -> list[EmailMessage]:
        """The mails to an address, once there are `count` of them."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = [m for m in self.box.messages if address in str(m["To"])]
            if len(found) >= count:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{count} mails to {address} expected; got {self.box.messages}")


def link_in(mail: EmailMessage) -> str:
    """The invitation link in a mail's text part."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = LINK.search(body.get_content())
    assert found, body.get_content()
    return found.group(0)


@dataclass
class Server:
    """`pointage serve` on a data folder of its own."""

    data: Path
    port: int
    smtp_port: int = 0
    with_sample: bool = True
    database_url: str = ""  # empty: SQLite in the data folder
    options: tuple[str, ...] = ()  # further words of the command
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("POINTAGE_", "DJANGO_"))}
        kept.update(
            POINTAGE_DATA_DIR=str(self.data),
            POINTAGE_BASE_URL=self.url,
            PORT=str(self.port),
            PYTHONUNBUFFERED="1",
        )
        if self.database_url:
            kept["POINTAGE_DATABASE_URL"] = self.database_url
        if self.smtp_port:
            kept["POINTAGE_SMTP_URL"] = f"smtp://127.0.0.1:{self.smtp_port}"
        return kept

    def start(self, seconds: float = 90) -> None:
        command = [sys.executable, "-m", "pointage.cli.main", "serve", *self.options]
        if self.with_sample:
            command.append("--with-sample")
        self.data.mkdir(parents=True, exist_ok=True)
        if self.with_sample and not self.database_url:
            self._begin_with_a_copy()
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            if self.is_ready():
                return
            time.sleep(0.2)
        raise AssertionError((self.data / "serve.log").read_text()[-4000:])

    def _begin_with_a_copy(self) -> None:
        """Fills an empty data folder from one that was prepared once for this run of the tests:
        migrating and loading the sample takes longer than most tests. `serve` checks it again."""
        run = next((p for p in self.data.parents if RUN_FOLDER.fullmatch(p.name)), None)
        if run is None or any(self.data.iterdir()):
            return
        template = run / "prepared"
        try:
            template.mkdir()
        except FileExistsError:
            _wait_for(template / "done")
        else:
            command = [sys.executable, "-m", "pointage.cli.main", "prepare", "--with-sample"]
            environment = self.environment() | {"POINTAGE_DATA_DIR": str(template)}
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
            (template / "done").touch()
        shutil.copytree(template, self.data, dirs_exist_ok=True)
        (self.data / "done").unlink()

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return json.loads(answer.read())["status"] == "ok"
        except OSError:
            return False

    def children(self) -> dict[str, int]:
        """Ids of the web and worker processes below the supervisor."""
        assert self.process is not None
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except (OSError, IndexError, ValueError):
                continue
            if parent == self.process.pid:
                found["worker" if b"worker" in words else "web"] = int(entry.name)
        return found

    def kill_child(self, name: str) -> None:
        """kill -9 of one process; the supervisor starts it again."""
        pid = self.children().get(name)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)
        self.process = None
