"""Who may open which page of time, whose time stands on it, in which language, at what cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.web.entries.conftest import MONDAY, TODAY, Bakery

SignedIn = Callable[[User], Browser]

#: page -> who of (Alice the administrator, Max who leads a group, Wendy of that group) opens it.
PAGES = {
    "": {"alice", "max", "wendy"},
    "week/": {"alice", "max", "wendy"},
    "timeline/": {"alice", "max", "wendy"},
    "crew/": {"alice", "max"},
    "deleted/": {"alice"},
    "new/": {"alice", "max"},
    "choices/people/": {"alice", "max", "wendy"},
    "choices/jobs/": {"alice", "max", "wendy"},
    "choices/fields/": {"alice", "max", "wendy"},
    "{entry}/": {"alice", "max"},
    "{entry}/delete/": {"alice", "max"},
    "{entry}/split/": {"alice", "max"},
    "{entry}/history/": {"alice", "max", "wendy"},
}
#: Pages that show whole French sentences (the others are fragments).
FULL = [page for page in PAGES if not page.startswith("choices/")]


@pytest.fixture
def entry(bakery: Bakery) -> TimeEntry:
    """Wendy's Monday morning."""
    return bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00", bakery.baking)


def users(bakery: Bakery) -> dict[str, User]:
    return {"alice": bakery.world.alice, "max": bakery.max, "wendy": bakery.world.wendy}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["alice", "max", "wendy"])
def test_each_page_opens_for_whom_it_is_meant(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str, who: str
) -> None:
    answer = signed_in(users(bakery)[who]).get(bakery.base + page.format(entry=entry.public_id))
    allowed = who in PAGES[page]
    sent_to_history = not allowed and page == "{entry}/"
    assert answer.status_code == (200 if allowed else 302 if sent_to_history else 403)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_and_other_firms_find_nothing(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str
) -> None:
    address = bakery.base + page.format(entry=entry.public_id)
    for user in (bakery.world.stranger, bakery.world.peter):
        assert signed_in(user).get(address).status_code == 404


@pytest.mark.parametrize("page", ["", "{entry}/", "{entry}/delete/", "{entry}/split/", "new/"])
def test_an_accountant_who_only_reads_changes_nothing(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str
) -> None:
    from pointage.features.practice.models import AccountantGrant

    AccountantGrant.objects.filter(company=bakery.company).update(scope="read_only")
    browser = signed_in(bakery.world.luc)
    answer = browser.post(bakery.base + page.format(entry=entry.public_id), {"reason": "x"})
    assert answer.status_code in (403, 405)
    assert bakery.fresh(entry).version == 1


def test_a_colleague_outside_the_group_is_not_found_by_its_leader(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    other = bakery.regular(bakery.zoe_member, MONDAY, "08:00", "12:00")
    browser = signed_in(bakery.max)
    assert browser.get(f"{bakery.base}{other.public_id}/").status_code == 404
    assert browser.get(f"{bakery.base}{other.public_id}/history/").status_code == 404
    assert browser.post(f"{bakery.base}{other.public_id}/delete/").status_code == 404
    assert browser.get(f"{bakery.base}week/?who={bakery.zoe_member.public_id}").status_code == 404
    assert "Zoé" not in browser.get(bakery.base).content.decode()
    assert bakery.fresh(other).deleted_at is None


def test_a_worker_sees_their_own_time_alone(bakery: Bakery, signed_in: SignedIn) -> None:
    bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00", bakery.baking)
    bakery.regular(bakery.zoe_member, MONDAY, "09:15", "12:00", bakery.cleaning)
    html = signed_in(bakery.world.wendy).get(bakery.base).content.decode()
    assert "8 h 00 – 12 h 00" in html
    assert "9 h 15" not in html


def test_a_worker_asks_for_a_correction_instead_of_editing(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn
) -> None:
    html = signed_in(bakery.world.wendy).get(bakery.base).content.decode()
    assert f"/oversight/corrections/new/{entry.public_id}/" in html
    assert f"/time/{entry.public_id}/delete/" not in html


def test_the_people_on_offer_are_those_within_reach(bakery: Bakery, signed_in: SignedIn) -> None:
    leader = signed_in(bakery.max).get(f"{bakery.base}choices/people/?q=e").content.decode()
    assert "Wendy" in leader
    assert "Alice" not in leader
    everybody = signed_in(bakery.world.alice).get(f"{bakery.base}choices/people/").content.decode()
    assert "Alice" in everybody
    assert "Zoé" in everybody


_ENGLISH = re.compile(
    r"\b(the|and|of|with|your|you|this|that|which|from|every|save|add|time|week|entry|who|day)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", FULL)
def test_no_english_on_a_french_page(
    bakery: Bakery, entry: TimeEntry, signed_in: SignedIn, page: str
) -> None:
    browser = signed_in(bakery.world.alice)
    browser.post("/me/security/later/")
    html = browser.get(bakery.base + page.format(entry=entry.public_id)).content.decode()
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", html.split("<body", 1)[1])
    shown = " ".join(re.findall(r'(?:placeholder|title|aria-label)="([^"]*)"', body))
    text = re.sub(r"(?s)<[^>]+>", " ", body) + " " + shown
    assert _ENGLISH.findall(text) == []


@pytest.fixture
def busy(bakery: Bakery) -> Bakery:
    """Three hundred entries, some of them with everything."""
    with tenant_scope(companies=[bakery.company.pk]):
        for number in range(150):
            on = TODAY - timedelta(days=number % 30)
            minute = f"{number % 60:02}"
            bakery.manual(bakery.zoe_member, on, 3600, bakery.baking, note="Note")
            if number < 30:
                bakery.regular(
                    bakery.world.wendy_member, on, f"08:{minute}", f"12:{minute}", bakery.cleaning
                )
    return bakery


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("?range=newest", 12),
        ("week/?who={wendy}", 12),
        ("?range=month", 15),
        ("timeline/?who={wendy}", 15),
        ("crew/", 15),
        ("deleted/", 15),
        ("{entry}/", 15),
        ("{entry}/history/", 15),
    ],
)
def test_no_page_asks_more_than_its_budget(
    busy: Bakery, signed_in: SignedIn, page: str, most: int
) -> None:
    browser = signed_in(busy.world.alice)
    entry = busy.entries(busy.world.wendy_member)[0].public_id
    address = busy.base + page.format(wendy=busy.world.wendy_member.public_id, entry=entry)
    browser.get(address)  # what the person likes is kept once
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    asked = [sql for sql in asked if "set_config" not in sql]
    assert len(asked) <= most, "\n".join(asked)
