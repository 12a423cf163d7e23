"""« Which of your companies may this firm enter, and how far? »: what a business owner answers
after accepting to look at a firm's request. Nobody else finds these pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pointage.features.practice.models import AccountantGrant
from pointage.features.practice.services import request_answers as services
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User
from pointage.web.access.forms import NEW, AnswerForm
from pointage.web.company.words import SCOPE_NOTES, SCOPES
from pointage.web.seats import user_of


def _request(user: User, public_id: str) -> AccountantGrant:
    try:
        return services.request_for(user, public_id)
    except NotFound as error:
        raise Http404 from error


def _actor(request: HttpRequest, user: User) -> Actor:
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        language=user.language,
        request_id=getattr(request, "request_id", ""),
    )


@login_required
def answer(request: HttpRequest, grant: str) -> HttpResponse:
    """Choose the company and how far, then give the access."""
    user = user_of(request)
    row = _request(user, grant)
    assert row.firm is not None
    form = _form(request, user, row)
    if request.method == "POST" and form.is_valid():
        try:
            client = services.request_grant(
                actor=_actor(request, user),
                user=user,
                grant=row,
                company=form.opened(),
                access=form.access(),
            )
        except RuleBroken as error:
            form.add_error(error.field if error.field in form.fields else None, error.text)
        else:
            assert client.company is not None
            messages.success(
                request,
                _("%(firm)s may now enter %(company)s. You can change or end this at any time.")
                % {"firm": row.firm.name, "company": client.company.name},
            )
            return redirect(reverse("company:accountants", args=[client.company.public_id]))
    return render(
        request,
        "access/answer.html",
        _asked(row) | {"form": form, "has_companies": bool(form.companies)},
        status=422 if form.errors else 200,
    )


def _form(request: HttpRequest, user: User, row: AccountantGrant) -> AnswerForm:
    companies = services.companies_to_offer(user)
    assert row.firm is not None
    return AnswerForm(
        request.POST or None,
        companies=companies,
        asked=row.scope,
        language=user.language,
        zone=user.time_zone,
        initial={
            "company": companies[0].public_id if len(companies) == 1 else "" if companies else NEW,
            "region": row.firm.region,
            "time_zone": user.time_zone,
            "scope": row.scope,
        },
    )


def _asked(row: AccountantGrant) -> dict[str, Any]:
    assert row.firm is not None
    return {
        "firm": row.firm.name,
        "person": row.asked_by_name,
        "phone": row.firm.phone,
        "website": row.firm.website,
        "scope": str(SCOPES[row.scope]),
        "scope_note": str(SCOPE_NOTES[row.scope]),
        "refuse_url": reverse("access:refuse", args=[row.public_id]),
        "answer_url": reverse("access:answer", args=[row.public_id]),
    }


@login_required
def refuse(request: HttpRequest, grant: str) -> HttpResponse:
    """Asks on GET, refuses on POST."""
    user = user_of(request)
    row = _request(user, grant)
    assert row.firm is not None
    if request.method == "POST":
        try:
            services.request_refuse(actor=_actor(request, user), user=user, grant=row)
        except RuleBroken as error:
            messages.error(request, error.text)
        else:
            messages.success(
                request, _("You refused the access. %(firm)s is told.") % {"firm": row.firm.name}
            )
        return redirect("account:home")
    return render(request, "access/refuse.html", _asked(row))
