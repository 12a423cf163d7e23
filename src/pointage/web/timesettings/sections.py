"""The settings page's sections: which settings stand together, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROUNDING: Final = ("rounding_minutes", "rounding_in", "rounding_out")
OWN_LABELS: Final = (
    "own_job_label_en",
    "own_job_labels_en",
    "own_job_label_fr",
    "own_job_labels_fr",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A card of the page. `fields` stand one below the other, `row` side by side below them."""

    id: str
    title: str | Promise
    icon: str
    names: tuple[str, ...] = ()
    row_names: tuple[str, ...] = ()
    fields: list[BoundField] = field(default_factory=list)
    row: list[BoundField] = field(default_factory=list)


SECTIONS: Final = (
    Section(
        "who",
        _("Who may do what"),
        "user-check",
        (
            "people_manage_own_time",
            "people_use_phones",
            "people_request_corrections",
            "people_change_time_zone",
        ),
    ),
    Section(
        "tools",
        _("Tools people see"),
        "layout-grid",
        (
            "shows_clock",
            "shows_week",
            "shows_days",
            "shows_timeline",
            "hides_running_total",
            "week_opens_by_day",
            "week_includes_clocked",
            "hours_format",
        ),
    ),
    Section(
        "entry",
        _("What an entry must have"),
        "list-check",
        (
            "requires_job",
            "has_notes",
            "requires_notes",
            "note_edits_tell_administrators",
            "note_edits_tell_managers",
            "has_attachments",
            "splits_at_midnight",
            "crew_clock_in_asks",
        ),
    ),
    Section(
        "limits",
        _("Limits"),
        "hourglass",
        (
            "clock_out_after_seconds",
            "clock_out_tells_administrators",
            "clock_out_tells_managers",
        ),
        ("long_shift_after_seconds", "missing_break_after_seconds", "unsynced_after_seconds"),
    ),
    Section("rounding", _("Rounding"), "adjustments", (), ROUNDING),
    Section("names", _("What jobs are called"), "briefcase", ("job_label",), OWN_LABELS),
)


def sections_of(form: forms.Form) -> list[Section]:
    """The sections with the form's fields in them."""
    return [
        Section(
            each.id,
            str(each.title),
            each.icon,
            fields=_bound(form, each.names),
            row=_bound(form, each.row_names),
        )
        for each in SECTIONS
    ]


def _bound(form: forms.Form, names: Iterable[str]) -> list[BoundField]:
    return [form[name] for name in names]
