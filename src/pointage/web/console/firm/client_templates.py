"""Client templates: settings saved once, used by the install wizard and `practice apply`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from pointage.features.companies.models import PaySettings
from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.features.practice import client_templates as services
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.client_templates import BREAK_LIMIT, TemplateSettings
from pointage.features.practice.errors import TemplateInvalid
from pointage.features.practice.models import ClientTemplate
from pointage.foundation.errors import RuleBroken
from pointage.web.components import values
from pointage.web.console.firm.template_forms import (
    TRACKED,
    BreakForm,
    NameForm,
    break_forms,
    legend,
)
from pointage.web.console.shell import address, firm_render, show_in_form
from pointage.web.console.words import when_text, zone_of
from pointage.web.paysettings.forms import PAY_PERIOD_LABELS, PaySettingsForm, initial_of
from pointage.web.paysettings.preview import PreviewRow, preview_rows
from pointage.web.seats import firm_page


@firm_page("templates:manage")
def templates_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """The firm's templates by name."""
    zone = zone_of(seat)
    add_url = address(seat, "template_add")
    table = values.Table(
        caption=_("Client templates"),
        columns=[
            values.Column(_("Name"), main=True),
            values.Column(_("Pay period")),
            values.Column(_("Tracked")),
            values.Column(_("Changed on")),
        ],
        rows=[_row(seat, each, zone) for each in services.template_list(seat)],
        empty=values.Empty(
            _("No template yet"),
            _("Save the settings that many of your clients share, once."),
            "template",
            [values.Action(_("Add a template"), add_url, "plus")],
        ),
        id="templates",
    )
    context = {"table": table, "add_url": add_url}
    return firm_render(request, seat, "console/templates/list.html", "templates", context)


def _row(seat: FirmSeat, template: ClientTemplate, zone: ZoneInfo) -> values.Row:
    href = address(seat, "template_edit", template=template.public_id)
    settings = _settings(template)
    period = tracked = "—"
    note = _("Needs your attention: open it and save it again.")
    if settings is not None:
        note = ""
        period = str(PAY_PERIOD_LABELS[PaySettings.PayPeriod(settings.pay.pay_period)])
        ticked = settings.tracking.to_json()
        tracked = ", ".join(str(name) for code, (name, _i) in TRACKED.items() if ticked[code])
    return values.Row(
        cells=[
            values.Text(template.name, note, href),
            period,
            tracked,
            when_text(template.updated_at, zone),
        ],
        actions=[
            values.Action(_("Edit"), href, "pencil"),
            values.Action(
                _("Delete"),
                address(seat, "template_delete", template=template.public_id),
                "trash",
                "danger",
            ),
        ],
        actions_label=_("Actions for %(name)s") % {"name": template.name},
    )


def _settings(template: ClientTemplate) -> TemplateSettings | None:
    """None for a template kept by a release whose settings no longer stand."""
    try:
        return TemplateSettings.from_json(template.settings)
    except TemplateInvalid:
        return None


@dataclass
class Editing:
    """The forms of one template together: name and tracking, pay, breaks."""

    request: HttpRequest
    seat: FirmSeat
    name: str = ""
    kept: TemplateSettings | None = None

    @cached_property
    def today(self) -> date:
        return timezone.localdate(timezone=ZoneInfo(self.seat.firm.time_zone))

    @property
    def data(self) -> Any:
        return self.request.POST if self.request.method == "POST" else None

    @cached_property
    def naming(self) -> NameForm:
        tracking = self.kept.tracking if self.kept else TrackingValues()
        ticked = [code for code, is_on in tracking.to_json().items() if is_on]
        return NameForm(self.data, initial={"name": self.name, "tracked": ticked})

    @cached_property
    def pay(self) -> PaySettingsForm:
        firm = self.seat.firm
        return PaySettingsForm(
            self.data,
            region=firm.region,
            today=self.today,
            with_time_zone=False,
            initial=initial_of(
                self.kept.pay if self.kept else None,
                region=firm.region,
                time_zone=firm.time_zone,
                today=self.today,
            ),
        )

    @cached_property
    def breaks(self) -> list[BreakForm]:
        rules: tuple[BreakRuleValues, ...] = self.kept.breaks if self.kept else ()
        return break_forms(self.data, rules, limit=BREAK_LIMIT)

    @property
    def wants_more(self) -> bool:
        return self.data is not None and "more" in self.data

    def settings(self) -> TemplateSettings | None:
        """What was typed, when all of it stands."""
        forms = [self.naming, self.pay, *self.breaks]
        stands = [form.is_valid() for form in forms]
        pay: PaySettingsValues | None = self.pay.values
        if not all(stands) or pay is None or self.naming.tracking is None:
            return None
        rules = tuple(form.rule for form in self.breaks if form.rule is not None)
        return TemplateSettings(pay=pay, tracking=self.naming.tracking, breaks=rules)

    def preview(self) -> list[PreviewRow]:
        return preview_rows(self.kept.pay, self.today) if self.kept else []

    def with_one_more(self) -> list[BreakForm]:
        """The breaks as typed, unchecked, and one more empty line."""
        assert self.data is not None
        data = self.data.copy()
        data["break_count"] = str(min(len(self.breaks) + 1, BREAK_LIMIT))
        return break_forms(data, (), limit=BREAK_LIMIT)


@firm_page("templates:manage")
def template_add(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    editing = Editing(request, seat)
    return _edit(editing, None, _("Add a template"))


@firm_page("templates:manage")
def template_edit(request: HttpRequest, seat: FirmSeat, template: str) -> HttpResponse:
    row = services.template_for(seat, template)
    editing = Editing(request, seat, row.name, _settings(row))
    return _edit(editing, row, row.name)


def _edit(editing: Editing, template: ClientTemplate | None, title: str) -> HttpResponse:
    request, seat = editing.request, editing.seat
    if request.method == "POST" and not editing.wants_more:
        settings = editing.settings()
        if settings is not None:
            try:
                saved = services.template_save(
                    actor=seat.actor,
                    seat=seat,
                    name=editing.naming.cleaned_data["name"],
                    settings=settings,
                    template=template,
                )
            except RuleBroken as error:
                show_in_form(editing.naming, error)
            else:
                messages.success(
                    request, _("The template %(name)s was saved.") % {"name": saved.name}
                )
                return redirect(address(seat, "templates"))
    return _edit_page(editing, template, title)


def _edit_page(editing: Editing, template: ClientTemplate | None, title: str) -> HttpResponse:
    request, seat = editing.request, editing.seat
    breaks = editing.with_one_more() if editing.wants_more else editing.breaks
    failed = (
        request.method == "POST"
        and not editing.wants_more
        and any(form.errors for form in (editing.naming, editing.pay, *breaks))
    )
    context = {
        "title": title,
        "crumbs": [values.Crumb(_("Templates"), address(seat, "templates"))],
        "naming": editing.naming,
        "form": editing.pay,
        "breaks": [(legend(number), form) for number, form in enumerate(breaks, 1)],
        "break_count": len(breaks),
        "may_add_break": len(breaks) < BREAK_LIMIT,
        "failed": failed,
        "preview": editing.preview() if template else [],
        "shows_preview": template is not None,
        "yaml_name": template.name if template else "",
        "back_url": address(seat, "templates"),
        "delete_url": address(seat, "template_delete", template=template.public_id)
        if template
        else "",
    }
    return firm_render(
        request,
        seat,
        "console/templates/edit.html",
        "templates",
        context,
        status=422 if failed else 200,
    )


@firm_page("templates:manage")
def template_remove(request: HttpRequest, seat: FirmSeat, template: str) -> HttpResponse:
    """Asks on GET, deletes on POST."""
    row = services.template_for(seat, template)
    if request.method == "POST":
        services.template_delete(actor=seat.actor, seat=seat, template=row)
        messages.success(request, _("The template %(name)s was deleted.") % {"name": row.name})
        return redirect(address(seat, "templates"))
    context = {
        "title": _("Delete the template %(name)s?") % {"name": row.name},
        "text": _(
            "Clients that were set up from it keep their settings. Files of `practice apply` "
            "that name it will no longer find it."
        ),
        "confirm_label": _("Delete"),
        "cancel_url": address(seat, "templates"),
        "tone": "danger",
    }
    return firm_render(request, seat, "console/team/confirm.html", "templates", context)
