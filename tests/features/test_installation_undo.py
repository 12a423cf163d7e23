"""Taking back a link to an existing account within its 30 days."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pointage.features.books.errors import UndoNotNeeded
from pointage.features.books.models import BooksConnection
from pointage.features.companies.models import Company
from pointage.features.practice.errors import LinkNotUndoable
from pointage.features.practice.models import AccountantGrant, Installation, Subscription
from pointage.features.practice.services.finishing import installation_finish
from pointage.features.practice.services.undoing import installation_undo
from pointage.features.team.models import TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.outbox.worker import run
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.installing import firm_ready, ready_to_finish, record_add, seat_of, start
from tests.world import World


@pytest.fixture
def lone(world: World) -> Company:
    """A company that uses Pointage by itself and lets the firm in."""
    firm_ready(world.tremblay)
    company = Company.objects.create(
        name="Érablière (compte)", region="CA-QC", time_zone="America/Toronto", language="fr-ca"
    )
    AccountantGrant.objects.create(
        company=company, firm=world.tremblay, state="active", granted_at=timezone.now()
    )
    return company


def linked(world: World, company: Company) -> Installation:
    seat = seat_of(world.marie, world.tremblay)
    row = ready_to_finish(seat, world.new_client, link=company.public_id)
    return installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)


def test_undoing_takes_everything_of_the_link_back(world: World, lone: Company) -> None:
    assert world.new_client.books is not None
    record_add(world.new_client.books, "employee", "Jean Roy", given_name="Jean", family_name="Roy")
    row = linked(world, lone)
    run(once=True)
    with tenant_scope(companies=[lone.pk]):
        assert TeamMember.objects.count() == 1
    seat = seat_of(world.marie, world.tremblay)
    result = installation_undo(actor=seat.actor, seat=seat, installation=row)
    assert result.removed == 1
    with tenant_scope(companies=[lone.pk]):
        assert TeamMember.objects.count() == 0
        assert BooksConnection.objects.get().state == BooksConnection.State.UNLINKED
    world.new_client.refresh_from_db()
    row.refresh_from_db()
    assert world.new_client.company is None
    assert row.state == Installation.State.UNINSTALLED
    assert Subscription.objects.get().state == Subscription.State.ENDED
    assert AccountantGrant.objects.get(company=lone).state == AccountantGrant.State.ACTIVE
    assert HistoryEvent.objects.filter(code="installation.undone").count() == 1
    assert start(seat, world.new_client).pk != row.pk


def test_a_new_account_is_not_undone(world: World) -> None:
    firm_ready(world.tremblay)
    seat = seat_of(world.marie, world.tremblay)
    row = ready_to_finish(seat, world.new_client)
    row = installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    run(once=True)
    with pytest.raises(UndoNotNeeded):
        installation_undo(actor=seat.actor, seat=seat, installation=row)
    row.refresh_from_db()
    assert row.state == Installation.State.INSTALLED
    assert Subscription.objects.get().state == Subscription.State.ACTIVE


def test_without_the_clients_grant_nothing_is_undone(world: World, lone: Company) -> None:
    row = linked(world, lone)
    AccountantGrant.objects.filter(company=lone).update(state=AccountantGrant.State.REVOKED)
    seat = seat_of(world.marie, world.tremblay)
    with pytest.raises(LinkNotUndoable):
        installation_undo(actor=seat.actor, seat=seat, installation=row)
    row.refresh_from_db()
    assert row.state == Installation.State.INSTALLED
