"""The columns of a file of people: what heads them in both languages, and who may see which."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext_lazy

from pointage.features.team.files import errors
from pointage.foundation.identity.actors import Actor
from pointage.ledgers.company_file.headers import header_key


class Column(StrEnum):
    """A column, in the order of an export. Where a column feeds one field of `TeamMember`, its
    value is that field's name."""

    ID = "id"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    USERNAME = "username"
    EMAIL = "email"
    EMPLOYEE_NUMBER = "employee_number"
    PAYROLL_ID = "payroll_id"
    HIRED_ON = "hired_on"
    ENDED_ON = "ended_on"
    GROUPS = "groups"
    PAY_RATE = "pay_rate"
    PAY_RATE_PER = "pay_rate_per"
    IS_SALARIED = "is_salaried"
    IS_EXEMPT = "is_exempt"
    MANAGES_OWN_TIME = "manages_own_time"
    IS_ADMINISTRATOR = "is_administrator"
    USES_PHONE = "uses_phone"
    IS_ENABLED = "is_enabled"
    SEES_PRESENCE = "sees_presence"
    MOBILE = "mobile"
    USES_KIOSK = "uses_kiosk"
    TIME_ZONE = "time_zone"
    LANGUAGE = "language"
    KIND = "kind"
    ADDRESS = "address"


TITLES: Final = {
    Column.ID: pgettext_lazy("column of a file", "ID"),
    Column.GIVEN_NAME: pgettext_lazy("column of a file", "First Name"),
    Column.FAMILY_NAME: pgettext_lazy("column of a file", "Last Name"),
    Column.USERNAME: pgettext_lazy("column of a file", "User Name"),
    Column.EMAIL: pgettext_lazy("column of a file", "Email"),
    Column.EMPLOYEE_NUMBER: pgettext_lazy("column of a file", "Employee #"),
    Column.PAYROLL_ID: pgettext_lazy("column of a file", "Payroll ID"),
    Column.HIRED_ON: pgettext_lazy("column of a file", "Hire Date"),
    Column.ENDED_ON: pgettext_lazy("column of a file", "Last Day"),
    Column.GROUPS: pgettext_lazy("column of a file", "Group"),
    Column.PAY_RATE: pgettext_lazy("column of a file", "Pay Rate"),
    Column.PAY_RATE_PER: pgettext_lazy("column of a file", "Per"),
    Column.IS_SALARIED: pgettext_lazy("column of a file", "Salaried"),
    Column.IS_EXEMPT: pgettext_lazy("column of a file", "Exempt"),
    Column.MANAGES_OWN_TIME: pgettext_lazy("column of a file", "Manage their timesheets"),
    Column.IS_ADMINISTRATOR: pgettext_lazy("column of a file", "Admin"),
    Column.USES_PHONE: pgettext_lazy("column of a file", "Mobile time entry"),
    Column.IS_ENABLED: pgettext_lazy("column of a file", "Enabled"),
    Column.SEES_PRESENCE: pgettext_lazy("column of a file", "Who's Working"),
    Column.MOBILE: pgettext_lazy("column of a file", "Phone #"),
    Column.USES_KIOSK: pgettext_lazy("column of a file", "Kiosk Time Entry"),
    Column.TIME_ZONE: pgettext_lazy("column of a file", "Timezone"),
    Column.LANGUAGE: pgettext_lazy("column of a file", "Language"),
    Column.KIND: pgettext_lazy("column of a file", "Works as"),
    Column.ADDRESS: pgettext_lazy("column of a file", "Address"),
}

_ALIASES: Final = {
    Column.ID: "ID | Identifiant | Pointage ID",
    Column.GIVEN_NAME: "First Name | Given Name | First | Prénom | Legal first name",
    Column.FAMILY_NAME: "Last Name | Family Name | Surname | Last | Nom | Nom de famille",
    Column.USERNAME: "User Name | Username | Nom d’utilisateur | Utilisateur",
    Column.EMAIL: "Email | E-mail | Email address | Courriel | Adresse courriel | Work email",
    Column.EMPLOYEE_NUMBER: (
        "Employee # | Employee number | Employee no | N° d’employé | Numéro d’employé | Matricule"
    ),
    Column.PAYROLL_ID: (
        "Payroll ID | Payroll number | Identifiant de paie | N° de paie | Numéro de paie"
    ),
    Column.HIRED_ON: "Hire Date | Hired on | Start date | Date d’embauche | Embauche",
    Column.ENDED_ON: "Last Day | Term date | Termination date | End date | Dernier jour",
    Column.GROUPS: "Group | Groups | Group name | Groupe | Groupes",
    Column.PAY_RATE: "Pay Rate | Pay Rate ($) | Rate | Taux de paie | Taux | Salaire",
    Column.PAY_RATE_PER: "Per | Per (hour/year) | Par | Pay rate per | Taux par",
    Column.IS_SALARIED: "Salaried | Salarié | Salariée | À salaire",
    Column.IS_EXEMPT: (
        "Exempt | Exempt from overtime | Exempté | Exempté des heures supplémentaires"
    ),
    Column.MANAGES_OWN_TIME: (
        "Manage their timesheets | Manage own timesheets | Gère ses feuilles de temps"
    ),
    Column.IS_ADMINISTRATOR: "Admin | Administrator | Administrateur | Administratrice",
    Column.USES_PHONE: "Mobile time entry | Mobile entry | Saisie mobile | Saisie sur téléphone",
    Column.IS_ENABLED: "Enabled | Active | Activé | Actif",
    Column.SEES_PRESENCE: "Who's Working | Whos Working | Qui travaille | Voit qui travaille",
    Column.MOBILE: (
        "Phone # | Phone | Phone number | Mobile | Mobile phone | Cell | Téléphone | Cellulaire"
        " | N° de téléphone | Numéro de téléphone | Mobile #"
    ),
    Column.USES_KIOSK: "Kiosk Time Entry | Kiosk | Saisie au kiosque | Kiosque",
    Column.TIME_ZONE: "Timezone | Time zone | Fuseau horaire | Fuseau",
    Column.LANGUAGE: "Language | Langue",
    Column.KIND: "Works as | Kind | Worker type | Travaille comme | Sorte | Type de travailleur",
    Column.ADDRESS: "Address | Adresse",
}

#: Columns whose content only some may see or change; all others need no more than the list.
PAY_COLUMNS: Final = frozenset(
    {Column.PAY_RATE, Column.PAY_RATE_PER, Column.IS_SALARIED, Column.IS_EXEMPT}
)
RIGHTS_COLUMNS: Final = frozenset(
    {
        Column.MANAGES_OWN_TIME,
        Column.IS_ADMINISTRATOR,
        Column.USES_PHONE,
        Column.SEES_PRESENCE,
        Column.USES_KIOSK,
    }
)
PRIVATE_COLUMNS: Final = frozenset(
    {
        Column.EMPLOYEE_NUMBER,
        Column.PAYROLL_ID,
        Column.HIRED_ON,
        Column.ENDED_ON,
        Column.USERNAME,
        Column.MOBILE,
        Column.ADDRESS,
    }
    | RIGHTS_COLUMNS
)
YES_NO_COLUMNS: Final = RIGHTS_COLUMNS | {
    Column.IS_SALARIED,
    Column.IS_EXEMPT,
    Column.IS_ENABLED,
}


def columns_readable(actor: Actor) -> tuple[Column, ...]:
    """What the actor may have in an export. Needs `team:view`; the pay is for those who see pay,
    private columns for those who keep the team or the payroll."""
    hidden: frozenset[Column] = frozenset()
    if not actor.may("pay-rates:manage"):
        hidden |= PAY_COLUMNS
    if not any(map(actor.may, ("team:manage", "team:permissions", "payroll:view"))):
        hidden |= PRIVATE_COLUMNS
    return tuple(column for column in Column if column not in hidden)


def columns_writable(actor: Actor) -> frozenset[Column]:
    """What the actor may change by a file; the others are left unread, so that a dry run shows
    nobody's pay to those who may not see it."""
    closed: frozenset[Column] = frozenset()
    if not actor.may("pay-rates:manage"):
        closed |= PAY_COLUMNS
    if not actor.may("team:permissions"):
        closed |= RIGHTS_COLUMNS
    return frozenset(Column) - closed


def columns_of(header: Sequence[str]) -> dict[Column, int]:
    """Where each known column stands, from 0. Raises `ColumnTwice`, `NameColumnMissing`."""
    known = _keys()
    found: dict[Column, int] = {}
    for place, title in enumerate(header):
        column = known.get(header_key(title))
        if column is None:
            continue
        if column in found:
            raise errors.ColumnTwice(
                field="file", column=TITLES[column], first=header[found[column]], second=title
            )
        found[column] = place
    if Column.GIVEN_NAME not in found and Column.FAMILY_NAME not in found:
        raise errors.NameColumnMissing(field="file")
    return found


def unread_titles(header: Sequence[str], read: dict[Column, int]) -> list[str]:
    """Titles of the file's columns that mean nothing here."""
    places = set(read.values())
    return [title for place, title in enumerate(header) if title and place not in places]


@cache
def _keys() -> dict[str, Column]:
    """Every title that means a column, made comparable: other programs' words, and ours."""
    keys = {
        header_key(text): column
        for column, texts in _ALIASES.items()
        for text in texts.split(" | ")
    }
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            keys |= {header_key(str(title)): column for column, title in TITLES.items()}
    return keys


CHOICE_WORDS: Final = {
    Column.PAY_RATE_PER: {
        "hour": pgettext_lazy("in a file: pay per", "hour"),
        "year": pgettext_lazy("in a file: pay per", "year"),
    },
    Column.KIND: {
        "employee": pgettext_lazy("in a file: works as", "employee"),
        "contractor": pgettext_lazy("in a file: works as", "contractor"),
    },
    Column.LANGUAGE: {
        "en": pgettext_lazy("in a file: language", "English"),
        "fr-ca": pgettext_lazy("in a file: language", "French"),
    },
}
"""What each choice is called in a file."""
