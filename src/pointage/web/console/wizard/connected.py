"""Step 12 of the install flow: connected, with the import's live progress; and dropping a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pointage.features.books.models import ImportRun
from pointage.features.books.queries import ImportProgress
from pointage.features.practice import access
from pointage.features.practice.choices import choices_read
from pointage.features.practice.client_templates import template_save
from pointage.features.practice.errors import InstallationFinished
from pointage.features.practice.models import Installation
from pointage.features.practice.offers import template_settings_of
from pointage.features.practice.queries import import_of
from pointage.features.practice.services.installations import installation_drop, owner_name
from pointage.features.practice.services.undoing import installation_undo
from pointage.foundation.errors import RuleBroken
from pointage.web.components import values
from pointage.web.components.paging import count_text
from pointage.web.console import words
from pointage.web.console.shell import address, enter_address, firm_render
from pointage.web.console.wizard.forms import TRACKED
from pointage.web.console.wizard.frame import Step, StepRequest, step_address, wizard_step
from pointage.web.seats import FirmSeat, firm_page


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the result, in words."""

    label: str
    value: str
    icon: str
    tone: str
    note: str = ""
    href: str = ""


@firm_page("clients:view")
def connected_page(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
    """You are now connected to Pointage."""
    row = access.installation_for(seat, installation, "clients:view")
    if row.state != Installation.State.INSTALLED or row.company is None:
        return _back_to_draft(request, seat, installation)
    if request.method == "POST":
        return _save_template(request, seat, row)
    context = _progress(request, seat, row) | {
        "crumbs": [
            values.Crumb(_("Client apps"), address(seat, "apps")),
            values.Crumb(owner_name(row), _came_from(seat, row)),
        ],
        "client_name": owner_name(row),
        "enter_url": enter_address(row.company.public_id, request.path),
        "finished": _("Installed by %(name)s, %(time)s")
        % {
            "name": row.installed_by.full_name if row.installed_by else "—",
            "time": words.when_text(row.installed_at, words.zone_of(seat)),
        },
        "can_save_template": seat.actor.may("templates:manage"),
    }
    return firm_render(request, seat, "console/wizard/connected.html", "apps", context)


@firm_page("clients:view")
def connected_progress(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
    """The part of the page that changes while the import runs."""
    row = access.installation_for(seat, installation, "clients:view")
    if row.state != Installation.State.INSTALLED or row.company is None:
        return redirect(step_address(seat, row, Step.CONNECTED))
    return render(request, "console/wizard/progress.html", _progress(request, seat, row))


@firm_page("apps:install")
@require_http_methods(["GET", "POST"])
def drop_page(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
    """Asks, then drops the draft."""
    row = access.installation_for(seat, installation)
    if request.method == "POST":
        try:
            installation_drop(actor=seat.actor, installation=row)
        except InstallationFinished as error:
            messages.info(request, error.text)
            return redirect(step_address(seat, row, Step.CONNECTED))
        messages.success(request, _("The draft was dropped. Nothing had been installed."))
        return redirect(address(seat, "home"))
    context = {
        "title": _("Drop this draft?"),
        "text": _(
            "What you chose for %(client)s is forgotten. Nothing was installed, billed or sent."
        )
        % {"client": owner_name(row)},
        "action": request.path,
        "confirm_label": _("Drop the draft"),
        "cancel_url": step_address(seat, row, row.step),
    }
    return render(request, "components/layouts/confirm.html", context)


@wizard_step(Step.CONNECTED)
def _draft_step(step: StepRequest) -> HttpResponse:
    """Everything is chosen but not finished: the last step finishes it."""
    return redirect(step.address(Step.TRACK))


def _back_to_draft(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
    return _draft_step(request, firm=seat.firm.public_id, installation=installation)


def _came_from(seat: FirmSeat, row: Installation) -> str:
    """The page of the client's apps: where « Back to my account » leads."""
    client = row.client.public_id if row.client else "own"
    return address(seat, "client_apps", client=client)


def _progress(request: HttpRequest, seat: FirmSeat, row: Installation) -> dict[str, Any]:
    progress = import_of(row)
    assert row.company is not None
    mend = f"/c/{row.company.public_id}/books/"
    if progress is not None:
        mend += f"imports/{progress.public_id}/"
    shown = {
        "progress_url": step_address(seat, row, "progress"),
        "mend_url": mend,
        "progress": None,
    }
    if progress is None:
        return shown
    return shown | {
        "progress": progress,
        "is_open": progress.is_open,
        "failed": progress.state == ImportRun.State.FAILED,
        "state_text": _state_text(progress),
        "figures": _figures(progress, mend),
        "kinds": [
            (
                str(TRACKED[kind.track.value][0]),
                kind.done,
                max(kind.total, kind.done),
                _("%(done)s of %(total)s")
                % {
                    "done": count_text(kind.done),
                    "total": count_text(max(kind.total, kind.done)),
                },
            )
            for kind in progress.kinds
        ],
        "needs_you": progress.in_doubt + progress.errors,
    }


def _state_text(progress: ImportProgress) -> str:
    if progress.state == ImportRun.State.QUEUED:
        return _("The import is about to begin.")
    if progress.state == ImportRun.State.RUNNING:
        return _("Importing: %(percent)s. You may leave this page; it goes on by itself.") % {
            "percent": words.percent_text(progress.percent)
        }
    if progress.state == ImportRun.State.FAILED:
        return _("The import stopped. What was imported is kept, and it can go on from there.")
    return _("The import is done.")


def _figures(progress: ImportProgress, mend: str) -> list[Figure]:
    return [
        Figure(_("Imported"), count_text(progress.imported + progress.updated), "check", "success"),
        Figure(_("Skipped"), count_text(progress.skipped), "circle-minus", "neutral"),
        Figure(
            _("In doubt"),
            count_text(progress.in_doubt),
            "question-mark",
            "warning" if progress.in_doubt else "neutral",
            note=_("Decide for each") if progress.in_doubt else "",
            href=mend if progress.in_doubt else "",
        ),
        Figure(
            _("Errors"),
            count_text(progress.errors),
            "alert-circle",
            "danger" if progress.errors else "neutral",
            note=ngettext("Mend it", "Mend them", progress.errors) if progress.errors else "",
            href=mend if progress.errors else "",
        ),
    ]


def _save_template(request: HttpRequest, seat: FirmSeat, row: Installation) -> HttpResponse:
    seat.actor.require("templates:manage")
    try:
        template = template_save(
            actor=seat.actor,
            seat=seat,
            name=request.POST.get("name", ""),
            settings=template_settings_of(choices_read(row)),
        )
        text = _("Template “%(name)s” saved.") % {"name": template.name}
        messages.success(request, text)
    except RuleBroken as error:
        messages.error(request, error.text)
    return redirect(step_address(seat, row, Step.CONNECTED))


@firm_page("apps:install")
@require_http_methods(["GET", "POST"])
def undo_page(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
    """Asks, then takes a link to an existing account back."""
    row = access.installation_for(seat, installation)
    back = _came_from(seat, row)
    if request.method == "POST":
        try:
            result = installation_undo(actor=seat.actor, seat=seat, installation=row)
        except RuleBroken as error:
            messages.error(request, error.text)
        else:
            text = _("Link undone. Removed: %(removed)s, put back: %(back)s, kept: %(kept)s.")
            messages.success(
                request,
                text
                % {
                    "removed": count_text(result.removed),
                    "back": count_text(result.reverted + result.restored),
                    "kept": count_text(len(result.kept)),
                },
            )
        return redirect(back)
    context = {
        "title": _("Undo the link of %(client)s?") % {"client": owner_name(row)},
        "text": _(
            "What the link added and nobody has used goes away, what it changed or archived goes "
            "back, and the subscription ends. The time account itself stays the client's."
        ),
        "action": request.path,
        "confirm_label": _("Undo the link"),
        "cancel_url": back,
    }
    return render(request, "components/layouts/confirm.html", context)
