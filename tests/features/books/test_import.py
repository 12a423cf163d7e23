"""Bringing the books' lists into a company: what comes in, what is asked, what a rerun does."""

from __future__ import annotations

import pytest

from pointage.features.books.choices import TrackingChoices
from pointage.features.books.errors import BooksAlreadyLinked, ImportUnderWay, NothingToImport
from pointage.features.books.models import BooksConnection, ImportIssue, ImportRun, Mapping
from pointage.features.books.queries import import_progress
from pointage.features.books.services.connections import connection_create
from pointage.features.books.services.importing import runner
from pointage.features.books.tasks import changes_look
from pointage.features.jobs.models import CostClass, Job, Location, ServiceItem
from pointage.features.team.models import TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.books.helpers import (
    ACTOR,
    EVERYTHING,
    bring_in,
    link,
    put,
    put_many,
    start,
    work,
)
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def garage(world: World) -> BooksConnection:
    """An empty company linked to empty books."""
    assert world.garage_client.books is not None
    return link(world.garage, world.garage_client.books)


def fill(connection: BooksConnection) -> None:
    books = connection.books
    put(books, "employee", "1", "Éric Roy", given_name="Éric", family_name="Roy", email="e@r.ca")
    put(books, "contractor", "9", "Plomberie Nord", email="info@nord.example")
    # The child comes before its parent on purpose.
    put(
        books, "customer", "c2", "Audit", full_name="Acme:Audit",
        parent_external_id="c1", role="sub_customer",
    )  # fmt: skip
    put(books, "customer", "c1", "Acme", role="customer")
    put(
        books, "customer", "c3", "2026", full_name="Acme:Audit:2026",
        parent_external_id="c2", role="project",
    )  # fmt: skip
    put(books, "service_item", "s1", "Consultation", is_billable=True)
    put(books, "cost_class", "k1", "Est")
    put(books, "location", "l1", "Québec")


def in_company(connection: BooksConnection):  # type: ignore[no-untyped-def]
    return tenant_scope(companies=[connection.company_id])


def test_every_list_comes_in_and_the_tree_stands(garage: BooksConnection) -> None:
    fill(garage)
    run = bring_in(garage)
    assert (run.state, run.imported, run.errors, run.in_doubt) == ("done", 8, 0, 0)
    with in_company(garage):
        assert set(Job.objects.values_list("full_name", "role")) == {
            ("Acme", "customer"),
            ("Acme:Audit", "sub_customer"),
            ("Acme:Audit:2026", "project"),
        }
        assert Job.objects.get(name="2026").parent == Job.objects.get(name="Audit")
        kinds = dict(TeamMember.objects.values_list("given_name", "kind"))
        assert kinds == {"Éric": "employee", "Plomberie": "contractor"}
        assert ServiceItem.objects.get().is_billable
        assert CostClass.objects.get().name == "Est"
        assert Location.objects.get().name == "Québec"
        assert Mapping.objects.count() == 8


def test_only_chosen_lists_come_in_and_a_project_hangs_under_the_chosen_ancestor(
    garage: BooksConnection,
) -> None:
    fill(garage)
    bring_in(garage, TrackingChoices(employees=False, sub_customers=False, projects=True))
    with in_company(garage):
        assert set(Job.objects.values_list("full_name", flat=True)) == {"Acme", "Acme:2026"}
        assert not TeamMember.objects.exists()


def test_a_second_run_changes_nothing(garage: BooksConnection) -> None:
    fill(garage)
    bring_in(garage)
    with in_company(garage):
        before = [list(m.objects.order_by("pk").values()) for m in (Job, TeamMember, Mapping)]
    run = bring_in(garage)
    assert (run.imported, run.updated, run.errors) == (0, 0, 0)
    progress = import_progress(run)
    assert sum(kind.unchanged for kind in progress.kinds) == 8
    assert progress.percent == 100
    with in_company(garage):
        after = [list(m.objects.order_by("pk").values()) for m in (Job, TeamMember, Mapping)]
    assert after == before


def test_the_automatic_import_takes_only_changes(garage: BooksConnection) -> None:
    fill(garage)
    bring_in(garage)
    put(garage.books, "customer", "c1", "Acme inc.", role="customer")
    put(garage.books, "customer", "c4", "Beta", role="customer")
    changes_look()
    with in_company(garage):
        run = ImportRun.objects.latest("pk")
    run = work(run)
    assert (run.state, run.imported, run.updated, run.total) == ("done", 1, 1, 2)
    with in_company(garage):
        assert set(Job.objects.values_list("full_name", flat=True)) == {
            "Acme inc.",
            "Acme inc.:Audit",
            "Acme inc.:Audit:2026",
            "Beta",
        }


def test_the_automatic_import_does_nothing_when_nothing_changed(garage: BooksConnection) -> None:
    fill(garage)
    bring_in(garage)
    changes_look()
    with in_company(garage):
        assert ImportRun.objects.count() == 1


def test_what_the_books_deactivate_is_archived_and_comes_back(garage: BooksConnection) -> None:
    fill(garage)
    bring_in(garage)
    put(garage.books, "employee", "1", "Éric Roy", email="e@r.ca", is_active=False)
    bring_in(garage)
    with in_company(garage):
        assert TeamMember.objects.get(email="e@r.ca").state == "archived"
    put(garage.books, "employee", "1", "Éric Roy", email="e@r.ca", is_active=True)
    bring_in(garage)
    with in_company(garage):
        assert TeamMember.objects.get(email="e@r.ca").state == "active"


def test_a_person_archived_here_stays_archived_when_the_books_change_the_phone(
    garage: BooksConnection,
) -> None:
    fill(garage)
    bring_in(garage)
    with in_company(garage):
        TeamMember.objects.filter(email="e@r.ca").update(state="archived")
    put(garage.books, "employee", "1", "Éric Roy", email="e@r.ca", phone="418 555-0100")
    bring_in(garage)
    with in_company(garage):
        member = TeamMember.objects.get(email="e@r.ca")
    assert (member.state, member.mobile) == ("archived", "418 555-0100")


def test_an_empty_field_of_the_books_erases_nothing(garage: BooksConnection) -> None:
    put(garage.books, "employee", "1", "Éric Roy")
    bring_in(garage)
    with in_company(garage):
        TeamMember.objects.update(email="eric@here.example")
    put(garage.books, "employee", "1", "Éric Roy", number="12")
    bring_in(garage)
    with in_company(garage):
        member = TeamMember.objects.get()
    assert (member.email, member.employee_number) == ("eric@here.example", "12")


def test_the_books_never_take_back_what_people_said_is_billable(garage: BooksConnection) -> None:
    put(garage.books, "customer", "c1", "Acme", is_billable=True)
    put(garage.books, "service_item", "s1", "Consultation", is_billable=True)
    bring_in(garage)
    with in_company(garage):
        assert Job.objects.get().is_billable
        assert ServiceItem.objects.get().is_billable
        Job.objects.update(is_billable=False)
        ServiceItem.objects.update(is_billable=False)
    put(garage.books, "customer", "c1", "Acme inc.", is_billable=True)
    put(garage.books, "service_item", "s1", "Conseil", is_billable=True)
    bring_in(garage)
    with in_company(garage):
        job, item = Job.objects.get(), ServiceItem.objects.get()
    assert (job.name, job.is_billable) == ("Acme inc.", False)
    assert (item.name, item.is_billable) == ("Conseil", False)


def test_an_employee_and_a_contractor_with_one_address_and_name_are_one_person(
    garage: BooksConnection,
) -> None:
    put(garage.books, "employee", "1", "Éric Roy", email="e@r.ca")
    put(garage.books, "contractor", "2", "Roy, Éric", email="E@R.ca")
    run = bring_in(garage)
    with in_company(garage):
        assert TeamMember.objects.count() == 1
        assert Mapping.objects.count() == 2
    assert (run.imported, run.in_doubt) == (2, 0)


@pytest.mark.parametrize(
    ("kind", "fields", "severity", "reason"),
    [
        ("employee", {"name": " "}, "error", "name_missing"),
        ("employee", {"name": "Zoé", "email": "not an address"}, "error", "email_invalid"),
        ("employee", {"name": "Zoé", "email": "wendy@b.example"}, "in_doubt", "email_used"),
        ("employee", {"name": "Zoé", "payroll_id": "77"}, "in_doubt", "payroll_id_used"),
        ("employee", {"name": "Wendy Old"}, "in_doubt", "same_name"),
        ("employee", {"name": "Z" * 81}, "error", "too_long"),
        ("customer", {"name": "A:B"}, "error", "name_has_colon"),
        ("customer", {"name": "Kid", "parent_external_id": "no"}, "error", "parent_missing"),
    ],
)
def test_a_record_that_cannot_come_in_is_an_issue_with_its_reason(
    garage: BooksConnection, kind: str, fields: dict[str, str], severity: str, reason: str
) -> None:
    with in_company(garage):
        TeamMember.objects.create(
            company_id=garage.company_id, given_name="Wendy", family_name="Old",
            email="wendy@b.example", payroll_id="77",
        )  # fmt: skip
    put(garage.books, kind, "x", **({"full_name": fields["name"]} | fields))
    run = bring_in(garage)
    with in_company(garage):
        issue = ImportIssue.objects.get()
        assert (issue.severity, issue.reason) == (severity, reason)
        assert TeamMember.objects.count() == 1
        assert not Job.objects.exists()
    assert (run.state, run.imported) == ("done", 0)


def test_two_records_with_one_path_are_not_merged(garage: BooksConnection) -> None:
    put(garage.books, "customer", "1", "Acme")
    put(garage.books, "customer", "2", "Acme")
    run = bring_in(garage)
    with in_company(garage):
        assert Job.objects.count() == 1
        assert ImportIssue.objects.get().reason == "name_used"
    assert (run.imported, run.errors) == (1, 1)


def test_an_open_issue_moves_to_the_newest_run_instead_of_doubling(garage: BooksConnection) -> None:
    put(garage.books, "employee", "1", " ")
    bring_in(garage)
    run = bring_in(garage)
    with in_company(garage):
        assert ImportIssue.objects.get().run_id == run.pk
    assert run.errors == 1


def test_an_issue_mended_in_the_books_is_closed_by_the_next_run(garage: BooksConnection) -> None:
    put(garage.books, "employee", "1", " ")
    bring_in(garage)
    put(garage.books, "employee", "1", "Zoé Roy")
    run = bring_in(garage)
    with in_company(garage):
        assert ImportIssue.objects.get().resolution == "created"
    assert (run.imported, run.errors) == (1, 0)


def test_a_run_stopped_after_some_pages_goes_on_without_doubles(
    garage: BooksConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many(garage.books, "employee", 1300)
    run = start(garage)
    key = runner.RunKey(garage.company_id, garage.books_id, run.pk)
    real = runner.fates_add

    def broken(*args: object) -> None:
        raise RuntimeError("power cut")

    runner.run_advance(key)
    runner.run_advance(key)
    monkeypatch.setattr(runner, "fates_add", broken)
    with pytest.raises(RuntimeError):
        runner.run_advance(key)
    monkeypatch.setattr(runner, "fates_add", real)
    with in_company(garage):
        assert TeamMember.objects.count() == 500
    run = work(run)
    with in_company(garage):
        assert TeamMember.objects.count() == 1300
        assert Mapping.objects.count() == 1300
    assert (run.state, run.imported, run.total) == ("done", 1300, 1300)


def test_two_imports_at_once_the_second_is_refused(garage: BooksConnection) -> None:
    start(garage)
    with pytest.raises(ImportUnderWay):
        start(garage)
    with in_company(garage):
        assert ImportRun.objects.count() == 1


def test_choosing_nothing_is_refused(garage: BooksConnection) -> None:
    nothing = TrackingChoices(employees=False, customers=False, sub_customers=False)
    with pytest.raises(NothingToImport):
        start(garage, nothing)
    with in_company(garage):
        assert not ImportRun.objects.exists()


def test_books_serve_one_company_only(world: World, garage: BooksConnection) -> None:
    with pytest.raises(BooksAlreadyLinked):
        connection_create(actor=ACTOR, company=world.dairy, books=garage.books)
    with tenant_scope(companies=[world.dairy.pk]):
        assert not BooksConnection.objects.exists()


def test_history_tells_of_the_run_in_the_companys_name(garage: BooksConnection) -> None:
    fill(garage)
    bring_in(garage, EVERYTHING)
    codes = list(
        HistoryEvent.objects.filter(company_id=garage.company_id)
        .order_by("pk")
        .values_list("code", flat=True)
    )
    assert codes[:3] == ["books_connection.linked", "import.queued", "import.started"]
    assert codes[-1] == "import.finished"
    assert codes.count("import.page_applied") == 6
