"""The small named world every test speaks of: two firms, three companies, one person of each kind
and a stranger. Build it with `build()`; it holds plain rows.

Firm Tremblay (Québec, French, PRO) serves Boulangerie and Garage, both with a company.
Firm Prairie (Alberta, English) serves Dairy, with a company. Nobody of one firm may see the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from pointage.features.books.models import Books
from pointage.features.companies.models import Company, CompanyUser
from pointage.features.practice.models import (
    AccountantGrant,
    Client,
    Firm,
    FirmMember,
)
from pointage.features.team.models import TeamMember
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.names import fold

PASSWORD = "horse-battery-1-staple"


@dataclass(slots=True)
class World:
    """Users are named by what they are; `_seat` rows are their places in firms."""

    tremblay: Firm
    prairie: Firm
    marie: User  # primary administrator of Tremblay
    luc: User  # accountant of Tremblay, only Boulangerie
    vera: User  # viewer of Tremblay, all clients
    peter: User  # primary administrator of Prairie
    alice: User  # administrator of Boulangerie (its primary administrator)
    wendy: User  # worker of Boulangerie
    stranger: User  # signs in, belongs nowhere
    marie_seat: FirmMember
    luc_seat: FirmMember
    boulangerie: Company
    garage: Company
    dairy: Company
    boulangerie_client: Client
    garage_client: Client
    dairy_client: Client
    new_client: Client  # of Tremblay: books, no company yet
    alice_member: TeamMember
    wendy_member: TeamMember


def user(email: str, given: str, family: str, language: str = "fr-ca") -> User:
    return User.objects.create_user(
        email, PASSWORD, given_name=given, family_name=family, language=language
    )


def seat(firm: Firm, person: User, role: str, *, all_clients: bool = False) -> FirmMember:
    return FirmMember.objects.create(
        firm=firm,
        user=person,
        email=person.email,
        given_name=person.given_name,
        family_name=person.family_name,
        language=person.language,
        role=role,
        has_all_clients=all_clients,
    )


def client(firm: Firm, name: str, region: str, company: Company | None) -> Client:
    row = Client.objects.create(
        firm=firm,
        name=name,
        search_name=fold(name),
        email=f"info@{name.split()[0].lower()}.example",
        region=region,
        time_zone=company.time_zone if company else "America/Toronto",
        language=firm.language,
        books=Books.objects.create(name=name, region=region),
        company=company,
    )
    if company:
        AccountantGrant.objects.create(
            company=company,
            firm=firm,
            client=row,
            state=AccountantGrant.State.ACTIVE,
            granted_at=timezone.now(),
        )
    return row


def person(company: Company, given: str, family: str, email: str, **fields: object) -> TeamMember:
    """Call inside the company's scope."""
    return TeamMember.objects.create(
        company=company, given_name=given, family_name=family, email=email, **fields
    )


def build() -> World:
    """Makes the world in the test database."""
    marie = user("marie@tremblay.example", "Marie", "Tremblay")
    luc = user("luc@tremblay.example", "Luc", "Gagnon")
    vera = user("vera@tremblay.example", "Véra", "Roy")
    peter = user("peter@prairie.example", "Peter", "Hill", "en")
    alice = user("alice@boulangerie.example", "Alice", "Côté")
    wendy = user("wendy@boulangerie.example", "Wendy", "Bélanger")
    stranger = user("stranger@nowhere.example", "Sam", "Stranger", "en")
    tremblay = Firm.objects.create(
        name="Cabinet Tremblay", language="fr-ca", pro_joined_at=timezone.now()
    )
    prairie = Firm.objects.create(name="Prairie Books", language="en", region="CA-AB")
    marie_seat = seat(tremblay, marie, FirmMember.Role.PRIMARY_ADMIN, all_clients=True)
    luc_seat = seat(tremblay, luc, FirmMember.Role.ACCOUNTANT)
    seat(tremblay, vera, FirmMember.Role.VIEWER, all_clients=True)
    seat(prairie, peter, FirmMember.Role.PRIMARY_ADMIN, all_clients=True)
    boulangerie = Company.objects.create(
        name="Boulangerie du Coin", region="CA-QC", time_zone="America/Toronto", language="fr-ca"
    )
    garage = Company.objects.create(
        name="Garage Nord", region="CA-ON", time_zone="America/Toronto", language="en"
    )
    dairy = Company.objects.create(
        name="Dairy West", region="CA-AB", time_zone="America/Edmonton", language="en"
    )
    boulangerie_client = client(tremblay, "Boulangerie du Coin", "CA-QC", boulangerie)
    luc_seat.clients.add(boulangerie_client)
    with tenant_scope(companies=[boulangerie.pk]):
        alice_member = person(
            boulangerie, "Alice", "Côté", alice.email, user=alice, user_type="administrator"
        )
        wendy_member = person(boulangerie, "Wendy", "Bélanger", wendy.email, user=wendy)
        for member in (alice_member, wendy_member):
            CompanyUser.objects.create(
                company=boulangerie, user=member.user, team_member_id=member.pk
            )
    boulangerie.primary_admin_id = alice_member.pk
    boulangerie.save(update_fields=["primary_admin_id"])
    return World(
        tremblay=tremblay,
        prairie=prairie,
        marie=marie,
        luc=luc,
        vera=vera,
        peter=peter,
        alice=alice,
        wendy=wendy,
        stranger=stranger,
        marie_seat=marie_seat,
        luc_seat=luc_seat,
        boulangerie=boulangerie,
        garage=garage,
        dairy=dairy,
        boulangerie_client=boulangerie_client,
        garage_client=client(tremblay, "Garage Nord", "CA-ON", garage),
        dairy_client=client(prairie, "Dairy West", "CA-AB", dairy),
        new_client=client(tremblay, "Érablière des Pins", "CA-QC", None),
        alice_member=alice_member,
        wendy_member=wendy_member,
    )
