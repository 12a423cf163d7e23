"""Each setting of time tracking governs what its line on the settings page says: a table of what a
person sees, or may do, with one answer and with the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from django.test import Client as Browser

from pointage.features.companies.time_values import TimeSettingsValues
from pointage.features.timeentries.services import time_entry_update
from pointage.features.timeentries.values import EntryFields, RegularTime
from pointage.foundation.identity.models import User
from pointage.foundation.notices.models import Notice
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import seat
from tests.web.entries.conftest import MONDAY, NOW, Bakery

SignedIn = Callable[[User], Browser]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"
Look = Callable[[Bakery, Browser], bool]


def shows(page: str, words: str) -> Look:
    """Whether Wendy's page holds the words."""
    return lambda bakery, browser: words in browser.get(url(bakery, page), follow=True).text


def url(bakery: Bakery, page: str) -> str:
    return f"/c/{bakery.company.public_id}/{page}"


def is_linked(page: str) -> Look:
    """Whether the navigation leads there."""
    return lambda bakery, browser: (
        f'href="{url(bakery, page)}"' in browser.get(url(bakery, "me/")).text
    )


def stays(page: str) -> Look:
    """Whether Wendy's page opens; a tool that is not offered leads to another."""
    return lambda bakery, browser: browser.get(url(bakery, page)).status_code == 200


def both(*looks: Look) -> Look:
    return lambda bakery, browser: all(look(bakery, browser) for look in looks)


def clocks_in_on_a_phone(bakery: Bakery, browser: Browser) -> bool:
    tap = {"client_id": "t", "action": "clock_in", "device_at": NOW.isoformat()}
    answer = browser.post(
        url(bakery, "clock/punches/"),
        json.dumps({"punches": [tap]}),
        content_type="application/json",
        headers={"User-Agent": PHONE},
    )
    return answer.status_code == 200 and len(bakery.entries()) == 1


def clocks_in_without_a_job(bakery: Bakery, browser: Browser) -> bool:
    browser.post(url(bakery, "clock/act/"), {"client_id": "t", "action": "clock_in"})
    return len(bakery.entries()) == 1


def types_without(**given: str) -> Look:
    """Whether Wendy's typed entry is taken."""

    def typed(bakery: Bakery, browser: Browser) -> bool:
        bakery.lets_people_manage_their_time()
        form = {
            "how": "manual", "activity": "work", "hours": "2", "starts_on": MONDAY.isoformat(),
            "time_zone": "America/Toronto",
        }  # fmt: skip
        browser.post(url(bakery, "time/new/"), form | given)
        return len(bakery.entries()) == 1

    return typed


def adds_time(bakery: Bakery, browser: Browser) -> bool:
    return browser.get(url(bakery, "time/new/")).status_code == 200


def asks_for_a_correction(bakery: Bakery, browser: Browser) -> bool:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "09:00")
    page = f"oversight/corrections/new/{entry.public_id}/"
    return browser.get(url(bakery, page)).status_code == 200


def with_an_entry(look: Look) -> Look:
    def seen(bakery: Bakery, browser: Browser) -> bool:
        bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "16:30")
        return look(bakery, browser)

    return seen


def note_told_to(user: str) -> Look:
    """Whether a note that Wendy changed is told to the group's manager or to the administrator."""

    def told(bakery: Bakery, _browser: Browser) -> bool:
        bakery.lets_people_manage_their_time()
        entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "09:00")
        who = bakery.max if user == "max" else bakery.world.alice
        with tenant_scope(companies=[bakery.company.pk]):
            assert entry.ended_at is not None
            time_entry_update(
                actor=seat(bakery.world, bakery.world.wendy).actor, entry=entry,
                time=RegularTime(
                    started_at=entry.started_at, ended_at=entry.ended_at,
                    time_zone=entry.time_zone,
                ),
                fields=EntryFields(note="Other words"), version=entry.version,
            )  # fmt: skip
        return Notice.objects.filter(user=who, code="time_entry.note_changed").exists()

    return told


#: setting: (an answer that gives it, one that does not, what is then to be seen)
TABLE: dict[str, tuple[Any, Any, Look]] = {
    "people_manage_own_time": (True, False, adds_time),
    "people_use_phones": (True, False, clocks_in_on_a_phone),
    "people_request_corrections": (True, False, asks_for_a_correction),
    "people_change_time_zone": (True, False, shows("me/", 'name="time_zone"')),
    "shows_clock": (True, False, both(is_linked("clock/"), shows("clock/", "clock-form"))),
    "shows_week": (True, False, both(shows("time/", "/time/week/"), stays("time/week/"))),
    "shows_days": (True, False, stays("time/")),
    "shows_timeline": (
        True, False, both(shows("time/", "/time/timeline/"), stays("time/timeline/")),
    ),
    "hides_running_total": (False, True, shows("clock/", 'data-clock="timer"')),
    "week_opens_by_day": (True, False, shows("time/week/", "by-day")),
    "week_includes_clocked": (
        True, False, with_an_entry(shows(f"time/week/?on={MONDAY}", "week-clocked")),
    ),
    "hours_format": (
        "decimal", "hours_minutes",
        with_an_entry(shows(f"time/?first={MONDAY}&last={MONDAY}", "8,50")),
    ),
    "requires_job": (False, True, clocks_in_without_a_job),
    "has_notes": (True, False, shows("clock/", 'name="note"')),
    "requires_notes": (False, True, types_without()),
    "note_edits_tell_administrators": (True, False, note_told_to("alice")),
    "note_edits_tell_managers": (True, False, note_told_to("max")),
    "has_attachments": (True, False, shows("clock/", 'type="file"')),
    "job_label": ("case", "job", with_an_entry(shows("time/", "Dossier"))),
}  # fmt: skip
#: Tried beside the services that they govern.
ELSEWHERE = {
    "splits_at_midnight": "features/time/test_clock.py",
    "crew_clock_in_asks": "features/time/test_clock.py",
    "clock_out_after_seconds": "features/breaks/test_automatic_clock_out.py",
    "clock_out_tells_administrators": "features/breaks/test_automatic_clock_out.py",
    "clock_out_tells_managers": "features/breaks/test_automatic_clock_out.py",
    "long_shift_after_seconds": "features/time/test_exceptions.py",
    "missing_break_after_seconds": "features/time/test_exceptions.py",
    "unsynced_after_seconds": "features/time/test_exceptions.py",
    "rounding_minutes": "features/breaks/test_rounding.py",
    "rounding_in": "features/breaks/test_rounding.py",
    "rounding_out": "features/breaks/test_rounding.py",
    "own_job_label_en": "features/test_time_settings.py",
    "own_job_labels_en": "features/test_time_settings.py",
    "own_job_label_fr": "features/test_time_settings.py",
    "own_job_labels_fr": "features/test_time_settings.py",
}


def test_every_setting_is_tried() -> None:
    assert {*TABLE, *ELSEWHERE} == {each.name for each in fields(TimeSettingsValues)}


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("gives", [True, False], ids=["with", "without"])
def test_the_setting_governs(bakery: Bakery, signed_in: SignedIn, name: str, gives: bool) -> None:
    on, off, look = TABLE[name]
    bakery.settings(**{name: on if gives else off})
    assert look(bakery, signed_in(bakery.world.wendy)) is gives
