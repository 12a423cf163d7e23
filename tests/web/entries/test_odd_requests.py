"""Addresses and forms that nobody types on purpose: never an error page, never a change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.identity.models import User
from tests.web.entries.conftest import MONDAY, Bakery

SignedIn = Callable[[User], Browser]

_DATES = ["0001-01-01", "9999-12-31", "1900-01-01", "2026-02-30", "", "\x00", "١٢٣٤-٠١-٠١", "2026-W47-1"]
QUERIES = [
    "first=0001-01-01&last=9999-12-31",
    "range=dates&first=0001-01-01&last=9999-12-31",
    "range=dates&first=9999-12-31&last=0001-01-01",
    "range=dates&first=2000-01-01&last=2099-12-31&columns_set=1&empty=1",
    "range=dates&first=%00&last=%F0%9F%98%80",
    "range=newest&before=%00",
    "range=newest&before=" + "x" * 3000,
    "range=newest&before=zzz&before=yyy",
    "who=%00&who=%F0%9F%98%80&who=",
    "who=" + "x" * 2000,
    "group=%00", "job=%00", "group=" + "9" * 500, "source=%00&kind=x&activity=[]",
    "columns_set=1&columns=%00&columns=job&columns=nope",
    "on=0001-01-01", "on=9999-12-31", "on=2000-01-01", "on=2099-12-31", "on=2026-02-30", "on=%00",
    "on=2026-W47-1", "on=-1", "layout=%00", "layout=day",
    "start=99:99&end=abc&end_on=9999-12-31&start_on=x", "hours=%00&job=%00&who=",
    "q=%00", "q=%25_%5C", "q=" + "x" * 5000, "member=%00", "prefix=%00&member=x", "prefix=" + "x" * 900,
    "next=//evil.example/", "next=javascript:alert(1)", "next=%00",
]
PAGES = ["", "week/", "timeline/", "crew/", "deleted/", "new/", "week/row/", "choices/people/",
         "choices/jobs/", "choices/fields/", "{entry}/", "{entry}/delete/", "{entry}/split/",
         "{entry}/break/", "{entry}/history/"]


@pytest.fixture
def entry(bakery: Bakery) -> TimeEntry:
    return bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00", bakery.baking)


@pytest.mark.parametrize("page", PAGES)
def test_no_address_breaks_a_page(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str
) -> None:
    browsers = [signed_in(user) for user in (bakery.world.alice,)]
    for browser in browsers:
        browser.raise_request_exception = True
    broken = []
    for query in QUERIES:
        address = f"{bakery.base}{page.format(entry=entry.public_id)}?{query}"
        for browser in browsers:
            try:
                answer = browser.get(address)
            except Exception as error:  # noqa: BLE001
                broken.append(f"{query[:80]}: {type(error).__name__} {error}"[:300])
                continue
            if answer.status_code >= 500:
                broken.append(query)
    assert broken == []


ODD = ["", "\x00", "0", "-1", "9" * 30, "0001-01-01", "9999-12-31", "99:99", "24:00", "abc", "😀", "null", "[]", "regular", "manual", "1"]

@pytest.mark.parametrize("page", ["week/", "new/", "{entry}/", "{entry}/delete/", "{entry}/split/",
         "{entry}/break/", "{entry}/restore/", "crew/"])
def test_no_form_breaks_a_page(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str
) -> None:
    fields = {"how": "regular", "activity": "work", "starts_on": "2026-11-16", "ends_on": "2026-11-16",
      "starts_at": "08:00", "ends_at": "09:00", "hours": "8", "time_zone": "America/Toronto", "version": "1",
      "reason": "x", "job": "", "member": "", "fix": "", "at": "09:00", "at_on": "2026-11-16", "rule": "x", "minutes": "5",
      "starts": "08:00", "k-0": '["","","","",null,[],0]', "h-0-0": "8", "s-0-0": "", "n-0-0": "x", "batch": "x", "people": "x",
      "action": "clock_in", "is_running": "", "note": "x", "is_billable": "", "apply_breaks": ""}
    browser = signed_in(bakery.world.alice)
    broken = []
    address = f"{bakery.base}{page.format(entry=entry.public_id)}"
    for name in fields:
        for value in [*ODD, '["x","","","",null,[["\\u0000","x"]],0]', '["\\u0000","","","",null,[],0]', '["","","","",null,[],1e400]', '["x",1,"8",""]', '["x",1e400,"8",""]']:
            try:
                answer = browser.post(address, fields | {name: value})
            except Exception as error:  # noqa: BLE001
                broken.append(f"{name}={value[:40]!r}: {type(error).__name__} {error}"[:300])
                continue
            if answer.status_code >= 500:
                broken.append(f"{name}={value!r}")
    assert broken == []
