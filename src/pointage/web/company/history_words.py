"""A company's history in words: what each event code says, and what changed, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.foundation.history.models import HistoryEvent
from pointage.web.company import words
from pointage.web.components.values import Event, Tone
from pointage.web.formats import moment_text
from pointage.web.paysettings.forms import PAY_PERIOD_LABELS, hours_text, weekday_name
from pointage.web.paysettings.places import region_name

#: code -> (sentence about `{label}`, icon)
_SENTENCES: Final[dict[str, tuple[Promise, str]]] = {
    "company.created": (gettext_lazy("Company created: {label}"), "building-store"),
    "company.updated": (gettext_lazy("Company details changed"), "building-store"),
    "pay_settings.changed": (gettext_lazy("Payroll settings changed"), "calendar-time"),
    "tracking_settings.changed": (gettext_lazy("What is tracked changed"), "checklist"),
    "break_rules.changed": (gettext_lazy("Breaks changed"), "coffee"),
    "team_member.added": (gettext_lazy("{label} added to the team"), "user-plus"),
    "team_member.updated": (gettext_lazy("{label}: details changed"), "user-edit"),
    "team_member.user_type_changed": (gettext_lazy("{label}: user type changed"), "user-cog"),
    "team_member.archived": (gettext_lazy("{label} archived"), "archive"),
    "team_member.restored": (gettext_lazy("{label} restored"), "archive-off"),
    "team_member.joined": (gettext_lazy("{label} joined and can sign in"), "user-check"),
    "primary_admin.changed": (
        gettext_lazy("{label} became the primary administrator"),
        "user-shield",
    ),
    "person.joined": (gettext_lazy("{label} created a sign-in"), "key"),
    "invitation.sent": (gettext_lazy("Invitation sent to {label}"), "send"),
    "invitation.resent": (gettext_lazy("Invitation sent again to {label}"), "send"),
    "invitation.opened": (gettext_lazy("Invitation opened by {label}"), "mail-opened"),
    "invitation.accepted": (gettext_lazy("Invitation accepted by {label}"), "mail-check"),
    "invitation.declined": (gettext_lazy("Invitation declined by {label}"), "mail-x"),
    "invitation.revoked": (gettext_lazy("Invitation of {label} taken back"), "mail-off"),
    "accountant.entered": (gettext_lazy("{label} entered the company"), "login"),
    "accountant_access.offered": (gettext_lazy("Access offered to {label}"), "briefcase"),
    "accountant_access.granted": (gettext_lazy("{label} given access"), "briefcase"),
    "accountant_access.changed": (gettext_lazy("Access of {label} changed"), "briefcase"),
    "accountant_access.revoked": (gettext_lazy("Access of {label} ended"), "lock"),
    "access.requested": (gettext_lazy("Access requested: {label}"), "briefcase"),
    "access.granted": (gettext_lazy("Access given: {label}"), "briefcase"),
    "access.ended": (gettext_lazy("Access ended: {label}"), "lock"),
    "installation.finished": (gettext_lazy("Pointage installed: {label}"), "apps"),
    "books_connection.linked": (gettext_lazy("Connected to the books: {label}"), "link"),
    "books_connection.unlinked": (gettext_lazy("Disconnected from the books: {label}"), "unlink"),
    "books_connection.link_undone": (
        gettext_lazy("Connection to the books undone: {label}"),
        "arrow-back-up",
    ),
    "import.queued": (gettext_lazy("Import from the books asked for"), "database-import"),
    "import.started": (gettext_lazy("Import from the books started"), "database-import"),
    "import.page_applied": (gettext_lazy("Part of an import brought in"), "database-import"),
    "import.finished": (gettext_lazy("Import from the books finished"), "database-import"),
    "import.failed": (gettext_lazy("Import from the books failed"), "alert-triangle"),
    "import.retried": (gettext_lazy("Import from the books tried again"), "refresh"),
}

#: What the history page can be narrowed to -> (its words, beginnings of codes)
GROUPS: Final[dict[str, tuple[Promise, tuple[str, ...]]]] = {
    "team": (gettext_lazy("Team"), ("team_member.", "person.", "primary_admin.")),
    "invitations": (gettext_lazy("Invitations"), ("invitation.",)),
    "settings": (
        gettext_lazy("Settings"),
        ("company.", "pay_settings.", "tracking_settings.", "break_rules."),
    ),
    "accountants": (gettext_lazy("Accountant access"), ("accountant", "access.")),
    "books": (gettext_lazy("Books and imports"), ("books", "import.", "installation.")),
}

_FIELDS: Final[dict[str, Promise]] = {
    "name": gettext_lazy("Name"),
    "legal_name": gettext_lazy("Legal name"),
    "region": gettext_lazy("Place"),
    "time_zone": gettext_lazy("Time zone"),
    "language": gettext_lazy("Language"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    "kind": gettext_lazy("Works as"),
    "email": gettext_lazy("E-mail"),
    "mobile": gettext_lazy("Mobile"),
    "employee_number": gettext_lazy("Employee number"),
    "payroll_id": gettext_lazy("Payroll number"),
    "hired_on": gettext_lazy("Hired on"),
    "user_type": gettext_lazy("User type"),
    "custom_permissions": gettext_lazy("Permissions"),
    "state": gettext_lazy("State"),
    "scope": gettext_lazy("Access"),
    "can_edit_schedule": gettext_lazy("May change the schedule"),
    "primary_admin": gettext_lazy("Primary administrator"),
    "effective_on": gettext_lazy("From"),
    "pay_period": gettext_lazy("Pay period"),
    "period_end_on": gettext_lazy("A period ends on"),
    "first_end_day": gettext_lazy("First end day"),
    "second_end_day": gettext_lazy("Second end day"),
    "week_start": gettext_lazy("Workweek starts on"),
    "overtime_basis": gettext_lazy("Overtime"),
    "overtime_region": gettext_lazy("Overtime law of"),
    "weekly_overtime_after_seconds": gettext_lazy("Weekly overtime after (hours)"),
    "daily_overtime_after_seconds": gettext_lazy("Daily overtime after (hours)"),
    "daily_double_after_seconds": gettext_lazy("Double time after (hours)"),
    "seventh_day": gettext_lazy("Premium on the seventh day"),
    "employees": gettext_lazy("Employees"),
    "contractors": gettext_lazy("Contractors"),
    "customers": gettext_lazy("Customers"),
    "sub_customers": gettext_lazy("Sub-customers"),
    "projects": gettext_lazy("Projects"),
    "service_items": gettext_lazy("Service items"),
    "cost_classes": gettext_lazy("Classes"),
    "locations": gettext_lazy("Locations"),
    "billable": gettext_lazy("Billable or not"),
}
_OVERTIME: Final = {
    "place": gettext_lazy("By the law of the place"),
    "own": gettext_lazy("Own limits"),
    "none": gettext_lazy("None"),
}
_GRANT_STATES: Final = {
    "pending": gettext_lazy("Waiting for an answer"),
    "revoked": gettext_lazy("Ended"),
    "declined": gettext_lazy("Declined"),
}
_CODED: Final[dict[str, Mapping[str, Any]]] = {
    "user_type": words.USER_TYPES,
    "kind": words.KINDS,
    "state": {**words.STATES, **_GRANT_STATES},
    "scope": words.SCOPES,
    "pay_period": PAY_PERIOD_LABELS,
    "overtime_basis": _OVERTIME,
    "language": {"fr-ca": "Français", "en": "English"},
}
_NOTHING: Final = "—"


def event_rows(events: list[HistoryEvent], zone: ZoneInfo) -> list[Event]:
    """For the timeline component; instants by the clocks of `zone`."""
    return [_row(event, zone) for event in events]


def _row(event: HistoryEvent, zone: ZoneInfo) -> Event:
    sentence, icon = _SENTENCES.get(event.code, (None, "circle-dot"))
    title = (
        str(sentence).replace("{label}", event.object_label)
        if sentence is not None
        else _("Another event (%(code)s)") % {"code": event.code}
    )
    actor = event.actor_name
    if event.acting_firm_name:
        actor = _("%(person)s, for %(firm)s") % {"person": actor, "firm": event.acting_firm_name}
    return Event(
        title=title,
        when=moment_text(event.at, zone),
        when_iso=event.at.isoformat(),
        actor=actor,
        icon=icon,
        tone=Tone.ACCENT if event.acting_firm_name else Tone.NEUTRAL,
        changes=_changes(event),
    )


def _changes(event: HistoryEvent) -> list[tuple[str, str, str]]:
    before, after = event.before or {}, event.after or {}
    names = [name for name in _FIELDS if name in before or name in after]
    return [
        (str(_FIELDS[name]), _value(name, before.get(name)), _value(name, after.get(name)))
        for name in names
    ]


def _value(name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return _NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_seconds") and isinstance(value, int):
        return hours_text(value)
    if name in ("region", "overtime_region"):
        return region_name(str(value))
    if name == "week_start":
        return weekday_name(int(value))
    if name == "custom_permissions" and isinstance(value, list):
        return ", ".join(str(words.PERMISSIONS.get(code, code)) for code in value)
    return str(_CODED.get(name, {}).get(str(value), value))
