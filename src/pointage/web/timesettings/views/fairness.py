"""Is rounding fair: what each person gained and lost over a range of days, under the company's
rounding or one that is being tried. Changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pointage.features.companies.queries import company_today
from pointage.features.companies.time_values import TimeSettingsValues, rounding_policy
from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.rounding import countable_entries, fairness, names_of
from pointage.rules.timekeeping import Neutrality, RoundingPolicy
from pointage.web.company.frame import company_view
from pointage.web.components.values import Badge, Column, Crumb, Empty, Row, Table, Tone
from pointage.web.formats import span_text
from pointage.web.timesettings.forms import FairnessForm
from pointage.web.timesettings.rounding import law_note, length_text, signed_length

_LONGEST: Final = timedelta(days=366)
_USUAL: Final = timedelta(days=27)


@company_view("time-entries:view")
@require_GET
def fairness_page(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    company = seat.company
    today = company_today(company)
    kept = TimeSettingsValues.of(seat.time_settings)
    usual: dict[str, Any] = {
        "first": today - _USUAL,
        "last": today,
        "rounding_minutes": kept.rounding_minutes,
        "rounding_in": kept.rounding_in,
        "rounding_out": kept.rounding_out,
    }
    form = FairnessForm(request.GET or None, initial=usual)
    values = usual
    if form.is_bound:
        values = form.cleaned_data if form.is_valid() else {}
    if values and not _range_is_right(form, values["first"], values["last"]):
        values = {}
    context: dict[str, Any] = {
        "form": form,
        "law": law_note(company.region, today),
        "table": None,
        "subtitle": "",
        "crumbs": _crumbs(seat),
        "here": request.path,
    }
    if values:
        policy = rounding_policy(
            values["rounding_minutes"], values["rounding_in"], values["rounding_out"]
        )
        context["table"] = _table(company.pk, values["first"], values["last"], policy)
        context["subtitle"] = span_text(values["first"], values["last"])
    status = 422 if form.errors else 200
    return render(request, "timesettings/fairness.html", context, status=status)


def _range_is_right(form: FairnessForm, first: date, last: date) -> bool:
    if last < first:
        form.add_error("last", _("Choose a last day that is not before the first."))
        return False
    if last - first > _LONGEST:
        form.add_error("last", _("Choose a range of at most one year."))
        return False
    return True


def _crumbs(seat: CompanySeat) -> list[Crumb]:
    if not seat.actor.may("company:manage"):
        return []
    back = reverse("timesettings:settings", args=[seat.company.public_id])
    return [Crumb(_("Time tracking"), f"{back}#rounding")]


def _table(company_id: int, first: date, last: date, policy: RoundingPolicy) -> Table:
    found = countable_entries(company_id, first_on=first, last_on=last)
    names = names_of({each.member_id for each in found})
    lines = fairness(found, policy, names)
    return Table(
        caption=_("Time gained and lost by rounding"),
        columns=[
            Column(_("Person"), main=True),
            Column(_("Clocked shifts"), align="end"),
            Column(_("Gained"), align="end"),
            Column(_("Lost"), align="end"),
            Column(_("In all"), align="end"),
        ],
        rows=[Row(cells=_cells(each.person, each)) for each in lines],
        empty=Empty(
            _("Nothing to round"),
            _("No clocked time in these days, or rounding is off. Choose a step above to try one."),
            "adjustments",
        ),
        footer=_cells(_("Everybody"), _sum(lines)) if len(lines) > 1 else (),
    )


def _sum(lines: list[Neutrality]) -> Neutrality:
    return Neutrality(
        "",
        sum(each.stretches for each in lines),
        sum(each.gained for each in lines),
        sum(each.lost for each in lines),
    )


def _cells(name: str, line: Neutrality) -> list[object]:
    tone = Tone.WARNING if line.net < 0 else Tone.SUCCESS if line.net > 0 else Tone.NEUTRAL
    return [
        name,
        str(line.stretches),
        length_text(line.gained),
        length_text(line.lost),
        Badge(signed_length(line.net), tone),
    ]
