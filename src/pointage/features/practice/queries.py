"""Reads of the firm's side: clients with their links, drafts, what books offer, what may be linked.

Returns rows or typed values; words and dates are the presenters'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q, QuerySet

from pointage.features.books.choices import Track, kind_of
from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import Books, BooksConnection, ImportRun
from pointage.features.companies.models import Company
from pointage.features.companies.values import TrackingValues
from pointage.features.practice.access import FirmSeat, clients_visible
from pointage.features.practice.models import (
    AccountantGrant,
    Client,
    Installation,
    Subscription,
)
from pointage.features.team.models import TeamMember
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.names import fold
from pointage.ledgers.protocol import Capabilities, Counts, Kind, LedgerError, Unreadable

TRACK_NAMES: Final = frozenset(each.value for each in Track)


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


@dataclass(frozen=True, slots=True)
class LinkableCompany:
    """A company the firm may set up that is linked to no books."""

    public_id: str
    name: str
    region: str
    people: int


@dataclass(frozen=True, slots=True)
class BooksOffer:
    """What the books have to give. `unreachable` when they did not answer."""

    counts: Counts = field(default_factory=Counts)
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(readable=frozenset(Kind), people_can_be_added=True)
    )
    has_books: bool = False
    unreachable: bool = False

    def reason(self, name: str) -> Unreadable | None:
        """Why a line of `TrackingValues` cannot be had at all; None when it can."""
        if name not in TRACK_NAMES:
            return None
        return self.capabilities.why_not(kind_of(Track(name)))

    def count(self, name: str) -> int | None:
        """Active records under a line; None for one that is not a list (billable)."""
        return int(getattr(self.counts, name)) if name in TRACK_NAMES else None

    def lacks(self, name: str) -> bool:
        """Whether the line has nothing to bring in. Employees may always be added later."""
        if name == Track.EMPLOYEES or name not in TRACK_NAMES:
            return False
        return self.reason(name) is not None or not self.count(name)

    def narrowed(self, values: TrackingValues) -> TrackingValues:
        """The same choice without what the books lack; somebody's time is always tracked."""
        kept = {name: chosen and not self.lacks(name) for name, chosen in values.to_json().items()}
        kept["employees"] = kept["employees"] or not kept["contractors"]
        if not kept["customers"]:
            kept["sub_customers"] = kept["projects"] = False
        return TrackingValues(**kept)


SEARCH_WORDS: Final = 8


def client_search(clients: QuerySet[Client], term: str) -> QuerySet[Client]:
    """Clients whose names or address contain every word of `term`, accents and case aside."""
    for word in fold(term[:200]).split()[:SEARCH_WORDS]:
        clients = clients.filter(Q(search_name__contains=word) | Q(name__icontains=word))
    return clients.order_by("name", "id")


def books_of(installation: Installation) -> Books | None:
    """The books of whom the app is installed for; None while there are none."""
    if installation.client is not None:
        return installation.client.books
    return installation.firm.own_books


def books_offer(installation: Installation) -> BooksOffer:
    return books_offer_of(books_of(installation))


def books_offer_of(books: Books | None) -> BooksOffer:
    """What a set of books has to give; the same as empty books when there are none yet."""
    if books is None:
        return BooksOffer()
    ledger = ledger_for(books)
    try:
        return BooksOffer(ledger.counts(), ledger.capabilities(), has_books=True)
    except LedgerError:
        return BooksOffer(has_books=True, unreachable=True)


def linkable_companies(seat: FirmSeat, client: Client | None) -> list[LinkableCompany]:
    """Companies that let this firm set them up, that are linked to no books and to no other of
    its clients; by name."""
    if client is None:
        return []
    taken = Client.objects.filter(firm=seat.firm, company__isnull=False).exclude(
        status=Client.Status.REMOVED
    )
    grants = (
        AccountantGrant.objects.filter(
            firm=seat.firm,
            state=AccountantGrant.State.ACTIVE,
            scope__in=[AccountantGrant.Scope.FULL, AccountantGrant.Scope.SETUP_ONLY],
            company__status=Company.Status.ACTIVE,
            company__kind=Company.Kind.CLIENT,
        )
        .filter(Q(client=None) | Q(client__in=clients_visible(seat)))
        .exclude(company__in=taken.values("company"))
        .select_related("company")
    )
    companies = {grant.company.pk: grant.company for grant in grants if grant.company}
    if not companies:
        return []
    with tenant_scope(companies=companies):
        linked = set(
            BooksConnection.objects.exclude(state=BooksConnection.State.UNLINKED).values_list(
                "company_id", flat=True
            )
        )
        people = dict(
            TeamMember.objects.filter(state=TeamMember.State.ACTIVE)
            .values_list("company_id")
            .annotate(number=Count("pk"))
        )
    return sorted(
        (
            LinkableCompany(each.public_id, each.name, each.region, people.get(each.pk, 0))
            for each in companies.values()
            if each.pk not in linked
        ),
        key=lambda each: fold(each.name),
    )


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
