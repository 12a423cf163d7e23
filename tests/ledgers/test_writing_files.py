"""What is written can be read back, and no cell of it can run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from tests.ledgers.world import COMPANY, empty_store, filled_store, plan_of

from pointage.ledgers.company_file.fates import Action
from pointage.ledgers.company_file.headers import FIELDS, Field, header_key
from pointage.ledgers.company_file.mapping import guess_mapping
from pointage.ledgers.company_file.memory import MemoryStore
from pointage.ledgers.company_file.planning import apply_to_memory, plan_import
from pointage.ledgers.company_file.reading import open_table
from pointage.ledgers.company_file.words import read_kind, read_role
from pointage.ledgers.company_file.writing import (
    HEADERS,
    KIND_WORDS,
    ROLE_WORDS,
    Language,
    export_store,
    write_report,
    write_template,
)
from pointage.ledgers.protocol import Kind, Record, Role
from pointage.ledgers.tables import TableFormat, inert, not_inert

EVERY_KIND = [None, *Kind]


def store_with_odd_names() -> MemoryStore:
    store = filled_store()
    odd = ["=1+1", "'=1+1", "''=x", "-5", "@x", "'quoted", 'say "hi"', "a;b,c", "Ünïcødé"]
    for i, name in enumerate(odd):
        store.save(Record(Kind.COST_CLASS, f"odd-{i}", name, name))
    store.save(
        replace(
            Record(Kind.EMPLOYEE, "9", "Zoé Lefrançois-Roy", "Zoé Lefrançois-Roy"),
            given_name="Zoé",
            family_name="Lefrançois-Roy",
            phone="+1 514 555-0101",
            number="007",
            payroll_id="P-7",
            hired_on=date(2024, 1, 31),
            description="Line; with, marks",
        )
    )
    return store


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("table_format", TableFormat)
def test_an_export_read_back_changes_nothing(
    kind: Kind | None, language: Language, table_format: TableFormat
) -> None:
    store = store_with_odd_names()
    data = export_store(store, kind, language, table_format)

    table = open_table(data, f"export.{table_format.value}")
    plan = plan_import(table, guess_mapping(table, kind).mapping, store)

    assert {fate.action for fate in plan.fates} == {Action.UNCHANGED}


@pytest.mark.parametrize("language", Language)
def test_an_export_moves_a_whole_company(language: Language) -> None:
    source, target = store_with_odd_names(), MemoryStore(COMPANY)
    table = open_table(export_store(source, None, language), "export.csv")

    apply_to_memory(plan_import(table, guess_mapping(table).mapping, target), target)

    def held(store: MemoryStore) -> set[Record]:
        return {
            replace(record, version="")
            for kind in Kind
            for record in store.list(kind, page=None, limit=999, include_inactive=True).records
        }

    names_of_two_words = {"Marie Roy", "Luc Côté"}  # split into first and last name on the way
    assert {r for r in held(target) if r.name not in names_of_two_words} == {
        r for r in held(source) if r.name not in names_of_two_words
    }


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("table_format", TableFormat)
def test_a_template_is_a_file_that_can_be_imported(
    kind: Kind | None, language: Language, table_format: TableFormat
) -> None:
    table = open_table(write_template(kind, language, table_format), f"t.{table_format.value}")
    plan = plan_import(table, guess_mapping(table, kind).mapping, empty_store())

    assert plan.counts[Action.CREATE] == len(plan.fates) > 0
    assert plan.reasons == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_we_write_is_a_word_we_read(language: str) -> None:
    for field, word in HEADERS.items():
        assert FIELDS[header_key(getattr(word, language))] is field
    for kind, word in KIND_WORDS.items():
        assert read_kind(getattr(word, language)) == (kind, None)
    for role, word in ROLE_WORDS.items():
        assert read_role(getattr(word, language)) is role


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "'=1", "''@", "a", "'tis", ""])
def test_inert_text_is_exactly_undone(text: str) -> None:
    guarded = inert(text)

    assert not guarded.startswith(("=", "+", "-", "@", "\t"))
    assert not_inert(guarded) == text or text.startswith("\t")


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    store = MemoryStore(
        COMPANY,
        [
            Record(Kind.COST_CLASS, "1", "=1+1", "=1+1"),
            Record(Kind.COST_CLASS, "2", "http://example.com", "x"),
        ],
    )
    data = export_store(store, Kind.COST_CLASS, Language.EN, TableFormat.XLSX)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]


@pytest.mark.parametrize("language", Language)
def test_the_report_of_a_dry_run_has_every_row_with_its_reason(language: Language) -> None:
    plan = plan_of("Customer,Email\nA::B,\nHotel,nobody\n=x,\nTOTAL,\n")

    text = write_report(plan, language).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))

    assert len(lines) == 1 + len(plan.fates)
    assert lines[1][5] != ""
    assert lines[1][6] != ""
    assert lines[2][7] != ""
    assert not [cell for line in lines for cell in line if cell[:1] in ("=", "@", "+", "-")]


def test_roles_survive_the_export() -> None:
    data = export_store(filled_store(), Kind.CUSTOMER, Language.FR).decode("utf-8-sig")

    roles = [line["Rôle"] for line in csv.DictReader(io.StringIO(data))]

    assert roles == ["client", "projet", "client rattaché"]
    assert Role.PROJECT in ROLE_WORDS
    assert Field.ROLE in HEADERS
