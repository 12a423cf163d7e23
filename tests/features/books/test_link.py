"""Linking books to a company that already has people: the plan, the answers, and undoing it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from pointage.features.books.errors import DecisionUnclear, UndoNotNeeded, UndoTooLate
from pointage.features.books.models import BooksConnection, ImportIssue, ImportRun, Mapping
from pointage.features.books.services.connections import connection_create
from pointage.features.books.services.links import (
    LinkPlan,
    decisions_of,
    link_plan,
    link_plan_csv,
)
from pointage.features.books.services.undo import KeptBecause, link_undo
from pointage.features.jobs.models import Job
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.books.helpers import ACTOR, EVERYTHING, bring_in, link, put, start, work
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bakery(world: World) -> World:
    """Boulangerie has two people and two jobs; its books know one person, and one customer."""
    books = world.boulangerie_client.books
    assert books is not None
    put(books, "employee", "1", "Wendy Bélanger-Roy", email="WENDY@boulangerie.example")
    put(books, "employee", "2", "Nouvelle Personne", email="n@p.example")
    put(books, "customer", "c1", "Café Central", role="customer")
    with tenant_scope(companies=[world.boulangerie.pk]):
        for name in ("Cafe central", "Vieux chantier"):
            Job.objects.create(company=world.boulangerie, name=name, full_name=name)
    return world


def plan_of(world: World) -> LinkPlan:
    books = world.boulangerie_client.books
    assert books is not None
    return link_plan(
        actor=ACTOR,
        company=world.boulangerie,
        books=books,
        choices=EVERYTHING,
    )


def row_named(plan: LinkPlan, name: str) -> str:
    return next(r.row_id for r in plan.match.rows if r.local and r.local.name == name)


def link_with(world: World, answers: dict[str, dict[str, object]]) -> BooksConnection:
    plan = plan_of(world)
    books = world.boulangerie_client.books
    assert books is not None
    connection = connection_create(
        actor=ACTOR,
        company=world.boulangerie,
        books=books,
        undo_until=timezone.now() + timedelta(days=30),
    )
    work(start(connection, decisions=decisions_of(plan, answers)))
    return connection


def test_the_plan_proposes_links_and_changes_nothing(bakery: World) -> None:
    plan = plan_of(bakery)
    links = {(r.local.name, r.record.name) for r in plan.match.rows if r.local and r.record}
    assert links == {("Wendy Bélanger", "Wendy Bélanger-Roy"), ("Cafe central", "Café Central")}
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        assert not Mapping.objects.exists()


def test_the_plan_can_be_downloaded_in_french(bakery: World) -> None:
    text = link_plan_csv(plan_of(bakery), "fr-ca").decode("utf-8-sig")
    assert text.startswith("Sorte;Chez nous")
    assert "Cafe central" in text


def test_linking_takes_over_names_and_archives_nothing_by_itself(bakery: World) -> None:
    link_with(bakery, {})
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        wendy = TeamMember.objects.get(pk=bakery.wendy_member.pk)
        assert wendy.family_name == "Bélanger-Roy"
        assert TeamMember.objects.filter(state="active").count() == 3
        assert set(Job.objects.filter(is_active=True).values_list("name", flat=True)) == {
            "Café Central",
            "Vieux chantier",
        }


def test_only_what_is_ticked_is_archived(bakery: World) -> None:
    row = row_named(plan_of(bakery), "Vieux chantier")
    link_with(bakery, {row: {"action": "archive", "ticked": True}})
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        assert not Job.objects.get(name="Vieux chantier").is_active


def test_an_archive_without_a_tick_is_refused(bakery: World) -> None:
    plan = plan_of(bakery)
    with pytest.raises(DecisionUnclear) as refused:
        decisions_of(plan, {row_named(plan, "Vieux chantier"): {"action": "archive"}})
    assert "tick" in refused.value.text


def test_the_primary_administrator_is_never_archived(bakery: World) -> None:
    row = row_named(plan_of(bakery), "Alice Côté")
    link_with(bakery, {row: {"action": "archive", "ticked": True}})
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        assert TeamMember.objects.get(pk=bakery.alice_member.pk).state == "active"


def test_a_doubt_nobody_answered_is_asked_after_the_import_and_stays_one(bakery: World) -> None:
    books = bakery.boulangerie_client.books
    assert books is not None
    put(books, "customer", "c9", "Vieux chantiers", role="customer")
    connection = link_with(bakery, {})
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        issue = ImportIssue.objects.get(resolved_at=None)
        assert (issue.reason, issue.data["other"]) == ("ambiguous", "Vieux chantier")
    run = bring_in(connection)
    assert run.in_doubt == 1
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        assert not Job.objects.filter(name="Vieux chantiers").exists()


def test_undoing_puts_everything_back(bakery: World) -> None:
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        before = (
            list(TeamMember.objects.order_by("pk").values()),
            list(Job.objects.order_by("pk").values()),
        )
    row = row_named(plan_of(bakery), "Vieux chantier")
    connection = link_with(bakery, {row: {"action": "archive", "ticked": True}})
    result = link_undo(actor=ACTOR, connection=connection)
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        after = (
            list(TeamMember.objects.order_by("pk").values()),
            list(Job.objects.order_by("pk").values()),
        )
        assert not Mapping.objects.exists()
        assert BooksConnection.objects.get().state == "unlinked"
    assert after == before
    assert (result.removed, result.reverted, result.restored, result.kept) == (1, 2, 1, [])
    assert HistoryEvent.objects.filter(code="books_connection.link_undone").count() == 1


def test_undoing_keeps_and_lists_what_has_time_or_was_changed(bakery: World) -> None:
    connection = link_with(bakery, {})
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        new = TeamMember.objects.get(email="n@p.example")
        TimeEntry.objects.create(
            company=bakery.boulangerie, team_member=new, time_zone="America/Toronto",
            started_at=datetime(2026, 11, 2, 13, tzinfo=UTC), local_on=date(2026, 11, 2),
        )  # fmt: skip
        Job.objects.filter(name="Café Central").update(name="Café", full_name="Café")
    result = link_undo(actor=ACTOR, connection=connection)
    assert {(kept.label, kept.because) for kept in result.kept} == {
        ("Nouvelle Personne", KeptBecause.HAS_TIME),
        ("Café", KeptBecause.CHANGED_SINCE),
    }
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        assert TeamMember.objects.filter(email="n@p.example").exists()
        assert TimeEntry.objects.count() == 1


def test_after_30_days_a_link_cannot_be_undone(bakery: World) -> None:
    connection = link_with(bakery, {})
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        BooksConnection.objects.update(undo_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(UndoTooLate):
        link_undo(actor=ACTOR, connection=connection)
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        assert Mapping.objects.count() == 3


def test_a_new_company_has_no_link_to_undo(world: World) -> None:
    assert world.garage_client.books is not None
    connection = link(world.garage, world.garage_client.books)
    with pytest.raises(UndoNotNeeded):
        link_undo(actor=ACTOR, connection=connection)


def test_linking_the_same_books_again_links_by_the_ids_known(bakery: World) -> None:
    connection = link_with(bakery, {})
    plan = plan_of(bakery)
    assert all(
        row.matched_by and row.matched_by.value == "external_id"
        for row in plan.match.rows
        if row.record
    )
    run = work(start(connection, decisions=decisions_of(plan, {})))
    assert (run.imported, run.updated) == (0, 0)
    with tenant_scope(companies=[bakery.boulangerie.pk]):
        assert ImportRun.objects.count() == 2
