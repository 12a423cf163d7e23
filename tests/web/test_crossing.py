"""Nobody reaches another firm or another company by any address. The addresses come from the URL
map, so a new page is covered the day it is added; a new kind of id fails here until it is taught.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from pointage.features.books.models import (
    BooksConnection,
    CompanyFileRecord,
    FileUpload,
    ImportIssue,
    ImportRun,
)
from pointage.features.companies.models import BreakRule
from pointage.features.jobs.models import Job, JobFile, ServiceItem
from pointage.features.practice.models import AccountantGrant, ClientTemplate, Installation
from pointage.features.team.models import Group, GroupManager, GroupMember, PeopleFile
from pointage.features.timeentries.models import (
    Attachment,
    CorrectionRequest,
    TimeEntry,
    TimeException,
)
from pointage.foundation.identity.models import User
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.notices.services import notice_add
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs.making import field, item, job
from tests.world import World

CLOSED = {404, 405}
#: Rooms whose addresses belong to somebody; sign-in and first run have tests of their own.
ROOMS = ("practice/", "c/", "me/notices/", "me/access/")
#: Rows that change by looking around, and say nothing of another tenant.
OWN_TRACES = {"sessions.session", "usersessions.usersession", "identity.user", "axes.accesslog"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> list[str]:
    """Every address of the rooms that has an id in it."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
        for each in patterns:
            route = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, route)
            else:
                yield route

    found = walk(get_resolver().url_patterns)
    return sorted({r for r in found if r.startswith(ROOMS) and PARAMETER.search(r)})


@dataclass
class Ids:
    """Ids of firm Tremblay, its client Boulangerie and that client's company, by parameter."""

    of_practice: dict[str, str]
    of_company: dict[str, str]
    of_person: dict[str, str]

    def for_route(self, route: str) -> dict[str, str]:
        if route.startswith("practice/"):
            return self.of_practice
        return self.of_company if route.startswith("c/") else self.of_person


@pytest.fixture
def ids(world: World) -> Ids:
    """One real row behind every kind of id, all of them Tremblay's."""
    installation = Installation.objects.create(
        firm=world.tremblay,
        client=world.new_client,
        app="pointage-time",
        started_by=world.marie_seat,
    )
    template = ClientTemplate.objects.create(firm=world.tremblay, name="Secret template")
    mail = OutgoingMail.objects.create(
        key="m", template="x", language="en", to_email="secret@tremblay.example", subject="Secret",
        text="Secret", html="Secret", firm_id=world.tremblay.pk, company_id=world.boulangerie.pk,
    )  # fmt: skip
    grant = AccountantGrant.objects.get(company=world.boulangerie, firm=world.tremblay)
    asked = AccountantGrant.objects.create(firm=world.tremblay, email=world.alice.email)
    notice = notice_add(user_id=world.marie.pk, code="x", key="n", data={}, url="/")
    books = world.boulangerie_client.books
    assert books is not None
    with tenant_scope(companies=[world.boulangerie.pk], books=[books.pk]), transaction.atomic():
        CompanyFileRecord.objects.create(
            books=books, kind="employee", external_id="E1", name="Secret Person",
            full_name="Secret Person",
        )  # fmt: skip
        upload = FileUpload.objects.create(
            books=books, file_name="secret.csv", content=b"First name\nSecret\n", uploaded_by_id=1
        )
        link = BooksConnection.objects.create(company=world.boulangerie, books=books)
        now = timezone.now()
        entry = TimeEntry.objects.create(
            company=world.boulangerie, team_member=world.alice_member, started_at=now,
            ended_at=now, time_zone="America/Toronto", local_on=now.date(), note="Secret",
        )  # fmt: skip
        correction = CorrectionRequest.objects.create(
            company=world.boulangerie, team_member=world.alice_member, time_entry=entry,
            before={"note": "Secret"}, after={"delete": True}, reason="Secret", requested_at=now,
        )  # fmt: skip
        exception = TimeException.objects.create(
            company=world.boulangerie, team_member=world.alice_member, kind="long_shift",
            local_on=now.date(), key="secret", found_at=now,
            data={"worked_seconds": 1, "limit_seconds": 1},
        )  # fmt: skip
        rule = BreakRule.objects.create(company=world.boulangerie, name="Secret break", minutes=30)
        run = ImportRun.objects.create(
            company=world.boulangerie, connection=link, finished_at=timezone.now(), state="done"
        )
        group = Group.objects.create(company=world.boulangerie, name="Secret group")
        issue = ImportIssue.objects.create(
            company=world.boulangerie, run=run, severity="error", kind="employee",
            external_id="E1", name="Secret Person", reason="name_missing",
        )  # fmt: skip
        people_file = PeopleFile.objects.create(
            company=world.boulangerie, file_name="secret.csv", content=b"First name\nSecret\n",
            uploaded_by_name="Secret",
        )  # fmt: skip
        secret_job = job(world.boulangerie, "Secret job")
        secret_field = field(world.boulangerie, "Secret field")
        secret_item = item(secret_field, "Secret item")
        listed = ServiceItem.objects.create(company=world.boulangerie, name="Secret service")
        job_file = JobFile.objects.create(
            company=world.boulangerie, file_name="secret.csv", content=b"Name\nSecret\n"
        )
        clocked = TimeEntry.objects.create(
            company=world.boulangerie, team_member=world.wendy_member, started_at=timezone.now(),
            time_zone="America/Toronto", local_on=timezone.now().date(),
        )  # fmt: skip
        attachment = Attachment.objects.create(
            company=world.boulangerie, time_entry=clocked, name="Secret.png", size=1,
            content_type="image/png", sha256="0" * 64, added_by_name="Wendy",
        )  # fmt: skip
    shared = {
        "people_file": people_file.public_id,
        "attachment": attachment.public_id,
        "client": world.boulangerie_client.public_id,
        "company": world.boulangerie.public_id,
        "grant": grant.public_id,
        "invitation": grant.public_id,
        "kind": "employee",
        "record": "E1",
        "external_id": "E1",
        "upload": upload.public_id,
        "run": run.public_id,
        "issue": issue.public_id,
        "connection": str(link.pk),
        "mail": mail.public_id,
        "group": group.public_id,
        "app": "pointage-time",
        "template": template.public_id,
        "installation": installation.public_id,
        "request": asked.public_id,
        "entry": entry.public_id,
        "correction": correction.public_id,
        "exception": exception.public_id,
        "rule": rule.public_id or "",
        "year": "2026",
        "language": "en",
        "format": "csv",
        "job": secret_job.public_id,
        "field": secret_field.public_id,
        "item": secret_item.public_id,
        "listing": "service-items",
        "listed": listed.public_id,
        "file": job_file.public_id,
    }
    return Ids(
        of_practice={
            **shared,
            "firm": world.tremblay.public_id,
            "member": world.luc_seat.public_id,
        },
        of_company={**shared, "member": world.alice_member.public_id},
        of_person={"notice": str(notice.pk), "grant": asked.public_id},
    )


def address(route: str, values: dict[str, str]) -> str:
    """The route with its ids filled in. An id nobody taught this test about fails."""
    missing = [name for name in PARAMETER.findall(route) if name not in values]
    assert not missing, f"teach tests/web/test_crossing.py an id for {missing} of {route}"
    return "/" + PARAMETER.sub(lambda found: values[found.group(1)], route)


def fingerprints() -> dict[str, str]:
    """A digest of every table, so that any unexplained change is seen."""
    found = {}
    for model in apps.get_models():
        if model._meta.label_lower in OWN_TRACES or model._meta.proxy:
            continue
        rows = model._base_manager.order_by("pk").values_list()
        found[model._meta.label_lower] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


def look_everywhere(
    browser: Browser, addresses: list[str], secrets: list[str], allowed: set[int]
) -> list[str]:
    """Asks for every address by GET and POST and lists what was not closed or told a secret."""
    open_doors = []
    for where in addresses:
        for method in (browser.get, browser.post):
            answer = method(where)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            told = [secret for secret in secrets if secret in body.decode(errors="replace")]
            if answer.status_code not in allowed or told:
                open_doors.append(f"{method.__name__} {where}: {answer.status_code} {told}")
    return open_doors


@pytest.fixture
def secrets(world: World) -> list[str]:
    return [
        "Secret", "Boulangerie du Coin", "Érablière des Pins", "Cabinet Tremblay",
        world.alice.email, world.luc.email,
    ]  # fmt: skip


SignIn = Callable[[User], Browser]


@pytest.mark.parametrize("who", ["peter", "stranger"])
def test_another_firms_people_find_nothing(
    who: str, world: World, ids: Ids, secrets: list[str], signed_in: SignIn
) -> None:
    addresses = [address(route, ids.for_route(route)) for route in routes()]
    before = fingerprints()
    assert look_everywhere(signed_in(getattr(world, who)), addresses, secrets, CLOSED) == []
    assert fingerprints() == before


def test_ones_own_firm_does_not_open_another_firms_ids(
    world: World, ids: Ids, secrets: list[str], signed_in: SignIn
) -> None:
    mixed = {**ids.of_practice, "firm": world.prairie.public_id}
    inner = [r for r in routes() if r.startswith("practice/<str:firm>/") and names_an_object(r)]
    before = fingerprints()
    assert (
        look_everywhere(
            signed_in(world.peter), [address(route, mixed) for route in inner], secrets, CLOSED
        )
        == []
    )
    assert fingerprints() == before


def test_ones_own_company_does_not_open_another_companys_ids(
    world: World, ids: Ids, secrets: list[str], signed_in: SignIn
) -> None:
    mixed = {**ids.of_company, "company": world.dairy.public_id}
    inner = [r for r in routes() if r.startswith("c/<str:company>/") and names_an_object(r)]
    before = fingerprints()
    assert (
        look_everywhere(
            signed_in(world.peter),
            [address(route, mixed) for route in inner],
            secrets,
            {403, *CLOSED},
        )
        == []
    )
    assert fingerprints() == before


def test_an_accountant_finds_only_the_clients_given_to_them(
    world: World, ids: Ids, signed_in: SignIn
) -> None:
    garage = {**ids.of_practice, "client": world.garage_client.public_id}
    by_client = [r for r in routes() if r.startswith("practice/") and "<str:client>" in r]
    by_company = [r for r in routes() if r.startswith("c/<str:company>/")]
    addresses = [address(route, garage) for route in by_client]
    addresses += [
        address(route, {**ids.of_company, "company": world.garage.public_id})
        for route in by_company
    ]
    before = fingerprints()
    assert look_everywhere(signed_in(world.luc), addresses, ["Garage Nord"], CLOSED) == []
    assert fingerprints() == before


def test_nobody_signed_in_is_sent_to_the_door(ids: Ids, secrets: list[str]) -> None:
    addresses = [address(route, ids.for_route(route)) for route in routes()]
    before = fingerprints()
    assert look_everywhere(Browser(), addresses, secrets, {302, 401, *CLOSED}) == []
    assert fingerprints() == before


def test_a_worker_of_the_company_finds_no_page_of_the_firm(
    world: World, ids: Ids, signed_in: SignIn
) -> None:
    addresses = [address(r, ids.of_practice) for r in routes() if r.startswith("practice/")]
    assert look_everywhere(signed_in(world.wendy), addresses, ["Secret"], CLOSED) == []


def names_an_object(route: str) -> bool:
    """Whether the route has an id of a row besides the firm or company it stands in."""
    neutral = {"firm", "app", "kind", "year", "language", "format", "listing"}
    if route.startswith("c/"):
        neutral.add("company")
    return bool(set(PARAMETER.findall(route)) - neutral)


def test_the_test_can_fail(world: World, ids: Ids, signed_in: SignIn) -> None:
    """The owner of all these ids does get in: closed doors above are not closed for everybody."""
    own = [f"/practice/{world.tremblay.public_id}/", f"/c/{world.boulangerie.public_id}/team/"]
    assert look_everywhere(signed_in(world.marie), own, ["Boulangerie du Coin"], CLOSED) != []
    assert connection.vendor in {"sqlite", "postgresql"}


#: What anybody of the company may ask for without an id of their own.
OWN_ROOMS = {403, *CLOSED}


@pytest.mark.parametrize("who", ["a worker", "the manager of another group"])
def test_a_colleague_finds_nothing_of_others_by_guessing_ids(
    who: str, world: World, ids: Ids, secrets: list[str], signed_in: SignIn
) -> None:
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]), transaction.atomic():
        Job.objects.filter(name="Secret job").update(is_for_everyone=False)
        Attachment.objects.update(time_entry=TimeEntry.objects.get(note="Secret"))
        if who != "a worker":
            own = Group.objects.create(company=company, name="Kitchen")
            GroupMember.objects.create(company=company, group=own, team_member=world.wendy_member)
            GroupManager.objects.create(
                company=company, group=own, team_member=world.wendy_member, manages_people=True,
                manages_time=True, approves_time=True, manages_schedule=True, sees_reports=True,
            )  # fmt: skip
    inner = [r for r in routes() if r.startswith("c/<str:company>/") and names_an_object(r)]
    addresses = [address(route, ids.of_company) for route in inner]
    before = fingerprints()
    assert look_everywhere(signed_in(world.wendy), addresses, secrets[:1], OWN_ROOMS) == []
    assert fingerprints() == before
