"""A company file small enough to read, and short ways to plan a text as if it were uploaded."""

from __future__ import annotations

from pathlib import Path

from pointage.ledgers.company_file.fates import ImportPlan, PlanOptions, RowFate
from pointage.ledgers.company_file.mapping import guess_mapping
from pointage.ledgers.company_file.memory import MemoryStore
from pointage.ledgers.company_file.planning import apply_to_memory, plan_import
from pointage.ledgers.company_file.reading import Table, open_table
from pointage.ledgers.protocol import Kind, LedgerCompany, Record, Role

FILES = Path(__file__).parent / "files"
COMPANY = LedgerCompany(
    external_id="sample",
    name="Boulangerie Exemple",
    legal_name="Boulangerie Exemple inc.",
    country="CA",
    region="CA-QC",
    time_zone="America/Toronto",
)


def table_of(text: str, name: str = "list.csv") -> Table:
    return open_table(text.encode(), name)


def file_table(name: str) -> Table:
    return open_table((FILES / name).read_bytes(), name)


def empty_store() -> MemoryStore:
    return MemoryStore(COMPANY)


def plan_of(
    text: str,
    store: MemoryStore | None = None,
    kind: Kind | None = None,
    options: PlanOptions | None = None,
) -> ImportPlan:
    table = table_of(text)
    mapping = guess_mapping(table, kind).mapping
    return plan_import(table, mapping, store if store is not None else empty_store(), options)


def imported(text: str, kind: Kind | None = None) -> MemoryStore:
    """A store into which the text has been imported."""
    store = empty_store()
    apply_to_memory(plan_of(text, store, kind), store)
    return store


def only(plan: ImportPlan) -> RowFate:
    assert len(plan.fates) == 1
    return plan.fates[0]


def filled_store() -> MemoryStore:
    return MemoryStore(
        COMPANY,
        [
            Record(Kind.EMPLOYEE, "1", "Marie Roy", "Marie Roy", email="marie@example.ca"),
            Record(Kind.EMPLOYEE, "2", "Luc Côté", "Luc Côté", active=False),
            Record(Kind.CONTRACTOR, "1", "Atelier Gagné", "Atelier Gagné"),
            Record(Kind.CUSTOMER, "10", "Hôtel", "Hôtel", role=Role.CUSTOMER),
            Record(
                Kind.CUSTOMER, "11", "Gala", "Hôtel:Gala", parent_external_id="10",
                role=Role.PROJECT,
            ),
            Record(
                Kind.CUSTOMER, "12", "Bar", "Hôtel:Bar", parent_external_id="10",
                role=Role.SUB_CUSTOMER,
            ),
            Record(Kind.SERVICE_ITEM, "20", "Tenue de livres", "Tenue de livres", code="TL"),
            Record(Kind.COST_CLASS, "30", "Détail", "Détail"),
            Record(Kind.LOCATION, "40", "Montréal", "Montréal"),
        ],
    )  # fmt: skip
