"""The living gallery: every component in every state, with sample data that says it is sample.

Development only; it reads nothing and writes nothing.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import values as v
from .forms import CheckList, DateInput, FileDrop, RadioCards, Switch, TimeInput
from .paging import count_text, pagination_for


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Company name"),
        help_text=gettext_lazy("As it appears on pay slips."),
        max_length=80,
    )
    email = forms.EmailField(label=gettext_lazy("Email"))
    province = forms.ChoiceField(
        label=gettext_lazy("Province"),
        choices=[("", "—"), ("qc", "Québec"), ("on", "Ontario"), ("nb", "New Brunswick")],
        required=False,
    )
    starts_on = forms.DateField(label=gettext_lazy("Start of period"), widget=DateInput)
    day_starts = forms.TimeField(
        label=gettext_lazy("Start time"), widget=TimeInput, required=False, initial="08:30"
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    billing = forms.ChoiceField(
        label=gettext_lazy("Billing type"),
        choices=[("firm", "firm"), ("client", "client"), ("partner", "partner")],
        widget=RadioCards,
    )
    tracked = forms.MultipleChoiceField(
        label=gettext_lazy("What do you want to track?"),
        choices=[("people", "people"), ("customers", "customers"), ("classes", "classes")],
        widget=CheckList,
        required=False,
    )
    agree = forms.BooleanField(label=gettext_lazy("I have the right to act for this client"))
    reminders = forms.BooleanField(
        label=gettext_lazy("Send reminders"),
        help_text=gettext_lazy("On the last day of each pay period."),
        widget=Switch,
        required=False,
        initial=True,
    )
    file = forms.FileField(label=gettext_lazy("Employee list"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["billing"].widget.describe = billing_cards()
        self.fields["tracked"].widget.describe = tracked_items()
        self.fields["file"].widget = FileDrop(hint=_("CSV or Excel, up to 10 MB"))


def billing_cards() -> dict[str, v.ChoiceCard]:
    """Three ways to pay, one of them not available."""
    return {
        "firm": v.ChoiceCard(
            _("Billed to the firm"),
            _("One bill for all your clients, with the firm discount."),
            price=_("$84.00"),
            price_note=_("per month"),
            icon="building-bank",
            badge=_("Recommended"),
        ),
        "client": v.ChoiceCard(
            _("Billed to the client"),
            _("The client pays and keeps the discount."),
            price=_("$96.00"),
            price_note=_("per month"),
            icon="building-store",
        ),
        "partner": v.ChoiceCard(
            _("Billed to a partner"),
            icon="users",
            reason=_("No partner is linked to this firm."),
        ),
    }


def tracked_items() -> dict[str, v.CheckItem]:
    """What the books hold, and what they lack."""
    return {
        "people": v.CheckItem(
            _("Employees"), _("Active people of the books"), count_text(25), "users"
        ),
        "customers": v.CheckItem(
            _("Customers and sub-customers"), count=count_text(2000), icon="briefcase"
        ),
        "classes": v.CheckItem(
            _("Classes"), count="0", icon="tags", reason=_("The books have no classes.")
        ),
    }


def sample_hours(hours: int, minutes: str) -> str:
    """A duration as the reader's language writes it."""
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": minutes}


def sample_table(query: HttpRequest) -> v.Table:
    """Clients in different states, with a menu on each row and totals."""
    states = [
        v.Badge(_("Connected"), "success", "check"),
        v.Badge(_("Draft"), "neutral"),
        v.Badge(_("In doubt"), "warning", "alert-triangle"),
        v.Badge(_("Failed"), "danger", "alert-circle"),
        v.Badge(_("Invited"), "info", "mail"),
    ]
    names = ["Atelier Nord", "Boulangerie Sample", "Café Exemple", "Demo Roofing", "Érablière Test"]
    wanted = query.GET.get("q", "").casefold()
    rows = [
        v.Row(
            cells=[
                v.Text(name, _("Sample data"), "#"),
                v.Person("Camille Exemple", "camille@example.com"),
                state,
                count_text(12 * index + 4),
                sample_hours(37 * index, "30"),
            ],
            id=f"row-{index}",
            select=str(index),
            select_label=_("Select %(name)s") % {"name": name},
            tone="danger" if state.tone == "danger" else "",
            actions=[
                v.Action(_("Open"), "#", "arrow-right"),
                v.Action(
                    _("Remove"),
                    reverse("components:gallery-confirm"),
                    "trash",
                    "danger",
                    dialog="remove",
                ),
            ],
            actions_label=_("Actions for %(name)s") % {"name": name},
        )
        for index, (name, state) in enumerate(zip(names, states, strict=True), 1)
        if wanted in name.casefold()
    ]
    return v.Table(
        caption=_("Clients"),
        columns=[
            v.Column(_("Client"), sort_url="?o=-name", sort="ascending"),
            v.Column(_("Primary administrator")),
            v.Column(_("State"), sort_url="?o=state"),
            v.Column(_("People"), align="end", sort_url="?o=people"),
            v.Column(_("Hours"), align="end"),
        ],
        rows=rows,
        empty=v.Empty(
            _("No client by that name"),
            _("Check the spelling, or search by email."),
            "search",
            [v.Action(_("Show all clients"), "?", "list")],
        ),
        pagination=pagination_for(Paginator(range(2000), 25).page(3), query.GET),
        footer=[
            _("Total"),
            "",
            "",
            count_text(200),
            sample_hours(555, "00"),
        ],
        select_name="ids",
        select_form="bulk",
        id="clients",
    )


def sample_events() -> list[v.Event]:
    """A history with a change, a mail and a failure."""
    return [
        v.Event(
            _("Pay period changed"),
            _("23 November 2026, 15:04"),
            "2026-11-23T20:04:00Z",
            "Camille Exemple",
            "calendar",
            "accent",
            changes=[(_("Frequency"), _("Weekly"), _("Every two weeks"))],
        ),
        v.Event(
            _("Invitation sent"),
            _("22 November 2026, 09:12"),
            "2026-11-22T14:12:00Z",
            "Camille Exemple",
            "mail",
            "info",
            _("To %(email)s") % {"email": "sam@example.com"},
        ),
        v.Event(
            _("Import failed"),
            _("21 November 2026, 11:40"),
            "2026-11-21T16:40:00Z",
            icon="alert-circle",
            tone="danger",
        ),
    ]


def page(request: HttpRequest) -> HttpResponse:
    """Everything that stands on an ordinary page."""
    form = SampleForm(request.POST or None)
    if "toast" in request.GET:
        messages.success(request, _("Your changes are saved."))
        messages.error(request, _("The mail server did not answer. We will try again."))
    context = {
        "form": form,
        "table": sample_table(request),
        "empty_table": v.Table(
            _("People"), [v.Column(_("Name"))], [], empty=v.Empty(_("No people yet"), icon="users")
        ),
        "q": request.GET.get("q", ""),
        "crumbs": [v.Crumb(_("Clients"), "#"), v.Crumb("Atelier Nord", "#")],
        "tabs": [
            v.Tab(_("General"), "#", active=True),
            v.Tab(_("Permissions"), "#"),
            v.Tab(_("Timesheets"), "#", count="3"),
            v.Tab(_("History"), "#"),
        ],
        "tones": [
            ("neutral", _("Draft"), ""),
            ("accent", _("New"), "sparkles"),
            ("info", _("Submitted"), "send"),
            ("success", _("Approved"), "check"),
            ("warning", _("Expires soon"), "clock"),
            ("danger", _("Rejected"), "x"),
        ],
        "facts": [
            v.Definition(_("Company"), "Atelier Nord"),
            v.Definition(_("Time zone"), "America/Toronto", _("Eastern time")),
            v.Definition(_("State"), v.Badge(_("Connected"), "success", "check")),
            v.Definition(_("Pay period"), _("Every two weeks")),
        ],
        "events": sample_events(),
        "button_badge": v.Badge(_("Connected"), "success", "check"),
        "remove_url": reverse("components:gallery-confirm"),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "components/gallery/page.html", context, status=status)


def errors(request: HttpRequest) -> HttpResponse:
    """A form sent back with everything wrong."""
    broken = SampleForm({"email": "not an address", "province": "zz"})
    broken.add_error(None, _("This client was changed by somebody else. Check it and save again."))
    context = {"broken": broken}
    return render(request, "components/gallery/errors.html", context, status=422)


def wizard(request: HttpRequest) -> HttpResponse:
    """A step of a wizard."""
    context = {
        "form": SampleForm(),
        "wizard": v.Wizard(
            title=_("Install for a client"),
            subtitle="Atelier Nord",
            steps=[
                v.Step(_("Client"), "done", "#"),
                v.Step(_("Billing type"), "current"),
                v.Step(_("Account"), "error"),
                v.Step(_("Payroll settings")),
                v.Step(_("What do you want to track?")),
                v.Step(_("Import")),
            ],
            back_url="#",
            next_label=_("Install"),
            close_url=reverse("components:gallery"),
        ),
    }
    return render(request, "components/gallery/wizard.html", context)


def focus(request: HttpRequest) -> HttpResponse:
    """A focused card such as sign-in."""
    return render(request, "components/gallery/focus.html", {"form": SampleForm()})


def confirm(request: HttpRequest) -> HttpResponse:
    """The page behind a confirm dialog; it goes back to the gallery and removes nothing."""
    context = {
        "title": _("Remove this client?"),
        "text": _("Its people and hours stay in its own account."),
        "action": reverse("components:gallery"),
        "confirm_label": _("Remove"),
        "cancel_url": reverse("components:gallery"),
    }
    return render(request, "components/layouts/confirm.html", context)
