"""The company's home page, and an accountant's coming in and going back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pointage.features.companies.queries import company_today, pay_periods_from, pay_versions
from pointage.features.practice.access import CompanySeat
from pointage.features.team import queries
from pointage.features.team.queries import TeamTotals
from pointage.web.company.frame import company_view, visit_begin, visit_end
from pointage.web.company.words import USER_TYPES
from pointage.web.components.paging import count_text
from pointage.web.formats import span_text
from pointage.web.seats import company_page


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure of the home page."""

    label: str
    value: str
    icon: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something left to do, with the page to do it on."""

    title: str
    text: str
    label: str
    href: str
    icon: str


@company_view()
@require_GET
def home(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    company = seat.company
    may_see_team = seat.actor.may("team:view")
    if seat.actor.may("own-time:track") and not may_see_team and not seat.leads_group:
        # all a worker comes for
        tool = "clock:clock" if seat.time_settings.shows_clock else "entries:days"
        return redirect(tool, company=company.public_id)
    totals = queries.team_totals(company.pk) if may_see_team else None
    versions = pay_versions(company.pk)
    period = pay_periods_from(versions, company_today(company), 1)[0] if versions else None
    return render(
        request,
        "company/home.html",
        {
            "subtitle": _subtitle(seat),
            "stats": _stats(seat, totals) if totals else [],
            "steps": _next_steps(seat, totals, has_pay=bool(versions)) if totals else [],
            "period": span_text(period.start, period.end) if period else "",
        },
    )


@company_page()
@require_GET
def enter(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Comes in as an accountant; `?from=` is where « Back to my account » will lead."""
    visit_begin(request, seat, request.GET.get("from", ""))
    return redirect("company:home", company=seat.company.public_id)


@company_page()
@require_GET
def leave(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    return redirect(visit_end(request, seat))


def _subtitle(seat: CompanySeat) -> str:
    if seat.team_member is not None:
        return str(USER_TYPES[seat.team_member.user_type])
    return _("Accountant view")


def _stats(seat: CompanySeat, totals: TeamTotals) -> list[Stat]:
    team = reverse("company:team", args=[seat.company.public_id])
    return [
        Stat(_("People"), count_text(totals.active), "users", team),
        Stat(
            _("Can sign in"),
            count_text(totals.connected),
            "user-check",
            f"{team}?sign_in=connected",
        ),
        Stat(
            _("Administrators"),
            count_text(totals.administrators),
            "user-shield",
            f"{team}?user_type=administrator",
        ),
        Stat(_("Without e-mail"), count_text(totals.without_email), "mail-off"),
    ]


def _next_steps(seat: CompanySeat, totals: TeamTotals, *, has_pay: bool) -> list[NextStep]:
    """What stands between this company and its people's using it, most urgent first."""
    company, actor = seat.company.public_id, seat.actor
    steps = []
    if totals.active == 0 and actor.may("team:manage"):
        steps.append(
            NextStep(
                _("Add your people"),
                _("Nobody is on the team yet."),
                _("Add a person"),
                reverse("company:person_add", args=[company]),
                "user-plus",
            )
        )
    elif totals.administrators == 0 and actor.may("team:permissions"):
        steps.append(
            NextStep(
                _("Name an administrator"),
                _("Choose who manages the company: open the person, then Permissions."),
                _("My team"),
                reverse("company:team", args=[company]),
                "user-shield",
            )
        )
    waiting = queries.administrators_without_invitation(seat.company.pk).first()
    if waiting is not None and actor.may("team:invite"):
        steps.append(
            NextStep(
                _("Send the administrator's invitation"),
                _("%(name)s is an administrator but cannot sign in yet.")
                % {"name": waiting.full_name},
                _("Open %(name)s") % {"name": waiting.full_name},
                reverse("company:person", args=[company, waiting.public_id]),
                "send",
            )
        )
    if not has_pay and actor.may("payroll:manage"):
        steps.append(
            NextStep(
                _("Set the pay period"),
                _("Pay periods and overtime are not set yet."),
                _("Payroll settings"),
                reverse("company:pay", args=[company]),
                "calendar-time",
            )
        )
    uninvited = totals.active - totals.connected - totals.without_email
    if uninvited > 0 and actor.may("team:invite"):
        steps.append(
            NextStep(
                _("Invite the others"),
                _("People with an e-mail address who cannot sign in yet: %(count)s.")
                % {"count": count_text(uninvited)},
                _("Send invitations"),
                reverse("company:team_invite", args=[company]),
                "users-plus",
            )
        )
    return steps
