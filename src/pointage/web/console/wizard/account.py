"""Step 9 of the install flow: a new account for the client, or one that exists already."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from pointage.features.practice.offers import LinkableCompany, linkable_companies
from pointage.features.practice.services.installations import installation_choose_account
from pointage.foundation.errors import RuleBroken
from pointage.web.console.shell import show_in_form
from pointage.web.console.wizard.forms import AccountForm
from pointage.web.console.wizard.frame import (
    DRAFT_IS_ELSEWHERE,
    Step,
    StepRequest,
    wizard_step,
)


@wizard_step(Step.ACCOUNT)
def account_step(step: StepRequest) -> HttpResponse:
    """Create a new client account, or link to an existing one."""
    companies = linkable_companies(step.seat, step.row.client)
    account = step.choices.account
    form = AccountForm(
        step.request.POST if step.request.method == "POST" else None,
        companies=companies,
        is_own=step.row.client_id is None,
        initial={
            "mode": account.mode if account else _usual_mode(step),
            "company": account.company if account else _only(companies),
        },
    )
    if step.request.method == "POST":
        saved = _save(step, form)
        if saved is not None:
            return saved
        step.errors = True
    return step.render("console/wizard/account.html", {"form": form}, next_label=_("Next"))


def _usual_mode(step: StepRequest) -> str:
    """A client whose owner opened its account to the firm has one to link to."""
    client = step.row.client
    return "link" if client is not None and client.company_id is not None else "create"


def _only(companies: list[LinkableCompany]) -> str:
    """The one account there is to link to, already chosen."""
    return companies[0].public_id if len(companies) == 1 else ""


def _save(step: StepRequest, form: AccountForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        row = installation_choose_account(
            actor=step.seat.actor,
            seat=step.seat,
            installation=step.row,
            mode=form.cleaned_data["mode"],
            company=form.cleaned_data.get("company", ""),
            version=step.version,
        )
    except DRAFT_IS_ELSEWHERE:
        raise
    except RuleBroken as error:
        show_in_form(form, error)
        return None
    return step.go_on(row)
