"""Time settings and breaks on screen: who may open them, what saving does, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.companies.models import BreakRule, Company
from pointage.features.companies.queries import time_settings_of
from pointage.features.companies.services.prepared_breaks import prepared_breaks_add
from pointage.features.companies.time_values import TimeSettingsValues
from pointage.features.team.models import Group, GroupMember, TeamMember
from pointage.features.timeentries.services.break_choice import manual_rules_of
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.timesettings.sections import SECTIONS
from pointage.web.timesettings.words import SETTINGS
from tests.world import World

SignedIn = Callable[[User], Browser]


@pytest.fixture
def alice(world: World, signed_in: SignedIn) -> Browser:
    return signed_in(world.alice)


@pytest.fixture
def lunch(world: World) -> BreakRule:
    prepared_breaks_add(world.boulangerie)
    with tenant_scope(companies=[world.boulangerie.pk]):
        return BreakRule.objects.get(name="Pause repas")


def at(world: World, page: str = "") -> str:
    return f"/c/{world.boulangerie.public_id}/settings/time/{page}"


def kept(company: Company) -> TimeSettingsValues:
    with tenant_scope(companies=[company.pk]):
        return TimeSettingsValues.of(time_settings_of(company.pk))


def posted(**changes: Any) -> dict[str, Any]:
    """What the settings page sends when nothing but `changes` differs from the defaults."""
    data: dict[str, Any] = {}
    for name, value in TimeSettingsValues().to_json().items():
        if isinstance(value, bool):
            data |= {name: "on"} if value else {}
        elif name.endswith("_seconds"):
            data[name] = "" if value is None else str(value // 3600)
        else:
            data[name] = "" if value is None else value
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def break_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Dîner", "code": "D", "minutes": "30", "is_manual": "on", "starts": "after",
        "after": "", "at": "", "days": [str(day) for day in range(7)], "audience": "everyone",
    } | changes  # fmt: skip


def last_event(world: World) -> HistoryEvent:
    return HistoryEvent.objects.filter(company_id=world.boulangerie.pk).latest("id")


def asked(captured: CaptureQueriesContext) -> int:
    """Questions to the database, without what PostgreSQL needs to know of scopes."""
    return sum(
        query["sql"].startswith("SELECT") and "set_config" not in query["sql"]
        for query in captured.captured_queries
    )


# -- who may ------------------------------------------------------------------------------------

PAGES = ["", "rounding/", "breaks/", "breaks/add/", "breaks/{lunch}/", "breaks/{lunch}/archive/"]
DEEDS = ["", "breaks/add/", "breaks/{lunch}/", "breaks/{lunch}/switch/",
         "breaks/{lunch}/archive/", "breaks/{lunch}/restore/"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("who", "status"), [("wendy", 403), ("vera", 403), ("stranger", 404)])
def test_only_those_who_manage_the_company_open_the_pages(
    world: World, signed_in: SignedIn, lunch: BreakRule, page: str, who: str, status: int
) -> None:
    where = at(world, page.format(lunch=lunch.public_id))
    assert signed_in(getattr(world, who)).get(where).status_code == status


@pytest.mark.parametrize("page", DEEDS)
def test_a_worker_changes_nothing(
    world: World, signed_in: SignedIn, lunch: BreakRule, page: str
) -> None:
    data = posted(requires_job="on") | break_data()
    where = at(world, page.format(lunch=lunch.public_id))
    assert signed_in(world.wendy).post(where, data).status_code == 403
    assert kept(world.boulangerie) == TimeSettingsValues()
    assert not HistoryEvent.objects.filter(company_id=world.boulangerie.pk).exists()


# -- settings -----------------------------------------------------------------------------------


def test_every_setting_is_on_the_page_once_and_explained() -> None:
    names = [name for each in SECTIONS for name in (*each.names, *each.row_names)]
    assert sorted(names) == sorted(TimeSettingsValues().to_json()) == sorted(SETTINGS)
    assert all(str(each.label) and str(each.help) for each in SETTINGS.values())


def test_saving_what_is_shown_changes_nothing(world: World, alice: Browser) -> None:
    assert alice.post(at(world), posted()).status_code == 302
    assert kept(world.boulangerie) == TimeSettingsValues()


def test_settings_are_saved_from_what_people_type(world: World, alice: Browser) -> None:
    data = posted(requires_job="on", has_attachments=None, clock_out_after_seconds="10 h 30")
    answer = alice.post(at(world), data, follow=True)
    assert "Enregistré." in answer.content.decode()
    values = kept(world.boulangerie)
    assert (values.requires_job, values.has_attachments) == (True, False)
    assert values.clock_out_after_seconds == 37_800


def test_a_wrong_combination_is_said_beside_its_field(world: World, alice: Browser) -> None:
    answer = alice.post(at(world), posted(has_notes=None, requires_notes="on"))
    assert answer.status_code == 422
    assert "Activez d&#x27;abord les notes" in answer.content.decode()
    assert kept(world.boulangerie) == TimeSettingsValues()


def test_where_the_law_forbids_rounding_the_page_says_why(world: World, alice: Browser) -> None:
    page = alice.get(at(world)).content.decode()
    assert "les pointages ne peuvent pas être arrondis" in page
    assert re.search(r'<select name="rounding_minutes"[^>]* disabled', page)


def test_rounding_sent_all_the_same_stays_off(world: World, alice: Browser) -> None:
    answer = alice.post(at(world), posted(rounding_minutes="15"))
    assert answer.status_code == 422
    assert "ne permet pas d&#x27;arrondir" in answer.content.decode()
    assert kept(world.boulangerie).rounding_minutes is None


def test_the_preview_follows_the_form(world: World, alice: Browser) -> None:
    wanted = {"rounding_minutes": "15", "rounding_in": "up", "rounding_out": "down"}
    answer = alice.get(at(world, "rounding/"), wanted, HTTP_HX_REQUEST="true").content.decode()
    row = re.search(r">16 h 16</th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)</td>", answer)
    assert row is not None
    assert row.groups() == ("16 h 30", "16 h 15")
    assert "<html" not in answer


def test_history_shows_a_change_of_settings_in_words(world: World, alice: Browser) -> None:
    alice.post(at(world), posted(requires_job="on", clock_out_after_seconds="10"))
    page = alice.get(f"/c/{world.boulangerie.public_id}/history/").content.decode()
    assert "A modifié le suivi du temps" in page
    assert "Pointer le départ des gens après (heures)" in page


# -- breaks -------------------------------------------------------------------------------------


def test_a_break_is_added_from_the_form(world: World, alice: Browser) -> None:
    data = break_data(
        is_paid="on", is_automatic="on", starts="at", at="12:15", days=["1", "2", "3", "4", "5"]
    )
    answer = alice.post(at(world, "breaks/add/"), data, follow=True)
    assert "ajoutée à 12 h 15, du lundi au vendredi" in answer.content.decode()
    with tenant_scope(companies=[world.boulangerie.pk]):
        rule = BreakRule.objects.get()
    assert (rule.starts_minute, rule.after_seconds, rule.days) == (735, None, 0b0111110)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_automatic": "on"}, "after"),
        ({"is_automatic": "on", "starts": "at", "at": "26:00"}, "at"),
        ({"is_manual": ""}, "is_manual"),
        ({"audience": "some"}, "members"),
        ({"minutes": "0"}, "minutes"),
    ],
)
def test_a_wrong_break_is_said_beside_its_field(
    world: World, alice: Browser, changes: dict[str, Any], field: str
) -> None:
    data = {k: v for k, v in break_data(**changes).items() if v != ""}
    answer = alice.post(at(world, "breaks/add/"), data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not BreakRule.objects.exists()


def test_a_break_for_a_group_is_offered_to_its_people(world: World, alice: Browser) -> None:
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        bakers = Group.objects.create(company=company, name="Boulangers")
        GroupMember.objects.create(company=company, group=bakers, team_member=world.wendy_member)
    data = break_data(audience="some", groups=[bakers.public_id])
    page = alice.post(at(world, "breaks/add/"), data, follow=True).content.decode()
    assert "Boulangers" in page
    with tenant_scope(companies=[company.pk]):
        assert [rule.name for rule in manual_rules_of(world.wendy_member.pk)] == ["Dîner"]
        assert manual_rules_of(world.alice_member.pk) == []


def test_a_person_of_another_company_cannot_be_chosen(world: World, alice: Browser) -> None:
    with tenant_scope(companies=[world.garage.pk]):
        other = TeamMember.objects.create(company=world.garage, given_name="Otto")
    data = break_data(audience="some", members=[other.public_id])
    assert alice.post(at(world, "breaks/add/"), data).status_code == 422


def test_a_break_is_switched_archived_and_restored(
    world: World, alice: Browser, lunch: BreakRule
) -> None:
    where = at(world, f"breaks/{lunch.public_id}/")
    for deed, code in [
        ("switch/?to=on", "break_rule.switched_on"),
        ("switch/?to=off", "break_rule.switched_off"),
        ("archive/", "break_rule.archived"),
        ("restore/", "break_rule.restored"),
    ]:
        assert alice.post(where + deed).status_code == 302
        assert last_event(world).code == code
    page = alice.get(at(world, "breaks/")).content.decode()
    assert "Pause repas" in page


def test_the_form_shows_a_break_as_it_is(world: World, alice: Browser, lunch: BreakRule) -> None:
    page = alice.get(at(world, f"breaks/{lunch.public_id}/")).content.decode()
    assert 'value="Pause repas"' in page
    assert alice.post(
        at(world, f"breaks/{lunch.public_id}/"),
        break_data(name="Pause repas", code="REPAS"),
    ).status_code == 302  # fmt: skip
    assert not HistoryEvent.objects.filter(company_id=world.boulangerie.pk).exists()


def test_the_list_costs_the_same_for_many_breaks(
    world: World, alice: Browser, lunch: BreakRule
) -> None:
    alice.get(at(world, "breaks/"))
    with CaptureQueriesContext(connection) as few:
        alice.get(at(world, "breaks/"))
    with tenant_scope(companies=[world.boulangerie.pk]):
        BreakRule.objects.bulk_create(
            BreakRule(company=world.boulangerie, name=f"B{n}", minutes=5) for n in range(40)
        )
    with CaptureQueriesContext(connection) as many:
        alice.get(at(world, "breaks/"))
    assert asked(many) == asked(few) <= 15


# -- fairness -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("wendy", 403), ("vera", 200), ("marie", 200)])
def test_fairness_is_for_those_who_see_everyones_time(
    world: World, signed_in: SignedIn, who: str, status: int
) -> None:
    answer = signed_in(getattr(world, who)).get(at(world, "fairness/"))
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("first", "last"), [("2026-02-01", "2026-01-01"), ("2024-01-01", "2026-01-01")]
)
def test_a_range_that_makes_no_sense_is_refused(
    world: World, alice: Browser, first: str, last: str
) -> None:
    wanted = {
        "first": first, "last": last, "rounding_minutes": "15",
        "rounding_in": "up", "rounding_out": "up",
    }  # fmt: skip
    answer = alice.get(at(world, "fairness/"), wanted)
    assert answer.status_code == 422
    assert "last" in answer.context["form"].errors
