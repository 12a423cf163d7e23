"""Mending what an import could not decide: every action, its refusals, what follows by itself."""

from __future__ import annotations

import pytest

from pointage.features.books.errors import (
    ActionNotPossible,
    EmailNotValid,
    IssueClosed,
    RecordChanged,
    RecordGone,
)
from pointage.features.books.models import (
    BooksConnection,
    CompanyFileRecord,
    ImportIssue,
    ImportRun,
    Mapping,
)
from pointage.features.books.reasons import ACTIONS, MENDS, SEVERITY, WORDS, Reason
from pointage.features.books.services.issues import (
    issue_create_anyway,
    issue_fix_and_retry,
    issue_link_to,
    issue_retry,
    issue_skip,
)
from pointage.features.books.services.records import RecordDraft
from pointage.features.jobs.models import Job
from pointage.features.team.models import TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.books.helpers import ACTOR, bring_in, link, put
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def garage(world: World) -> BooksConnection:
    assert world.garage_client.books is not None
    return link(world.garage, world.garage_client.books)


def in_company(connection: BooksConnection):  # type: ignore[no-untyped-def]
    return tenant_scope(companies=[connection.company_id])


def the_issue(connection: BooksConnection) -> ImportIssue:
    with in_company(connection):
        return ImportIssue.objects.select_related("run__connection__books").get(resolved_at=None)


def run_of(connection: BooksConnection) -> ImportRun:
    with in_company(connection):
        return ImportRun.objects.latest("pk")


@pytest.fixture
def doubted(garage: BooksConnection) -> BooksConnection:
    """Zoé of the books has the address of Wendy, who is here already."""
    with in_company(garage):
        TeamMember.objects.create(
            company_id=garage.company_id, given_name="Wendy", email="shop@g.example"
        )
    put(garage.books, "employee", "1", "Zoé Roy", email="shop@g.example")
    bring_in(garage)
    return garage


def test_every_reason_has_words_a_mend_a_severity_and_actions() -> None:
    for table in (ACTIONS, MENDS, SEVERITY, WORDS):
        assert set(table) == set(Reason)


def test_linking_makes_the_two_one(doubted: BooksConnection) -> None:
    issue = the_issue(doubted)
    with in_company(doubted):
        wendy = TeamMember.objects.get()
    issue_link_to(actor=ACTOR, issue=issue, local_public_id=wendy.public_id)
    with in_company(doubted):
        assert TeamMember.objects.get().given_name == "Zoé"
        assert Mapping.objects.get().local_id == wendy.pk
    run = run_of(doubted)
    assert (run.imported, run.in_doubt) == (1, 0)


def test_linking_to_nobody_is_refused(doubted: BooksConnection, world: World) -> None:
    other = world.wendy_member.public_id  # of another company
    with pytest.raises(ActionNotPossible):
        issue_link_to(actor=ACTOR, issue=the_issue(doubted), local_public_id=other)
    with in_company(doubted):
        assert not Mapping.objects.exists()
    assert run_of(doubted).in_doubt == 1


def test_creating_anyway_leaves_the_address_to_its_owner(doubted: BooksConnection) -> None:
    issue_create_anyway(actor=ACTOR, issue=the_issue(doubted))
    with in_company(doubted):
        people = dict(TeamMember.objects.values_list("given_name", "email"))
    assert people == {"Wendy": "shop@g.example", "Zoé": ""}
    assert (run_of(doubted).imported, run_of(doubted).in_doubt) == (1, 0)


def test_what_is_left_out_stays_out_in_later_runs(doubted: BooksConnection) -> None:
    issue_skip(actor=ACTOR, issue=the_issue(doubted))
    assert (run_of(doubted).skipped, run_of(doubted).in_doubt) == (1, 0)
    run = bring_in(doubted)
    assert (run.skipped, run.in_doubt, run.imported) == (1, 0, 0)
    with in_company(doubted):
        assert not ImportIssue.objects.filter(resolved_at=None).exists()
        assert TeamMember.objects.count() == 1


def test_what_was_left_out_can_still_be_brought_in(doubted: BooksConnection) -> None:
    issue = issue_skip(actor=ACTOR, issue=the_issue(doubted))
    with in_company(doubted):
        issue = ImportIssue.objects.select_related("run__connection__books").get(pk=issue.pk)
    issue_create_anyway(actor=ACTOR, issue=issue)
    assert (run_of(doubted).imported, run_of(doubted).skipped) == (1, 0)
    with in_company(doubted):
        assert TeamMember.objects.count() == 2


def test_correcting_the_record_brings_it_in_and_keeps_the_correction(
    doubted: BooksConnection,
) -> None:
    issue_fix_and_retry(
        actor=ACTOR,
        issue=the_issue(doubted),
        draft=RecordDraft(given_name="Zoé", family_name="Roy", email="zoe@g.example"),
        version=1,
    )
    with in_company(doubted):
        assert TeamMember.objects.filter(email="zoe@g.example").exists()
    with tenant_scope(books=[doubted.books_id]):
        assert CompanyFileRecord.objects.get().email == "zoe@g.example"
    event = HistoryEvent.objects.get(code="import_issue.settled")
    assert event.after is not None
    assert event.after["resolution"] == "created"


@pytest.mark.parametrize(
    ("draft", "version", "error"),
    [
        (RecordDraft(given_name="Zoé", email="encore faux"), 1, EmailNotValid),
        (RecordDraft(given_name="Zoé", email="z@g.example"), 9, RecordChanged),
    ],
)
def test_a_wrong_correction_changes_nothing(
    doubted: BooksConnection, draft: RecordDraft, version: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        issue_fix_and_retry(actor=ACTOR, issue=the_issue(doubted), draft=draft, version=version)
    with tenant_scope(books=[doubted.books_id]):
        assert CompanyFileRecord.objects.get().version == 1
    with in_company(doubted):
        assert TeamMember.objects.count() == 1
    assert the_issue(doubted).reason == "email_used"


def test_a_correction_that_does_not_help_leaves_the_issue_open(doubted: BooksConnection) -> None:
    draft = RecordDraft(given_name="Zoé", family_name="Roy", email="SHOP@g.example")
    issue = issue_fix_and_retry(actor=ACTOR, issue=the_issue(doubted), draft=draft, version=1)
    assert issue.resolved_at is None
    assert run_of(doubted).in_doubt == 1


def test_children_follow_when_their_parent_is_mended(garage: BooksConnection) -> None:
    books = garage.books
    put(books, "customer", "p", "A:B", role="customer")
    put(books, "customer", "c", "Kid", parent_external_id="p", role="sub_customer")
    put(books, "customer", "g", "Deep", parent_external_id="c", role="project")
    run = bring_in(garage)
    assert run.errors == 3
    with in_company(garage):
        parent = ImportIssue.objects.select_related("run__connection__books").get(external_id="p")
    issue_fix_and_retry(actor=ACTOR, issue=parent, draft=RecordDraft(name="A et B"), version=1)
    with in_company(garage):
        paths = set(Job.objects.values_list("full_name", flat=True))
        assert paths == {"A et B", "A et B:Kid", "A et B:Kid:Deep"}
    run = run_of(garage)
    assert (run.imported, run.errors) == (3, 0)


@pytest.mark.parametrize(
    ("name", "expected"), [("Acme", {"Acme", "Acme (2)"}), ("N" * 240, {"Acme", "N" * 200})]
)
def test_creating_anyway_numbers_or_cuts_a_name(
    garage: BooksConnection, name: str, expected: set[str]
) -> None:
    put(garage.books, "customer", "1", "Acme", role="customer")
    put(garage.books, "customer", "2", name, role="customer")
    bring_in(garage)
    issue_create_anyway(actor=ACTOR, issue=the_issue(garage))
    with in_company(garage):
        assert set(Job.objects.values_list("full_name", flat=True)) == expected


def test_a_settled_issue_is_not_settled_twice(doubted: BooksConnection) -> None:
    issue = the_issue(doubted)
    issue_create_anyway(actor=ACTOR, issue=issue)
    with pytest.raises(IssueClosed):
        issue_create_anyway(actor=ACTOR, issue=issue)
    with in_company(doubted):
        assert TeamMember.objects.count() == 2


def test_a_name_that_is_missing_cannot_be_created_anyway(garage: BooksConnection) -> None:
    put(garage.books, "employee", "1", " ")
    bring_in(garage)
    with pytest.raises(ActionNotPossible):
        issue_create_anyway(actor=ACTOR, issue=the_issue(garage))
    with in_company(garage):
        assert not TeamMember.objects.exists()


def test_a_record_gone_from_the_books_can_only_be_left_out(doubted: BooksConnection) -> None:
    with tenant_scope(books=[doubted.books_id]):
        CompanyFileRecord.objects.all().delete()
    with pytest.raises(RecordGone):
        issue_retry(actor=ACTOR, issue=the_issue(doubted))
    assert issue_skip(actor=ACTOR, issue=the_issue(doubted)).resolution == "skip"


def test_the_primary_administrator_inactive_in_the_books_stays_active_here(world: World) -> None:
    books = world.boulangerie_client.books
    assert books is not None
    connection = link(world.boulangerie, books)
    put(books, "employee", "1", "Alice Côté", email=world.alice.email)
    bring_in(connection)
    put(books, "employee", "1", "Alice Côté", email=world.alice.email, is_active=False)
    run = bring_in(connection)
    assert run.in_doubt == 1
    with in_company(connection):
        assert TeamMember.objects.get(pk=world.alice_member.pk).state == "active"
    issue_skip(actor=ACTOR, issue=the_issue(connection))
    assert bring_in(connection).in_doubt == 0
