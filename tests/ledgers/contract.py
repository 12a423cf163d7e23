"""What every ledger must do, whatever stands behind it. Each adapter's tests inherit this class."""

from __future__ import annotations

import pytest

from pointage.ledgers.protocol import BadPage, Kind, Ledger, Record, StaleCursor


def everything(ledger: Ledger, kind: Kind, *, include_inactive: bool) -> list[Record]:
    found: list[Record] = []
    page: str | None = None
    while True:
        answer = ledger.list(kind, page=page, include_inactive=include_inactive)
        found += answer.records
        page = answer.next_page
        if page is None:
            return found


class LedgerContract:
    """Subclasses give a ``ledger`` fixture that holds at least one employee."""

    def test_the_company_has_a_name(self, ledger: Ledger) -> None:
        assert ledger.company().name

    def test_every_kind_is_readable_or_has_a_reason(self, ledger: Ledger) -> None:
        capabilities = ledger.capabilities()
        for kind in Kind:
            assert (kind in capabilities.readable) == (capabilities.why_not(kind) is None)

    def test_counts_agree_with_the_lists(self, ledger: Ledger) -> None:
        counts = ledger.counts()
        for kind in ledger.capabilities().readable:
            assert counts.of(kind) == len(everything(ledger, kind, include_inactive=False))

    def test_pages_repeat_and_lose_nothing(self, ledger: Ledger) -> None:
        for kind in ledger.capabilities().readable:
            ids = [r.external_id for r in everything(ledger, kind, include_inactive=True)]
            assert len(ids) == len(set(ids))

    def test_inactive_records_are_listed_only_on_request(self, ledger: Ledger) -> None:
        for kind in ledger.capabilities().readable:
            active = everything(ledger, kind, include_inactive=False)
            assert all(record.active for record in active)
            known = {r.external_id for r in everything(ledger, kind, include_inactive=True)}
            assert {r.external_id for r in active} <= known

    def test_what_is_listed_can_be_got(self, ledger: Ledger) -> None:
        for kind in ledger.capabilities().readable:
            for record in everything(ledger, kind, include_inactive=True):
                assert ledger.get(kind, record.external_id) == record

    def test_parents_exist(self, ledger: Ledger) -> None:
        for record in everything(ledger, Kind.CUSTOMER, include_inactive=True):
            if record.parent_external_id is not None:
                assert ledger.get(Kind.CUSTOMER, record.parent_external_id) is not None

    def test_an_unknown_id_is_none(self, ledger: Ledger) -> None:
        assert ledger.get(Kind.EMPLOYEE, "no such id") is None

    def test_nothing_has_changed_since_now(self, ledger: Ledger) -> None:
        changes = ledger.changes(list(Kind), ledger.cursor())
        assert (changes.upserts, changes.removed, changes.complete) == ((), (), True)

    def test_a_strange_cursor_is_refused(self, ledger: Ledger) -> None:
        with pytest.raises(StaleCursor):
            ledger.changes(list(Kind), "not ours")

    def test_a_strange_page_is_refused(self, ledger: Ledger) -> None:
        with pytest.raises(BadPage):
            ledger.list(Kind.EMPLOYEE, page="not ours")
