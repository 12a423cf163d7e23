"""Accountant access: who may enter the company, and how the client changes that."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.practice.grant_answers import (
    accepted_grant_for,
    accepting_seats,
    entry_path,
)
from pointage.features.practice.grant_queries import GrantView, grant_of, grants_of
from pointage.features.practice.models import AccountantGrant
from pointage.features.practice.services.grants import (
    MAX_ACCOUNTANTS,
    grant_accept,
    grant_change,
    grant_invite,
    grant_invite_again,
    grant_revoke,
    may_invite_accountant,
)
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.web.company import words
from pointage.web.company.forms import InviteAccountantForm, ScopeForm, add_rule
from pointage.web.company.frame import company_view
from pointage.web.components.values import Badge, Tone
from pointage.web.formats import day_text, moment_text
from pointage.web.seats import user_of

State = AccountantGrant.State


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One firm's access, or an offer on its way, in words."""

    public_id: str
    name: str
    badge: Badge
    scope: str
    schedule: str
    since: str
    last_entry: str
    is_pending: bool
    may_resend: bool
    link: str
    change_url: str
    revoke_url: str
    resend_url: str
    dialog: str
    end_text: str


@company_view("accountants:view")
@require_GET
def accountants(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    may_invite = may_invite_accountant(seat.actor, seat.company)
    views = grants_of(seat.company.pk)
    is_full = len(views) >= MAX_ACCOUNTANTS
    return render(
        request,
        "company/accountants.html",
        {
            "rows": [_row(view, seat, may_invite) for view in views],
            "may_manage": seat.actor.may("accountants:manage"),
            "may_invite": may_invite and not is_full,
            "why_not": _why_not(seat, may_invite, is_full),
            "invite_url": reverse("company:accountant_invite", args=[seat.company.public_id]),
        },
    )


@company_view("accountants:manage")
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    form = InviteAccountantForm(
        request.POST if request.method == "POST" else None,
        initial={"language": seat.company.language, "scope": AccountantGrant.Scope.FULL},
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant = grant_invite(actor=seat.actor, company=seat.company, **form.cleaned_data)
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(
                request, _("The invitation is on its way to %(email)s.") % {"email": grant.email}
            )
            return redirect("company:accountants", seat.company.public_id)
    return render(
        request,
        "company/accountant_invite.html",
        {
            "form": form,
            "why_not": _why_not(seat, may_invite_accountant(seat.actor, seat.company), False),
            "back_url": reverse("company:accountants", args=[seat.company.public_id]),
        },
        status=422 if form.errors else 200,
    )


@company_view("accountants:manage")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, seat: CompanySeat, grant: str) -> HttpResponse:
    row = grant_of(seat.company.pk, grant)
    form = ScopeForm(
        request.POST if request.method == "POST" else None,
        initial={"scope": row.scope, "can_edit_schedule": row.can_edit_schedule},
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant_change(actor=seat.actor, grant=row, **form.cleaned_data)
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Saved. It applies from the accountant's next click."))
            return redirect("company:accountants", seat.company.public_id)
    return render(
        request,
        "company/accountant_change.html",
        {
            "form": form,
            "name": _name(row),
            "back_url": reverse("company:accountants", args=[seat.company.public_id]),
        },
        status=422 if form.errors else 200,
    )


@company_view("accountants:manage")
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, seat: CompanySeat, grant: str) -> HttpResponse:
    row = grant_of(seat.company.pk, grant)
    back = reverse("company:accountants", args=[seat.company.public_id])
    if request.method == "GET":
        return render(
            request,
            "company/confirm.html",
            {
                "title": _("End the access of %(name)s?") % {"name": _name(row)},
                "text": _revoke_text(row),
                "action": reverse(
                    "company:accountant_revoke", args=[seat.company.public_id, grant]
                ),
                "confirm_label": _("End access"),
                "cancel_url": back,
                "tone": "danger",
            },
        )
    try:
        grant_revoke(actor=seat.actor, grant=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("%(name)s no longer has access.") % {"name": _name(row)})
    return redirect(back)


@company_view("accountants:manage")
@require_POST
def resend(request: HttpRequest, seat: CompanySeat, grant: str) -> HttpResponse:
    row = grant_of(seat.company.pk, grant)
    try:
        grant_invite_again(actor=seat.actor, grant=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": row.email}
        )
    return redirect("company:accountants", seat.company.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def take_on(request: HttpRequest, grant: str) -> HttpResponse:
    """An accountant of several firms (or none) says for which one the client is taken on."""
    user = user_of(request)
    try:
        row = accepted_grant_for(user, grant)
    except NotFound as error:
        raise Http404 from error
    assert row.company is not None
    seats = accepting_seats(user, request_id=getattr(request, "request_id", ""))
    chosen = next((s for s in seats if s.firm.public_id == request.POST.get("firm")), None)
    if request.method == "POST" and chosen is not None:
        try:
            grant_accept(actor=chosen.actor, grant=row, seat=chosen)
        except RuleBroken as error:
            messages.error(request, error.text)
        else:
            return redirect(entry_path(row.company.public_id, chosen.firm.public_id))
    return render(
        request,
        "company/take_on.html",
        {
            "company": row.company.name,
            "is_open": row.state == State.PENDING,
            "firms": [{"id": s.firm.public_id, "name": s.firm.name} for s in seats],
        },
    )


def _name(grant: AccountantGrant) -> str:
    return grant.firm.name if grant.firm else grant.email


def _revoke_text(grant: AccountantGrant) -> str:
    if grant.state == State.PENDING:
        return _("The invitation is deleted and its link stops working.")
    return _(
        "Nobody of %(name)s can enter any more, from the very next click. What they did stays in "
        "the history. You can invite them again later."
    ) % {"name": _name(grant)}


def _row(view: GrantView, seat: CompanySeat, may_invite: bool) -> AccessRow:
    grant, company = view.grant, seat.company.public_id
    zone = ZoneInfo(seat.company.time_zone)
    is_pending = grant.state == State.PENDING
    invitation = view.invitation
    active = Badge(_("Active"), Tone.SUCCESS, "check")
    waiting = Badge(_("Waiting for an answer"), Tone.INFO, "clock")
    badge = active if not is_pending else waiting
    if is_pending and invitation is not None:
        badge = words.invitation_badge(invitation.status)
    started = grant.granted_at or grant.created_at
    return AccessRow(
        public_id=grant.public_id,
        name=_name(grant),
        badge=badge,
        scope=str(words.SCOPES[grant.scope]),
        schedule=_("May change the schedule")
        if grant.can_edit_schedule
        else _("Schedule: view only"),
        since=day_text(started.astimezone(zone).date()),
        last_entry=_last_entry(view, zone),
        is_pending=is_pending,
        may_resend=is_pending and may_invite and invitation is not None,
        link=invitation.link if invitation and may_invite else "",
        change_url=reverse("company:accountant_change", args=[company, grant.public_id]),
        revoke_url=reverse("company:accountant_revoke", args=[company, grant.public_id]),
        resend_url=reverse("company:accountant_resend", args=[company, grant.public_id]),
        dialog=f"end-{grant.public_id}",
        end_text=_revoke_text(grant),
    )


def _last_entry(view: GrantView, zone: ZoneInfo) -> str:
    if view.last_entry_at is None:
        return _("Never")
    return _("%(person)s, %(when)s") % {
        "person": view.last_entry_by,
        "when": moment_text(view.last_entry_at, zone),
    }


def _why_not(seat: CompanySeat, may_invite: bool, is_full: bool) -> str:
    if may_invite:
        return (
            _("A company can have two accountants. Remove one to invite another.")
            if is_full
            else ""
        )
    if seat.company.primary_admin_id is None:
        return _(
            "Only the primary administrator can invite an accountant, and the company has none "
            "yet: the first administrator who accepts an invitation becomes the primary one."
        )
    return _("Only the primary administrator of the company can invite an accountant.")
