"""The clock's page with and without scripts, its state and lists, and what makes it installable."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pointage.features.companies.models import (
    BreakRule,
    PaySettings,
    TimeSettings,
    TrackingSettings,
)
from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    CustomFieldJob,
    CustomFieldTrigger,
    Job,
    JobAssignment,
    ServiceItem,
)
from pointage.features.timeentries.models import EntryNote, Punch, TimeEntry, TimeException
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.clock import assets
from tests.web.clock.conftest import Send, punch
from tests.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Browser]


@pytest.fixture(autouse=True)
def scope(world: World) -> Any:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


def settings_of(world: World, **fields: Any) -> None:
    TimeSettings.objects.update_or_create(company=world.boulangerie, defaults=fields)


def tapped(page: str, name: str) -> bool:
    """Whether the page shows that button."""
    found = re.search(rf'data-clock="{name}"([^>]*)>', page)
    assert found, name
    return "hidden" not in found[1]


def test_without_scripts_a_person_clocks_in_and_out(
    wendy: Browser, clock_url: str, job: Job
) -> None:
    form = {"client_id": "a", "action": "clock_in", "job": job.public_id}
    assert wendy.post(f"{clock_url}act/", form).headers["Location"] == clock_url
    page = wendy.get(clock_url).content.decode()
    assert "Four" in page
    assert tapped(page, "clock_out")
    assert not tapped(page, "clock_in")
    wendy.post(f"{clock_url}act/", {"client_id": "b", "action": "clock_out"})
    assert tapped(wendy.get(clock_url).content.decode(), "clock_in")
    assert TimeEntry.objects.get().ended_at is not None


def test_a_form_sent_twice_is_one_punch(wendy: Browser, clock_url: str) -> None:
    for _ in range(2):
        wendy.post(f"{clock_url}act/", {"client_id": "a", "action": "clock_in"})
    assert Punch.objects.count() == 1


def test_a_refusal_without_scripts_says_why(wendy: Browser, clock_url: str) -> None:
    form = {"client_id": "a", "action": "clock_out"}
    page = wendy.post(f"{clock_url}act/", form, follow=True).content.decode()
    assert "gestionnaire" in page
    assert TimeException.objects.get().kind == "punch_refused"


@pytest.mark.parametrize("form", [{}, {"action": "dance", "client_id": "a"}])
def test_a_form_of_nothing_changes_nothing(
    form: dict[str, str], wendy: Browser, clock_url: str
) -> None:
    assert wendy.post(f"{clock_url}act/", form).status_code == 302
    assert not Punch.objects.exists()


def test_the_page_remembers_the_job_for_the_next_tap(
    wendy: Browser, clock_url: str, job: Job, send: Send
) -> None:
    now = timezone.now()
    start, end = now - timedelta(minutes=2), now - timedelta(minutes=1)
    sent = [punch("a", "clock_in", start, job=job.public_id), punch("b", "clock_out", end)]
    send("punches/", {"punches": sent})
    page = wendy.get(clock_url).content.decode()
    assert f'name="job" value="{job.public_id}"' in page


def test_every_choice_is_offered_without_scripts(wendy: Browser, clock_url: str, job: Job) -> None:
    page = wendy.get(f"{clock_url}?choose=1").content.decode()
    assert f'<option value="{job.public_id}"' in page


def test_without_scripts_required_questions_are_asked_before_a_tap_counts(
    wendy: Browser, clock_url: str, job: Job, world: World
) -> None:
    kilometres = CustomField.objects.create(
        company=world.boulangerie, name="Kilomètres", kind="whole", is_required=True
    )
    wendy.post(f"{clock_url}act/", {"client_id": "a", "action": "clock_in", "job": job.public_id})
    out = {"client_id": "b", "action": "clock_out"}
    answer = wendy.post(f"{clock_url}act/", out)
    page = wendy.get(answer.headers["Location"]).content.decode()
    assert "Répondez d'abord à\u00a0: Kilomètres." in html.unescape(page)
    assert f'name="custom_{kilometres.public_id}"' in page
    assert (Punch.objects.count(), TimeException.objects.count()) == (1, 0)
    wendy.post(f"{clock_url}act/", out | {f"custom_{kilometres.public_id}": "12"})
    entry = TimeEntry.objects.get()
    assert (entry.custom_values, entry.job_id) == ({kilometres.public_id: 12}, job.pk)
    assert entry.ended_at is not None
    assert (
        f'name="custom_{kilometres.public_id}" value="12"' in wendy.get(clock_url).content.decode()
    )


@pytest.mark.parametrize("setting", ["requires_job", "requires_notes"])
def test_without_scripts_what_the_company_requires_is_asked_and_troubles_no_manager(
    setting: str, wendy: Browser, clock_url: str, job: Job, world: World
) -> None:
    wendy.post(f"{clock_url}act/", {"client_id": "a", "action": "clock_in"})
    settings_of(world, **{setting: True})
    answer = wendy.post(f"{clock_url}act/", {"client_id": "b", "action": "clock_out"})
    assert answer.headers["Location"] == f"{clock_url}?choose=1"
    assert (Punch.objects.count(), TimeException.objects.count()) == (1, 0)
    out = {"client_id": "b", "action": "clock_out", "job": job.public_id, "note": "Fait"}
    wendy.post(f"{clock_url}act/", out)
    assert TimeEntry.objects.get().ended_at is not None


def test_the_page_asks_few_questions_however_much_there_is(
    wendy: Browser, clock_url: str, world: World, job: Job
) -> None:
    now = timezone.now()
    PaySettings.objects.create(
        company=world.boulangerie,
        effective_on=now.date() - timedelta(days=400),
        pay_period="weekly",
        period_end_on=now.date(),
        overtime_basis="none",
    )
    TimeEntry.objects.bulk_create(
        TimeEntry(
            company=world.boulangerie,
            team_member=world.wendy_member,
            job=job,
            started_at=now - timedelta(minutes=2 * n),
            ended_at=now - timedelta(minutes=2 * n - 1),
            time_zone="America/Toronto",
            local_on=now.date(),
            seconds=60,
        )
        for n in range(1, 60)
    )
    wendy.post(f"{clock_url}act/", {"client_id": "a", "action": "clock_in"})
    wendy.get(clock_url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert wendy.get(clock_url).status_code == 200
    asked_for = [each["sql"] for each in asked.captured_queries]
    reads = [sql for sql in asked_for if sql.startswith("SELECT") and "set_config" not in sql]
    assert len(reads) <= 15, "\n".join(sql[:120] for sql in reads)


@pytest.mark.parametrize("who", ["marie", "luc"])
def test_accountants_have_no_clock(
    who: str, world: World, clock_url: str, signed_in: SignIn
) -> None:
    assert signed_in(getattr(world, who)).get(clock_url).status_code == 403


def test_a_phone_that_is_not_allowed_is_told(wendy: Browser, clock_url: str, world: World) -> None:
    world.wendy_member.uses_phone = False
    world.wendy_member.save(update_fields=["uses_phone"])
    page = wendy.get(clock_url, HTTP_USER_AGENT="Android Mobile").content.decode()
    assert "ne permet pas de pointer sur un téléphone" in page
    assert "clock-data" not in page


def test_totals_are_hidden_where_the_company_wishes(
    wendy: Browser, clock_url: str, world: World
) -> None:
    settings_of(world, hides_running_total=True)
    TimeEntry.objects.create(
        company=world.boulangerie,
        team_member=world.wendy_member,
        started_at=timezone.now(),
        time_zone="America/Toronto",
        local_on=timezone.localdate(timezone=ZoneInfo("America/Toronto")),
    )
    page = wendy.get(clock_url).content.decode()
    for name in ("week", "timer"):
        assert f'data-clock="{name}"' not in page
    assert '<span class="clock-entry-total num"></span>' in page


@pytest.mark.parametrize(("answer", "left"), [("confirm", 1), ("reject", 0)])
def test_a_person_answers_whoever_clocked_them_in(
    answer: str, left: int, wendy: Browser, clock_url: str, world: World
) -> None:
    now = timezone.now()
    entry = TimeEntry.objects.create(
        company=world.boulangerie,
        team_member=world.wendy_member,
        started_at=now - timedelta(hours=1),
        time_zone="America/Toronto",
        local_on=now.date(),
        confirmation="asked",
    )
    page = wendy.get(clock_url).content.decode()
    assert "Est-ce exact?" in page
    wendy.post(f"{clock_url}confirm/", {"entry": entry.public_id, "answer": answer})
    assert "Est-ce exact?" not in wendy.get(clock_url).content.decode()
    assert TimeEntry.objects.count() == left


def test_nobody_confirms_for_somebody_else(world: World, clock_url: str, signed_in: SignIn) -> None:
    entry = TimeEntry.objects.create(
        company=world.boulangerie,
        team_member=world.wendy_member,
        started_at=timezone.now() - timedelta(hours=1),
        time_zone="America/Toronto",
        local_on=timezone.now().date(),
        confirmation="asked",
    )
    form = {"entry": entry.public_id, "answer": "reject"}
    assert signed_in(world.alice).post(f"{clock_url}confirm/", form).status_code == 403
    entry.refresh_from_db()
    assert (entry.confirmation, entry.deleted_at) == ("asked", None)


# -- state and lists ---------------------------------------------------------------------------


def test_a_break_says_where_it_returns_to(
    wendy: Browser, clock_url: str, world: World, job: Job, send: Send
) -> None:
    rule = BreakRule.objects.create(
        company=world.boulangerie, name="Pause", minutes=15, is_paid=True, cannot_end_early=True
    )
    now = timezone.now()
    sent = [
        punch("a", "clock_in", now - timedelta(minutes=5), job=job.public_id),
        punch("b", "start_break", now - timedelta(minutes=1), break_rule=rule.public_id),
    ]
    state = send("punches/", {"punches": sent, "state": True}).json()["state"]
    assert state["running"]["activity"] == "paid_break"
    assert state["running"]["returns_to"]["label"] == "Four"
    assert [each["name"] for each in state["breaks"]] == ["Pause"]
    assert "15 min" in wendy.get(clock_url).content.decode()


def test_without_rules_a_plain_break_is_offered(wendy: Browser, clock_url: str) -> None:
    [plain] = wendy.get(f"{clock_url}state/").json()["state"]["breaks"]
    assert plain["id"] == ""
    assert "Prendre une pause" in wendy.get(clock_url).content.decode()


def test_rules_for_others_leave_no_break(wendy: Browser, clock_url: str, world: World) -> None:
    BreakRule.objects.create(
        company=world.boulangerie, name="Autres", minutes=15, is_for_everyone=False
    )
    assert wendy.get(f"{clock_url}state/").json()["state"]["breaks"] == []


def test_only_offered_jobs_are_taken_along(
    wendy: Browser, clock_url: str, world: World, job: Job
) -> None:
    company = world.boulangerie
    mine = Job.objects.create(
        company=company, name="Mien", full_name="Four:Mien", parent=job, is_for_everyone=False
    )
    JobAssignment.objects.create(company=company, job=mine, team_member=world.wendy_member)
    Job.objects.create(company=company, name="Autre", full_name="Autre", is_for_everyone=False)
    Job.objects.create(company=company, name="Vieux", full_name="Vieux", is_active=False)
    jobs = wendy.get(f"{clock_url}lists/").json()["jobs"]
    assert [(each["above"], each["name"]) for each in jobs] == [("", "Four"), ("Four", "Mien")]


def test_lists_bring_what_the_company_tracks(wendy: Browser, clock_url: str, world: World) -> None:
    ServiceItem.objects.create(company=world.boulangerie, name="Pétrissage")
    assert wendy.get(f"{clock_url}lists/").json()["service_item"] == []
    TrackingSettings.objects.create(company=world.boulangerie, service_items=True, billable=True)
    lists = wendy.get(f"{clock_url}lists/").json()
    assert [each["name"] for each in lists["service_item"]] == ["Pétrissage"]
    assert lists["billable"] is True


def test_fields_bring_their_conditions(
    wendy: Browser, clock_url: str, world: World, job: Job
) -> None:
    company = world.boulangerie
    crew = CustomField.objects.create(
        company=company, name="Équipe", kind="list", is_required=True, is_for_all_jobs=False
    )
    CustomFieldJob.objects.create(company=company, field=crew, job=job)
    why = CustomField.objects.create(company=company, name="Motif", kind="text", is_triggered=True)
    ours = CustomFieldItem.objects.create(company=company, field=crew, name="A")
    theirs = CustomFieldItem.objects.create(company=company, field=crew, name="B")
    CustomFieldItemLimit.objects.create(company=company, item=ours, job=job)
    CustomFieldItemLimit.objects.create(
        company=company, item=theirs, team_member=world.alice_member
    )
    CustomFieldTrigger.objects.create(company=company, item=ours, field=why)
    fields = {each["name"]: each for each in wendy.get(f"{clock_url}lists/").json()["fields"]}
    assert fields["Équipe"]["jobs"] == ["Four"]
    assert fields["Équipe"]["items"] == [
        {"id": ours.public_id, "name": "A", "jobs": ["Four"], "asks": [why.public_id]}
    ]
    assert (fields["Motif"]["jobs"], fields["Motif"]["is_triggered"]) == (None, True)


def test_a_note_on_the_page_is_shown_as_text(wendy: Browser, clock_url: str, world: World) -> None:
    wendy.post(f"{clock_url}act/", {"client_id": "a", "action": "clock_in"})
    EntryNote.objects.create(
        company=world.boulangerie,
        time_entry=TimeEntry.objects.get(),
        client_id="n",
        body="<script>alert(1)</script></script>",
        written_at=timezone.now(),
        received_at=timezone.now(),
        author_name="Wendy",
    )
    page = wendy.get(clock_url).content.decode()
    assert "alert(1)</script>" not in page
    assert "&lt;script&gt;" in page


# -- the installable app -----------------------------------------------------------------------


def test_the_worker_keeps_every_file_of_the_page(wendy: Browser, clock_url: str) -> None:
    page = wendy.get(clock_url).content.decode()
    used = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert used <= set(assets.offline_urls())


def test_the_worker_keeps_every_module_that_is_imported() -> None:
    kept = set(assets.offline_files())
    for name in [each for each in kept if each.startswith("js/clock/")]:
        source = assets.source(name).read_text(encoding="utf-8")
        for imported in re.findall(r'^import .*"\./([\w.]+)";', source, re.MULTILINE):
            assert f"js/clock/{imported}" in kept, name


def test_the_worker_may_serve_the_whole_site_and_is_always_asked_for() -> None:
    answer = Browser().get("/service-worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert assets.version() in answer.content.decode()
    assert "import" not in answer.content.decode().split("self.POINTAGE")[0]
    sending = Browser().get("/service-worker.js?sending=1").content.decode()
    assert sending.startswith('import "/static/js/clock/background.js";')


def test_the_app_can_be_installed_in_the_readers_language() -> None:
    french = Browser().get("/manifest.webmanifest", HTTP_ACCEPT_LANGUAGE="fr-CA").json()
    assert (french["lang"], french["display"], french["scope"]) == ("fr-CA", "standalone", "/")
    assert french["shortcuts"][0]["name"] == "Horloge pointeuse"
    assert {icon["purpose"] for icon in french["icons"]} == {"any", "maskable"}


def test_the_apps_icon_leads_to_ones_own_clock(
    wendy: Browser, clock_url: str, world: World, signed_in: SignIn
) -> None:
    assert wendy.get("/clock/").headers["Location"] == clock_url
    assert Browser().get("/clock/").headers["Location"] == "/account/login/?next=/clock/"
    assert signed_in(world.stranger).get("/clock/").headers["Location"] == "/"


def test_signing_out_never_clears_the_queue(wendy: Browser) -> None:
    assert "storage" not in wendy.post("/account/logout/").headers["Clear-Site-Data"]
