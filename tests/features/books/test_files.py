"""Importing lists into the company file: real exports, hostile ones, huge ones, the same twice."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pointage.features.books.errors import FileDone, FileTooLarge, FileUnreadable
from pointage.features.books.models import Books, CompanyFileRecord, FileUpload
from pointage.features.books.services import files
from pointage.features.books.services.files import (
    file_apply,
    file_apply_start,
    file_drop,
    file_dry_run,
    file_mapping_set,
    file_open,
    file_report,
    file_upload,
)
from pointage.foundation.outbox import worker
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.protocol import Kind
from tests.features.books.helpers import ACTOR
from tests.world import World

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent.parent.parent / "ledgers" / "files"


@pytest.fixture
def books(world: World) -> Books:
    assert world.garage_client.books is not None
    return world.garage_client.books


def upload(books: Books, content: bytes, name: str = "list.csv") -> FileUpload:
    return file_upload(actor=ACTOR, books=books, file_name=name, content=content)[0]


def number(books: Books) -> int:
    with tenant_scope(books=[books.pk]):
        return CompanyFileRecord.objects.count()


@pytest.mark.parametrize(
    "name",
    [
        "employee_contact_list.csv",
        "employee_contact_list.xlsx",
        "vendor_contact_list.csv",
        "customer_contact_list.csv",
        "product_service_list.csv",
        "liste_employes.csv",
        "liste_clients.csv",
        "plain_combined.csv",
    ],
)
def test_a_real_list_comes_in_without_help_and_only_once(books: Books, name: str) -> None:
    content = (FILES / name).read_bytes()
    file_apply(actor=ACTOR, upload=upload(books, content, name))
    first = number(books)
    again = upload(books, content, name)
    plan = file_dry_run(again)
    file_apply(actor=ACTOR, upload=again)
    assert first > 0
    assert number(books) == first
    assert not list(plan.to_save())


def test_a_dry_run_writes_nothing(books: Books) -> None:
    one = upload(books, b"Employee,Email\nZo\xc3\xa9 Roy,z@r.ca\n")
    assert files.fates_count(file_dry_run(one))["create"] == 1
    assert number(books) == 0


def test_the_mapping_is_remembered_for_the_same_headers(books: Books) -> None:
    content = b"Alpha,Beta\nZoe Roy,z@r.ca\n"
    one = upload(books, content)
    file_mapping_set(
        actor=ACTOR, upload=one, kind=Kind.EMPLOYEE, fields=(Field.NAME, Field.EMAIL)
    )  # fmt: skip
    second, usable = file_upload(
        actor=ACTOR, books=books, file_name="next.csv", content=content + b"Lou Roy,l@r.ca\n"
    )
    assert usable
    assert file_open(second).mapping.fields == (Field.NAME, Field.EMAIL)
    assert files.fates_count(file_dry_run(second))["create"] == 2


def test_a_mapping_without_a_name_is_refused_and_changes_nothing(books: Books) -> None:
    one = upload(books, b"Employee,Email\nZoe Roy,z@r.ca\n")
    before = one.mapping
    with pytest.raises(FileUnreadable) as refused:
        file_mapping_set(actor=ACTOR, upload=one, kind=Kind.EMPLOYEE, fields=(None, Field.EMAIL))
    assert "name" in refused.value.text
    with tenant_scope(books=[books.pk]):
        assert FileUpload.objects.get(pk=one.pk).mapping == before


def test_hostile_cells_stay_text(books: Books) -> None:
    hostile = '=HYPERLINK("http://x.example","y")'
    quoted = hostile.replace('"', '""')
    content = f'Employee,Email\n"{quoted}",a@b.ca\n<script>alert(1)</script>,c@d.ca\n'
    one = upload(books, content.encode())
    report = file_report(one, "en").decode("utf-8-sig")
    file_apply(actor=ACTOR, upload=one)
    assert "\r\n=" not in report
    assert ",=" not in report
    with tenant_scope(books=[books.pk]):
        assert CompanyFileRecord.objects.filter(name__contains="<script>").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"   ", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (b'Employee,Email\n"Zoe,z@r.ca\n', "quotation"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(
    books: Books, content: bytes, words: str
) -> None:
    with pytest.raises(FileUnreadable) as refused:
        file_dry_run(upload(books, content))
    assert words in refused.value.text
    assert number(books) == 0


def test_a_file_over_the_limit_is_refused(books: Books) -> None:
    with pytest.raises(FileTooLarge):
        upload(books, b"x" * (20 * 1024 * 1024 + 1))
    with tenant_scope(books=[books.pk]):
        assert not FileUpload.objects.exists()


def test_a_file_is_applied_once_and_a_dropped_one_never(books: Books) -> None:
    one = upload(books, b"Employee,Email\nZoe Roy,z@r.ca\n")
    file_apply(actor=ACTOR, upload=one)
    with pytest.raises(FileDone):
        file_apply(actor=ACTOR, upload=one)
    two = upload(books, b"Employee,Email\nLou Roy,l@r.ca\n")
    file_drop(actor=ACTOR, upload=two)
    with pytest.raises(FileDone):
        file_apply(actor=ACTOR, upload=two)
    with tenant_scope(books=[books.pk]):
        assert CompanyFileRecord.objects.count() == 1
        assert bytes(FileUpload.objects.get(pk=two.pk).content) == b""


def test_an_apply_that_breaks_leaves_nothing(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    one = upload(books, b"Employee,Email\nZoe Roy,z@r.ca\nLou Roy,l@r.ca\n")

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(files, "event_record", broken)
    with pytest.raises(RuntimeError):
        file_apply(actor=ACTOR, upload=one)
    assert number(books) == 0
    with tenant_scope(books=[books.pk]):
        assert FileUpload.objects.get(pk=one.pk).state == "read"


def test_a_large_file_is_left_to_the_worker(books: Books) -> None:
    rows = "".join(f"Person {i} with a long name to fill,p{i}@m.example\n" for i in range(5000))
    one = upload(books, f"Employee,Email\n{rows}".encode())
    assert file_apply_start(actor=ACTOR, upload=one).state == "applying"
    assert number(books) == 0
    worker.run(once=True)
    assert number(books) == 5000
    with tenant_scope(books=[books.pk]):
        assert FileUpload.objects.get(pk=one.pk).state == "applied"


def test_50_000_people_come_in_within_a_minute(books: Books) -> None:
    lines = ["Employee,Email,Employee number"]
    lines += [f"Person {i},person{i}@many.example,{i}" for i in range(50_000)]
    one = upload(books, "\n".join(lines).encode())
    started = time.monotonic()
    file_apply(actor=ACTOR, upload=one)
    assert number(books) == 50_000
    assert time.monotonic() - started < 60
