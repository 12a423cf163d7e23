"""What must hold for any table: nothing lost on the way in, nothing made twice, no order."""

from __future__ import annotations

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledgers.world import empty_store, table_of

from pointage.ledgers.company_file.cleaning import clean_cell
from pointage.ledgers.company_file.fates import Action, ImportPlan
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.mapping import ColumnMapping, guess_mapping, signature_of
from pointage.ledgers.company_file.planning import apply_to_memory, plan_import
from pointage.ledgers.company_file.reading import open_table
from pointage.ledgers.company_file.writing import Language, export_store
from pointage.ledgers.matching import LocalRecord, match
from pointage.ledgers.protocol import PEOPLE, Kind, Record

STEADY = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

# Letters that every one of the encodings below can write, and the signs that break naive readers.
LETTERS = "abcXYZ019 éèàêçôîû,;\"'\n\t|=+-@<>.()"
CELLS = st.text(LETTERS, max_size=12)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]


@STEADY
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_any_table_survives_any_encoding_and_separator(
    rows: list[tuple[str, str, str]], encoding: str, separator: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([("Name", "Email", "Phone"), *rows])

    table = open_table(out.getvalue().encode(encoding), "list.csv")

    expected = [tuple(clean_cell(cell) for cell in row) for row in rows]
    assert [row.cells for row in table.rows()] == [row for row in expected if any(row)]


PATHS = ["A", "B", "A:B", "A:B:C", "a:b", "B:A", "A (deleted)", "A:B (supprimé)", ":", "A::B"]
PERSONS = ["Roy, Luc", "Luc Roy", "luc  roy", "Anne Roy", "=x", "x" * 300, "A:B:C:D:E:F", "TOTAL"]
NAMES = st.sampled_from(["", *PATHS, *PERSONS])
ROWS = st.tuples(
    st.sampled_from(["employee", "employé", "vendor", "customer", "project", "item", "class", ""]),
    st.sampled_from(["", "", "", "1", "2", "3"]),
    NAMES,
    st.sampled_from(["", "", "A", "B", "A:B", "1", "2", "99", "Z"]),
    st.sampled_from(["", "a@example.ca", "b@example.ca", "A@example.ca", "bad"]),
    st.sampled_from(["", "", "7", "8"]),
    st.sampled_from(["", "yes", "non", "maybe"]),
    st.sampled_from(["", "2024-01-31", "01/02/2024", "31/12/2024"]),
)
HEADER = ("Kind", "ID", "Name", "Parent", "Email", "Number", "Active", "Hire date")
FIELDS = (
    Field.KIND,
    Field.EXTERNAL_ID,
    Field.NAME,
    Field.PARENT,
    Field.EMAIL,
    Field.NUMBER,
    Field.ACTIVE,
    Field.HIRED_ON,
)
MAPPING = ColumnMapping(signature_of(HEADER), None, FIELDS)


def text_of(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue()


def refused(plan: ImportPlan) -> list[int]:
    return [fate.row for fate in plan.fates if fate.action is Action.ERROR]


@settings(STEADY, max_examples=200)
@given(rows=st.lists(ROWS, max_size=12))
def test_every_row_has_one_fate_and_a_second_run_changes_nothing(
    rows: list[tuple[str, ...]],
) -> None:
    table = table_of(text_of(rows))
    store = empty_store()

    first = plan_import(table, MAPPING, store)
    apply_to_memory(first, store)
    second = plan_import(table, MAPPING, store)

    assert [fate.row for fate in first.fates] == [row.number for row in table.rows()]
    assert second.changes_nothing
    assert refused(second) == refused(first)
    for fate in first.fates:
        assert (fate.why is not None) == (fate.action in (Action.SKIP, Action.ERROR))
        assert (fate.record is None) == (fate.action in (Action.SKIP, Action.ERROR))


@settings(STEADY, max_examples=150)
@given(first=st.lists(ROWS, max_size=8), later=st.lists(ROWS, max_size=8))
def test_whatever_is_imported_the_trees_stay_whole(
    first: list[tuple[str, ...]], later: list[tuple[str, ...]]
) -> None:
    store = empty_store()
    for rows in (first, later):
        plan = plan_import(table_of(text_of(rows)), MAPPING, store)
        saved: set[tuple[Kind, str]] = set()
        for record in plan.to_save():
            assert (record.kind, record.external_id) not in saved
            saved.add((record.kind, record.external_id))
            store.save(record)
    for kind in Kind:
        page = store.list(kind, page=None, limit=999, include_inactive=True)
        for record in page.records:
            if kind in PEOPLE:
                assert record.parent_external_id is None
            if record.parent_external_id is not None:
                parent = store.get(kind, record.parent_external_id)
                assert parent is not None
                assert record.full_name == f"{parent.full_name}:{record.name}"


@STEADY
@given(rows=st.lists(ROWS, max_size=10))
def test_an_export_of_anything_read_back_changes_nothing(rows: list[tuple[str, ...]]) -> None:
    store = empty_store()
    apply_to_memory(plan_import(table_of(text_of(rows)), MAPPING, store), store)
    table = open_table(export_store(store, None, Language.FR), "export.csv")

    plan = plan_import(table, guess_mapping(table).mapping, store)

    assert plan.changes_nothing


PEOPLE_NAMES = st.sampled_from(
    ["Marie Roy", "Roy, Marie", "Marie Roi", "Marie Roy-Côté", "Luc Côté", "Luc Cote", "Lucie Côté"]
)
MARKS = st.sampled_from([None, None, "a@example.ca", "b@example.ca"])
NUMBERS = st.sampled_from([None, None, "1", "2"])
SIDES = st.lists(st.tuples(PEOPLE_NAMES, MARKS, NUMBERS), max_size=7)


@settings(STEADY, max_examples=300)
@given(ours=SIDES, theirs=SIDES, chance=st.randoms(use_true_random=False))
def test_matching_does_not_depend_on_order_and_loses_nobody(
    ours: list[tuple[str, str | None, str | None]],
    theirs: list[tuple[str, str | None, str | None]],
    chance: object,
) -> None:
    locals_ = [
        LocalRecord(f"l{i}", Kind.EMPLOYEE, name, name, email, number)
        for i, (name, email, number) in enumerate(ours)
    ]
    records = [
        Record(Kind.EMPLOYEE, f"r{i}", name, name, email=email, number=number)
        for i, (name, email, number) in enumerate(theirs)
    ]
    plan = match(locals_, records)

    chance.shuffle(locals_)  # type: ignore[attr-defined]
    chance.shuffle(records)  # type: ignore[attr-defined]

    assert match(locals_, records) == plan
    assert sorted(r.local.local_id for r in plan.rows if r.local) == sorted(
        local.local_id for local in locals_
    )
    assert sorted(r.record.external_id for r in plan.rows if r.record) == sorted(
        record.external_id for record in records
    )
