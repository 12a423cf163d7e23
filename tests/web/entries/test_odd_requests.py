"""Addresses and forms that nobody types on purpose: never an error page. Run on PostgreSQL too,
which refuses text that SQLite keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.identity.models import User
from tests.web.entries.conftest import MONDAY, Bakery

SignedIn = Callable[[User], Browser]

_LONG = "x" * 2000
#: page -> queries that it reads.
ADDRESSES = {
    "": [
        "first=0001-01-01&last=9999-12-31",
        "range=dates&first=9999-12-31&last=0001-01-01",
        "range=dates&first=2000-01-01&last=2099-12-31&columns_set=1&columns=%00&empty=1",
        "range=dates&first=%00&last=%F0%9F%98%80",
        "range=newest&before=%00",
        f"range=newest&before={_LONG}&before=x",
        "who=%00&who=%F0%9F%98%80&who=&group=%00&job=%00&source=%00&kind=x&activity=[]",
    ],
    "week/": ["on=0001-01-01", "on=9999-12-31", "on=2026-W47-1&layout=%00", "who=%00"],
    "week/row/": ["who=%00", f"who={_LONG}"],
    "timeline/": ["on=2099-12-31", "on=%00&who=%00&who=x"],
    "crew/": ["q=%00", f"q={_LONG}%25_%5C"],
    "deleted/": ["before=%00", f"before={_LONG}"],
    "new/": ["start=99:99&end=abc&end_on=9999-12-31&start_on=x", "job=%00&who=%00&next=%00"],
    "choices/people/": ["q=%00&who=%00", "who=" + "&who=".join("abc" * 40)],
    "choices/jobs/": ["job=%00&any=1&q=%00", "member=%00"],
    "choices/fields/": ["member=%00", "prefix=%00&custom_x=%00", "job=%00"],
    "{entry}/": ["start=99:99&end=%00", "next=//evil.example/"],
    "{entry}/history/": ["next=javascript:alert(1)"],
    "%00/": [""],
    "%00/history/": [""],
}
_KEY = '["","","","",null,[],0]'
#: page -> (a form that is fine, values that are not).
FORMS = {
    "new/": (
        {"how": "regular", "activity": "work", "starts_on": "2026-11-16", "starts_at": "08:00",
         "ends_on": "2026-11-16", "ends_at": "09:00", "time_zone": "America/Toronto"},
        {"starts_on": "0001-01-01", "ends_on": "9999-12-31", "job": "\x00", "member": "\x00",
         "time_zone": "\x00", "note": "\x00", "starts_at": "24:00", "activity": "\x00"},
    ),
    "{entry}/": (
        {"how": "manual", "activity": "work", "starts_on": "2026-11-16", "hours": "8",
         "version": "1", "reason": "x"},
        {"starts_on": "0001-01-01", "hours": "9" * 24, "version": "9" * 30, "job": "\x00",
         "reason": "\x00"},
    ),
    "week/": (
        {"k-0": _KEY, "h-0-0": "8", "s-0-0": "", "n-0-0": "", "reason": "x"},
        {"k-0": '["x","","","",null,[["\\u0000","x"]],0]', "h-0-0": "-1",
         "s-0-0": '["x",1e400,"8",""]', "n-0-0": "\x00"},
    ),
    "{entry}/split/": ({"at_on": "2026-11-16", "at": "09:00"}, {"at_on": "0001-01-01", "at": "x"}),
    "{entry}/break/": ({"rule": "x", "version": "1"}, {"rule": "\x00", "version": "9" * 30}),
    "crew/": (
        {"people": "x", "action": "clock_in", "batch": "x"},
        {"people": "\x00", "action": "\x00", "q": "\x00", "job": "\x00"},
    ),
}  # fmt: skip


@pytest.fixture
def entry(bakery: Bakery) -> TimeEntry:
    return bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00", bakery.baking)


@pytest.mark.parametrize("page", ADDRESSES)
def test_no_address_breaks_a_page(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str
) -> None:
    browser = signed_in(bakery.world.alice)
    address = bakery.base + page.format(entry=entry.public_id)
    for query in ADDRESSES[page]:
        assert browser.get(f"{address}?{query}").status_code < 500


@pytest.mark.parametrize("page", FORMS)
def test_no_form_breaks_a_page(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str
) -> None:
    browser = signed_in(bakery.world.alice)
    address = bakery.base + page.format(entry=entry.public_id)
    form, odd = FORMS[page]
    for name, value in odd.items():
        assert browser.post(address, form | {name: value}).status_code < 500
