"""What an installation has to work with: what the books offer, which accounts could be linked.

Reads only; what was chosen is `choices`, what comes of it `services.finishing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from pointage.features.books.choices import Track, TrackingChoices, kind_of
from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import Books, BooksConnection
from pointage.features.books.services.links import LinkPlan, link_plan
from pointage.features.companies.models import Company
from pointage.features.companies.queries import pay_settings_on
from pointage.features.companies.values import PaySettingsValues, TrackingValues
from pointage.features.practice.access import FirmSeat, clients_visible
from pointage.features.practice.choices import LINK, Choices, choices_read
from pointage.features.practice.client_templates import TemplateSettings
from pointage.features.practice.models import AccountantGrant, Client, Firm, Installation
from pointage.features.team.models import TeamMember
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.names import fold
from pointage.ledgers.protocol import Capabilities, Counts, Kind, LedgerError, Unreadable

TRACK_NAMES: Final = frozenset(each.value for each in Track)


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
    its clients; by name. A client that only stands for an access the company gave (`bare_clients`)
    takes nothing: linking folds it into the client whose books these are."""
    if client is None:
        return []
    taken = (
        Client.objects.filter(firm=seat.firm, company__isnull=False)
        .exclude(status=Client.Status.REMOVED)
        .exclude(pk__in=bare_clients(seat.firm).values("pk"))
        .exclude(pk=client.pk)
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


def bare_clients(firm: Firm) -> QuerySet[Client]:
    """Clients that came into being when a company let the firm in: an account, no books, nothing
    installed or begun."""
    return Client.objects.filter(firm=firm, company__isnull=False, books=None).exclude(
        installations__state__in=[Installation.State.DRAFT, Installation.State.INSTALLED]
    )


def has_account_to_link(client: Client) -> bool:
    """The client's account and the client's books are both here, and nobody linked them yet: so it
    is when an owner lets the firm in before anything was installed."""
    if client.company_id is None or client.books_id is None:
        return False
    if client.installations.filter(state=Installation.State.INSTALLED).exists():
        return False
    with tenant_scope(companies=[client.company_id]):
        return not BooksConnection.objects.exclude(state=BooksConnection.State.UNLINKED).exists()


def company_chosen(seat: FirmSeat, installation: Installation) -> Company | None:
    """The existing account chosen in a draft, while the firm may still set it up and nobody linked
    it; None for a new account too."""
    account = choices_read(installation).account
    if account is None or account.mode != LINK:
        return None
    offered = linkable_companies(seat, installation.client)
    if account.company not in {each.public_id for each in offered}:
        return None
    return Company.objects.get(public_id=account.company)


def linked_pay_settings(
    seat: FirmSeat, installation: Installation, today: date
) -> PaySettingsValues | None:
    """The settings of the existing account chosen in a draft, as they are on `today`."""
    company = company_chosen(seat, installation)
    if company is None:
        return None
    with tenant_scope(companies=[company.pk]):
        row = pay_settings_on(company.pk, today)
        return PaySettingsValues.of(row) if row else None


def link_plan_of(seat: FirmSeat, installation: Installation) -> LinkPlan | None:
    """Who is who between the existing account chosen and the books, over every list that the books
    can give. None when either side is missing. Raises `LedgerError`."""
    company, books = company_chosen(seat, installation), books_of(installation)
    if company is None or books is None:
        return None
    readable = ledger_for(books).capabilities().readable
    names = [each.value for each in Track if kind_of(each) in readable]
    return link_plan(
        actor=seat.actor,
        company=company,
        books=books,
        choices=TrackingChoices.of_names(names),
    )


def template_settings_of(choices: Choices) -> TemplateSettings:
    """The settings of a finished wizard, to keep as a client template. Raises `RuleBroken`."""
    pay = choices.payroll.values if choices.payroll else {}
    return TemplateSettings.from_json(
        {"pay": pay, "tracking": choices.tracking or {}, "breaks": choices.breaks}
    )
