"""Words for kinds, fates, states and mends on the pages about books. Not for the rows of files,
whose sentences are in `pointage.ledgers.reasons`."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pointage.features.books.choices import Track
from pointage.features.books.models import BooksConnection, FileUpload, ImportIssue, ImportRun
from pointage.features.books.reasons import Reason, reason_words
from pointage.features.books.services.undo import KeptBecause
from pointage.ledgers.company_file.fates import Action as FateAction
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.protocol import Kind, Role
from pointage.web.components.values import Badge, Tone

Words = str | Promise

KINDS: Final[dict[Kind, Words]] = {
    Kind.EMPLOYEE: _("Employees"),
    Kind.CONTRACTOR: _("Contractors"),
    Kind.CUSTOMER: _("Customers and projects"),
    Kind.SERVICE_ITEM: _("Service items"),
    Kind.COST_CLASS: _("Classes"),
    Kind.LOCATION: _("Locations"),
}
KIND: Final[dict[Kind, Words]] = {
    Kind.EMPLOYEE: _("employee"),
    Kind.CONTRACTOR: _("contractor"),
    Kind.CUSTOMER: _("customer"),
    Kind.SERVICE_ITEM: _("service item"),
    Kind.COST_CLASS: _("class"),
    Kind.LOCATION: _("location"),
}
ADD: Final[dict[Kind, Words]] = {
    Kind.EMPLOYEE: _("Add an employee"),
    Kind.CONTRACTOR: _("Add a contractor"),
    Kind.CUSTOMER: _("Add a customer or project"),
    Kind.SERVICE_ITEM: _("Add a service item"),
    Kind.COST_CLASS: _("Add a class"),
    Kind.LOCATION: _("Add a location"),
}
ICONS: Final[dict[Kind, str]] = {
    Kind.EMPLOYEE: "users",
    Kind.CONTRACTOR: "id",
    Kind.CUSTOMER: "building-store",
    Kind.SERVICE_ITEM: "tag",
    Kind.COST_CLASS: "sitemap",
    Kind.LOCATION: "map-pin",
}
ROLES: Final[dict[Role, Words]] = {
    Role.CUSTOMER: _("Customer"),
    Role.SUB_CUSTOMER: _("Sub-customer"),
    Role.PROJECT: _("Project"),
}
TRACKS: Final[dict[Track, Words]] = {
    Track.EMPLOYEES: _("Employees"),
    Track.CONTRACTORS: _("Contractors"),
    Track.CUSTOMERS: _("Customers"),
    Track.SUB_CUSTOMERS: _("Sub-customers"),
    Track.PROJECTS: _("Projects"),
    Track.SERVICE_ITEMS: _("Service items"),
    Track.COST_CLASSES: _("Classes"),
    Track.LOCATIONS: _("Locations"),
}
FIELDS: Final[dict[Field, Words]] = {
    Field.KIND: _("Kind of record"),
    Field.EXTERNAL_ID: _("Identifier"),
    Field.NAME: _("Name"),
    Field.GIVEN_NAME: _("First name"),
    Field.FAMILY_NAME: _("Last name"),
    Field.CONTACT_NAME: _("Contact’s name"),
    Field.PARENT: _("Parent customer"),
    Field.ROLE: _("Customer, sub-customer or project"),
    Field.IS_PROJECT: _("Is a project (yes or no)"),
    Field.IS_CONTRACTOR: _("Is a contractor (yes or no)"),
    Field.ITEM_TYPE: _("Type of item"),
    Field.ACTIVE: _("Active (yes or no)"),
    Field.EMAIL: _("Email"),
    Field.PHONE: _("Phone"),
    Field.NUMBER: _("Employee number"),
    Field.PAYROLL_ID: _("Payroll number"),
    Field.CODE: _("Code"),
    Field.BILLABLE: _("Billable (yes or no)"),
    Field.DESCRIPTION: _("Description"),
    Field.HIRED_ON: _("Hire date"),
}
#: Columns of our own rows, for the reason « too long » and the changes of an update.
COLUMNS: Final[dict[str, Words]] = {
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "email": _("Email"),
    "mobile": _("Phone"),
    "phone": _("Phone"),
    "employee_number": _("Employee number"),
    "number": _("Employee number"),
    "payroll_id": _("Payroll number"),
    "name": _("Name"),
    "full_name": _("Name"),
    "code": _("Code"),
    "parent_external_id": _("Parent customer"),
    "active": _("Active"),
    "role": _("Role"),
    "billable": _("Billable"),
    "description": _("Description"),
    "hired_on": _("Hire date"),
}
FATES: Final[dict[FateAction, tuple[Words, Tone]]] = {
    FateAction.CREATE: (pgettext_lazy("row", "To add"), Tone.SUCCESS),
    FateAction.UPDATE: (pgettext_lazy("row", "To change"), Tone.INFO),
    FateAction.UNCHANGED: (pgettext_lazy("row", "Unchanged"), Tone.NEUTRAL),
    FateAction.SKIP: (pgettext_lazy("row", "Left out"), Tone.WARNING),
    FateAction.ERROR: (pgettext_lazy("row", "Refused"), Tone.DANGER),
}
DONE_FATES: Final[dict[FateAction, tuple[Words, Tone]]] = {
    FateAction.CREATE: (pgettext_lazy("count", "Added"), Tone.SUCCESS),
    FateAction.UPDATE: (pgettext_lazy("count", "Changed"), Tone.INFO),
    FateAction.UNCHANGED: (pgettext_lazy("count", "Unchanged"), Tone.NEUTRAL),
    FateAction.SKIP: (pgettext_lazy("count", "Left out"), Tone.WARNING),
    FateAction.ERROR: (pgettext_lazy("count", "Refused"), Tone.DANGER),
}
#: The same as the names of filters: plural, and what has not happened yet stays to be done.
FILTERS: Final[dict[FateAction, Words]] = {
    action: (FATES if action in (FateAction.CREATE, FateAction.UPDATE) else DONE_FATES)[action][0]
    for action in FateAction
}
RUN_STATES: Final[dict[str, tuple[Words, Tone]]] = {
    ImportRun.State.QUEUED: (pgettext_lazy("import", "Waiting"), Tone.NEUTRAL),
    ImportRun.State.RUNNING: (pgettext_lazy("import", "Under way"), Tone.INFO),
    ImportRun.State.DONE: (pgettext_lazy("import", "Done"), Tone.SUCCESS),
    ImportRun.State.FAILED: (pgettext_lazy("import", "Stopped"), Tone.DANGER),
}
FILE_STATES: Final[dict[str, tuple[Words, Tone]]] = {
    FileUpload.State.READ: (pgettext_lazy("file", "Not imported yet"), Tone.WARNING),
    FileUpload.State.APPLYING: (pgettext_lazy("file", "Under way"), Tone.INFO),
    FileUpload.State.APPLIED: (pgettext_lazy("file", "Imported"), Tone.SUCCESS),
    FileUpload.State.DROPPED: (pgettext_lazy("file", "Dropped"), Tone.NEUTRAL),
}
LINK_STATES: Final[dict[str, tuple[Words, Tone]]] = {
    BooksConnection.State.ACTIVE: (pgettext_lazy("link", "Connected"), Tone.SUCCESS),
    BooksConnection.State.NEEDS_RECONNECT: (_("Must be reconnected"), Tone.DANGER),
    BooksConnection.State.UNLINKED: (_("Not connected"), Tone.NEUTRAL),
}
SEVERITIES: Final[dict[str, tuple[Words, Tone]]] = {
    ImportIssue.Severity.ERROR: (pgettext_lazy("record", "Error"), Tone.DANGER),
    ImportIssue.Severity.IN_DOUBT: (pgettext_lazy("record", "In doubt"), Tone.WARNING),
    ImportIssue.Severity.SKIPPED: (pgettext_lazy("record", "Left out"), Tone.NEUTRAL),
}
RESOLUTIONS: Final[dict[str, Words]] = {
    "created": pgettext_lazy("record", "Imported"),
    "linked": pgettext_lazy("record", "Linked"),
    "updated": pgettext_lazy("record", "Imported"),
    "unchanged": pgettext_lazy("record", "Settled"),
    "skip": pgettext_lazy("record", "Left out"),
    "undone": pgettext_lazy("record", "Undone with the link"),
}
FAILURES: Final[dict[str, Words]] = {
    "unavailable": _("The books did not answer for several hours."),
    "needs_reconnect": _("The books no longer let us in. Connect them again, then go on."),
    "refused": _("The books refused to give their lists."),
    "broken": _("Something went wrong on our side. Try again; if it stops again, tell support."),
    "unlinked": _("The link to the books was ended meanwhile."),
}
KEPT: Final[dict[KeptBecause, Words]] = {
    KeptBecause.HAS_TIME: _("has time entries"),
    KeptBecause.HAS_SIGN_IN: _("signs in"),
    KeptBecause.CHANGED_SINCE: _("was changed since"),
    KeptBecause.HAS_CHILDREN: _("has others below it"),
    KeptBecause.NAME_TAKEN: _("its former name is used by another"),
}


def badge(words: tuple[Words, Tone]) -> Badge:
    return Badge(str(words[0]), words[1])


def issue_words(issue: ImportIssue) -> str:
    """Why the record was not simply brought in."""
    data: dict[str, Any] = dict(issue.data)
    if "field" in data:
        column = COLUMNS.get(data["field"])
        data["field"] = _now("text of “%(field)s”") % {"field": column or data["field"]}
    return reason_words(Reason(issue.reason), data)
