"""The page that puts a break into clocked work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client as Browser

from pointage.features.companies.models import BreakRule
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.identity.models import User
from tests.features.time.helpers import NOW, at, break_rule, entries, punch, spans, type_hours
from tests.world import World

SignedIn = Callable[[User], Browser]


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lunch(world: World) -> BreakRule:
    return break_rule(world, "Repas")


@pytest.fixture
def entry(world: World) -> TimeEntry:
    punch(world, "clock_in", at("8:00"))
    found = punch(world, "clock_out", at("16:00")).entry
    assert found is not None
    return found


def page_of(world: World, entry: TimeEntry) -> str:
    return f"/c/{world.boulangerie.public_id}/time/{entry.public_id}/break/"


def data(entry: TimeEntry, rule: BreakRule, **changes: str) -> dict[str, str]:
    return {
        "rule": rule.public_id or "", "starts": "", "minutes": "", "reason": "",
        "version": str(entry.version),
    } | changes  # fmt: skip


def test_the_page_proposes_the_middle_and_says_the_new_total(
    world: World, signed_in: SignedIn, lunch: BreakRule, entry: TimeEntry
) -> None:
    page = signed_in(world.alice).get(page_of(world, entry)).content.decode()
    assert "Repas, de 11 h 45 à 12 h 15" in page
    assert "Nouveau total" in page
    assert "7 h 30 min au lieu de 8 h 00 min" in page


def test_looking_first_changes_nothing(
    world: World, signed_in: SignedIn, lunch: BreakRule, entry: TimeEntry
) -> None:
    wanted = data(entry, lunch, starts="13:00", preview="1")
    page = signed_in(world.alice).post(page_of(world, entry), wanted).content.decode()
    assert "Repas, de 13 h 00 à 13 h 30" in page
    assert len(entries(world)) == 1


def test_the_break_is_put_where_it_was_asked(
    world: World, signed_in: SignedIn, lunch: BreakRule, entry: TimeEntry
) -> None:
    wanted = data(entry, lunch, starts="12:00", minutes="45", reason="Oubliée")
    answer = signed_in(world.alice).post(page_of(world, entry) + "?next=/c/", wanted)
    assert (answer.status_code, answer["Location"]) == (302, "/c/")
    assert spans(world)[1] == "12:00-12:45 unpaid_break"


def test_a_break_outside_the_work_is_said_beside_its_field(
    world: World, signed_in: SignedIn, lunch: BreakRule, entry: TimeEntry
) -> None:
    answer = signed_in(world.alice).post(page_of(world, entry), data(entry, lunch, starts="17:00"))
    assert answer.status_code == 422
    assert "starts" in answer.context["form"].errors
    assert len(entries(world)) == 1


def test_an_address_elsewhere_is_not_followed(
    world: World, signed_in: SignedIn, lunch: BreakRule, entry: TimeEntry
) -> None:
    where = page_of(world, entry) + "?next=https://evil.example/"
    answer = signed_in(world.alice).post(where, data(entry, lunch))
    assert answer["Location"].startswith(f"/c/{world.boulangerie.public_id}/")


def test_typed_hours_get_a_reason_instead_of_a_form(
    world: World, signed_in: SignedIn, lunch: BreakRule
) -> None:
    page = signed_in(world.alice).get(page_of(world, type_hours(world, 3600))).content.decode()
    assert "Une pause ne peut être insérée que dans un travail terminé" in page
    assert 'name="rule"' not in page


@pytest.mark.parametrize(("who", "status"), [("wendy", 403), ("stranger", 404), ("peter", 404)])
def test_whoever_may_not_change_the_entry_gets_nothing(
    world: World, signed_in: SignedIn, lunch: BreakRule, entry: TimeEntry, who: str, status: int
) -> None:
    browser = signed_in(getattr(world, who))
    assert browser.get(page_of(world, entry)).status_code == status
    assert browser.post(page_of(world, entry), data(entry, lunch)).status_code == status
    assert len(entries(world)) == 1
