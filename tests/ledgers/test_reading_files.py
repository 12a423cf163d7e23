"""Bytes become a table: encodings, separators, titles, footers, and files that are refused."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from tests.ledgers.world import FILES, file_table, table_of

from pointage.ledgers.company_file.cleaning import MAX_CELL
from pointage.ledgers.company_file.detecting import FileRefused
from pointage.ledgers.company_file.reading import Reading, RowRole, open_table
from pointage.ledgers.reasons import FileProblem

FRENCH = "Employé;Courriel\r\nÉric Côté;eric@example.ca\r\nMarie-Ève Lefrançois;m@example.ca\r\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
        ("mac_roman", "mac_roman"),
        ("cp850", "cp850"),
    ],
)
def test_every_encoding_of_one_french_list_reads_the_same(written: str, found: str) -> None:
    table = open_table(FRENCH.encode(written), "liste.csv")

    assert table.encoding == found
    assert table.header == ("Employé", "Courriel")
    assert [row.cells[0] for row in table.rows()] == ["Éric Côté", "Marie-Ève Lefrançois"]


def test_typographic_signs_of_windows_are_kept() -> None:
    data = "Customer,Description\nL’Œuvre,“Café – bar” à 5 €\n".encode("cp1252")

    assert [row.cells for row in open_table(data, "x.csv").rows()] == [
        ("L’Œuvre", "“Café – bar” à 5 €")
    ]


def test_letters_of_windows_that_could_be_utf8_if_they_stood_together() -> None:
    data = "Customer\né «\u00a0x»\né «\u00a0y\n".encode("cp1252")

    assert open_table(data, "x.csv").encoding == "cp1252"


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    data = ("Customer\n" + "Hôtel Épinette à Québec\n" * 20).encode() + b"Caf\xe9\n"
    table = open_table(data, "x.csv")

    assert table.encoding == "utf-8"
    assert [row.cells[0] for row in table.rows()][-1] == "Caf\ufffd"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_found(separator: str) -> None:
    text = "Name,Email,Phone\n'Roy; Luc',a@example.ca,1\n".replace(",", separator)

    assert table_of(text).separator == separator


def test_commas_in_names_do_not_mislead() -> None:
    table = table_of("Employé;Courriel\nRoy, Luc;a@example.ca\nCôté, Anne;b@example.ca\n")

    assert (table.separator, table.header) == (";", ("Employé", "Courriel"))


def test_the_separator_line_of_excel_is_understood() -> None:
    table = table_of("sep=;\nName;Email\nLuc;a@example.ca\n")

    assert (table.separator, table.header_row) == (";", 2)


def test_titles_header_and_footer_of_a_report_are_told_apart() -> None:
    table = file_table("employee_contact_list.csv")
    rows = list(table.rows())

    assert table.titles == ("Sample Bakery, Inc.", "Employee Contact List")
    assert (table.header_row, table.header[0]) == (4, "Employee")
    assert [row.role for row in rows] == [RowRole.DATA] * 4 + [RowRole.FOOTER]
    assert rows[-1].number == 11


def test_a_cell_with_line_breaks_is_one_line_of_one_row() -> None:
    first = next(iter(file_table("employee_contact_list.csv").rows()))

    assert first.cells[3] == "12 Sample St. Burlington VT 05401"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("TOTAL,", RowRole.TOTAL),
        ('Total for Acme,"$1,000.00"', RowRole.TOTAL),
        ("Total Énergie,energie@example.ca", RowRole.DATA),
        ("Totalité inc.,", RowRole.DATA),
        ("mercredi 4 mars 2026 09:15 GMT-05:00,", RowRole.FOOTER),
        ("Accrual Basis Monday 23 November 2026 10:02 AM GMT-05:00,", RowRole.FOOTER),
        ("Name,Email", RowRole.HEADER_AGAIN),
        ("Friday Night Catering,", RowRole.DATA),
    ],
)
def test_lines_that_are_no_records(line: str, role: RowRole) -> None:
    rows = list(table_of(f"Name,Email\nLuc,a@example.ca\n{line}\n").rows())

    assert rows[1].role is role


def test_blank_lines_are_not_rows_but_keep_the_numbering() -> None:
    rows = list(table_of("Name,Email\n\n,\nLuc,a@example.ca\n").rows())

    assert [(row.number, row.cells[0]) for row in rows] == [(4, "Luc")]


def test_short_and_long_rows_fit_the_header() -> None:
    rows = list(table_of("Name,Email\nLuc\nAnne,a@example.ca,,more\n").rows())

    assert rows[0].cells == ("Luc", "")
    assert (rows[1].cells, rows[1].extra) == (("Anne", "a@example.ca"), "more")


def test_invisible_and_reversing_marks_are_removed() -> None:
    rows = list(table_of("Name,Email\n\u202eLuc\u200b\u00a0 Roy\x07,\ufeffa@example.ca\n").rows())

    assert rows[0].cells == ("Luc Roy", "a@example.ca")


def test_a_huge_cell_is_cut_and_said_so() -> None:
    rows = list(table_of(f"Name,Email\n{'x' * 10_240},a@example.ca\n").rows())

    assert len(rows[0].cells[0]) == MAX_CELL
    assert rows[0].cut == (0,)


def test_the_reader_may_be_told_better() -> None:
    data = b"Foo;Bar\nName;Email\nLuc;a\n"
    table = open_table(data, "x.csv", Reading(header_row=1, separator=";", encoding="cp1252"))

    assert (table.header, table.encoding) == (("Foo", "Bar"), "cp1252")


def test_titles_in_unforeseen_words_are_still_a_header() -> None:
    assert table_of("Wer,Wohin\nLuc,Wien\n").header == ("Wer", "Wohin")


def test_rows_can_be_read_twice() -> None:
    table = table_of("Name,Email\nLuc,a@example.ca\n")

    assert list(table.rows()) == list(table.rows())


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = (FILES / "employee_contact_list.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"\xef\xbb\xbf\r\n \n", FileProblem.EMPTY),
        (b"\xff\xfe", FileProblem.EMPTY),
        (OLE + b"\0" * 600, FileProblem.OLD_EXCEL),
        (OLE + "EncryptedPackage".encode("utf-16-le"), FileProblem.ENCRYPTED),
        (b"%PDF-1.7 ...", FileProblem.PDF),
        (b"<!DOCTYPE html><table><tr><td>Name", FileProblem.HTML),
        (b"\n  <html>", FileProblem.HTML),
        (_zip(mimetype=b"x", **{"content.xml": b"<x/>"}), FileProblem.OPEN_DOCUMENT),
        (_zip(**{"list.csv": b"Name,Email"}), FileProblem.OTHER_ZIP),
        (b"PK\x03\x04 not a zip at all", FileProblem.DAMAGED),
        (WORKBOOK[:3000], FileProblem.DAMAGED),
        (_zip(**{"xl/workbook.xml": b"<broken"}), FileProblem.DAMAGED),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", FileProblem.BINARY),
        (b"Name" + b"," * 3_000_000, FileProblem.TOO_MANY_COLUMNS),
        (b"Name\n" + b"," * 30_000, FileProblem.TOO_MANY_COLUMNS),
        (b"a@example.ca,12\nb@example.ca,13\n", FileProblem.NO_HEADER),
        (b"Name,Email\n" + b"x" * (31 * 1024 * 1024), FileProblem.TOO_BIG),
        (b"Name,Email" + b",Notes" * 99, FileProblem.TOO_MANY_COLUMNS),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(data: bytes, problem: FileProblem) -> None:
    with pytest.raises(FileRefused) as refused:
        open_table(data, "list.csv")

    assert refused.value.problem is problem


def test_an_open_quotation_mark_is_named_with_its_row() -> None:
    text = 'Name,Email\nLuc,a@example.ca\n"Anne,b@example.ca\nZoé,c@example.ca\n'

    with pytest.raises(FileRefused) as refused:
        list(table_of(text).rows())

    assert refused.value.problem is FileProblem.OPEN_QUOTE
    assert refused.value.facts == {"row": 3}


def test_an_inch_mark_inside_a_cell_is_no_quotation() -> None:
    rows = list(table_of('Item,Description\nPipe,5" wide\n').rows())

    assert rows[0].cells == ("Pipe", '5" wide')


def test_too_many_rows_are_refused() -> None:
    table = table_of("Name,Email\n" + "Luc,\n" * 100_001)

    with pytest.raises(FileRefused) as refused:
        list(table.rows())

    assert refused.value.problem is FileProblem.TOO_MANY_ROWS


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        open_table(b"Name,Email\n", "x.csv", Reading(encoding="base64"))

    assert refused.value.problem is FileProblem.WRONG_ENCODING


class TestWorkbooks:
    def test_values_come_as_their_owner_typed_them(self) -> None:
        rows = list(file_table("employee_contact_list.xlsx").rows())

        assert rows[0].cells == (
            "", "Alvarez, Maria", "", "maria.alvarez@example.com", "2024-01-31", "7",
        )  # fmt: skip
        assert rows[1].cells[2] == "8025550102"

    def test_a_formula_gives_the_value_stored_beside_it(self) -> None:
        rows = list(file_table("employee_contact_list.xlsx").rows())

        assert rows[1].cells[3] == "john@example.com"

    def test_the_sheet_with_the_list_is_found_behind_a_cover(self) -> None:
        table = file_table("classeur_clients.xlsx")

        assert (table.sheet, table.sheets) == ("Clients", ("Couverture", "Clients"))

    def test_a_sheet_that_does_not_exist_is_refused(self) -> None:
        data = (FILES / "classeur_clients.xlsx").read_bytes()

        with pytest.raises(FileRefused) as refused:
            open_table(data, "x.xlsx", Reading(sheet="Rien"))

        assert refused.value.problem is FileProblem.NO_SUCH_SHEET

    def test_a_workbook_that_swells_is_refused_unopened(self) -> None:
        bomb = _zip(
            **{"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b"0" * (151 * 1024 * 1024)}
        )

        with pytest.raises(FileRefused) as refused:
            open_table(bomb, "x.xlsx")

        assert refused.value.problem is FileProblem.SWOLLEN
        assert len(bomb) < 1024 * 1024

    def test_a_workbook_that_declares_entities_is_refused(self) -> None:
        laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'

        with pytest.raises(FileRefused) as refused:
            open_table(_zip(**{"xl/workbook.xml": laughs}), "x.xlsx")

        assert refused.value.problem is FileProblem.DAMAGED

    @pytest.mark.parametrize(
        ("good", "bad"),
        [
            (b'<fill><patternFill patternType="gray125"/></fill>', b"<fill/>"),
            (b'<cellStyle name="Normal" xfId="0" builtinId="0"/>', b""),
        ],
    )
    def test_styles_that_are_not_quite_right_do_not_matter(self, good: bytes, bad: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        assert good in parts["xl/styles.xml"]
        parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(good, bad)

        rows = list(open_table(_zip(**parts), "x.xlsx").rows())

        assert rows[0].cells[4:] == ("2024-01-31", "7")

    def test_a_cell_far_to_the_right_costs_no_more_than_the_allowed_columns(self) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["Name", "Email"])
        sheet["XFD2"] = "far"
        sheet["A2"] = "Luc"
        out = io.BytesIO()
        book.save(out)

        rows = list(open_table(out.getvalue(), "x.xlsx").rows())

        assert rows[0].cells == ("Luc", "")

    def test_an_empty_workbook_is_refused(self) -> None:
        out = io.BytesIO()
        openpyxl.Workbook().save(out)

        with pytest.raises(FileRefused) as refused:
            open_table(out.getvalue(), "x.xlsx")

        assert refused.value.problem is FileProblem.EMPTY
