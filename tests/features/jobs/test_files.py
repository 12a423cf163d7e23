"""Files of jobs and of items: each row's fate in the dry run, and that applying does just that."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import DatabaseError

from pointage.features.books.models import BooksConnection, Mapping
from pointage.features.companies.models import TimeSettings
from pointage.features.jobs import errors
from pointage.features.jobs.files.exports import items_csv, jobs_csv
from pointage.features.jobs.files.fates import Fate, Reason, RowFate
from pointage.features.jobs.models import CustomField, CustomFieldItem, Job, JobFile
from pointage.features.jobs.queries import is_job_offered
from pointage.features.jobs.services import files as services
from pointage.features.jobs.services.files import (
    job_file_apply,
    job_file_apply_start,
    job_file_drop,
    job_file_plan,
    job_file_upload,
)
from pointage.features.jobs.tasks import file_apply_handle
from pointage.features.practice import access
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs.making import assign, field, item, job
from tests.world import World


@pytest.fixture
def scope(world: World) -> Iterator[None]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


def upload(
    actor: Actor, world: World, text: str | bytes, field: CustomField | None = None
) -> JobFile:
    content = text.encode() if isinstance(text, str) else text
    return job_file_upload(
        actor=actor, company=world.boulangerie, file_name="list.csv", content=content, field=field
    )


def fates(rows: list[RowFate]) -> list[tuple[str, str]]:
    return [(row.name, row.fate.value) for row in rows]


def reasons(rows: list[RowFate]) -> list[Reason | None]:
    return [row.reason for row in rows]


def paths() -> list[str]:
    rows = Job.objects.filter(is_active=True).order_by("full_name")
    return list(rows.values_list("full_name", flat=True))


def test_every_fate_is_told_and_then_carried_out(alice: Actor, world: World, scope: None) -> None:
    top = job(world.boulangerie, "Top")
    same = job(world.boulangerie, "Same", top, code="S")
    renamed = job(world.boulangerie, "Old name")
    moved = job(world.boulangerie, "Moved")
    job(world.boulangerie, "Below it", moved)
    gone = job(world.boulangerie, "Gone", is_active=False)
    text = (
        "ID,Full name,Short code,Billable,Hourly rate,State\n"
        f"{same.public_id},Top:Same,S,no,,active\n"
        f"{renamed.public_id},New name,,yes,85.5,active\n"
        f"{moved.public_id},Top:Moved,,,,\n"
        f"{gone.public_id},Gone,,,,active\n"
        ",Fresh:Below,F1,yes,60,\n"
        "nonsense,Whatever,,,,\n"
    )
    file = upload(alice, world, text)

    plan = job_file_plan(file)

    assert fates(plan) == [
        ("Top:Same", "unchanged"),
        ("New name", "changed"),
        ("Top:Moved", "moved"),
        ("Gone", "restored"),
        ("Fresh:Below", "new"),
        ("Whatever", "refused"),
    ]
    assert plan[4].also == ("Fresh",)
    assert (plan[5].line, plan[5].reason) == (7, Reason.ID_UNKNOWN)
    assert [change.field for change in plan[1].changes] == ["name", "is_billable", "billable_rate"]
    assert paths() == ["Moved", "Moved:Below it", "Old name", "Top", "Top:Same"]

    done = job_file_apply(actor=alice, file=file)

    assert done.counts == {
        "new": 1, "changed": 1, "moved": 1, "restored": 1, "unchanged": 1, "refused": 1,
    }  # fmt: skip
    assert paths() == [
        "Fresh", "Fresh:Below", "Gone", "New name", "Top", "Top:Moved", "Top:Moved:Below it",
        "Top:Same",
    ]  # fmt: skip
    renamed.refresh_from_db()
    assert (renamed.is_billable, renamed.billable_rate) == (True, Decimal("85.5"))
    fresh = Job.objects.get(full_name="Fresh:Below")
    assert (fresh.code, fresh.billable_rate, fresh.is_billable) == ("F1", 60, True)
    assert {row.fate for row in job_file_plan(upload(alice, world, text))} <= {
        Fate.UNCHANGED,
        Fate.REFUSED,
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",A::B,,,,", Reason.LEVEL_EMPTY),
        ("," + "x" * 65 + ",,,,", Reason.NAME_TOO_LONG),
        ("," + "x" * 201 + ",,,,", Reason.NAME_TOO_LONG),
        ("," + ":".join(["y" * 64] * 8) + ",,,,", Reason.PATH_TOO_LONG),
        (",,A1,,,", Reason.NAME_MISSING),
        (",Gagnon, Roy,,,,,x", Reason.TOO_WIDE),
        (",New,a b,,,", Reason.CODE_INVALID),
        (",New,K1,,,", Reason.CODE_TAKEN),
        (",kept,,,,", Reason.NAME_TAKEN),
        (",kept:Below,,,,", Reason.NAME_TAKEN),
        (",New,,perhaps,,", Reason.BILLABLE_UNKNOWN),
        (",New,,,lots,", Reason.RATE_INVALID),
        (",New,,,-4,", Reason.RATE_INVALID),
        (",New,,,,asleep", Reason.STATE_UNKNOWN),
        (",New,,,,archived", Reason.ARCHIVED_UNKNOWN),
        (",Kept,,,,archived", Reason.ARCHIVE_ELSEWHERE),
    ],
)
def test_a_row_is_refused_with_its_reason_and_the_others_are_taken(
    row: str, reason: Reason, alice: Actor, world: World, scope: None
) -> None:
    job(world.boulangerie, "Kept", code="K1")
    file = upload(alice, world, f"ID,Full name,Short code,Billable,Rate,State\n{row}\n,Other,,,,\n")
    plan = job_file_plan(file)
    assert reasons(plan) == [reason, None]
    assert plan[0].why
    job_file_apply(actor=alice, file=file)
    assert paths() == ["Kept", "Other"]


def test_rows_may_come_in_any_order_and_a_refused_parent_refuses_its_children(
    alice: Actor, world: World, scope: None
) -> None:
    file = upload(alice, world, "Full name,Rate\nA:B:C,\nX:Y,\nA,\nX,bad\nA:B,\n")
    plan = job_file_plan(file)
    assert [row.fate.value for row in plan] == ["new", "refused", "new", "refused", "new"]
    assert (plan[1].reason, plan[1].data) == (Reason.PARENT_REFUSED, {"line": 5})
    job_file_apply(actor=alice, file=file)
    assert paths() == ["A", "A:B", "A:B:C"]


def test_the_same_job_twice_is_refused_the_second_time(
    alice: Actor, world: World, scope: None
) -> None:
    kept = job(world.boulangerie, "Kept")
    plan = job_file_plan(
        upload(alice, world, f"ID,Name\n{kept.public_id},Kept\n,Kept\n,New\n,New\n")
    )
    assert [row.fate.value for row in plan] == ["unchanged", "refused", "new", "refused"]
    assert plan[3].data == {"line": 4}


def test_a_move_below_itself_is_refused(alice: Actor, world: World, scope: None) -> None:
    top = job(world.boulangerie, "Top")
    job(world.boulangerie, "Low", top)
    plan = job_file_plan(upload(alice, world, f"ID,Name\n{top.public_id},Top:Low:Top\n"))
    assert reasons(plan) == [Reason.BELOW_ITSELF]


def test_two_jobs_may_swap_places(alice: Actor, world: World, scope: None) -> None:
    one, two = job(world.boulangerie, "One"), job(world.boulangerie, "Two")
    job(world.boulangerie, "Child", one)
    spare = f"ID,Name\n{one.public_id},Three\n{two.public_id},One\n"
    job_file_apply(actor=alice, file=upload(alice, world, spare))
    assert paths() == ["One", "Three", "Three:Child"]
    two.refresh_from_db()
    assert two.name == "One"


def test_a_parent_column_makes_the_path(alice: Actor, world: World, scope: None) -> None:
    job_file_apply(
        actor=alice, file=upload(alice, world, "Client principal;Nom\n;Acme\nAcme;Audit\n")
    )
    assert paths() == ["Acme", "Acme:Audit"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator_is_read(
    encoding: str, separator: str, alice: Actor, world: World, scope: None
) -> None:
    rows = [
        ["Nom complet", "Code court", "Facturable", "Taux horaire"],
        ["Hôtel Élysée:Réception", "R1", "oui", '"85,50"'],
        ["Boulangerie à côté", "", "non", ""],
    ]
    text = "\r\n".join(separator.join(row) for row in rows) + "\r\n"
    job_file_apply(actor=alice, file=upload(alice, world, text.encode(encoding)))
    assert paths() == ["Boulangerie à côté", "Hôtel Élysée", "Hôtel Élysée:Réception"]
    low = Job.objects.get(name="Réception")
    assert (low.code, low.is_billable, low.billable_rate) == ("R1", True, Decimal("85.5"))


def test_what_the_company_calls_its_jobs_heads_the_column(
    alice: Actor, world: World, scope: None
) -> None:
    TimeSettings.objects.create(
        company=world.boulangerie, job_label="own", own_job_label_fr="Chantier"
    )
    job_file_apply(actor=alice, file=upload(alice, world, "Chantier;Note\nPont;x\n"))
    assert paths() == ["Pont"]


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_an_export_comes_back_unchanged(
    language: str, alice: Actor, world: World, scope: None
) -> None:
    top = job(world.boulangerie, '=1+1 "x"; y', billable_rate=Decimal("1250.5"), is_billable=True)
    job(world.boulangerie, "-5, low", top, code="A1")
    job(world.boulangerie, "Gone", is_active=False)
    content = jobs_csv(world.boulangerie.pk, language)
    assert b"'=1+1" in content
    plan = job_file_plan(upload(alice, world, content))
    assert {row.fate for row in plan} == {Fate.UNCHANGED}
    assert len(plan) == 3


def test_what_the_books_own_is_not_changed_by_a_file(
    alice: Actor, world: World, scope: None
) -> None:
    owned = job(world.boulangerie, "Owned", code="B 1")
    link = BooksConnection.objects.create(
        company=world.boulangerie, books=world.boulangerie_client.books
    )
    Mapping.objects.create(
        company=world.boulangerie, connection=link, kind="customer", external_id="1",
        local_model="job", local_id=owned.pk, matched_by="name",
    )  # fmt: skip
    text = f"ID,Name,Code,Rate\n{owned.public_id},Other,B 1,5\n"
    assert reasons(job_file_plan(upload(alice, world, text))) == [Reason.BOOKS]
    rate = f"ID,Name,Code,Rate\n{owned.public_id},Owned,B 1,5\n"
    job_file_apply(actor=alice, file=upload(alice, world, rate))
    owned.refresh_from_db()
    assert (owned.name, owned.billable_rate) == ("Owned", 5)


def test_new_jobs_are_offered_to_the_people_of_the_job_above(
    alice: Actor, world: World, scope: None
) -> None:
    top = job(world.boulangerie, "Top", is_for_everyone=False)
    assign(top, world.wendy_member)
    job_file_apply(actor=alice, file=upload(alice, world, "Name\nTop:Middle:Low\n"))
    low = Job.objects.get(name="Low")
    assert is_job_offered(world.wendy_member, low)
    assert not is_job_offered(world.alice_member, low)


def test_a_failure_while_writing_leaves_nothing_half_written(
    alice: Actor, world: World, scope: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload(alice, world, "Name\nA:B\nC\n")

    def fail(*_: object) -> list[object]:
        Job.objects.create(company=world.boulangerie, name="Half", full_name="Half")
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(services, "jobs_write", fail)
    with pytest.raises(DatabaseError):
        job_file_apply(actor=alice, file=file)
    file.refresh_from_db()
    assert paths() == []
    assert file.state == JobFile.State.READ
    assert bytes(file.content)


def test_a_large_file_is_left_to_the_worker(alice: Actor, world: World, scope: None) -> None:
    text = "Name\n" + "".join(f"Mandat {number} {'x' * 50}\n" for number in range(2_300))
    file = job_file_apply_start(actor=alice, file=upload(alice, world, text))
    assert file.state == JobFile.State.APPLYING
    assert paths() == []
    message = OutboxMessage.objects.get(topic=services.TOPIC)
    file_apply_handle(message)
    file_apply_handle(message)
    file.refresh_from_db()
    assert file.state == JobFile.State.APPLIED
    assert Job.objects.count() == 2_300


def test_a_file_is_applied_once(alice: Actor, world: World, scope: None) -> None:
    file = upload(alice, world, "Name\nA\n")
    job_file_apply(actor=alice, file=file)
    with pytest.raises(errors.FileDone):
        job_file_apply(actor=alice, file=file)
    with pytest.raises(errors.FileDone):
        job_file_drop(actor=alice, file=file)
    assert paths() == ["A"]
    assert bytes(JobFile.objects.get(pk=file.pk).content) == b""


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.FileMissing),
        (b"%PDF-1.7 \x00\x01", errors.FileUnreadable),
        (b"Colour,Weight\nred,3\n", errors.NameColumnMissing),
        (b"x" * (20 * 1024 * 1024 + 1), errors.FileTooLarge),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    content: bytes, refusal: type[Exception], alice: Actor, world: World, scope: None
) -> None:
    with pytest.raises(refusal):
        upload(alice, world, content)
    assert not JobFile.objects.exists()


def test_without_the_permission_no_file_is_taken(world: World, scope: None) -> None:
    wendy = access.company_seat_for(world.wendy, world.boulangerie.public_id).actor
    with pytest.raises(PermissionRefused):
        upload(wendy, world, "Name\nA\n")
    assert not JobFile.objects.exists()


def test_items_come_and_go_by_name_and_are_never_renamed(
    alice: Actor, world: World, scope: None
) -> None:
    task = field(world.boulangerie, "Task")
    item(task, "Kept", code="K")
    item(task, "Coded")
    item(task, "Gone", is_active=False)
    text = "Name,Short code,State\nKept,K,active\nCoded,C2,\nGone,,active\nkept,,\nFresh,F,\nX,k,\n"
    file = upload(alice, world, text, field=task)
    plan = job_file_plan(file)
    assert [row.fate.value for row in plan] == [
        "unchanged", "changed", "restored", "refused", "new", "refused",
    ]  # fmt: skip
    assert reasons(plan)[3:] == [Reason.NAME_TAKEN, None, Reason.CODE_TAKEN]
    job_file_apply(actor=alice, file=file)
    rows = CustomFieldItem.objects.filter(field=task, is_active=True).order_by("name")
    assert list(rows.values_list("name", "code")) == [
        ("Coded", "C2"), ("Fresh", "F"), ("Gone", ""), ("Kept", "K"),
    ]  # fmt: skip
    again = upload(alice, world, items_csv(task, "fr-ca"), field=task)
    assert {row.fate for row in job_file_plan(again)} == {Fate.UNCHANGED}


def test_the_history_tells_of_the_file_and_its_rows(
    alice: Actor, world: World, scope: None
) -> None:
    job_file_apply(actor=alice, file=upload(alice, world, "Name\nA\nA:B\n"))
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("pk")
    assert list(rows.values_list("code", flat=True)) == [
        "job_file.uploaded", "job_file.written", "job_file.applied",
    ]  # fmt: skip
    written = rows.filter(code="job_file.written").get()
    assert written.after == {"added": ["A", "A:B"]}
