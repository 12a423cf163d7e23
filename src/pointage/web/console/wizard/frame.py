"""What every step of the install wizard shares: who may see it, in which order, and what happens
when somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.catalogue import app_by_key
from pointage.features.practice.choices import Choices, choices_read, first_unfinished, steps_of
from pointage.features.practice.errors import (
    DraftChanged,
    InstallationDropped,
    InstallationFinished,
    StepMissing,
)
from pointage.features.practice.models import Installation
from pointage.features.practice.services.installations import owner_name
from pointage.foundation.identity.models import User
from pointage.web.components import values
from pointage.web.console import words
from pointage.web.console.shell import address
from pointage.web.seats import firm_page, user_of

Step = Installation.Step

#: The draft is not where the page thought it was: the frame answers, not the form.
DRAFT_IS_ELSEWHERE = (DraftChanged, InstallationDropped, InstallationFinished, StepMissing)


@dataclass(slots=True)
class StepRequest:
    """A request for one step of one draft, with what was chosen so far."""

    request: HttpRequest
    seat: FirmSeat
    row: Installation
    choices: Choices
    step: Installation.Step
    errors: bool = field(default=False)

    @property
    def user(self) -> User:
        return user_of(self.request)

    @property
    def version(self) -> int:
        """The version of the draft that the posted page was made from; 0 for nonsense."""
        posted = self.request.POST.get("version", "")
        return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0

    def address(self, step: Installation.Step) -> str:
        return step_address(self.seat, self.row, step)

    def go_on(self, row: Installation) -> HttpResponse:
        """To the step after this one."""
        order = steps_of(choices_read(row))
        following = order.index(self.step) + 1
        step = order[following] if following < len(order) else Step.CONNECTED
        return redirect(self.address(step))

    def render(
        self, template: str, context: dict[str, Any] | None = None, **words_: Any
    ) -> HttpResponse:
        """The step's page; 422 when it shows errors."""
        frame = {
            "wizard": wizard_values(self, **words_),
            "version": self.row.version,
            "home": address(self.seat, "home"),
            "drop_url": step_address(self.seat, self.row, "drop"),
            "client_name": owner_name(self.row),
            "is_own": self.row.client_id is None,
        }
        status = 422 if self.errors else 200
        return render(self.request, template, frame | (context or {}), status=status)


StepView = Callable[[StepRequest], HttpResponse]


def step_address(seat: FirmSeat, row: Installation, step: str) -> str:
    return address(seat, f"install_{step}", installation=row.public_id)


def wizard_step(step: Installation.Step) -> Callable[[StepView], Callable[..., HttpResponse]]:
    """Puts a step behind its permission and the steps before it. An address typed too early
    leads to the first step that is not done; one typed too late to the result."""

    def decorate(view: StepView) -> Callable[..., HttpResponse]:
        @firm_page("apps:install")
        def page(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
            row = access.installation_for(seat, installation)
            away = not_a_draft(request, seat, row)
            if away is not None:
                return away
            choices = choices_read(row)
            unfinished = first_unfinished(choices)
            order = (*steps_of(choices), Step.CONNECTED)
            if step not in order or order.index(step) > order.index(unfinished):
                return redirect(step_address(seat, row, unfinished))
            return _answered(view, StepRequest(request, seat, row, choices, step))

        page.__name__ = view.__name__
        page.__doc__ = view.__doc__
        return page

    return decorate


def not_a_draft(request: HttpRequest, seat: FirmSeat, row: Installation) -> HttpResponse | None:
    """Where a finished or dropped installation leads; None for a draft."""
    if row.state == Installation.State.INSTALLED:
        return redirect(step_address(seat, row, Step.CONNECTED))
    if row.state != Installation.State.DRAFT:
        messages.warning(request, InstallationDropped().text)
        return redirect(address(seat, "home"))
    return None


def _answered(view: StepView, step: StepRequest) -> HttpResponse:
    """The view's answer, or where to go when the draft is no longer as the page thought."""
    try:
        return view(step)
    except InstallationFinished as error:
        messages.info(step.request, error.text)
        return redirect(step.address(Step.CONNECTED))
    except InstallationDropped as error:
        messages.warning(step.request, error.text)
        return redirect(address(step.seat, "home"))
    except DraftChanged as error:
        messages.warning(step.request, error.text)
        return redirect(step.address(step.step))
    except StepMissing as error:
        messages.warning(step.request, error.text)
        return redirect(step.address(Installation.Step(error.data["step"])))


def wizard_values(
    step: StepRequest, *, next_label: str | Promise = "", next_disabled: bool = False
) -> values.Wizard:
    """The frame of the wizard layout around this step."""
    app = app_by_key(step.row.app)
    order = steps_of(step.choices)
    index = order.index(step.step) if step.step in order else len(order)
    back = order[index - 1] if index else None
    unfinished = first_unfinished(step.choices)
    reachable = order.index(unfinished) if unfinished in order else len(order)
    steps = [
        values.Step(
            label=str(words.STEPS[each]),
            state=_state(position, index, reachable, errors=step.errors),
            href=step.address(each) if position != index and position <= reachable else "",
        )
        for position, each in enumerate(order)
    ]
    steps.append(values.Step(label=str(words.STEPS[Step.CONNECTED]), state="todo"))
    return values.Wizard(
        title=str(app.name) if app else step.row.app,
        subtitle=owner_name(step.row),
        steps=steps,
        back_url=step.address(back) if back else address(step.seat, "install", app=step.row.app),
        next_label=str(next_label or _("Next")),
        next_disabled=next_disabled,
        close_url=address(step.seat, "home"),
        close_label=_("Finish later"),
    )


def _state(position: int, current: int, reachable: int, *, errors: bool) -> str:
    if position == current:
        return "error" if errors else "current"
    return "done" if position < reachable else "todo"
