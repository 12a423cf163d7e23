"""A company's history for its pages: what can be filtered, and each change field by field. The
sentence of each code is `foundation.history.words`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.practice.access import CompanySeat
from pointage.foundation.history.queries import EventRow
from pointage.foundation.history.words import WORDS
from pointage.web.company import words
from pointage.web.components.values import Event, Tone
from pointage.web.entries.changes import ChangeWords
from pointage.web.formats import moment_text
from pointage.web.paysettings.forms import PAY_PERIOD_LABELS, hours_text, weekday_name
from pointage.web.paysettings.places import region_name
from pointage.web.timesettings import history_labels

#: Beginning of a code -> icon; the first that fits counts.
_ICONS: Final = (
    ("team_member.", "user"),
    ("time_entry.", "clock"),
    ("time_exception.", "alert-triangle"),
    ("correction_request.", "message"),
    ("group.", "users-group"),
    ("job", "sitemap"),
    ("custom_field", "forms"),
    ("primary_admin.", "user-shield"),
    ("person.", "key"),
    ("invitation.", "mail"),
    ("access", "briefcase"),
    ("accountant", "briefcase"),
    ("books", "book"),
    ("import.", "database-import"),
    ("", "settings"),
)

#: What the history page can be narrowed to -> (its words, beginnings of codes)
GROUPS: Final[dict[str, tuple[Promise, tuple[str, ...]]]] = {
    "team": (gettext_lazy("Team"), ("team_member.", "group.", "person.", "primary_admin.")),
    "invitations": (gettext_lazy("Invitations"), ("invitation.",)),
    "time": (
        gettext_lazy("Time"),
        ("time_entry.", "time_exception.", "correction_request.", "punch."),
    ),
    "lists": (
        gettext_lazy("Lists and fields"),
        ("job.", "job_file.", "custom_field", "service_item.", "cost_class.", "location."),
    ),
    "settings": (
        gettext_lazy("Settings"),
        (
            "company.",
            "pay_settings.",
            "tracking_settings.",
            "time_settings.",
            "break_rule.",
            "break_rules.",
        ),
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
    "ended_on": gettext_lazy("Last day"),
    "username": gettext_lazy("Username"),
    "address": gettext_lazy("Address"),
    "jobs": gettext_lazy("Jobs"),
    "field_items": gettext_lazy("Items"),
    "code": gettext_lazy("Short code"),
    "full_name": gettext_lazy("Path"),
    "is_billable": gettext_lazy("Billable"),
    "billable_rate": gettext_lazy("Rate an hour"),
    "is_active": gettext_lazy("Active"),
    "whom": gettext_lazy("Offered to"),
    "below": gettext_lazy("Below it"),
    "is_required": gettext_lazy("Required"),
    "pattern": gettext_lazy("Pattern"),
    "asks": gettext_lazy("Asks too"),
    "order": gettext_lazy("Order"),
    "groups": gettext_lazy("Groups"),
    "people": gettext_lazy("People"),
    "manager": gettext_lazy("Manager"),
    "managers": gettext_lazy("Managers"),
    **words.GROUP_RIGHTS,
    "has_pin": gettext_lazy("PIN"),
    "notifications": gettext_lazy("Notifications"),
    "manages_own_time": gettext_lazy("Manages their own time"),
    "uses_phone": gettext_lazy("Tracks time on a phone"),
    "is_tracked": gettext_lazy("Time is tracked"),
    "user_type": gettext_lazy("User type"),
    "custom_permissions": gettext_lazy("Permissions"),
    "state": gettext_lazy("State"),
    "scope": gettext_lazy("Access"),
    "can_edit_schedule": gettext_lazy("May change the schedule"),
    "primary_admin": gettext_lazy("Primary administrator"),
    "effective_on": gettext_lazy("Applies from"),
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
    **history_labels.LABELS,
}
#: Only for those who may see what people are paid.
_PAY_FIELDS: Final[dict[str, Promise]] = {
    "pay_rate": gettext_lazy("Pay rate"),
    "pay_rate_per": pgettext_lazy("pay rate", "Per"),
    "is_salaried": gettext_lazy("Salaried"),
    "is_exempt": gettext_lazy("Exempt from overtime"),
}
_OVERTIME: Final = {
    "place": gettext_lazy("By the law of the place"),
    "own": gettext_lazy("Own limits"),
    "none": gettext_lazy("Not worked out"),
}
_GRANT_STATES: Final = {
    "pending": gettext_lazy("Waiting for an answer"),
    "revoked": gettext_lazy("Access ended"),
    "declined": gettext_lazy("Offer declined"),
}
_CODED: Final[dict[str, Mapping[str, Any]]] = {
    "whom": {"everyone": gettext_lazy("Everyone")},
    "user_type": words.USER_TYPES,
    "kind": words.KINDS,
    "state": {**words.STATES, **_GRANT_STATES},
    "scope": words.SCOPES,
    "pay_period": {str(code): label for code, label in PAY_PERIOD_LABELS.items()},
    "overtime_basis": _OVERTIME,
    "pay_rate_per": {"hour": gettext_lazy("Hour"), "year": gettext_lazy("Year")},
    "language": {"fr-ca": "Français", "en": "English"},
}
_NOTHING: Final = "—"
_LISTS: Final = frozenset({"groups", "people", "managers", "jobs", "field_items", "asks", "order"})


def codes_of(group: str) -> tuple[str, ...]:
    """Every known code of a group; none for an unknown group."""
    starts = GROUPS[group][1] if group in GROUPS else ()
    return tuple(code for code in WORDS if starts and code.startswith(starts))


def event_rows(
    events: Sequence[EventRow], seat: CompanySeat, *, with_pay: bool = False
) -> list[Event]:
    """For the timeline component; instants by the clocks of the company's zone. `with_pay`: the
    reader may see what people are paid. At most two queries."""
    zone = ZoneInfo(seat.company.time_zone)
    fields = _FIELDS | _PAY_FIELDS if with_pay else _FIELDS
    entries = ChangeWords(
        seat.company.pk, seat.time_settings, [each for each in events if _is_of_entry(each)]
    )
    return [
        _row(
            event, zone, entries.changes(event) if _is_of_entry(event) else _changes(event, fields)
        )
        for event in events
    ]


def _is_of_entry(event: EventRow) -> bool:
    return event.code.startswith("time_entry.")


def _row(event: EventRow, zone: ZoneInfo, changes: list[tuple[str, str, str]]) -> Event:
    actor = event.actor_name
    if event.acting_firm_name:
        actor = _("%(person)s, for %(firm)s") % {"person": actor, "firm": event.acting_firm_name}
    return Event(
        title=event.words,
        when=moment_text(event.at, zone),
        when_iso=event.at.isoformat(),
        actor=actor,
        icon=next(icon for start, icon in _ICONS if event.code.startswith(start)),
        tone=Tone.ACCENT if event.acting_firm_name else Tone.NEUTRAL,
        changes=changes,
    )


def _changes(event: EventRow, fields: Mapping[str, Promise]) -> list[tuple[str, str, str]]:
    before, after = event.before, event.after
    names = [name for name in fields if name in before or name in after]
    changes = [
        (str(fields[name]), _value(name, before.get(name)), _value(name, after.get(name)))
        for name in names
    ]
    return [change for change in changes if change[1] != change[2]]


def _value(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return _NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if (words_of_setting := history_labels.said(name, value)) is not None:
        return words_of_setting
    if name.endswith("_seconds") and isinstance(value, int):
        return hours_text(value)
    if name in ("region", "overtime_region"):
        return _("No overtime") if value == "none" else region_name(str(value))
    if name == "notifications" and isinstance(value, dict):
        return _told(value)
    if name in _LISTS and isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if name == "week_start":
        return weekday_name(int(value))
    if name == "custom_permissions" and isinstance(value, list):
        return ", ".join(str(words.PERMISSIONS.get(code, code)) for code in value)
    return str(_CODED.get(name, {}).get(str(value), value))


def _told(answers: Mapping[str, Any]) -> str:
    """The answers that differ from the defaults, each in its words."""
    return "; ".join(
        (_("yes: %(what)s") if is_wanted else _("no: %(what)s"))
        % {"what": words.TOLD.get(code, code)}
        for code, is_wanted in answers.items()
    )
