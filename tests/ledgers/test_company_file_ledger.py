"""The built-in ledger keeps the contract of every ledger, and follows what its store does."""

from __future__ import annotations

import pytest
from tests.ledgers.contract import LedgerContract, everything
from tests.ledgers.world import COMPANY, empty_store, filled_store

from pointage.ledgers.company_file.ledger import PAGE_SIZE, CompanyFileLedger
from pointage.ledgers.company_file.memory import MemoryStore
from pointage.ledgers.protocol import Counts, Kind, Record, RecordKey


class TestCompanyFileContract(LedgerContract):
    @pytest.fixture
    def ledger(self) -> CompanyFileLedger:
        return CompanyFileLedger(filled_store())


def test_projects_and_sub_customers_are_counted_apart() -> None:
    assert CompanyFileLedger(filled_store()).counts() == Counts(
        employees=1,
        contractors=1,
        customers=1,
        sub_customers=1,
        projects=1,
        service_items=1,
        cost_classes=1,
        locations=1,
    )


def test_an_empty_company_file_has_nobody() -> None:
    assert CompanyFileLedger(empty_store()).counts().people == 0


def test_a_long_list_comes_in_pages() -> None:
    people = [Record(Kind.EMPLOYEE, f"{i}", f"P {i}", f"P {i}") for i in range(PAGE_SIZE + 1)]
    ledger = CompanyFileLedger(MemoryStore(COMPANY, people))

    first = ledger.list(Kind.EMPLOYEE)

    assert len(first.records) == PAGE_SIZE
    assert first.next_page is not None
    assert len(everything(ledger, Kind.EMPLOYEE, include_inactive=False)) == PAGE_SIZE + 1


def test_a_record_added_between_two_pages_disturbs_nothing() -> None:
    store = MemoryStore(
        COMPANY, [Record(Kind.EMPLOYEE, f"{i}", f"P {i}", f"P {i}") for i in range(4)]
    )
    first = store.list(Kind.EMPLOYEE, page=None, limit=2, include_inactive=False)

    store.save(Record(Kind.EMPLOYEE, "new", "New", "New"))
    store.remove(Kind.EMPLOYEE, "0")
    rest = store.list(Kind.EMPLOYEE, page=first.next_page, limit=9, include_inactive=False)

    assert [record.external_id for record in rest.records] == ["2", "3", "new"]


def test_changes_tell_what_was_saved_and_removed() -> None:
    store = filled_store()
    ledger = CompanyFileLedger(store)
    before = ledger.cursor()

    saved = store.save(Record(Kind.EMPLOYEE, "3", "Zoé Gagné", "Zoé Gagné"))
    store.remove(Kind.EMPLOYEE, "1")
    changes = ledger.changes([Kind.EMPLOYEE], before)

    assert changes.upserts == (saved,)
    assert changes.removed == (RecordKey(Kind.EMPLOYEE, "1"),)
    assert changes.next_cursor == ledger.cursor()


def test_changes_of_other_kinds_are_not_told() -> None:
    store = filled_store()
    before = store.cursor()
    store.save(Record(Kind.LOCATION, "41", "Québec", "Québec"))

    changes = CompanyFileLedger(store).changes([Kind.EMPLOYEE], before)

    assert changes.upserts == ()
    assert changes.next_cursor == store.cursor()


def test_many_changes_come_in_parts() -> None:
    store = empty_store()
    for i in range(PAGE_SIZE + 1):
        store.save(Record(Kind.EMPLOYEE, f"{i}", f"P {i}", f"P {i}"))

    first = CompanyFileLedger(store).changes([Kind.EMPLOYEE], "0")
    rest = CompanyFileLedger(store).changes([Kind.EMPLOYEE], first.next_cursor)

    assert (len(first.upserts), first.complete) == (PAGE_SIZE, False)
    assert (len(rest.upserts), rest.complete) == (1, True)
