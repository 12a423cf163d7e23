"""A TimeTagger server to compare with: the published package in an environment of its own, thrown
away afterwards. It keeps records without rules, history or permissions, one SQLite file a person.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from benchmarks.hammering import request

_MADE = "import bcrypt; print(bcrypt.hashpw(b'bench', bcrypt.gensalt(4)).decode())"


class TimeTagger:
    """`start` installs and runs it; `plan` makes one client's requests."""

    def __init__(self, folder: Path, port: int, people: int) -> None:
        self.port = port
        self.users = [f"user{number}" for number in range(people)]
        self._folder = folder
        self._python = folder / "venv/bin/python"
        self.process: subprocess.Popen[bytes] | None = None
        self.version = ""

    def start(self) -> None:
        venv = self._folder / "venv"
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        pip = [str(self._python), "-m", "pip", "install", "--quiet", "timetagger"]
        subprocess.run(pip, check=True)
        self.version = self._said(
            "from importlib.metadata import version as v;print(v('timetagger'))"
        )
        secret = self._said(_MADE)
        command = [
            str(self._python),
            "-m",
            "timetagger",
            f"--bind=127.0.0.1:{self.port}",
            f"--datadir={self._folder / 'records'}",
            "--log_level=warning",
            "--credentials=" + ",".join(f"{user}:{secret}" for user in self.users),
        ]
        with (self._folder / "timetagger.log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def plan(self, client: int, count: int) -> list[bytes]:
        """`count` records, begun and ended in turn like punches: a record that runs has one
        instant for both."""
        token = self._token(self.users[client])
        now = int(time.time())
        plan = []
        for number in range(count):
            record = {
                "key": f"bench{client:02}{number // 2:08}",
                "t1": now - count + number // 2 * 2,
                "t2": now - count + number // 2 * 2 + number % 2,
                "mt": now,
                "ds": "#bench",
            }
            body = json.dumps([record]).encode()
            path = "/timetagger/api/v2/records"
            plan.append(request("PUT", path, body, self.port, authtoken=token))
        return plan

    def _said(self, program: str) -> str:
        done = subprocess.run(
            [str(self._python), "-c", program], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def _token(self, user: str) -> str:
        wish = {"method": "usernamepassword", "username": user, "password": "bench"}
        url = f"http://127.0.0.1:{self.port}/timetagger/api/v2/bootstrap_authentication"
        sent = base64.b64encode(json.dumps(wish).encode())
        with urllib.request.urlopen(urllib.request.Request(url, sent), timeout=10) as answer:
            return str(json.load(answer)["token"])

    def _wait(self) -> None:
        url = f"http://127.0.0.1:{self.port}/timetagger/status"
        for _ in range(100):
            try:
                urllib.request.urlopen(url, timeout=2).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise SystemExit((self._folder / "timetagger.log").read_text()[-2000:])
