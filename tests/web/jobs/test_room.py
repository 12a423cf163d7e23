"""What people do in the room of jobs, page by page, and what is closed to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from pointage.features.books.models import BooksConnection, Mapping
from pointage.features.companies.models import TimeSettings
from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    CustomFieldJob,
    Job,
    JobAssignment,
    JobFile,
    ServiceItem,
)
from pointage.features.practice.models import AccountantGrant
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from tests.features.jobs.making import assign, field, group, item, job
from tests.world import World

pytestmark = pytest.mark.usefixtures("scope")
SignIn = Callable[[User], Browser]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def paths(*, active: bool = True) -> list[str]:
    rows = Job.objects.filter(is_active=active).order_by("full_name")
    return list(rows.values_list("full_name", flat=True))


def test_the_companys_word_heads_the_room(alice: Browser, room: str, world: World) -> None:
    TimeSettings.objects.create(company=world.boulangerie, job_label="case")
    assert "<h1>Dossiers" in text(alice.get(room))
    TimeSettings.objects.update(
        job_label="own", own_job_label_fr="Chantier", own_job_labels_fr="Chantiers"
    )
    page = text(alice.get(room))
    assert "<h1>Chantiers" in page
    assert "Dossiers" not in page
    assert "Ajouter\u00a0: chantier" in text(alice.get(room + "add/"))


def test_a_job_is_added_below_another(alice: Browser, room: str, top: Job) -> None:
    answer = alice.post(
        room + "add/",
        {"name": "Salle", "parent": top.public_id, "code": "S1", "is_billable": "on",
         "billable_rate": "85,50"},
    )  # fmt: skip
    assert answer.status_code == 302
    new = Job.objects.get(full_name="Hôtel:Salle")
    assert (new.code, new.is_billable, str(new.billable_rate)) == ("S1", True, "85.5000")
    assert answer["Location"].endswith(f"?in={top.public_id}")


def test_a_broken_rule_comes_back_beside_its_field(alice: Browser, room: str, low: Job) -> None:
    answer = alice.post(
        room + "add/",
        {"name": "cuisine", "parent": low.parent.public_id if low.parent else "", "code": ""},
    )
    assert answer.status_code == 422
    assert "existe déjà au même endroit" in text(answer)
    assert paths() == ["Hôtel", "Hôtel:Cuisine"]


def test_a_job_is_changed(alice: Browser, room: str, low: Job) -> None:
    alice.post(
        f"{room}tree/{low.public_id}/",
        {"name": "Cuisines", "code": "C2", "billable_rate": "1 250"},
    )
    low.refresh_from_db()
    assert (low.full_name, low.code, low.billable_rate) == ("Hôtel:Cuisines", "C2", 1250)


def test_a_job_is_moved_to_the_top_and_back(alice: Browser, room: str, low: Job, top: Job) -> None:
    alice.post(f"{room}tree/{low.public_id}/move/", {"parent": ""})
    assert paths() == ["Cuisine", "Hôtel"]
    alice.post(f"{room}tree/{low.public_id}/move/", {"parent": top.public_id})
    assert paths() == ["Hôtel", "Hôtel:Cuisine"]


def test_a_move_below_itself_says_so(alice: Browser, room: str, low: Job, top: Job) -> None:
    answer = alice.post(f"{room}tree/{top.public_id}/move/", {"parent": low.public_id})
    assert answer.status_code == 422
    assert "sous lui-même" in text(answer)
    assert paths() == ["Hôtel", "Hôtel:Cuisine"]


def test_a_job_is_duplicated_archived_and_restored_with_what_is_below(
    alice: Browser, room: str, low: Job, top: Job
) -> None:
    alice.post(f"{room}tree/{top.public_id}/duplicate/", {"with_children": "on"})
    assert paths() == ["Hôtel", "Hôtel (2)", "Hôtel (2):Cuisine", "Hôtel:Cuisine"]
    alice.post(f"{room}tree/{top.public_id}/archive/")
    assert paths() == ["Hôtel (2)", "Hôtel (2):Cuisine"]
    assert "Cuisine" in text(alice.get(room + "?state=archived"))
    alice.post(f"{room}tree/{low.public_id}/restore/")
    assert paths()[-2:] == ["Hôtel (2):Cuisine", "Hôtel:Cuisine"]


def test_a_job_is_offered_to_some(alice: Browser, room: str, low: Job, world: World) -> None:
    night = group(world.boulangerie, "Nuit")
    alice.post(
        f"{room}tree/{low.public_id}/people/",
        {"whom": "some", "people": [world.wendy_member.pk], "groups": [night.pk]},
    )
    low.refresh_from_db()
    assert not low.is_for_everyone
    assert JobAssignment.objects.filter(job=low).count() == 2
    assert "1 personne, 1 groupe" in text(alice.get(f"{room}tree/{low.parent.public_id}/below/"))  # type: ignore[union-attr]


def test_offering_to_nobody_is_refused(alice: Browser, room: str, low: Job) -> None:
    answer = alice.post(f"{room}tree/{low.public_id}/people/", {"whom": "some"})
    assert answer.status_code == 422
    low.refresh_from_db()
    assert low.is_for_everyone


def test_what_the_books_own_says_so_and_cannot_be_typed_over(
    alice: Browser, room: str, low: Job, world: World
) -> None:
    link = BooksConnection.objects.create(
        company=world.boulangerie, books=world.boulangerie_client.books
    )
    Mapping.objects.create(
        company=world.boulangerie, connection=link, kind="customer", external_id="1",
        local_model="job", local_id=low.pk, matched_by="name",
    )  # fmt: skip
    page = text(alice.get(f"{room}tree/{low.public_id}/"))
    assert "viennent des livres (Boulangerie du Coin)" in page
    assert f'href="/c/{world.boulangerie.public_id}/books/"' in page
    alice.post(f"{room}tree/{low.public_id}/", {"name": "X", "code": "X", "billable_rate": "7"})
    answer = alice.post(f"{room}tree/{low.public_id}/archive/")
    assert answer.status_code == 422
    low.refresh_from_db()
    assert (low.name, low.code, low.billable_rate, low.is_active) == ("Cuisine", "C1", 7, True)


def test_a_field_with_items_is_kept(alice: Browser, room: str, low: Job, world: World) -> None:
    alice.post(
        room + "fields/add/",
        {"name": "Tâche", "kind": "list", "is_required": "on", "scope": "some",
         "jobs": [low.public_id], "when": "always"},
    )  # fmt: skip
    task = CustomField.objects.get(name="Tâche")
    assert task.is_required
    assert list(CustomFieldJob.objects.values_list("job_id", flat=True)) == [low.pk]
    here = f"{room}fields/{task.public_id}/"
    other = field(world.boulangerie, "Machine", "text", is_triggered=True)
    for name in ("Pétrir", "Cuire"):
        alice.post(here + "items/add/", {"name": name, "asks": [other.pk], "jobs": [low.public_id]})
    knead = CustomFieldItem.objects.get(name="Pétrir")
    assert CustomFieldItemLimit.objects.filter(item=knead).get().job_id == low.pk
    page = text(alice.get(here))
    assert "Seulement pour Hôtel › Cuisine · Demande Machine" in page
    alice.post(f"{here}items/{knead.public_id}/order/", {"direction": "down"})
    rows = CustomFieldItem.objects.filter(field=task).order_by("position")
    assert [row.name for row in rows] == ["Cuire", "Pétrir"]
    alice.post(f"{here}items/{knead.public_id}/archive/")
    alice.post(here + "archive/")
    task.refresh_from_db()
    assert not task.is_active
    alice.post(here + "restore/")
    alice.post(f"{here}items/{knead.public_id}/restore/")
    knead.refresh_from_db()
    assert knead.is_active


def test_a_pattern_that_cannot_be_used_says_where(alice: Browser, room: str) -> None:
    answer = alice.post(
        room + "fields/add/",
        {"name": "Plaque", "kind": "text", "scope": "all", "when": "always", "pattern": "(?=a)"},
    )
    assert answer.status_code == 422
    assert "position 2" in text(answer)
    assert not CustomField.objects.exists()


def test_fields_change_places(alice: Browser, room: str, world: World) -> None:
    one, two = field(world.boulangerie, "Un"), field(world.boulangerie, "Zwei")
    alice.post(f"{room}fields/{two.public_id}/order/", {"direction": "up"})
    rows = CustomField.objects.order_by("position")
    assert [row.pk for row in rows] == [two.pk, one.pk]


def test_an_entry_of_a_list_is_kept(alice: Browser, room: str) -> None:
    here = room + "lists/service-items/"
    alice.post(here + "add/", {"name": "Conseil", "code": "C", "is_billable": "on"})
    row = ServiceItem.objects.get()
    assert alice.post(here + "add/", {"name": "conseil"}).status_code == 422
    alice.post(f"{here}{row.public_id}/", {"name": "Conseils", "code": "C"})
    row.refresh_from_db()
    assert (row.name, row.is_billable) == ("Conseils", False)
    alice.post(f"{here}{row.public_id}/archive/")
    row.refresh_from_db()
    assert not row.is_active
    assert "Conseils" in text(alice.get(here + "?state=archived"))


def test_a_file_is_looked_at_then_applied(alice: Browser, room: str) -> None:
    sent = SimpleUploadedFile("l.csv", "Nom complet;Taux\nA:B;85,5\nC;x\n".encode("utf-16"))
    answer = alice.post(room + "files/", {"file": sent})
    file = JobFile.objects.get()
    assert answer["Location"].endswith(f"files/{file.public_id}/")
    page = text(alice.get(answer["Location"]))
    assert "Avec\u00a0: A" in page
    assert "n&#x27;est pas un montant" in page
    assert paths() == []
    alice.post(answer["Location"] + "apply/")
    assert paths() == ["A", "A:B"]
    assert "appliqué" in text(alice.get(answer["Location"]))


def test_a_file_that_cannot_be_read_says_why(alice: Browser, room: str) -> None:
    sent = SimpleUploadedFile("l.csv", b"Couleur,Poids\nrouge,3\n")
    answer = alice.post(room + "files/", {"file": sent})
    assert answer.status_code == 422
    assert "Couleur, Poids" in text(answer)


def test_a_picker_finds_what_is_offered_and_no_more(
    alice: Browser, wendy: Browser, room: str, world: World, low: Job
) -> None:
    hidden = job(world.boulangerie, "Caché", is_for_everyone=False)
    found = wendy.get(room + "search/?q=cuis").json()
    assert found["results"] == [
        {"id": low.public_id, "text": "Hôtel:Cuisine (C1)", "name": "Cuisine", "above": "Hôtel",
         "code": "C1"}
    ]  # fmt: skip
    assert wendy.get(room + "search/?q=cache").json()["results"] == []
    assert wendy.get(room + "search/?all=1").status_code == 403
    assert wendy.get(f"{room}search/?for={world.alice_member.public_id}").status_code == 403
    assert alice.get(room + "search/?all=1&q=cache").json()["results"][0]["id"] == hidden.public_id
    assign(hidden, world.wendy_member)
    for_wendy = alice.get(f"{room}search/?q=cache&for={world.wendy_member.public_id}").json()
    assert [row["name"] for row in for_wendy["results"]] == ["Caché"]


def test_a_picker_begins_with_what_was_used_lately(
    wendy: Browser, room: str, world: World, low: Job
) -> None:
    job(world.boulangerie, "Abc")
    now = timezone.now()
    TimeEntry.objects.create(
        company=world.boulangerie, team_member=world.wendy_member, job=low, started_at=now,
        ended_at=now, time_zone="America/Toronto", local_on=now.date(),
    )  # fmt: skip
    found = wendy.get(room + "search/").json()["results"]
    assert [row["name"] for row in found] == ["Cuisine", "Abc", "Hôtel"]


def test_a_worker_sees_what_is_offered_and_no_rate(
    wendy: Browser, room: str, world: World, low: Job
) -> None:
    Job.objects.filter(pk=low.pk).update(billable_rate="98.76")
    job(world.boulangerie, "Caché", is_for_everyone=False)
    page = text(wendy.get(room))
    assert "Cuisine" in page
    assert "Caché" not in page
    shown = text(wendy.get(f"{room}tree/{low.public_id}/"))
    assert "98,76" not in shown
    assert "98.76" not in shown


def test_a_worker_finds_no_job_that_is_not_offered(wendy: Browser, room: str, world: World) -> None:
    hidden = job(world.boulangerie, "Caché", is_for_everyone=False)
    assert wendy.get(f"{room}tree/{hidden.public_id}/").status_code == 404


CLOSED_TO_WORKERS = [
    "add/", "files/", "files/export/", "fields/add/", "tree/JOB/people/", "tree/JOB/move/",
    "tree/JOB/duplicate/", "tree/JOB/archive/", "tree/JOB/restore/", "fields/", "fields/FIELD/",
    "fields/FIELD/archive/", "fields/FIELD/restore/", "fields/FIELD/order/",
    "fields/FIELD/items/add/", "fields/FIELD/items/import/", "fields/FIELD/items/export/",
    "fields/FIELD/items/ITEM/", "fields/FIELD/items/ITEM/archive/",
    "fields/FIELD/items/ITEM/restore/", "fields/FIELD/items/ITEM/order/",
    "lists/service-items/", "lists/service-items/add/",
]  # fmt: skip


@pytest.mark.parametrize("where", CLOSED_TO_WORKERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_keeping_jobs_is_closed_to_workers(
    where: str, method: str, wendy: Browser, room: str, world: World, low: Job
) -> None:
    task = field(world.boulangerie, "Tâche")
    one = item(task, "Un")
    address = room + where.replace("JOB", low.public_id).replace("FIELD", task.public_id).replace(
        "ITEM", one.public_id
    )
    answer = getattr(wendy, method)(address, {"name": "X", "parent": "", "whom": "everyone"})
    assert answer.status_code in {403, 404, 405}
    assert paths() == ["Hôtel", "Hôtel:Cuisine"]
    assert not HistoryEvent.objects.filter(company_id=world.boulangerie.pk).exists()


def test_who_may_only_look_sees_everything_and_changes_nothing(
    signed_in: SignIn, room: str, world: World, low: Job
) -> None:
    AccountantGrant.objects.filter(company=world.boulangerie).update(scope="read_only")
    luc = signed_in(world.luc)
    hidden = job(world.boulangerie, "Caché", is_for_everyone=False)
    page = text(luc.get(room))
    assert "Caché" in page
    assert room + "add/" not in page
    assert luc.get(f"{room}tree/{hidden.public_id}/").status_code == 200
    assert luc.post(f"{room}tree/{low.public_id}/", {"name": "X"}).status_code == 403
    assert luc.get(f"{room}tree/{low.public_id}/move/").status_code == 403
    assert paths() == ["Caché", "Hôtel", "Hôtel:Cuisine"]
