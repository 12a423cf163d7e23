"""Reads of the firm's side: clients with their apps and links, drafts, what happened lately.

Returns rows or typed values; words and dates are the presenters'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet

from pointage.features.books.models import BooksConnection, ImportRun
from pointage.features.books.queries import ImportProgress, progress_of
from pointage.features.companies.models import Company
from pointage.features.practice.access import FirmSeat, clients_visible
from pointage.features.practice.models import (
    AccountantGrant,
    BillingDetails,
    Client,
    Firm,
    FirmMember,
    Installation,
    Subscription,
)
from pointage.foundation.identity.models import Invitation
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.names import fold


class Health(StrEnum):
    """How the link of a company to its books is doing, worst last."""

    HEALTHY = "healthy"
    IMPORTING = "importing"
    NOT_LINKED = "not_linked"
    IN_DOUBT = "in_doubt"
    IMPORT_FAILED = "import_failed"
    NEEDS_RECONNECT = "needs_reconnect"
    NO_ACCESS = "no_access"


@dataclass(frozen=True, slots=True)
class Link:
    """A company's link to its books as last seen. Times are UTC, None when it never happened."""

    health: Health
    connected_at: datetime | None = None
    last_import_at: datetime | None = None
    undo_until: datetime | None = None
    run: ImportRun | None = None


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """An app of a client, with who pays and how the link does."""

    installation: Installation | None
    company: Company
    subscription: Subscription | None
    link: Link


SEARCH_WORDS: Final = 8


def client_search(clients: QuerySet[Client], term: str) -> QuerySet[Client]:
    """Clients whose names or address contain every word of `term`, accents and case aside."""
    for word in fold(term[:200]).split()[:SEARCH_WORDS]:
        clients = clients.filter(Q(search_name__contains=word) | Q(name__icontains=word))
    return clients.order_by("search_name", "id")


def import_of(installation: Installation) -> ImportProgress | None:
    """The progress of the import that finishing queued; None when there is none any more."""
    if installation.company_id is None or installation.import_run_id is None:
        return None
    with tenant_scope(companies=[installation.company_id]):
        run = ImportRun.objects.filter(pk=installation.import_run_id).defer("decisions").first()
    return progress_of(run) if run else None


def clients_without_account(seat: FirmSeat, limit: int) -> tuple[list[Client], int]:
    """Active clients that have no time account yet, by name, and how many there are."""
    waiting = clients_visible(seat).filter(company=None, status=Client.Status.ACTIVE)
    return list(waiting.order_by("search_name", "id")[:limit]), waiting.count()


def acceptances_recent(seat: FirmSeat, limit: int) -> list[Invitation]:
    """Invitations this person sent for the firm that were accepted, newest first; those who manage
    the firm see everybody's."""
    accepted = Invitation.objects.filter(
        firm_id=seat.firm.pk, state=Invitation.State.ACCEPTED
    ).order_by("-ended_at", "-id")
    if not seat.actor.may("firm:manage"):
        accepted = accepted.filter(inviter_id=seat.actor.user_id)
    return list(accepted[:limit])


def billing_of(firm: Firm) -> BillingDetails | None:
    """Where the firm's bills go."""
    return BillingDetails.objects.filter(firm=firm).first()


def firm_members(firm: Firm) -> list[FirmMember]:
    """The firm's active people by name, for choosing one."""
    members = FirmMember.objects.filter(firm=firm, is_active=True)
    return sorted(members, key=lambda each: fold(each.full_name))


def links_of(company_ids: Iterable[int], *, granted: Iterable[int]) -> dict[int, Link]:
    """The link of each company; `granted` are those the firm may enter. Three queries at most."""
    ids, allowed = sorted(set(company_ids)), set(granted)
    if not ids:
        return {}
    with tenant_scope(companies=ids):
        connections = {
            each.company_id: each
            for each in BooksConnection.objects.exclude(state=BooksConnection.State.UNLINKED)
        }
        runs: dict[int, ImportRun] = {}
        newest = ImportRun.objects.filter(
            connection__in=[each.pk for each in connections.values()]
        ).defer("decisions")
        for run in newest.order_by("id"):
            runs[run.company_id] = run
    return {pk: _link(connections.get(pk), runs.get(pk), pk in allowed) for pk in ids}


def _link(connection: BooksConnection | None, run: ImportRun | None, granted: bool) -> Link:
    if connection is None:
        return Link(Health.NOT_LINKED if granted else Health.NO_ACCESS)
    health = Health.HEALTHY
    if not granted:
        health = Health.NO_ACCESS
    elif connection.state == BooksConnection.State.NEEDS_RECONNECT:
        health = Health.NEEDS_RECONNECT
    elif run is not None:
        health = _health_of_run(run)
    return Link(
        health=health,
        connected_at=connection.connected_at,
        last_import_at=run.finished_at if run else None,
        undo_until=connection.undo_until,
        run=run,
    )


def _health_of_run(run: ImportRun) -> Health:
    if run.state == ImportRun.State.FAILED:
        return Health.IMPORT_FAILED
    if run.state in (ImportRun.State.QUEUED, ImportRun.State.RUNNING):
        return Health.IMPORTING
    return Health.IN_DOUBT if run.in_doubt or run.errors else Health.HEALTHY


def granted_companies(seat: FirmSeat) -> set[int]:
    """Ids of the companies the firm may enter now."""
    return {
        pk
        for pk in AccountantGrant.objects.filter(
            firm=seat.firm, state=AccountantGrant.State.ACTIVE
        ).values_list("company_id", flat=True)
        if pk is not None
    }


def installed_apps(seat: FirmSeat, clients: Iterable[Client]) -> Mapping[int, InstalledApp]:
    """The time app of each client that has a time account, by client row. Five queries."""
    linked = {each.pk: each for each in clients if each.company_id is not None}
    installations = {
        each.client_id: each
        for each in Installation.objects.filter(
            client__in=linked, state=Installation.State.INSTALLED
        ).select_related("installed_by")
    }
    company_ids = [each.company_id for each in linked.values() if each.company_id is not None]
    paid = {
        each.company_id: each
        for each in Subscription.objects.filter(
            company__in=company_ids, state=Subscription.State.ACTIVE
        )
    }
    links = links_of(company_ids, granted=granted_companies(seat))
    found: dict[int, InstalledApp] = {}
    for pk, client in linked.items():
        assert client.company is not None
        company = client.company
        found[pk] = InstalledApp(
            installations.get(pk), company, paid.get(company.pk), links[company.pk]
        )
    return found


def own_app(seat: FirmSeat) -> InstalledApp | None:
    """The firm's own time account; None until it has one."""
    company = seat.firm.own_company
    if company is None:
        return None
    installation = (
        Installation.objects.filter(firm=seat.firm, client=None, state=Installation.State.INSTALLED)
        .select_related("installed_by")
        .first()
    )
    paid = Subscription.objects.filter(company=company, state=Subscription.State.ACTIVE).first()
    link = links_of([company.pk], granted=granted_companies(seat))[company.pk]
    return InstalledApp(installation, company, paid, link)


def drafts_open(seat: FirmSeat) -> list[Installation]:
    """Drafts this person may resume, the one touched last first."""
    if not seat.actor.may("apps:install"):
        return []
    return list(
        Installation.objects.filter(firm=seat.firm, state=Installation.State.DRAFT)
        .filter(Q(client=None) | Q(client__in=clients_visible(seat)))
        .select_related("client", "firm", "started_by")
        .order_by("-changed_at")[:20]
    )


def draft_clients(seat: FirmSeat) -> set[int]:
    """Rows of the clients for which a draft is open."""
    return {
        pk
        for pk in Installation.objects.filter(
            firm=seat.firm, state=Installation.State.DRAFT
        ).values_list("client_id", flat=True)
        if pk is not None
    }


def links_in_trouble(seat: FirmSeat, limit: int = 10) -> list[tuple[Client, Link]]:
    """Clients whose link needs somebody, worst first."""
    clients = {
        each.company_id: each
        for each in clients_visible(seat)
        .filter(company__isnull=False)
        .only("public_id", "name", "company_id")
    }
    links = links_of([pk for pk in clients if pk], granted=granted_companies(seat))
    order = list(Health)
    bad = [
        (clients[pk], link)
        for pk, link in links.items()
        if order.index(link.health) >= order.index(Health.IN_DOUBT)
    ]
    bad.sort(key=lambda pair: (-order.index(pair[1].health), fold(pair[0].name)))
    return bad[:limit]
