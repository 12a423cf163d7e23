"""The pages of files of people: upload, dry run with its filters and report, import, export."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.team.models import PeopleFile, TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from pointage.foundation.outbox.worker import message_handle_next
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

SignedIn = Callable[[User], Browser]
LIST = (
    "First Name,Last Name,Email,Group\n"
    "Zoé,Roy,zoe@x.example,Kitchen\nAda,Lo,not an address,\nWendy,,wendy@boulangerie.example,\n"
)


def team(world: World) -> str:
    return f"/c/{world.boulangerie.public_id}/team/"


def sent(browser: Browser, world: World, text: str = LIST) -> str:
    """Uploads the list; the address of its dry run."""
    file = SimpleUploadedFile("people.csv", text.encode("utf-16"), "text/csv")
    response = browser.post(f"{team(world)}import/", {"file": file})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def names(world: World) -> set[str]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return {member.full_name for member in TeamMember.objects.all()}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["What will happen", "This is not an e-mail address", "Column Email", "Kitchen"]),
        ("fr-ca", ["Ce qui va se passer", "Ce n'est pas une adresse", "Colonne Courriel"]),
    ],
)
def test_the_dry_run_shows_each_rows_fate_in_the_readers_language(
    world: World, signed_in: SignedIn, language: str, words: list[str]
) -> None:
    User.objects.filter(pk=world.alice.pk).update(language=language)
    browser = signed_in(User.objects.get(pk=world.alice.pk))
    page = browser.get(sent(browser, world)).content.decode().replace("&#x27;", "'")
    for word in words:
        assert word in page
    assert names(world) == {"Alice Côté", "Wendy Bélanger"}


def test_filters_search_and_report(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.alice)
    here = sent(browser, world)
    refused = browser.get(f"{here}?fate=refused").content.decode()
    assert "Ada Lo" in refused
    assert "Zoé Roy" not in refused
    found = browser.get(f"{here}?q=zoé").content.decode()
    assert "Zoé Roy" in found
    assert "Ada Lo" not in found
    report = browser.get(f"{here}report/")
    assert report["Content-Disposition"].startswith("attachment")
    lines = report.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("3;Ada Lo;refusée;;Courriel;")


def test_importing_writes_and_shows_the_result(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.alice)
    here = sent(browser, world)
    response = browser.post(f"{here}apply/", follow=True)
    assert "Le fichier est importé" in response.content.decode()
    assert "Zoé Roy" in names(world)
    again = browser.post(f"{here}apply/", follow=True)
    assert "déjà été importé" in again.content.decode()


def test_dropping_writes_nothing(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.alice)
    here = sent(browser, world)
    browser.post(f"{here}drop/")
    assert "abandonné" in browser.get(here).content.decode()
    assert names(world) == {"Alice Côté", "Wendy Bélanger"}


def test_a_large_file_shows_how_far_it_is(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.alice)
    rows = "".join(f"Personne {n},Exemple,{'x' * 60}\n" for n in range(1500))
    here = sent(browser, world, "First Name,Last Name,Address\n" + rows)
    page = browser.post(f"{here}apply/", follow=True).content.decode()
    assert "0 lignes lues sur 1 500" in page.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    message_handle_next("test")
    assert "Le fichier est importé" in browser.get(here).content.decode()


def test_a_file_nobody_can_read_is_refused_beside_the_field(
    world: World, signed_in: SignedIn
) -> None:
    browser = signed_in(world.alice)
    file = SimpleUploadedFile("people.csv", b"%PDF-1.4 x")
    response = browser.post(f"{team(world)}import/", {"file": file})
    assert response.status_code == 422
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not PeopleFile.objects.exists()


def test_the_export_is_a_file_and_leaves_a_trace(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.alice)
    response = browser.post(f"{team(world)}export/")
    assert response.content.decode("utf-8-sig").startswith("Identifiant;Prénom;Nom de famille;")
    assert "pointage-equipe.csv" in response["Content-Disposition"]
    assert HistoryEvent.objects.filter(code="people.exported").count() == 1
    assert browser.get(f"{team(world)}import/template/").status_code == 200


def test_those_who_do_not_keep_the_team_import_nothing(world: World, signed_in: SignedIn) -> None:
    here = sent(signed_in(world.alice), world)
    browser = signed_in(world.wendy)
    for get in (f"{team(world)}import/", f"{team(world)}import/template/", here, f"{here}report/"):
        assert browser.get(get).status_code == 403
    for post in (f"{here}apply/", f"{here}drop/", f"{team(world)}export/"):
        assert browser.post(post).status_code == 403
    assert names(world) == {"Alice Côté", "Wendy Bélanger"}


def test_the_dry_run_costs_the_same_for_many_rows(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.alice)
    rows = "".join(f"P{n},Roy,p{n}@x.example,\n" for n in range(400))
    here = sent(browser, world, "First Name,Last Name,Email,Group\n" + rows)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(here).status_code == 200
    asked = [
        q["sql"] for q in queries
        if q["sql"].startswith("SELECT") and "set_config" not in q["sql"]
    ]  # fmt: skip
    assert len(asked) <= 16, "\n".join(asked)  # one of them is the session
