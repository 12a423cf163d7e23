"""The pages about books in a browser without JavaScript: lists, files, imports, issues, and who may
not come in."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pointage.features.books.models import (
    BooksConnection,
    CompanyFileRecord,
    FileUpload,
    ImportIssue,
    ImportRun,
)
from pointage.features.team.models import TeamMember
from pointage.foundation.identity.models import User
from pointage.foundation.outbox import worker
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.protocol import Kind
from tests.features.books.helpers import bring_in, link, put, put_many
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Browser]
FILES = Path(__file__).parent.parent.parent / "ledgers" / "files"


@pytest.fixture
def luc(world: World, signed_in: SignIn) -> Browser:
    """Accountant of Tremblay, who may act for Boulangerie only."""
    return signed_in(world.luc)


def client_url(world: World, name: str, **kwargs: object) -> str:
    ids = {"firm": world.tremblay.public_id, "client": world.boulangerie_client.public_id}
    return reverse(f"console:client_{name}", kwargs=ids | kwargs)


def company_url(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"company:{name}", kwargs={"company": world.boulangerie.public_id} | kwargs)


def records(world: World) -> dict[str, str]:
    books = world.boulangerie_client.books
    assert books is not None
    with tenant_scope(books=[books.pk]):
        return dict(CompanyFileRecord.objects.values_list("full_name", "kind"))


def connected(world: World) -> BooksConnection:
    assert world.boulangerie_client.books is not None
    return link(world.boulangerie, world.boulangerie_client.books)


def text(response) -> str:  # type: ignore[no-untyped-def]
    return unescape(response.content.decode())


def test_an_accountant_adds_changes_and_deactivates_a_record(world: World, luc: Browser) -> None:
    add = client_url(world, "books_add", kind=Kind.EMPLOYEE)
    luc.post(add, {"given_name": "Zoé", "family_name": "Roy", "email": "z@r.ca"})
    assert records(world) == {"Zoé Roy": "employee"}
    page = luc.get(client_url(world, "books"))
    assert "Zoé Roy" in text(page)
    with tenant_scope(books=[world.boulangerie_client.books_id]):  # type: ignore[list-item]
        row = CompanyFileRecord.objects.get()
    edit = client_url(world, "books_record", kind=Kind.EMPLOYEE, record=row.external_id)
    luc.post(edit, {"given_name": "Zoé", "family_name": "Roi", "version": row.version})
    assert records(world) == {"Zoé Roi": "employee"}
    luc.post(client_url(world, "books_active", kind=Kind.EMPLOYEE, record=row.external_id))
    luc.get(client_url(world, "books"))  # shows the message
    assert "Zoé Roi" not in text(luc.get(client_url(world, "books")))
    assert "Zoé Roi" in text(luc.get(client_url(world, "books") + "lists/employee/?state=inactive"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"given_name": ""}, "prénom"),
        ({"given_name": "Zoé", "email": "pas une adresse"}, "adresse courriel"),
        ({"given_name": "Z" * 101}, "101"),
        ({"given_name": "Zoé", "hired_on": "hier"}, "date"),
    ],
)
def test_a_wrong_field_says_so_and_nothing_is_saved(
    world: World, luc: Browser, fields: dict[str, str], says: str
) -> None:
    page = luc.post(client_url(world, "books_add", kind=Kind.EMPLOYEE), fields)
    assert page.status_code == 422
    assert says in text(page).lower()
    assert records(world) == {}


def test_somebody_elses_change_is_not_overwritten(world: World, luc: Browser) -> None:
    books = world.boulangerie_client.books
    assert books is not None
    put(books, "location", "l1", "Québec")
    edit = client_url(world, "books_record", kind=Kind.LOCATION, record="l1")
    page = luc.post(edit, {"name": "Lévis", "version": 99})
    assert page.status_code == 422
    assert records(world) == {"Québec": "location"}


def test_a_file_goes_through_columns_dry_run_and_import(world: World, luc: Browser) -> None:
    content = "Chose,Truc\nZoé Roy,z@r.ca\n,\nTotal,\n".encode()
    sent = SimpleUploadedFile("liste.csv", content)
    page = luc.post(client_url(world, "books_files"), {"file": sent}, follow=True)
    columns = page.redirect_chain[-1][0]
    assert columns.endswith("/columns/")
    page = luc.post(
        columns,
        {"kind": "employee", "column-0": "name", "column-1": "email", "include_inactive": "on"},
        follow=True,
    )
    dry_run = page.redirect_chain[-1][0]
    assert "Zoé Roy" in text(page)
    assert records(world) == {}
    page = luc.post(f"{dry_run}apply/", follow=True)
    assert "Le fichier est importé" in text(page)
    assert records(world) == {"Zoé Roy": "employee"}


def test_a_known_list_goes_straight_to_the_dry_run_and_can_be_downloaded(
    world: World, luc: Browser
) -> None:
    sent = SimpleUploadedFile(
        "employee_contact_list.csv", (FILES / "employee_contact_list.csv").read_bytes()
    )
    page = luc.post(client_url(world, "books_files"), {"file": sent}, follow=True)
    here = page.redirect_chain[-1][0]
    assert "columns" not in here
    report = luc.get(f"{here}report/")
    assert report["Content-Type"].startswith("text/csv")
    assert report.content.startswith(b"\xef\xbb\xbf")
    assert "Ligne" in report.content.decode()
    luc.post(f"{here}drop/")
    assert records(world) == {}


def test_a_file_that_is_no_list_is_refused_in_the_readers_language(
    world: World, luc: Browser
) -> None:
    sent = SimpleUploadedFile("list.pdf", b"%PDF-1.7 x")
    page = luc.post(client_url(world, "books_files"), {"file": sent})
    assert page.status_code == 422
    assert "C’est un PDF" in text(page)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_templates_and_lists_can_be_downloaded_and_imported_again(
    world: World, luc: Browser, form: str
) -> None:
    template = luc.get(client_url(world, "books_template") + f"?format={form}").content
    sent = SimpleUploadedFile(f"modele.{form}", template)
    page = luc.post(client_url(world, "books_files"), {"file": sent}, follow=True)
    luc.post(page.redirect_chain[-1][0] + "apply/")
    assert len(records(world)) == 7
    whole = luc.get(client_url(world, "books_download") + f"?format={form}")
    assert whole["Content-Disposition"].startswith("attachment")


def test_the_client_sees_its_imports_and_runs_one(world: World, signed_in: SignIn) -> None:
    connection = connected(world)
    put_many(connection.books, "employee", 3)
    browser = signed_in(world.alice)
    page = browser.post(company_url(world, "books_import"), follow=True)
    run_url = page.redirect_chain[-1][0]
    assert "En attente" in text(page)
    assert 'hx-trigger="every 1s"' in text(page)
    worker.run(once=True)
    page = browser.get(run_url)
    assert "Terminée" in text(page)
    assert "every 1s" not in text(page)
    assert browser.get(f"{run_url}progress/")["HX-Redirect"] == run_url
    assert "Importations" in text(browser.get(company_url(world, "books_imports")))


def test_an_issue_is_mended_by_correcting_the_record(world: World, luc: Browser) -> None:
    connection = connected(world)
    put(connection.books, "employee", "1", "Zoé", email="faux", given_name="Zoé")
    bring_in(connection)
    with tenant_scope(companies=[world.boulangerie.pk]):
        issue = ImportIssue.objects.get()
    page = luc.get(company_url(world, "books_issue", issue=issue.public_id))
    assert "faux" in text(page)
    settle = company_url(world, "books_settle", issue=issue.public_id)
    luc.post(settle, {"action": "fix", "given_name": "Zoé", "email": "zoe@r.ca", "version": 1})
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert TeamMember.objects.filter(email="zoe@r.ca").count() == 1
        assert ImportIssue.objects.get().resolution == "created"


def test_a_worker_of_the_company_sees_no_books(world: World, signed_in: SignIn) -> None:
    connected(world)
    assert signed_in(world.wendy).get(company_url(world, "books")).status_code == 403


def test_another_clients_books_do_not_exist(world: World, signed_in: SignIn, luc: Browser) -> None:
    connected(world)
    ids = {"firm": world.tremblay.public_id, "client": world.garage_client.public_id}
    assert luc.get(reverse("console:client_books", kwargs=ids)).status_code == 404
    peter = signed_in(world.peter)
    mine = {"firm": world.prairie.public_id, "client": world.boulangerie_client.public_id}
    assert peter.get(reverse("console:client_books", kwargs=mine)).status_code == 404
    assert peter.get(client_url(world, "books")).status_code == 404
    assert peter.get(company_url(world, "books")).status_code == 404


def test_a_file_run_or_issue_of_other_books_does_not_exist(world: World, luc: Browser) -> None:
    connected(world)
    other = link(world.garage, world.garage_client.books)  # type: ignore[arg-type]
    put(other.books, "employee", "1", " ")
    run = bring_in(other)
    with tenant_scope(companies=[world.garage.pk]):
        issue = ImportIssue.objects.get()
    with tenant_scope(books=[other.books_id]):
        upload = FileUpload.objects.create(
            books=other.books, file_name="x.csv", content=b"x", uploaded_by_id=1
        )
    for name, ids in (
        ("books_run", {"run": run.public_id}),
        ("books_issue", {"issue": issue.public_id}),
        ("books_file", {"upload": upload.public_id}),
        ("books_record", {"kind": Kind.EMPLOYEE, "record": "1"}),
    ):
        assert luc.get(company_url(world, name, **ids)).status_code == 404
        assert luc.get(client_url(world, name, **ids)).status_code == 404
    with tenant_scope(companies=[world.garage.pk]):
        assert ImportRun.objects.get().pk == run.pk


def test_the_firm_keeps_the_books_but_sees_no_imports_once_the_client_revoked_it(
    world: World, luc: Browser
) -> None:
    connected(world)
    world.boulangerie.accountant_grants.update(state="revoked")
    assert luc.get(client_url(world, "books")).status_code == 200
    assert luc.get(client_url(world, "books_imports")).status_code == 404


def test_a_list_costs_few_queries_however_long(world: World, luc: Browser) -> None:
    put_many(world.boulangerie_client.books, "employee", 3000)  # type: ignore[arg-type]
    luc.get(client_url(world, "books"))
    with CaptureQueriesContext(connection) as captured:
        assert luc.get(client_url(world, "books")).status_code == 200
    # Setting a scope is no question about data (PostgreSQL sees it as statements).
    asked = [q["sql"] for q in captured if " FROM " in q["sql"]]
    assert len(asked) <= 15, asked
