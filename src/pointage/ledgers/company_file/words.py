"""The words that cells use for kinds, roles and item types, in English and French."""

from __future__ import annotations

from pointage.ledgers.names import fold
from pointage.ledgers.protocol import Kind, Role

_KINDS: dict[str, tuple[Kind, Role | None]] = {
    word: meaning
    for words, meaning in [
        ("employee | employees | employe | employes | salarie | emp", (Kind.EMPLOYEE, None)),
        (
            "contractor | subcontractor | vendor | supplier | sous-traitant | fournisseur | "
            "contractuel | pigiste | entrepreneur | travailleur autonome",
            (Kind.CONTRACTOR, None),
        ),
        ("customer | client | clients | customers", (Kind.CUSTOMER, None)),
        (
            "sub-customer | sub customer | subcustomer | sub_customer | client rattache | "
            "sous-client | client secondaire",
            (Kind.CUSTOMER, Role.SUB_CUSTOMER),
        ),
        ("project | projet | mandat | job", (Kind.CUSTOMER, Role.PROJECT)),
        (
            "service item | service_item | service | item | article | article de service",
            (Kind.SERVICE_ITEM, None),
        ),
        ("class | classe | cost class | cost_class", (Kind.COST_CLASS, None)),
        (
            "location | lieu | emplacement | department | departement | succursale",
            (Kind.LOCATION, None),
        ),
    ]
    for word in words.split(" | ")
}

_SERVICE_TEXT = (
    "service | services | article de service | service item | labor | labour | main-d'oeuvre"
)
_SERVICES = frozenset(_SERVICE_TEXT.split(" | "))


def read_kind(text: str) -> tuple[Kind, Role | None] | None:
    """The kind named in a cell, and the role when the word names one; None when unknown."""
    return _KINDS.get(fold(text))


def read_role(text: str) -> Role | None:
    """The role named in a cell; None when the word is none of them."""
    meaning = _KINDS.get(fold(text))
    if meaning is None or meaning[0] is not Kind.CUSTOMER:
        return None
    return meaning[1] or Role.CUSTOMER


def is_service(text: str) -> bool:
    """Whether an item's type is a service (as opposed to stock, bundles and categories)."""
    return fold(text) in _SERVICES
