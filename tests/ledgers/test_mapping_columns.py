"""The kind of a list and the meaning of its columns are guessed, checked and remembered."""

from __future__ import annotations

import pytest
from tests.ledgers.world import file_table, table_of

from pointage.ledgers.company_file.headers import Field, header_key
from pointage.ledgers.company_file.mapping import (
    ColumnMapping,
    ColumnState,
    EvidenceKind,
    MappingRefused,
    check_mapping,
    guess_mapping,
    signature_of,
)
from pointage.ledgers.protocol import Kind
from pointage.ledgers.reasons import MappingProblem


@pytest.mark.parametrize(
    ("name", "kind", "fields"),
    [
        ("employee_contact_list.csv", Kind.EMPLOYEE, ["name", "phone", "email", None]),
        ("liste_employes.csv", Kind.EMPLOYEE, ["name", "phone", "email", None]),
        (
            "vendor_contact_list.csv",
            Kind.CONTRACTOR,
            ["name", None, "phone", "email", "contact_name", None, "number", None, "is_contractor"],
        ),
        (
            "liste_fournisseurs.csv",
            Kind.CONTRACTOR,
            ["name", "phone", "email", "contact_name", None, "number", "is_contractor"],
        ),
        (
            "customer_contact_list.csv",
            Kind.CUSTOMER,
            ["name", "phone", "email", None, None, None],
        ),
        ("liste_clients.csv", Kind.CUSTOMER, ["name", "phone", "email", None, None]),
        (
            "product_service_list.csv",
            Kind.SERVICE_ITEM,
            ["name", "item_type", "description", None, None, None],
        ),
        (
            "liste_produits_services.csv",
            Kind.SERVICE_ITEM,
            ["name", "description", "code", "item_type", None],
        ),
        (
            "products_and_services.xlsx",
            Kind.SERVICE_ITEM,
            ["name", "description", "code", "item_type", None, None, None],
        ),
        ("class_list.csv", Kind.COST_CLASS, ["name"]),
        ("liste_emplacements.csv", Kind.LOCATION, ["name", "parent"]),
        ("classeur_clients.xlsx", Kind.CUSTOMER, ["name", "parent", "email", "is_project"]),
    ],
)
def test_lists_of_quickbooks_online(name: str, kind: Kind, fields: list[str | None]) -> None:
    found = guess_mapping(file_table(name))

    assert found.guess.kind is kind
    assert found.guess.confidence >= 50
    assert [field and field.value for field in found.mapping.fields] == fields


def test_the_people_file_of_quickbooks_time() -> None:
    found = guess_mapping(file_table("quickbooks_time_people.csv"))
    read = {column.header: column.field for column in found.columns if column.field}
    private = [c.header for c in found.columns if c.state is ColumnState.PRIVATE]

    assert found.guess.kind is Kind.EMPLOYEE
    assert read == {
        "First Name": Field.GIVEN_NAME,
        "Last Name": Field.FAMILY_NAME,
        "User Name": Field.EXTERNAL_ID,
        "Email": Field.EMAIL,
        "Employee #": Field.NUMBER,
        "Payroll ID": Field.PAYROLL_ID,
        "Hire Date": Field.HIRED_ON,
        "Enabled": Field.ACTIVE,
        "Phone #": Field.PHONE,
    }
    assert private == ["Pay Rate ($)", "Salaried"]


@pytest.mark.parametrize("name", ["plain_combined.csv", "combine_simple.csv"])
def test_a_file_of_several_kinds_says_so(name: str) -> None:
    found = guess_mapping(file_table(name))

    assert (found.guess.mixed, found.mapping.kind) == (True, None)
    assert found.guess.evidence[0].what is EvidenceKind.KIND_COLUMN


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Prénom;Nom;Courriel", ["given_name", "family_name", "email"]),
        ("First Name;Name;Email", ["given_name", "family_name", "email"]),
        ("Nom;Courriel", ["name", "email"]),
        ("Nom complet;Courriel", ["name", "email"]),
        ("EMPLOYE;ADRESSE COURRIEL;TEL.", ["name", "email", "phone"]),
        ("Employee;N° d’employé;No. d'employé", ["name", "number", None]),
        ("Name;E-mail;Phone #", ["name", "email", "phone"]),
    ],
)
def test_what_a_title_means_depends_on_its_neighbours(
    header: str, fields: list[str | None]
) -> None:
    found = guess_mapping(table_of(f"{header}\nx;y;z\n"), Kind.EMPLOYEE)

    assert [field and field.value for field in found.mapping.fields] == fields


@pytest.mark.parametrize(
    "title",
    ["N° d’employé", "No d'employé", "Numéro d’employé", "No. de l'employé", "NUMÉRO EMPLOYÉ"],
)
def test_spellings_of_one_title_are_one(title: str) -> None:
    assert header_key(title) == "number employe"


@pytest.mark.parametrize(
    "title",
    [
        "SSN",
        "SIN",
        "NAS",
        "Numéro d’assurance sociale",
        "Tax ID",
        "Pay rate",
        "Taux horaire",
        "Birth date",
        "Date de naissance",
        "Salaire",
        "Bank account",
        "Hourly rate",
        "PIN",
    ],
)
def test_private_columns_are_never_read(title: str) -> None:
    table = table_of(f"Employee,{title}\nLuc,123\n")
    found = guess_mapping(table)

    assert found.columns[1].state is ColumnState.PRIVATE
    with pytest.raises(MappingRefused) as refused:
        forced = ColumnMapping(found.mapping.signature, Kind.EMPLOYEE, (Field.NAME, Field.NUMBER))
        check_mapping(forced, table.header)
    assert refused.value.problem is MappingProblem.PRIVATE_COLUMN


def test_nothing_tells_the_kind_of_a_bare_list() -> None:
    found = guess_mapping(table_of("Name,Email\nLuc,a@example.ca\n", "list.csv"))

    assert (found.guess.kind, found.guess.confidence) == (None, 0)


@pytest.mark.parametrize(
    ("file_name", "kind"),
    [
        ("Employés 2026.csv", Kind.EMPLOYEE),
        ("sample_customers_nov.csv", Kind.CUSTOMER),
        ("Liste des fournisseurs.csv", Kind.CONTRACTOR),
    ],
)
def test_the_file_name_helps(file_name: str, kind: Kind) -> None:
    found = guess_mapping(table_of("Name,Email\nLuc,a@example.ca\n", file_name))

    assert found.guess.kind is kind
    assert found.guess.confidence < 50


def test_a_column_that_refers_to_another_list_does_not_name_this_one() -> None:
    found = guess_mapping(table_of("Name,Email,Location,Hire date\nLuc,a@example.ca,,\n"))

    assert found.guess.kind is Kind.EMPLOYEE


def test_the_user_overrides_the_kind() -> None:
    table = file_table("vendor_contact_list.csv")
    found = guess_mapping(table, Kind.EMPLOYEE)

    assert found.mapping.kind is Kind.EMPLOYEE
    assert found.mapping.column(Field.NAME) == 0
    assert found.mapping.column(Field.IS_CONTRACTOR) is None


def test_a_mapping_is_remembered_for_the_same_columns() -> None:
    mapping = guess_mapping(file_table("liste_clients.csv")).mapping
    kept = ColumnMapping.from_json(mapping.to_json())

    assert kept == mapping
    assert kept.signature == signature_of(
        [
            "NOM COMPLET DU CLIENT",
            "numeros de telephone",
            "Courriel",
            "Nom complet",
            "Adresse de facturation",
        ]
    )


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"signature":"x","kind":"moon","fields":[]}'])
def test_a_spoilt_memory_is_refused(text: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        ColumnMapping.from_json(text)

    assert refused.value.problem is MappingProblem.UNREADABLE


@pytest.mark.parametrize(
    ("kind", "fields", "problem"),
    [
        (Kind.EMPLOYEE, (Field.NAME,), MappingProblem.OTHER_FILE),
        (Kind.EMPLOYEE, (Field.NAME, Field.NAME), MappingProblem.FIELD_TWICE),
        (Kind.EMPLOYEE, (None, Field.EMAIL), MappingProblem.NO_NAME),
        (None, (Field.NAME, Field.EMAIL), MappingProblem.NO_KIND),
    ],
)
def test_choices_of_columns_that_cannot_work(
    kind: Kind | None, fields: tuple[Field | None, ...], problem: MappingProblem
) -> None:
    header = ("Name", "Email")

    with pytest.raises(MappingRefused) as refused:
        check_mapping(ColumnMapping(signature_of(header), kind, fields), header)

    assert refused.value.problem is problem


def test_a_mapping_of_another_file_is_refused() -> None:
    mapping = guess_mapping(table_of("Employee,Email\nLuc,\n")).mapping

    with pytest.raises(MappingRefused) as refused:
        check_mapping(mapping, ("Employee", "Phone"))

    assert refused.value.problem is MappingProblem.OTHER_FILE
