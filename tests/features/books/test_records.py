"""Keeping the company file on screen: what is refused, what follows a rename, what is told."""

from __future__ import annotations

import pytest

from pointage.features.books import errors
from pointage.features.books.company_file import DjangoCompanyFile
from pointage.features.books.models import Books, CompanyFileRecord
from pointage.features.books.services.records import (
    RecordDraft,
    record_add,
    record_set_active,
    record_update,
)
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.ledger import CompanyFileLedger
from pointage.ledgers.protocol import BadPage, Kind, StaleCursor
from tests.features.books.helpers import ACTOR, put_many
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(world: World) -> Books:
    assert world.garage_client.books is not None
    return world.garage_client.books


def add(books: Books, kind: Kind, **fields: object) -> CompanyFileRecord:
    return record_add(actor=ACTOR, books=books, kind=kind, draft=RecordDraft(**fields))  # type: ignore[arg-type]


def paths(books: Books) -> set[str]:
    with tenant_scope(books=[books.pk]):
        return set(CompanyFileRecord.objects.values_list("full_name", flat=True))


def test_renaming_a_customer_renames_the_paths_below_it(books: Books) -> None:
    acme = add(books, Kind.CUSTOMER, name="Acme")
    audit = add(books, Kind.CUSTOMER, name="Audit", parent_external_id=acme.external_id)
    add(books, Kind.CUSTOMER, name="2026", parent_external_id=audit.external_id, is_project=True)
    cursor = DjangoCompanyFile(books).cursor()
    record_update(
        actor=ACTOR, books=books, kind=Kind.CUSTOMER, external_id=acme.external_id,
        draft=RecordDraft(name="Acme inc."), version=acme.version,
    )  # fmt: skip
    assert paths(books) == {"Acme inc.", "Acme inc.:Audit", "Acme inc.:Audit:2026"}
    changed = CompanyFileLedger(DjangoCompanyFile(books)).changes([Kind.CUSTOMER], cursor)
    assert len(changed.upserts) == 3


@pytest.mark.parametrize(
    ("kind", "fields", "error"),
    [
        (Kind.EMPLOYEE, {}, errors.NameMissing),
        (Kind.LOCATION, {"name": "  "}, errors.NameMissing),
        (Kind.EMPLOYEE, {"given_name": "Zoé", "email": "z@"}, errors.EmailNotValid),
        (Kind.EMPLOYEE, {"given_name": "Z" * 101}, errors.TextTooLong),
        (Kind.CUSTOMER, {"name": "A:B"}, errors.NameHasColon),
        (Kind.CUSTOMER, {"name": "ACMÉ"}, errors.NameTaken),
        (Kind.CUSTOMER, {"name": "X", "parent_external_id": "nobody"}, errors.ParentNotFound),
    ],
)
def test_a_bad_record_is_refused_and_nothing_is_written(
    books: Books, kind: Kind, fields: dict[str, str], error: type[Exception]
) -> None:
    add(books, Kind.CUSTOMER, name="Acmé")
    with pytest.raises(error):
        add(books, kind, **fields)
    assert paths(books) == {"Acmé"}
    assert HistoryEvent.objects.filter(code="company_file_record.added").count() == 1


def test_a_customer_cannot_be_put_below_itself(books: Books) -> None:
    acme = add(books, Kind.CUSTOMER, name="Acme")
    audit = add(books, Kind.CUSTOMER, name="Audit", parent_external_id=acme.external_id)
    with pytest.raises(errors.ParentLoop):
        record_update(
            actor=ACTOR, books=books, kind=Kind.CUSTOMER, external_id=acme.external_id,
            draft=RecordDraft(name="Acme", parent_external_id=audit.external_id),
            version=acme.version,
        )  # fmt: skip
    assert paths(books) == {"Acme", "Acme:Audit"}


def test_the_tree_has_five_levels_at_most(books: Books) -> None:
    above = ""
    for level in range(5):
        above = add(
            books, Kind.CUSTOMER, name=f"N{level}", parent_external_id=above
        ).external_id  # fmt: skip
    with pytest.raises(errors.TooDeep):
        add(books, Kind.CUSTOMER, name="N5", parent_external_id=above)
    assert len(paths(books)) == 5


def test_a_customer_with_active_children_is_not_deactivated(books: Books) -> None:
    acme = add(books, Kind.CUSTOMER, name="Acme")
    add(books, Kind.CUSTOMER, name="Audit", parent_external_id=acme.external_id)
    with pytest.raises(errors.HasChildren):
        record_set_active(
            actor=ACTOR, books=books, kind=Kind.CUSTOMER, external_id=acme.external_id, active=False
        )
    with tenant_scope(books=[books.pk]):
        assert CompanyFileRecord.objects.filter(is_active=True).count() == 2


def test_saving_without_a_change_is_no_change(books: Books) -> None:
    row = add(books, Kind.LOCATION, name="Québec")
    again = record_update(
        actor=ACTOR, books=books, kind=Kind.LOCATION, external_id=row.external_id,
        draft=RecordDraft(name="Québec"), version=row.version,
    )  # fmt: skip
    assert again.version == row.version
    assert not HistoryEvent.objects.filter(code="company_file_record.updated").exists()


def test_history_tells_what_changed(books: Books) -> None:
    row = add(books, Kind.LOCATION, name="Québec", code="QC")
    record_update(
        actor=ACTOR, books=books, kind=Kind.LOCATION, external_id=row.external_id,
        draft=RecordDraft(name="Québec", code="Q"), version=row.version,
    )  # fmt: skip
    event = HistoryEvent.objects.get(code="company_file_record.updated")
    assert event.before == {"code": "QC"}
    assert event.after is not None
    assert event.after["code"] == "Q"


def test_the_store_pages_by_a_key_that_new_records_do_not_disturb(books: Books) -> None:
    put_many(books, "employee", 7)
    store = DjangoCompanyFile(books)
    first = store.list(Kind.EMPLOYEE, page=None, limit=5, include_inactive=True)
    add(books, Kind.EMPLOYEE, given_name="Aaa")
    second = store.list(Kind.EMPLOYEE, page=first.next_page, limit=5, include_inactive=True)
    ids = [record.external_id for record in (*first.records, *second.records)]
    assert len(ids) == len(set(ids)) == 8
    assert second.next_page is None


@pytest.mark.parametrize("page", ["", "x", "-1", "9" * 40])
def test_a_forged_page_is_refused(books: Books, page: str) -> None:
    with pytest.raises(BadPage):
        DjangoCompanyFile(books).list(Kind.EMPLOYEE, page=page, limit=5, include_inactive=True)


@pytest.mark.parametrize("cursor", ["", "x", "99", "-1"])
def test_a_cursor_that_is_not_ours_is_stale(books: Books, cursor: str) -> None:
    with pytest.raises(StaleCursor):
        DjangoCompanyFile(books).changed_since([Kind.EMPLOYEE], cursor, limit=5)


def test_books_see_only_their_own_records(books: Books, world: World) -> None:
    put_many(books, "employee", 3)
    other = world.boulangerie_client.books
    assert other is not None
    assert DjangoCompanyFile(other).counts().employees == 0
    assert DjangoCompanyFile(other).get(Kind.EMPLOYEE, "employee-1") is None
