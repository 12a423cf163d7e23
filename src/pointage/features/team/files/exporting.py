"""Files of people written: the export, the template to fill in, the report of a dry run. In the
active language; cells that a spreadsheet could run are written as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import get_language, gettext, pgettext_lazy

from pointage.features.companies.models import Company
from pointage.features.team.files.cells import cell_text
from pointage.features.team.files.columns import (
    TITLES,
    Column,
    columns_readable,
    columns_writable,
)
from pointage.features.team.files.people_rows import column_values, groups_by_person
from pointage.features.team.files.plan import Change, Fate, Plan
from pointage.features.team.models import TeamMember
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.tables import write_csv

FATES: Final = {
    Fate.NEW: pgettext_lazy("fate of a row", "new"),
    Fate.CHANGED: pgettext_lazy("fate of a row", "changed"),
    Fate.RESTORED: pgettext_lazy("fate of a row", "restored"),
    Fate.UNCHANGED: pgettext_lazy("fate of a row", "unchanged"),
    Fate.REFUSED: pgettext_lazy("fate of a row", "refused"),
}
_SAMPLE: Final[Mapping[Column, object]] = {
    Column.GIVEN_NAME: "Alex",
    Column.FAMILY_NAME: "Example",
    Column.EMAIL: "alex@example.com",
    Column.EMPLOYEE_NUMBER: "101",
    Column.HIRED_ON: date(2026, 1, 5),
    Column.PAY_RATE: Decimal("21.50"),
    Column.PAY_RATE_PER: TeamMember.RatePeriod.HOUR,
    Column.IS_SALARIED: False,
    Column.IS_ENABLED: True,
    Column.MOBILE: "514 555-0101",
    Column.KIND: TeamMember.Kind.EMPLOYEE,
}


def people_export(*, actor: Actor, company: Company, archived: bool = True) -> bytes:
    """Everybody as CSV in the active language, in order of name, with every column that the actor
    may see; `people_file_upload` reads it back without a change. Needs `team:view`."""
    actor.require("team:view")
    columns = columns_readable(actor)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        groups = groups_by_person(company.pk)
        people = TeamMember.objects.filter(company_id=company.pk)
        if not archived:
            people = people.filter(state=TeamMember.State.ACTIVE)
        rows = []
        for member in people.order_by("family_name", "given_name", "id"):
            values = column_values(member, groups.get(member.pk, ()))
            rows.append([cell_text(column, values[column]) for column in columns])
        event_record(
            actor=actor,
            code="people.exported",
            obj=company,
            company_id=company.pk,
            after={"people": len(rows), "columns": [str(column) for column in columns]},
        )
    return write_csv([str(TITLES[column]) for column in columns], rows, separator=separator())


def people_template(actor: Actor) -> bytes:
    """A file to fill in, in the active language: the titles of the columns that the actor may
    write, and one plainly invented person."""
    writable = columns_writable(actor)
    columns = [column for column in Column if column in writable and column is not Column.ID]
    rows = [[cell_text(column, _SAMPLE.get(column, "")) for column in columns]]
    return write_csv([str(TITLES[column]) for column in columns], rows, separator=separator())


def plan_report(plan: Plan) -> bytes:
    """The dry run as CSV: each row's fate, what changes, or why not and in which column."""
    header = [
        gettext("Row"), gettext("Name"), gettext("Fate"), gettext("Changes"), gettext("Column"),
        gettext("Reason"),
    ]  # fmt: skip
    rows = (
        [
            str(each.row),
            each.name,
            str(FATES[each.fate]),
            "; ".join(change_text(change) for change in each.changes),
            str(TITLES[each.column]) if each.column else "",
            each.why.text if each.why else "",
        ]
        for each in plan.fates
    )
    return write_csv(header, rows, separator=separator())


def change_text(change: Change) -> str:
    """« Phone #: 514… → 418… », in the active language."""
    return gettext("{column}: {before} → {after}").format(
        column=TITLES[change.column],
        before=cell_text(change.column, change.before) or "∅",
        after=cell_text(change.column, change.after) or "∅",
    )


def separator() -> str:
    """What spreadsheets part cells with where the active language is spoken."""
    return ";" if (get_language() or "en").startswith("fr") else ","
