"""The practice as a file: many clients at once, twice the same, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pointage.features.books.models import BooksConnection, CompanyFileRecord, FileUpload
from pointage.features.companies.models import Company, PaySettings
from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.apply.changes import ClientResult, Outcome, What
from pointage.features.practice.apply.document import (
    DocumentRefused,
    document_parse,
    document_read,
    wishes_of,
)
from pointage.features.practice.apply.running import apply_all
from pointage.features.practice.models import Client, Installation, Subscription
from pointage.features.team.models import TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.tenancy.models import TenantModel
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

FILE = """
defaults:
  region: CA-QC
  time_zone: America/Toronto
  language: fr-ca
  billing: client
  pay: {period: every_two_weeks, period_end_on: 2026-11-21}
  overtime: place
clients:
  - name: Atelier Un
    email: un@atelier.example
    books:
      people:
        - {given_name: Ana, family_name: Un, email: ana@atelier.example, number: "1"}
        - {given_name: Bob, family_name: Un, email: bob@atelier.example, kind: contractor}
      customers: [Ville, "Ville:Parc"]
      service_items: [Pose]
    administrator: {email: ana@atelier.example}
  - name: Atelier Deux
    email: deux@atelier.example
    pay: {period: monthly, first_end_day: 31}
    overtime: {weekly_after_hours: 37.5}
    books:
      files: [gens.csv]
"""


@pytest.fixture
def marie(world: World) -> FirmSeat:
    world.tremblay.phone = "514 555-0100"
    world.tremblay.save()
    return access.firm_seat_for(world.marie, world.tremblay.public_id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gens.csv").write_bytes(
        "Prénom;Nom de famille;Courriel\r\nZoé;Deux;zoe@atelier.example\r\n".encode("latin-1")
    )
    (tmp_path / "clients.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def run(
    world: World, marie: FirmSeat, folder: Path, text: str = FILE, *, dry_run: bool = False
) -> list[ClientResult]:
    wishes = wishes_of(document_parse(text), folder)
    return list(apply_all(wishes, seat=marie, user=world.marie, dry_run=dry_run))


def linked(model: type[TenantModel]) -> int:
    """How many rows the file's clients have, seen from inside their companies and books."""
    clients = Client.objects.filter(name__startswith="Atelier")
    companies = [client.company_id for client in clients if client.company_id]
    books = [client.books_id for client in clients if client.books_id]
    with tenant_scope(companies=companies, books=books):
        return model._base_manager.count()


def test_a_file_makes_clients_books_accounts_and_invitations(
    world: World, marie: FirmSeat, folder: Path
) -> None:
    one, two = run(world, marie, folder)
    assert (one.problem, two.problem) == ("", "")
    client = Client.objects.get(name="Atelier Un")
    assert client.company is not None
    with tenant_scope(companies=[client.company.pk]):
        ana = TeamMember.objects.get(email="ana@atelier.example")
        assert ana.user_type == TeamMember.UserType.ADMINISTRATOR
        assert PaySettings.objects.get().overtime_region == "CA-QC"
    assert Invitation.objects.get().email == "ana@atelier.example"
    assert OutgoingMail.objects.get().language == "fr-ca"
    second = Client.objects.get(name="Atelier Deux").company
    assert second is not None
    with tenant_scope(companies=[second.pk]):
        assert PaySettings.objects.get().weekly_overtime_after_seconds == 135_000
        assert TeamMember.objects.get().given_name == "Zoé"
    assert Subscription.objects.filter(payer="client").count() == 2


def test_applying_twice_changes_nothing(world: World, marie: FirmSeat, folder: Path) -> None:
    run(world, marie, folder)
    before = HistoryEvent.objects.count(), linked(FileUpload)
    results = run(world, marie, folder)
    assert [result.outcome for result in results] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert (HistoryEvent.objects.count(), linked(FileUpload)) == before
    assert linked(FileUpload) == 2
    assert OutgoingMail.objects.count() == 1


def test_a_dry_run_tells_all_and_leaves_nothing(
    world: World, marie: FirmSeat, folder: Path
) -> None:
    told = run(world, marie, folder, dry_run=True)
    assert not Client.objects.filter(name__startswith="Atelier").exists()
    assert Company.objects.count() == 3
    assert not OutgoingMail.objects.exists()
    done = run(world, marie, folder)
    assert [[change.what for change in result.changes] for result in told] == [
        [change.what for change in result.changes] for result in done
    ]
    assert What.INVITED in [change.what for change in done[0].changes]


def test_one_bad_client_does_not_stop_the_others(
    world: World, marie: FirmSeat, folder: Path
) -> None:
    bad = FILE.replace("region: CA-QC", "region: CA-XX", 1).replace(
        "  - name: Atelier Deux\n", "  - name: Atelier Deux\n    region: CA-ON\n"
    )
    one, two = run(world, marie, folder, bad)
    assert one.outcome is Outcome.FAILED and "region" in one.problem
    assert two.outcome is Outcome.CHANGED
    assert not Client.objects.filter(name="Atelier Un").exists()


def test_a_failing_client_leaves_nothing_half_made(
    world: World, marie: FirmSeat, folder: Path
) -> None:
    bad = FILE.replace("administrator: {email: ana@atelier.example}", "time_zone: Mars/Olympus")
    one, _two = run(world, marie, folder, bad)
    assert one.outcome is Outcome.FAILED
    assert not Client.objects.filter(name="Atelier Un").exists()
    assert not Installation.objects.filter(client__name="Atelier Un").exists()
    assert not CompanyFileRecord._base_manager.filter(email="ana@atelier.example").exists()


def test_a_new_line_in_the_file_is_the_only_change(
    world: World, marie: FirmSeat, folder: Path
) -> None:
    run(world, marie, folder)
    more = FILE.replace("service_items: [Pose]", "service_items: [Pose, Peinture]")
    one, two = run(world, marie, folder, more)
    assert What.BOOKS_CHANGED in [change.what for change in one.changes]
    assert two.outcome is Outcome.UNCHANGED
    assert linked(BooksConnection) == 2


def test_changed_pay_is_the_only_change(world: World, marie: FirmSeat, folder: Path) -> None:
    run(world, marie, folder)
    other = FILE.replace("weekly_after_hours: 37.5", "weekly_after_hours: 40")
    one, two = run(world, marie, folder, other)
    assert one.outcome is Outcome.UNCHANGED
    assert [change.what for change in two.changes] == [What.PAY_CHANGED]


def test_a_file_outside_the_folder_is_not_read(world: World, marie: FirmSeat, folder: Path) -> None:
    (folder.parent / "secret.csv").write_text("First name\nMallory\n")
    bad = FILE.replace("files: [gens.csv]", "files: [../secret.csv]")
    _one, two = run(world, marie, folder, bad)
    assert two.outcome is Outcome.FAILED
    assert "secret" in two.problem


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clients: 3", "clients"),
        ("clients: [{name: A, pya: 1}]", "pya"),
        ("clients: [{name: A}, {name: a}]", "twice"),
        ("clients: [{}]", "name"),
        ("clients: [{name: A, pay: {period: daily}}]", "period"),
        ("clients: [{name: A, pay: {period: weekly, period_end_on: 2026-02-31}}]", "date"),
        ("a: &a [x]\nclients: *a", "aliases"),
        ("clients: [\n", "line"),
        ("clients: !!python/object:os.system [x]", "python"),
        ("\x00", "line"),
    ],
)
def test_a_broken_file_says_where(text: str, says: str) -> None:
    with pytest.raises(DocumentRefused) as caught:
        document_parse(text)
    assert says in " ".join(caught.value.problems)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused):
        document_read(tmp_path / "nothing.yaml")


def test_the_clients_settings_come_over_the_defaults() -> None:
    one, two = wishes_of(document_parse(FILE), Path())
    assert one.entry.pay is not None and one.entry.pay.period == "every_two_weeks"
    assert two.entry.pay is not None and two.entry.pay.period == "monthly"
