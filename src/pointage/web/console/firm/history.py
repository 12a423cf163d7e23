"""The firm's history: who did what, newest first, narrowed by subject, person and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import FirmMember
from pointage.foundation.history.queries import EventFilters, EventPage, EventRow, event_list
from pointage.foundation.history.words import WORDS
from pointage.ledgers.names import fold
from pointage.web.components import values
from pointage.web.components.forms import DateInput
from pointage.web.components.paging import count_text
from pointage.web.console.firm import words
from pointage.web.console.shell import address, firm_render
from pointage.web.console.words import ROLES, when_text, zone_of
from pointage.web.seats import firm_page

#: subject -> words, beginnings of codes, icon
GROUPS: Final[dict[str, tuple[Promise, tuple[str, ...], str]]] = {
    "clients": (gettext_lazy("Clients"), ("client.", "company_file", "books"), "users"),
    "access": (
        gettext_lazy("Access and invitations"),
        ("access.", "accountant", "invitation.", "primary_admin."),
        "key",
    ),
    "apps": (gettext_lazy("Apps"), ("installation.", "company.", "import"), "apps"),
    "team": (gettext_lazy("Team"), ("firm_member.", "firm.transferred"), "users-group"),
    "templates": (gettext_lazy("Templates"), ("client_template.",), "template"),
    "firm": (gettext_lazy("Firm"), ("firm.",), "building-bank"),
}
_FIELDS: Final[dict[str, Promise]] = {
    "name": gettext_lazy("Name"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "website": gettext_lazy("Website"),
    "contact_name": gettext_lazy("Contact person"),
    "language": gettext_lazy("Language"),
    "role": gettext_lazy("Role"),
    "has_all_clients": gettext_lazy("All clients"),
    "clients": gettext_lazy("Clients"),
    "extra_permissions": gettext_lazy("Extra permissions"),
    "is_active": gettext_lazy("In the team"),
    "primary_admin": gettext_lazy("Primary administrator"),
    "company": gettext_lazy("Company"),
    "scope": gettext_lazy("Access"),
    "can_edit_schedule": gettext_lazy("May change the schedule"),
}


class HistoryForm(forms.Form):
    """Filters; all optional."""

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    who = forms.ChoiceField(label=gettext_lazy("Done by"), required=False)
    first = forms.DateField(
        label=pgettext_lazy("first date", "From"), required=False, widget=DateInput
    )
    last = forms.DateField(label=pgettext_lazy("last date", "To"), required=False, widget=DateInput)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about, who = self.fields["about"], self.fields["who"]
        assert isinstance(about, forms.ChoiceField)
        assert isinstance(who, forms.ChoiceField)
        about.choices = [("", _("Everything"))] + [
            (code, str(name)) for code, (name, _starts, _icon) in GROUPS.items()
        ]
        who.choices = [("", _("Everybody")), *people]


@firm_page("firm:manage")
def history_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    zone = zone_of(seat)
    people = _people(seat)
    form = HistoryForm(
        request.GET or None, people=[(code, name) for code, (_pk, name) in people.items()]
    )
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    asked = request.GET.get("page", "")
    page = event_list(
        firm_id=seat.firm.pk,
        filters=_filters(chosen, people, zone),
        page=int(asked) if asked.isdecimal() and len(asked) < 6 else 1,
    )
    context = {
        "form": form,
        "events": [_event(row, zone) for row in page.rows],
        "pages": _pages(request, page),
        "here": address(seat, "history"),
        "filtered": any(chosen.values()),
    }
    return firm_render(request, seat, "console/history/list.html", "history", context)


def _people(seat: FirmSeat) -> dict[str, tuple[int, str]]:
    """Public id -> (user's row, name) of everybody who is or was in the firm, by name."""
    rows = FirmMember.objects.filter(firm=seat.firm, user__isnull=False)
    ordered = sorted(rows, key=lambda row: fold(row.full_name))
    return {row.public_id: (row.user_id or 0, row.full_name) for row in ordered}


def _filters(
    chosen: Mapping[str, Any], people: Mapping[str, tuple[int, str]], zone: ZoneInfo
) -> EventFilters:
    starts = GROUPS[chosen["about"]][1] if chosen.get("about") else ()
    first, last = chosen.get("first"), chosen.get("last")
    return EventFilters(
        codes=tuple(code for code in WORDS if starts and code.startswith(starts)),
        actor_id=people[chosen["who"]][0] if chosen.get("who") else None,
        since=datetime.combine(first, time.min, zone) if first else None,
        until=datetime.combine(last + timedelta(days=1), time.min, zone) if last else None,
    )


def _event(row: EventRow, zone: ZoneInfo) -> values.Event:
    icon = next(
        (icon for _name, starts, icon in GROUPS.values() if row.code.startswith(starts)), "point"
    )
    names = [name for name in _FIELDS if name in row.before or name in row.after]
    return values.Event(
        title=row.words,
        when=when_text(row.at, zone),
        when_iso=row.at.isoformat(),
        actor=row.actor_name,
        icon=icon,
        detail=_("Reason given: %(reason)s") % {"reason": row.reason} if _is_words(row) else "",
        changes=[
            (
                str(_FIELDS[name]),
                _value(name, row.before.get(name)),
                _value(name, row.after.get(name)),
            )
            for name in names
        ],
    )


def _is_words(row: EventRow) -> bool:
    """Reasons that a person typed; those the program notes are for support."""
    return bool(row.reason) and row.code == "client.removed"


def _value(name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "clients" and isinstance(value, list):
        return count_text(len(value))
    if name == "extra_permissions" and isinstance(value, list):
        known = words.EXTRA_PERMISSIONS
        return ", ".join(str(known[code][0]) if code in known else code for code in value)
    if name == "role":
        return str(ROLES.get(value, value))
    if name == "scope":
        return words.scope_name(str(value))
    if name == "language":
        return _("French") if value == "fr-ca" else _("English")
    return str(value)


def _pages(request: HttpRequest, page: EventPage) -> values.Pagination | None:
    if page.page == 1 and not page.has_next:
        return None

    def url(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return values.Pagination(
        summary=_("Page %(number)s") % {"number": count_text(page.page)},
        previous_url=url(page.page - 1) if page.page > 1 else "",
        next_url=url(page.page + 1) if page.has_next else "",
    )
