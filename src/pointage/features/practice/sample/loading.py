"""Loads the sample practice through the same services a person uses; the caller holds the
transaction and has made sure that the installation is empty."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.apply.document import (
    Administrator,
    BooksEntry,
    ClientEntry,
    Pay,
    Person,
    Wish,
)
from pointage.features.practice.apply.running import ClientsOfFirm, apply_one
from pointage.features.practice.client_templates import TemplateSettings, template_save
from pointage.features.practice.models import BillingDetails, FirmMember
from pointage.features.practice.sample.data import (
    CLIENTS,
    FAMILY_NAMES,
    FIRM_NAME,
    GIVEN_NAMES,
    SAMPLE_PASSWORD,
    TEAM,
    SampleClient,
    SampleUser,
)
from pointage.features.practice.sample.working import work_load
from pointage.features.practice.services.clients import client_details, client_edit
from pointage.features.practice.services.founding import SampleSignIn, SampleSignIns, firm_create
from pointage.features.practice.services.members import MemberDetails, member_add
from pointage.foundation.identity.actors import Source, system_actor
from pointage.foundation.identity.models import User

#: Which clients of the sample have their time account already; the others are for trying it out.
_INSTALLED = ("Boulangerie Grain d'or", "Foothills Dental Group")


def load(*, language: str) -> SampleSignIns:
    """Makes the firm, its team, the clients and their books. Returns who may sign in."""
    users = [_user(person) for person in TEAM]
    users[0].is_operator = True
    users[0].save(update_fields=["is_operator"])
    firm = firm_create(
        actor=system_actor(Source.CLI),
        name=FIRM_NAME,
        region="CA-QC",
        language=language,
        time_zone="America/Toronto",
        owner=users[0],
    )
    firm.phone, firm.pro_joined_at, firm.pro_joined_by = "514 555-0142", timezone.now(), users[0]
    firm.save(update_fields=["phone", "pro_joined_at", "pro_joined_by"])
    BillingDetails.objects.create(
        firm=firm,
        legal_name=FIRM_NAME,
        email="facturation@lavoie-morin.example",
        address="100, rue de l'Exemple, bureau 200",
        city="Montréal",
        region="CA-QC",
        postal_code="H2X 0A1",
        country="CA",
    )
    seat = access.firm_seat_for(users[0], firm.public_id, source=Source.CLI)
    _clients(seat, users[0])
    _team(seat, users[1:])
    _template(seat)
    team = [
        SampleSignIn(user.full_name, user.email, SAMPLE_PASSWORD, person.role)
        for user, person in zip(users, TEAM, strict=True)
    ]
    return SampleSignIns(firm_name=FIRM_NAME, people=(*team, *work_load(seat)))


def _user(person: SampleUser) -> User:
    return User.objects.create_user(
        person.email,
        SAMPLE_PASSWORD,
        given_name=person.given_name,
        family_name=person.family_name,
        language=person.language,
        time_zone="America/Toronto",
    )


def _clients(seat: FirmSeat, user: User) -> None:
    for number, sample in enumerate(CLIENTS):
        wish = Wish(_entry(sample, number), Path())
        known = ClientsOfFirm(seat)
        result = apply_one(wish, seat=seat, user=user, known=known, dry_run=False)
        if result.problem:
            raise RuntimeError(f"sample client {sample.name}: {result.problem}")
        if not sample.is_active:
            client = ClientsOfFirm(seat).find(seat, sample.name)
            assert client is not None
            kept = client_details(client)
            inactive = type(kept)(**{**_as_dict(kept), "status": "inactive"})
            client_edit(actor=seat.actor, seat=seat, client=client, details=inactive)


def _as_dict(details: object) -> dict[str, str]:
    return {name: getattr(details, name) for name in type(details).__slots__}  # type: ignore[attr-defined]


def _entry(sample: SampleClient, number: int) -> ClientEntry:
    install = sample.name in _INSTALLED
    given, family = sample.contact.split(" ", 1)
    return ClientEntry(
        name=sample.name,
        contact_name=sample.contact,
        email=sample.email,
        region=sample.region,
        time_zone=sample.time_zone,
        language="fr-ca" if sample.language == "fr-ca" else "en",
        books=_books(sample, number),
        install=install,
        billing="firm" if number % 2 else "client",
        pay=Pay(period="every_two_weeks", period_end_on=_last_saturday()),
        administrator=Administrator(
            email=sample.email, given_name=given, family_name=family, invite=False
        )
        if install
        else None,
    )


def _last_saturday() -> date:
    today = timezone.now().date()
    return today - timedelta(days=(today.weekday() + 2) % 7)


def _books(sample: SampleClient, number: int) -> BooksEntry:
    names = [*sample.customers]
    names += [f"{parent}:{sub}" for parent, subs in sample.sub_customers.items() for sub in subs]
    projects = [f"{parent}:{name}" for parent, all_ in sample.projects.items() for name in all_]
    return BooksEntry(
        people=tuple(_people(sample, number)),
        customers=tuple(names),
        projects=tuple(projects),
        service_items=sample.items,
        cost_classes=sample.classes,
        locations=sample.locations,
    )


def _people(sample: SampleClient, number: int) -> list[Person]:
    """The contact first, then invented people; the same ones at every load."""
    given, family = GIVEN_NAMES[sample.language], FAMILY_NAMES[sample.language]
    domain = sample.email.partition("@")[2]
    people = []
    if sample.employees:
        first, last = sample.contact.split(" ", 1)
        people.append(Person(first, last, sample.email, "1001"))
    for n in range(max(sample.employees - 1, 0)):
        # Steps without common factor with the lists' lengths, so that nobody is made twice.
        first = given[(number * 7 + n) % len(given)]
        last = family[(number * 5 + n * 4) % len(family)]
        address = f"{'abcdefghijklmnopqrstuvwxyz'[n % 26]}{n + 2}@{domain}"
        people.append(Person(first, last, address, str(1002 + n)))
    for n in range(sample.contractors):
        first = given[(number * 11 + 13 + n) % len(given)]
        last = family[(number * 3 + 8 + n * 5) % len(family)]
        people.append(Person(first, last, f"st{n + 1}@{domain}", kind="contractor"))
    return people


def _team(seat: FirmSeat, users: list[User]) -> None:
    for user, person in zip(users, TEAM[1:], strict=True):
        clients = [client.name for client in CLIENTS if person.email in client.leads]
        ids = seat.firm.clients.filter(name__in=clients).values_list("public_id", flat=True)
        member = member_add(
            actor=seat.actor,
            seat=seat,
            details=MemberDetails(
                given_name=user.given_name,
                family_name=user.family_name,
                email=user.email,
                role=person.role,
                language=user.language,
                clients=tuple(ids),
            ),
            invite=False,
        )
        FirmMember.objects.filter(pk=member.pk).update(user=user)


def _template(seat: FirmSeat) -> None:
    settings = TemplateSettings(
        pay=PaySettingsValues(
            pay_period="every_two_weeks",
            period_end_on=_last_saturday(),
            overtime_basis="place",
            overtime_region="CA-QC",
        ),
        tracking=TrackingValues(service_items=True),
        breaks=(
            BreakRuleValues(name="Repas", minutes=30, is_automatic=True, after_seconds=5 * 3600),
        ),
    )
    template_save(actor=seat.actor, seat=seat, name="Québec, aux deux semaines", settings=settings)
