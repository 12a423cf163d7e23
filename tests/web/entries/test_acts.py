"""What people do with time: each act through the form a browser would send."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from pointage.features.team.models import Group, TeamMember
from pointage.features.timeentries.models import Attachment, Punch, TimeEntry
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.entries.week import RowKey
from tests.web.entries.conftest import MONDAY, TODAY, ZONE, Bakery

SignedIn = Callable[[User], Browser]
_HOUR = 3600


def page_text(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"(?s)<[^>]+>", " ", response.content.decode())))


def when(start: str = "08:00", end: str = "12:00", **changed: str) -> dict[str, str]:
    """The editor's form for Monday."""
    return {
        "how": "regular",
        "activity": "work",
        "starts_on": MONDAY.isoformat(),
        "starts_at": start,
        "ends_on": MONDAY.isoformat(),
        "ends_at": end,
        "time_zone": "America/Toronto",
        "reason": "Oubli",
    } | changed


def events(entry: TimeEntry) -> list[HistoryEvent]:
    return list(HistoryEvent.objects.filter(object_id=entry.public_id).order_by("id"))


# -- the editor -----------------------------------------------------------------------


def test_a_manager_adds_time_for_somebody(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    answer = signed_in(bakery.max).post(
        f"{bakery.base}new/",
        when(member=wendy.public_id, job=bakery.baking.public_id, note="Croissants"),
    )
    assert answer.status_code == 302
    (entry,) = bakery.entries(wendy)
    assert entry.seconds == 4 * _HOUR
    assert entry.job == bakery.baking
    assert entry.note == "Croissants"
    assert entry.started_at.astimezone(ZONE).hour == 8
    assert events(entry)[0].reason == "Oubli"


def test_a_person_who_manages_their_time_adds_hours(bakery: Bakery, signed_in: SignedIn) -> None:
    bakery.lets_people_manage_their_time()
    browser = signed_in(bakery.world.wendy)
    form = when(how="manual", hours="7,5", starts_at="", ends_at="")
    assert browser.post(f"{bakery.base}new/", form).status_code == 302
    (entry,) = bakery.entries()
    assert (entry.kind, entry.seconds, entry.local_on) == ("manual", 27_000, MONDAY)


def test_nobody_adds_time_for_people_out_of_reach(bakery: Bakery, signed_in: SignedIn) -> None:
    form = when(member=bakery.zoe_member.public_id)
    assert signed_in(bakery.max).post(f"{bakery.base}new/", form).status_code == 404
    bakery.lets_people_manage_their_time()
    assert signed_in(bakery.world.wendy).post(f"{bakery.base}new/", form).status_code == 404
    assert bakery.entries() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"end": "07:00"}, "ends_at"),
        ({"starts_on": "2026-11-20", "ends_on": "2026-11-20"}, "starts_at"),
        ({"ends_on": "2026-11-18"}, "ends_at"),
        ({"how": "manual", "hours": "beaucoup"}, "hours"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"end": ""}, "ends_at"),
        ({"note": "x" * 4001}, "note"),
    ],
)
def test_bad_times_are_refused_beside_their_field(
    bakery: Bakery, signed_in: SignedIn, changed: dict[str, str], field: str
) -> None:
    answer = signed_in(bakery.world.alice).post(
        f"{bakery.base}new/", when(member=bakery.world.wendy_member.public_id, **changed)
    )
    assert answer.status_code == 422
    form = answer.context["form"]
    assert field in form.errors, form.errors
    assert bakery.entries() == []


def test_emoji_and_right_to_left_notes_are_kept(bakery: Bakery, signed_in: SignedIn) -> None:
    note = "🥐 שלום‏"
    signed_in(bakery.world.alice).post(
        f"{bakery.base}new/", when(member=bakery.world.wendy_member.public_id, note=note)
    )
    assert bakery.entries()[0].note == note


def test_an_overlap_names_the_other_entry_and_one_click_mends_it(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    wendy = bakery.world.wendy_member
    other = bakery.regular(wendy, MONDAY, "10:00", "14:00", bakery.cleaning)
    browser = signed_in(bakery.world.alice)
    form = when(member=wendy.public_id, job=bakery.baking.public_id)

    refused = browser.post(f"{bakery.base}new/", form)
    assert refused.status_code == 422
    assert "Ménage" in page_text(refused)
    assert 'value="shorten_others"' in refused.content.decode()
    assert len(bakery.entries()) == 1

    assert browser.post(f"{bakery.base}new/", form | {"fix": "shorten_others"}).status_code == 302
    assert bakery.fresh(other).seconds == 2 * _HOUR
    assert [entry.seconds for entry in bakery.entries()] == [4 * _HOUR, 2 * _HOUR]


def test_an_entry_changed_meanwhile_is_told_not_overwritten(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    browser = signed_in(bakery.world.alice)
    address = f"{bakery.base}{entry.public_id}/"
    assert browser.post(address, when(end="13:00", version="1")).status_code == 302
    late = browser.post(address, when(end="15:00", version="1"))
    assert late.status_code == 422
    assert bakery.fresh(entry).seconds == 5 * _HOUR


def test_seconds_of_a_punch_survive_an_edit_of_the_note(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00:42", "12:00:17")
    form = when(note="Noté", version="1")
    address = f"{bakery.base}{entry.public_id}/"
    assert signed_in(bakery.world.alice).post(address, form).status_code == 302
    kept = bakery.fresh(entry)
    assert kept.note == "Noté"
    assert (kept.started_at, kept.ended_at) == (entry.started_at, entry.ended_at)


def test_changing_somebody_elses_time_asks_why(bakery: Bakery, signed_in: SignedIn) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    browser = signed_in(bakery.world.alice)
    for page in ("", "delete/"):
        address = f"{bakery.base}{entry.public_id}/{page}"
        assert browser.post(address, when(version="1", reason="")).status_code == 422
    assert bakery.fresh(entry).version == 1


def test_a_deleted_entry_comes_back_with_its_history(bakery: Bakery, signed_in: SignedIn) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    browser = signed_in(bakery.world.alice)
    address = f"{bakery.base}{entry.public_id}/"
    browser.post(f"{address}delete/", {"reason": "Doublon"})
    assert bakery.entries() == []
    assert "Wendy Bélanger" in page_text(browser.get(f"{bakery.base}deleted/"))
    browser.post(f"{address}restore/")
    assert bakery.entries() == [entry]
    assert [event.code for event in events(entry)] == ["time_entry.deleted", "time_entry.restored"]
    # the person concerned reads it too
    history = page_text(signed_in(bakery.world.wendy).get(f"{address}history/"))
    assert "Doublon" in history
    assert "Alice Côté" in history


def test_what_overlaps_now_is_restored_in_one_more_click(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    browser = signed_in(bakery.world.alice)
    address = f"{bakery.base}{entry.public_id}/"
    browser.post(f"{address}delete/", {"reason": "Doublon"})
    other = bakery.regular(bakery.world.wendy_member, MONDAY, "11:00", "13:00")
    refused = browser.post(f"{address}restore/", follow=True)
    assert 'name="fix" value="shorten_others"' in refused.content.decode()
    assert bakery.entries() == [other]
    browser.post(f"{address}restore/", {"fix": "shorten_others"})
    assert [each.seconds for each in bakery.entries()] == [4 * _HOUR, _HOUR]


def test_the_companys_history_says_what_changed_in_an_entry(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    alice = signed_in(bakery.world.alice)
    form = when() | {"member": bakery.world.wendy_member.public_id}
    assert alice.post(f"{bakery.base}new/", form).status_code == 302
    page = page_text(alice.get(f"/c/{bakery.company.public_id}/history/?about=time"))
    assert "Heures avant — après 4 h 00" in page
    assert "regular" not in page


def test_only_administrators_restore(bakery: Bakery, signed_in: SignedIn) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    leader = signed_in(bakery.max)
    address = f"{bakery.base}{entry.public_id}/"
    assert leader.post(f"{address}delete/", {"reason": "Doublon"}).status_code == 302
    assert leader.post(f"{address}restore/").status_code == 403
    assert bakery.entries() == []


def test_an_entry_is_split(bakery: Bakery, signed_in: SignedIn) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00", bakery.baking)
    answer = signed_in(bakery.world.alice).post(
        f"{bakery.base}{entry.public_id}/split/", {"at_on": MONDAY.isoformat(), "at": "09:30"}
    )
    assert answer.status_code == 302
    assert [each.seconds for each in bakery.entries()] == [5400, 9000]


def test_the_accountants_firm_stands_in_the_history(bakery: Bakery, signed_in: SignedIn) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    address = f"{bakery.base}{entry.public_id}/"
    assert (
        signed_in(bakery.world.luc).post(address, when(end="13:00", version="1")).status_code == 302
    )
    history = page_text(signed_in(bakery.world.wendy).get(f"{address}history/"))
    assert "Luc Gagnon, pour Cabinet Tremblay" in history
    assert "12 h 00" in history
    assert "13 h 00" in history


def test_raw_punches_show_both_clocks(bakery: Bakery, signed_in: SignedIn) -> None:
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    with tenant_scope(companies=[bakery.company.pk]):
        Punch.objects.create(
            company=bakery.company, team_member=bakery.world.wendy_member, client_id="a",
            action="clock_in", device_at=entry.started_at, time_zone="America/Toronto",
            received_at=entry.started_at + timedelta(hours=2, minutes=5), source="phone",
            was_queued=True, outcome="applied", time_entry=entry,
        )  # fmt: skip
    browser = signed_in(bakery.world.wendy)
    history = page_text(browser.get(f"{bakery.base}{entry.public_id}/history/"))
    assert "8 h 00" in history
    assert "10 h 05" in history


# -- the list -------------------------------------------------------------------------


def test_the_list_is_kept_as_the_person_left_it(bakery: Bakery, signed_in: SignedIn) -> None:
    browser = signed_in(bakery.world.alice)
    browser.get(f"{bakery.base}?range=last_month&columns_set=1&columns=job&empty=1")
    again = browser.get(bakery.base)
    assert again.context["shows_empty"]
    assert [code for code, _label, on in again.context["columns"] if on] == ["job"]
    assert [code for code, _label, on in again.context["ranges"] if on] == ["last_month"]


def test_pages_follow_each_other_without_a_gap(bakery: Bakery, signed_in: SignedIn) -> None:
    for number in range(120):
        bakery.manual(bakery.zoe_member, TODAY - timedelta(days=number // 3), 3600 + number)
    browser = signed_in(bakery.world.alice)
    seen: list[str] = []
    address = f"{bakery.base}?range=newest"
    while address:
        answer = browser.get(address)
        seen += [line.public_id for group in answer.context["groups"] for line in group.lines]
        older = answer.context["older_url"]
        address = bakery.base + older if older else ""
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=manual", {"Ménage"}),
        ("kind=regular", {"Pain"}),
        ("note=yes", {"Ménage"}),
        ("note=no", {"Pain"}),
        ("files=yes", set()),
        ("source=web", {"Pain", "Ménage"}),
        ("billable=yes", {"Pain"}),
        ("who={zoe}", {"Ménage"}),
        ("job={baking}", {"Pain"}),
        ("who=nobody", {"Pain", "Ménage"}),
        ("range=dates&first=2026-11-17&last=2026-11-17", {"Ménage"}),
        ("first=2026-11-17&last=2026-11-17", {"Ménage"}),
        ("range=dates&first=oops&last=9999-99-99", {"Pain", "Ménage"}),
    ],
)
def test_filters_keep_what_fits(
    bakery: Bakery, signed_in: SignedIn, query: str, found: set[str]
) -> None:
    bakery.regular(
        bakery.world.wendy_member, MONDAY, "08:00", "12:00", bakery.baking, is_billable=True
    )
    bakery.manual(bakery.zoe_member, MONDAY + timedelta(days=1), 3600, bakery.cleaning, note="Fini")
    filled = query.format(zoe=bakery.zoe_member.public_id, baking=bakery.baking.public_id)
    answer = signed_in(bakery.world.alice).get(f"{bakery.base}?columns_set=1&columns=job&{filled}")
    cells = [str(c) for g in answer.context["groups"] for line in g.lines for _l, c in line.cells]
    assert {name for name in ("Pain", "Ménage") if any(name in cell for cell in cells)} == found


def test_who_leads_a_group_narrows_the_list_to_it(bakery: Bakery, signed_in: SignedIn) -> None:
    company = bakery.company
    with tenant_scope(companies=[company.pk]):
        ovens = Group.objects.get(company=company)
        counter = Group.objects.create(company=company, name="Comptoir")
    bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00", bakery.baking)
    page = signed_in(bakery.max).get(f"{bakery.base}?columns_set=1&group={ovens.public_id}")
    offered = next(each for each in page.context["selects"] if each["name"] == "group")
    assert [text for _code, text, _chosen in offered["choices"]][1:] == [ovens.name]
    assert [len(group.lines) for group in page.context["groups"]] == [1]
    everybody = signed_in(bakery.world.alice).get(bakery.base)
    offered = next(each for each in everybody.context["selects"] if each["name"] == "group")
    assert counter.public_id in [code for code, *_rest in offered["choices"]]


def test_badges_beside_a_job_are_drawn(bakery: Bakery, signed_in: SignedIn) -> None:
    bakery.regular(bakery.world.wendy_member, TODAY, "11:00", None, bakery.baking)
    page = signed_in(bakery.world.alice).get(f"{bakery.base}?columns_set=1&columns=job")
    assert '<span>Pain <span class="badge-list">' in page.content.decode()


def test_totals_count_paid_time_and_the_running_entry(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    bakery.regular(wendy, MONDAY, "08:00", "12:00")
    bakery.regular(wendy, MONDAY, "12:00", "12:30", activity="unpaid_break")
    bakery.regular(wendy, MONDAY, "12:30", "12:45", activity="paid_break")
    bakery.regular(wendy, TODAY, "11:00", None)  # noon now
    answer = signed_in(bakery.world.alice).get(f"{bakery.base}?range=week")
    assert answer.context["total"] == "5\xa0h\xa015"


def test_hours_follow_the_companys_format(bakery: Bakery, signed_in: SignedIn) -> None:
    bakery.settings(hours_format="decimal")
    bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:30")
    assert "4,50" in signed_in(bakery.world.alice).get(bakery.base).content.decode()


# -- the week -------------------------------------------------------------------------


def key(bakery: Bakery, **changed: Any) -> str:
    return RowKey(job=bakery.baking.public_id, **changed).token()


def week_of(member: TeamMember, bakery: Bakery) -> str:
    return f"{bakery.base}week/?who={member.public_id}&on={MONDAY}"


def test_a_week_is_typed_in_every_way_at_once(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    typed = {"h-0-0": "8.5", "h-0-1": "8,5", "h-0-2": "8:30", "h-0-3": "8h30", "n-0-3": "Fête"}
    answer = signed_in(bakery.max).post(
        week_of(wendy, bakery), {"k-0": key(bakery), **typed, "save": "1"}
    )
    assert answer.status_code == 302
    entries = bakery.entries(wendy)
    assert [entry.seconds for entry in entries] == [30_600] * 4
    assert [entry.local_on.isoweekday() % 7 for entry in entries] == [0, 1, 2, 3]
    assert [entry.note for entry in entries] == ["", "", "", "Fête"]


def test_one_wrong_cell_saves_nothing(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    form = {"k-0": key(bakery), "h-0-0": "8", "h-0-1": "vingt", "h-0-2": "25", "save": "1"}
    answer = signed_in(bakery.max).post(week_of(wendy, bakery), form)
    assert answer.status_code == 422
    cells = answer.context["rows"][0].cells
    assert [bool(cell.error) for cell in cells[:3]] == [False, True, False]
    assert [cell.typed for cell in cells[:3]] == ["8", "vingt", "25"]
    assert bakery.entries() == []
    # and a rule of the services is told at its cell too
    answer = signed_in(bakery.max).post(week_of(wendy, bakery), form | {"h-0-1": "2"})
    assert answer.status_code == 422
    assert [bool(c.error) for c in answer.context["rows"][0].cells[:3]] == [False, False, True]
    assert bakery.entries() == []
    assert HistoryEvent.objects.filter(code="time_entry.created").count() == 0


def test_a_card_changes_and_empties_what_it_showed(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    first = bakery.manual(wendy, MONDAY, 8 * _HOUR, bakery.baking)
    second = bakery.manual(wendy, TODAY, 6 * _HOUR, bakery.baking)
    browser = signed_in(bakery.max)
    row = browser.get(week_of(wendy, bakery)).context["rows"][0]
    form = {"k-0": row.token, "reason": "Relevé", "save": "1"}
    for cell in row.cells:
        form |= {f"h-{cell.name}": cell.typed, f"s-{cell.name}": cell.state}
    assert (
        browser.post(week_of(wendy, bakery), form | {"h-0-1": "7:45", "h-0-3": ""}).status_code
        == 302
    )
    assert bakery.fresh(first).seconds == 27_900
    assert bakery.fresh(second).deleted_at is not None
    assert events(first)[-1].reason == "Relevé"


def test_an_untouched_card_changes_nothing(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    entry = bakery.manual(wendy, MONDAY, 29_999, bakery.baking, note="Une\nnote")
    browser = signed_in(bakery.max)
    cell = browser.get(week_of(wendy, bakery)).context["rows"][0].cells[1]
    form = {"k-0": key(bakery, is_billable=False), "h-0-1": cell.typed, "s-0-1": cell.state,
            "n-0-1": "Une\r\nnote", "save": "1"}  # fmt: skip
    assert browser.post(week_of(wendy, bakery), form).status_code == 302
    assert bakery.fresh(entry).version == 1


def shown_card(browser: Browser, bakery: Bakery, **typed: str) -> dict[str, str]:
    """The form of Wendy's card as a browser shows it, with what is typed into it."""
    page = browser.get(week_of(bakery.world.wendy_member, bakery))
    return {**card_form(page), "reason": "Relevé", "save": "1", **typed}


def card_form(page: Any) -> dict[str, str]:
    form: dict[str, str] = {}
    for row, each in enumerate(page.context["rows"]):
        form[f"k-{row}"] = each.token
        for cell in each.cells:
            form |= {f"h-{cell.name}": cell.typed, f"s-{cell.name}": cell.state}
    return form


def test_hours_changed_by_two_people_are_told_and_none_is_lost(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    entry = bakery.manual(bakery.world.wendy_member, MONDAY, 8 * _HOUR, bakery.baking)
    address = week_of(bakery.world.wendy_member, bakery)
    max_browser, alice = signed_in(bakery.max), signed_in(bakery.world.alice)
    max_form = shown_card(max_browser, bakery, **{"h-0-1": "7"})
    assert alice.post(address, shown_card(alice, bakery, **{"h-0-1": "9"})).status_code == 302
    answer = max_browser.post(address, max_form)
    assert answer.status_code == 422
    cell = answer.context["rows"][0].cells[1]
    assert "9:00" in cell.error
    assert cell.typed == "7"
    assert bakery.fresh(entry).seconds == 9 * _HOUR
    # saving again is a choice that was made knowing
    again = {**card_form(answer), "reason": "Relevé", "save": "1"}
    assert max_browser.post(address, again).status_code == 302
    assert bakery.fresh(entry).seconds == 7 * _HOUR


def test_emptying_a_cell_never_removes_what_somebody_put_there_since(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    entry = bakery.manual(bakery.world.wendy_member, MONDAY, 8 * _HOUR, bakery.baking)
    address = week_of(bakery.world.wendy_member, bakery)
    browser, alice = signed_in(bakery.max), signed_in(bakery.world.alice)
    form = shown_card(browser, bakery, **{"h-0-1": ""})
    alice.post(address, shown_card(alice, bakery, **{"h-0-1": "9"}))
    answer = browser.post(address, form)
    assert answer.status_code == 422
    assert bakery.fresh(entry).deleted_at is None
    assert bakery.fresh(entry).seconds == 9 * _HOUR


def test_hours_of_a_cell_deleted_meanwhile_are_put_back_when_saved_again(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    bakery.manual(bakery.world.wendy_member, MONDAY, 8 * _HOUR, bakery.baking)
    address = week_of(bakery.world.wendy_member, bakery)
    browser, alice = signed_in(bakery.max), signed_in(bakery.world.alice)
    form = shown_card(browser, bakery, **{"h-0-1": "7"})
    alice.post(address, shown_card(alice, bakery, **{"h-0-1": ""}))
    answer = browser.post(address, form)
    assert answer.status_code == 422
    assert bakery.entries() == []
    again = {**card_form(answer), "reason": "Relevé", "save": "1"}
    assert browser.post(address, again).status_code == 302
    assert [entry.seconds for entry in bakery.entries()] == [7 * _HOUR]


def test_the_same_hours_typed_twice_count_once(bakery: Bakery, signed_in: SignedIn) -> None:
    browser = signed_in(bakery.max)
    form = {"k-0": key(bakery), "h-0-1": "8", "s-0-1": "", "save": "1"}
    for _time in range(2):
        answer = browser.post(week_of(bakery.world.wendy_member, bakery), form)
        assert answer.status_code == 302
    assert [entry.seconds for entry in bakery.entries()] == [8 * _HOUR]
    # other hours in the same empty cell are told instead of standing beside them
    answer = browser.post(week_of(bakery.world.wendy_member, bakery), form | {"h-0-1": "6"})
    assert answer.status_code == 422
    assert "8:00" in answer.context["rows"][0].cells[1].error
    assert [entry.seconds for entry in bakery.entries()] == [8 * _HOUR]


def test_a_second_row_of_the_same_work_stands_beside_the_first(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    browser = signed_in(bakery.max)
    bakery.manual(bakery.world.wendy_member, MONDAY, 8 * _HOUR, bakery.baking)
    form = shown_card(browser, bakery) | {"k-1": key(bakery, nth=1), "h-1-1": "2"}
    assert browser.post(week_of(bakery.world.wendy_member, bakery), form).status_code == 302
    assert sorted(entry.seconds for entry in bakery.entries()) == [2 * _HOUR, 8 * _HOUR]


def test_a_card_never_reaches_somebody_elses_entry(bakery: Bakery, signed_in: SignedIn) -> None:
    other = bakery.manual(bakery.zoe_member, MONDAY, 8 * _HOUR, bakery.baking)
    state = json.dumps([other.public_id, 1, "8:00", ""])
    browser, address = signed_in(bakery.max), week_of(bakery.world.wendy_member, bakery)
    form = {"k-0": key(bakery), "h-0-1": "9", "s-0-1": state, "reason": "x", "save": "1"}
    assert browser.post(address, form).status_code == 422
    browser.post(address, form | {"h-0-1": ""})
    assert bakery.fresh(other).deleted_at is None
    assert bakery.fresh(other).seconds == 8 * _HOUR


def test_clocked_time_stands_in_the_card_but_is_not_typed(
    bakery: Bakery, signed_in: SignedIn
) -> None:
    wendy = bakery.world.wendy_member
    bakery.regular(wendy, MONDAY, "08:00", "12:00", bakery.baking)
    browser = signed_in(bakery.max)
    cell = browser.get(week_of(wendy, bakery)).context["rows"][0].cells[1]
    assert (cell.clocked, cell.typed) == (4 * _HOUR, "")
    bakery.settings(week_includes_clocked=False)
    assert browser.get(week_of(wendy, bakery)).context["rows"] == []


def test_last_weeks_rows_are_copied_without_hours(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    bakery.manual(wendy, MONDAY - timedelta(days=7), 3600, bakery.cleaning)
    answer = signed_in(bakery.max).post(week_of(wendy, bakery), {"copy": "1"})
    (row,) = answer.context["rows"]
    assert row.title == "Ménage"
    assert [cell.typed for cell in row.cells] == [""] * 7
    assert len(bakery.entries()) == 1


def test_a_row_is_added_and_what_was_typed_stays(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    form = {"k-0": key(bakery), "h-0-0": "3", "add": "1", "new-job": bakery.cleaning.public_id}
    answer = signed_in(bakery.max).post(week_of(wendy, bakery), form)
    assert [row.title for row in answer.context["rows"]] == ["Pain", "Ménage"]
    assert answer.context["rows"][0].cells[0].typed == "3"
    assert bakery.entries() == []


def test_a_worker_only_reads_their_week(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    bakery.manual(wendy, MONDAY, 8 * _HOUR, bakery.baking)
    browser = signed_in(bakery.world.wendy)
    html = browser.get(f"{bakery.base}week/").content.decode()
    assert "week-hours" not in html
    form = {"k-0": key(bakery), "h-0-0": "8", "save": "1"}
    assert browser.post(f"{bakery.base}week/", form).status_code == 403
    assert len(bakery.entries()) == 1


@pytest.mark.parametrize("token", ["", "[]", "{}", "[1,2,3]", '["a","","","",null,[],"x"]', "nul"])
def test_a_garbled_row_is_left_out(bakery: Bakery, signed_in: SignedIn, token: str) -> None:
    form = {"k-0": token, "h-0-0": "8", "save": "1"}
    answer = signed_in(bakery.max).post(week_of(bakery.world.wendy_member, bakery), form)
    assert answer.status_code == 302
    assert bakery.entries() == []


# -- timeline and crew ----------------------------------------------------------------


def test_a_night_shift_reaches_into_the_next_day(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy = bakery.world.wendy_member
    entry = bakery.regular(wendy, MONDAY, "22:00", "23:59")
    entry.ended_at = entry.started_at + timedelta(hours=8)
    with tenant_scope(companies=[bakery.company.pk]):
        entry.save(update_fields=["ended_at"])
    browser = signed_in(bakery.world.alice)
    for day, span in ((MONDAY, (1320, 1440)), (MONDAY + timedelta(days=1), (0, 360))):
        answer = browser.get(f"{bakery.base}timeline/?who={wendy.public_id}&on={day}")
        (block,) = answer.context["lanes"][0].blocks
        assert (block.starts, block.ends) == span
        assert not block.moves


def test_a_crew_is_clocked_in_and_each_result_told(bakery: Bakery, signed_in: SignedIn) -> None:
    wendy, zoe = bakery.world.wendy_member, bakery.zoe_member
    bakery.regular(zoe, TODAY, "11:00", None, bakery.cleaning)
    browser = signed_in(bakery.world.alice)
    form = {
        "people": [wendy.public_id, zoe.public_id],
        "action": "clock_in",
        "job": bakery.baking.public_id,
        "batch": "b1",
    }
    assert browser.post(f"{bakery.base}crew/", form).status_code == 302
    shown = browser.get(f"{bakery.base}crew/")
    tones = {result["name"]: result["tone"] for result in shown.context["results"]}
    assert tones == {"Wendy Bélanger": "success", "Zoé Martin": "danger"}
    # sent twice (a double click) is one punch
    browser.post(f"{bakery.base}crew/", form)
    assert [entry.job for entry in bakery.entries(wendy)] == [bakery.baking]
    assert bakery.entries(wendy)[0].source == "crew"


def test_a_crew_holds_only_people_within_reach(bakery: Bakery, signed_in: SignedIn) -> None:
    form = {"people": [bakery.zoe_member.public_id], "action": "clock_in", "batch": "b"}
    assert signed_in(bakery.max).post(f"{bakery.base}crew/", form).status_code == 422
    assert signed_in(bakery.world.wendy).post(f"{bakery.base}crew/", form).status_code == 403
    assert bakery.entries() == []


def test_files_open_for_whoever_sees_the_entry_and_nobody_else(
    bakery: Bakery, signed_in: SignedIn, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    entry = bakery.regular(bakery.world.wendy_member, MONDAY, "08:00", "12:00")
    folder = tmp_path / bakery.company.public_id
    folder.mkdir()
    (folder / ("a" * 64)).write_bytes(b"%PDF-1.4")
    with tenant_scope(companies=[bakery.company.pk]):
        row = Attachment.objects.create(
            company=bakery.company, time_entry=entry, name="reçu.pdf", size=8, sha256="a" * 64,
            content_type="application/pdf", added_by_name="Wendy",
        )  # fmt: skip
    other = bakery.regular(bakery.zoe_member, MONDAY, "08:00", "12:00")
    address = f"{bakery.base}{entry.public_id}/files/{row.public_id}/"
    for user in (bakery.world.wendy, bakery.max, bakery.world.luc):
        assert b"".join(signed_in(user).get(address)) == b"%PDF-1.4"
    elsewhere = f"{bakery.base}{other.public_id}/files/{row.public_id}/"
    assert signed_in(bakery.world.alice).get(elsewhere).status_code == 404
    with tenant_scope(companies=[bakery.company.pk]):
        Attachment.objects.filter(pk=row.pk).update(time_entry=other)
    assert signed_in(bakery.max).get(elsewhere).status_code == 404
