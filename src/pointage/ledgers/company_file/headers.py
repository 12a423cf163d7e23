"""The words that head columns and lists in accounting exports, in English and French.

Pure vocabulary: deciding which column feeds which field is the work of ``mapping``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from pointage.ledgers.names import fold
from pointage.ledgers.protocol import Kind


class Field(StrEnum):
    """What a column may feed."""

    KIND = "kind"
    EXTERNAL_ID = "external_id"
    NAME = "name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    CONTACT_NAME = "contact_name"
    """The human name behind a display name; fills given and family name of people."""
    PARENT = "parent"
    ROLE = "role"
    IS_PROJECT = "is_project"
    IS_CONTRACTOR = "is_contractor"
    ITEM_TYPE = "item_type"
    ACTIVE = "active"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    PAYROLL_ID = "payroll_id"
    CODE = "code"
    BILLABLE = "billable"
    DESCRIPTION = "description"
    HIRED_ON = "hired_on"


_STOP = frozenset(["de", "d", "du", "des", "l", "la", "le", "les", "the", "of", "a"])
_NUMBER = frozenset(["no", "n", "nb", "num", "numero", "nbr"])


def header_key(text: str) -> str:
    """A header made comparable: no case, accents, punctuation, little words; "No", "#" = number.

    >>> header_key("N° d’employé") == header_key("Numéro de l'employé") == header_key("Employé #")
    False
    >>> header_key("N° d’employé")
    'number employe'
    """
    text = fold(text.replace("#", " number ").replace("°", " ").replace("º", " "))
    text = text.replace("e-mail", "email").replace("courrier electronique", "courriel")
    words = re.findall(r"[a-z0-9]+|[^\W_]+", text)
    kept = ["number" if word in _NUMBER else word for word in words if word not in _STOP]
    return " ".join(kept)


def _table(rows: Mapping[Field, str]) -> dict[str, Field]:
    return {header_key(text): field for field, texts in rows.items() for text in texts.split(" | ")}


ANCHORS: dict[str, Kind] = {
    header_key(text): kind
    for kind, texts in {
        Kind.EMPLOYEE: (
            "Employee | Employee name | Employee full name | Employé | Employée | Employé(e) | "
            "Nom de l’employé | Nom complet de l’employé | Team member | Employees | Employés"
        ),
        Kind.CONTRACTOR: (
            "Vendor | Vendor name | Supplier | Supplier name | Contractor | Fournisseur | Nom "
            "du fournisseur | Sous-traitant | Contractor name | Nom du sous-traitant | Vendors "
            "| Suppliers | Fournisseurs | Vendor display name | Subcontractor"
        ),
        Kind.CUSTOMER: (
            "Customer | Customer name | Customer full name | Client | Nom du client | Nom "
            "complet du client | Customers | Clients | Customer:Job | Customer/Project | "
            "Customer display name | Nom d’affichage du client | Client name | Donor | Patient"
        ),
        Kind.SERVICE_ITEM: (
            "Product/Service | Product/Service Name | Product/Service full name | Item name | "
            "Produit/Service | Produit ou service | Nom du produit/service | Service item | Nom "
            "complet du produit/service | Nom du produit ou service | Article de service | "
            "Products and services | Produits et services | Item | Article | Service | Nom de "
            "l’article | Nom de produit/service"
        ),
        Kind.COST_CLASS: (
            "Class | Class name | Class full name | Classe | Nom de la classe | Nom complet de "
            "la classe | Catégorie de classe | Item class"
        ),
        Kind.LOCATION: (
            "Location | Location name | Location full name | Emplacement | Lieu | Department | "
            "Nom de l’emplacement | Nom complet de l’emplacement | Nom du lieu | Succursale | "
            "Store | Division | Territory | Business unit | Département | Établissement"
        ),
    }.items()
    for text in texts.split(" | ")
}
"""A header that is the name column and tells the kind of the list at once."""

FIELDS = _table(
    {
        Field.KIND: "Kind | Record kind | Sorte | Type de fiche | Nature",
        Field.EXTERNAL_ID: (
            "ID | External ID | Identifiant | Identifiant externe | Record ID | Id QuickBooks | "
            "QuickBooks ID | User Name | Username | Nom d’utilisateur | Employee ID | Customer "
            "ID | Vendor ID | Id de l’employé | Id externe | Id du client"
        ),
        Field.NAME: (
            "Name | Display name | Display name as | Nom | Nom affiché | Nom d’affichage | Nom "
            "à afficher | Fully qualified name | Path | Chemin | Nom et prénom | Last name, "
            "first name | Nom, prénom | Company display name"
        ),
        Field.CONTACT_NAME: (
            "Full name | Nom complet | Contact | Contact name | Nom du contact | Main contact | "
            "Contact full name | Personne-ressource | Primary contact"
        ),
        Field.GIVEN_NAME: "First name | Given name | Prénom | First | Legal first name",
        Field.FAMILY_NAME: "Last name | Family name | Surname | Nom de famille | Legal last name",
        Field.PARENT: (
            "Parent | Parent customer | Client principal | Client parent | Sub-customer of | "
            "Parent name | Parent class | Parent location | Classe parente | Nom du parent | "
            "Emplacement parent | Relevant de | Parent ID | Customer parent | Category | "
            "Catégorie"
        ),
        Field.ROLE: "Role | Rôle | Customer role | Rôle du client | Customer or project",
        Field.IS_PROJECT: "Is project | Project | Projet | Est un projet",
        Field.IS_CONTRACTOR: (
            "Track 1099 | 1099 Tracking | 1099 | T4A | T5018 | Track T4A | Suivi T4A | Eligible "
            "for T4A | T4A contractor | Suivi du T4A | Sous-traitant T4A | 1099 vendor | Track "
            "payments for 1099 | Suivi T5018 | Suivi 1099"
        ),
        Field.ITEM_TYPE: "Type | Item type | Product type | Type d’article | Type de produit",
        Field.ACTIVE: (
            "Active | Actif | Active status | Status | Statut | État | Enabled | Activé | Is "
            "active | Employee status | Customer status | Actif/inactif | Active?"
        ),
        Field.EMAIL: (
            "Email | E-mail | Email address | Main email | Courriel | Adresse courriel | "
            "Adresse de courriel | Adresse e-mail | Adresse électronique | E-mails | Emails | "
            "Work email | Courriel principal | Courriels"
        ),
        Field.PHONE: (
            "Phone | Phone number | Phone numbers | Phone # | Téléphone | Numéro de téléphone | "
            "Numéros de téléphone | Mobile | Mobile phone | Cell phone | Cellulaire | Tél. | "
            "Main phone | Téléphone principal | No de téléphone | N° de téléphone | Téléphones"
        ),
        Field.NUMBER: (
            "Employee number | Employee # | Employee no. | Employee No | Number | Numéro | "
            "Numéro d’employé | N° d’employé | No d’employé | Matricule | Account # | Acct # | "
            "Account number | N° de compte | No de compte | Numéro de compte | Account no. | "
            "Emp # | Badge number | No employé | No. d’employé | Badge"
        ),
        Field.PAYROLL_ID: (
            "Payroll ID | Identifiant de paie | No de paie | Numéro de paie | Id de paie | "
            "Payroll number | N° de paie | File #"
        ),
        Field.CODE: (
            "SKU | Code | Item code | Short code | UGS | Code d’article | Code article | Unité "
            "de gestion de stock | Class code | Location code | Code court | Abbreviation"
        ),
        Field.BILLABLE: "Billable | Facturable | Is billable | Billable by default",
        Field.DESCRIPTION: (
            "Description | Sales description | Description de vente | Description sur les "
            "ventes | Description des ventes | Memo/Description | Sales Desc | Descriptif"
        ),
        Field.HIRED_ON: (
            "Hire date | Hired on | Hired | Date d’embauche | Start date | Date of hire | "
            "Embauche | Date de début | Hired date | Embauché le"
        ),
    }
)
"""Headers that mean the same in every list."""

WITHHELD = re.compile(
    r"\b(ssn|nas|sin|tin|ein|social (?:security|insurance)|assurance sociale|securite sociale"
    r"|tax id|taxpayer|tax number|business id|numero fiscal|number fiscal|identif\w* fiscal\w*"
    r"|birth\w*|date naissance|naissance|gender|sexe|genre masculin|pay rate|pay method"
    r"|taux (?:horaire|paie|remuneration)|salary|salaire|wage\w*|hourly rate|cost rate|bank\w*"
    r"|bancaire|iban|routing|credit card|carte credit|pin|password|mot passe|mode paie"
    r"|methode paie|hourly cost|cout horaire|salaried|salarie|pay type|per hour|pay amount)\b"
)
"""Private columns, tested on ``header_key``: never read, never mapped, whatever the user asks."""

LIST_TITLES: dict[str, Kind] = {
    header_key(text): kind
    for kind, texts in {
        Kind.EMPLOYEE: (
            "Employee contact list | Employee list | Employees | Employés | Liste des employés "
            "| Liste de contacts des employés | Liste des coordonnées des employés | "
            "Coordonnées des employés | Employee details | Team members | People | Employee | "
            "Liste des personnes-ressources des employés | Équipe | Team"
        ),
        Kind.CONTRACTOR: (
            "Vendor contact list | Vendor list | Vendors | Supplier contact list | Suppliers | "
            "Liste des fournisseurs | Liste de contacts des fournisseurs | Fournisseurs | Liste "
            "des coordonnées des fournisseurs | Contractors | Sous-traitants | Contractor | "
            "Coordonnées des fournisseurs | Supplier list | Liste des sous-traitants | Vendor"
        ),
        Kind.CUSTOMER: (
            "Customer contact list | Customer list | Customers | Clients | Liste des clients | "
            "Liste de contacts des clients | Liste des coordonnées des clients | Projects | "
            "Coordonnées des clients | Projets | Customer | Liste de clients | Donors"
        ),
        Kind.SERVICE_ITEM: (
            "Product/Service list | Products and services | Products & services | Services | "
            "Liste des produits/services | Liste de produits/services | Produits et services | "
            "Liste des produits et services | Product service list | Items | Service items | "
            "ProductServiceList | ProductsServices | Articles | Articles de service"
        ),
        Kind.COST_CLASS: "Class list | Classes | Liste des classes | Class listing | Cost classes",
        Kind.LOCATION: (
            "Location list | Locations | Liste des emplacements | Emplacements | Departments | "
            "Liste des lieux | Lieux | Location listing | Liste des succursales"
        ),
    }.items()
    for text in texts.split(" | ")
}
"""Report titles, sheet names and file names, by ``header_key``."""

TELLTALES: dict[str, Kind] = {
    header_key(text): kind
    for kind, texts in {
        Kind.EMPLOYEE: (
            "Hire date | Date d’embauche | Payroll ID | Employee # | Employee number | Salaried "
            "| Pay rate | Pay method | Kiosk Time Entry | Mobile time entry | Who's Working | "
            "N° d’employé | No d’employé | Numéro d’employé | Matricule | Taux de paie | Manage "
            "their timesheets | User Name | Pay rate ($) | Identifiant de paie"
        ),
        Kind.CONTRACTOR: (
            "Track 1099 | 1099 Tracking | T4A | Suivi T4A | Track T4A | Tax ID | T5018 | "
            "Account # | N° de compte | No de compte | Numéro de compte"
        ),
        Kind.CUSTOMER: (
            "Bill address | Ship address | Billing address | Shipping address | Ship-to address "
            "| Adresse de facturation | Adresse d’expédition | Adresse de livraison | Is "
            "project | Parent customer | Client principal | Bill with parent | Customer type | "
            "Solde | Open balance | Type de client | Solde impayé | Est un projet"
        ),
        Kind.SERVICE_ITEM: (
            "SKU | UGS | Sales description | Sales price / rate | Income account | Price | Qty "
            "on hand | Purchase cost | Prix | Coût | Qté en stock | Compte de revenus | Prix de "
            "vente/taux | Description de vente | Expense account | Cost | Taxable"
        ),
    }.items()
    for text in texts.split(" | ")
}
"""Columns that hint at the kind of list without naming it."""


def is_known_header(text: str) -> bool:
    """Whether the text is a column title that some accounting list is known to have."""
    key = header_key(text)
    return bool(key) and (
        key in FIELDS or key in ANCHORS or key in TELLTALES or WITHHELD.search(key) is not None
    )


def known_headers(cells: Iterable[str]) -> int:
    """How many cells of a row are known column titles."""
    return sum(is_known_header(cell) for cell in cells if 0 < len(cell) <= 60)
