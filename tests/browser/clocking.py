"""A phone at the time clock: a real browser whose profile outlives it, and what its buttons say.
Not the tests."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from pointage.foundation.identity.models import User
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.world import PASSWORD


@dataclass(frozen=True, slots=True)
class Words:
    """What the buttons say."""

    clock_in: str
    clock_out: str
    switch: str
    back: str
    working: str
    off: str
    waiting: str
    synced: str
    add: str


FRENCH = Words(
    clock_in="Pointer mon arrivée",
    clock_out="Pointer mon départ",
    switch="Changer de mandat",
    back="Retour",
    working="En poste depuis",
    off="Pas en poste",
    waiting="En attente de synchronisation",
    synced="Synchronisé",
    add="Ajouter",
)
ENGLISH = Words(
    clock_in="Clock in",
    clock_out="Clock out",
    switch="Switch job",
    back="Back to",
    working="On the clock since",
    off="Off the clock",
    waiting="Waiting to sync",
    synced="Synced",
    add="Add",
)


class Phone:
    """A browser with a profile on disk, which outlives its process."""

    def __init__(self, playwright: Playwright, folder: Path, base: str) -> None:
        self.playwright, self.folder, self.base = playwright, folder, base
        self.context: BrowserContext | None = None

    def open(
        self, *, width: int = 390, language: str = "fr-CA", without_network: bool = False
    ) -> Page:
        nowhere = ["--host-resolver-rules=MAP localhost ~NOTFOUND"] if without_network else []
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            args=[*FLAGS, *nowhere],
            base_url=self.base,
            locale=language,
            viewport={"width": width, "height": 844},
        )
        page = self.context.pages[0]
        page.set_default_timeout(15_000)
        return page

    def set_offline(self, offline: bool) -> None:
        assert self.context is not None
        self.context.set_offline(offline)

    def wait_until_installed(self, seconds: float = 20) -> None:
        """Until the browser has written down that it has the worker."""
        kept = self.folder / "Default" / "Service Worker" / "Database"
        until = time.monotonic() + seconds
        while not any(b"service-worker.js" in each.read_bytes() for each in kept.glob("*.log")):
            assert time.monotonic() < until, list(kept.glob("*"))
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 of the browser: nothing is said goodbye to."""
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if f"--user-data-dir={self.folder}" in words and "--type=" not in words:
                os.kill(int(entry.name), signal.SIGKILL)
        self.context = None
        (self.folder / "SingletonLock").unlink(missing_ok=True)

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None


def sign_in(page: Page, user: User, to: str) -> None:
    page.goto(f"/account/login/?next={to}")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=login]) button.btn-primary").click()
    page.wait_for_url(f"**{to}")


def without_background_sync(page: Page) -> None:
    """Only the page sends: what the service worker asks for goes past a test's routes."""
    page.add_init_script("delete ServiceWorkerRegistration.prototype.sync")


def tap(page: Page, name: str) -> None:
    """A tap on a button, once the one before has come to rest."""
    expect(page.locator("[data-resting]")).to_have_count(0)
    page.get_by_role("button", name=name).and_(page.locator(":visible")).first.click()


def choose(page: Page, name: str) -> None:
    page.locator("#clock-picker").get_by_role("button", name=name).first.click()


def ready_offline(page: Page, clock: str) -> None:
    """Waits until the worker has kept the page and its lists."""
    page.evaluate(
        """async (clock) => {
          const names = ["", "state/", "lists/"].map((part) => clock + part);
          const kept = async () => {
            const pages = await caches.open("pointage-pages");
            return (await Promise.all(names.map((name) => pages.match(name)))).every(Boolean);
          };
          for (let tries = 0; !navigator.serviceWorker.controller || !(await kept()); tries += 1) {
            if (tries > 300) throw new Error("the worker keeps no clock");
            await new Promise((soon) => setTimeout(soon, 50));
          }
        }""",
        clock,
    )
