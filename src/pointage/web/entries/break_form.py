"""The form that puts a break into clocked work, and what would come of it. Saves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pointage.features.companies.models import BreakRule
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.words import length_words
from pointage.rules.timekeeping import Interval, instant_at, local_date, zone_named
from pointage.web.components import values
from pointage.web.components.forms import RadioCards, TimeInput
from pointage.web.formats import clock_text


class InsertBreakForm(forms.Form):
    """Which break, when and for how long. What is left empty, the break's rule decides."""

    rule = forms.ChoiceField(label=gettext_lazy("Break"), widget=RadioCards)
    starts = forms.TimeField(
        label=gettext_lazy("Starts at"),
        required=False,
        widget=TimeInput,
        help_text=gettext_lazy("Empty: in the middle of the work."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        required=False,
        min_value=1,
        max_value=480,
        help_text=gettext_lazy("Empty: as long as the break usually is."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Kept in the history."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: Sequence[BreakRule], entry: TimeEntry, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._entry = entry
        self._rules = {rule.public_id or "": rule for rule in rules}
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, rule.name) for code, rule in self._rules.items()]
        field.widget.describe = {
            code: values.ChoiceCard(title=rule.name, text=_about(rule))
            for code, rule in self._rules.items()
        }

    @property
    def chosen(self) -> BreakRule:
        """The rule, once the form is valid."""
        return self._rules[self.cleaned_data["rule"]]

    @property
    def started_at(self) -> datetime | None:
        at: time | None = self.cleaned_data["starts"]
        return None if at is None else instant_within(self._entry, at)


def instant_within(entry: TimeEntry, at: time) -> datetime:
    """The instant at which the entry's own clocks show `at` during the entry; on its first day when
    they never do."""
    zone = zone_named(entry.time_zone)
    first = instant_at(entry.local_on, at, zone)
    ended = entry.ended_at or entry.started_at
    days = (local_date(ended, zone) - entry.local_on).days
    for number in range(days + 1):
        instant = instant_at(entry.local_on + timedelta(days=number), at, zone)
        if entry.started_at <= instant <= ended:
            return instant
    return first


@dataclass(frozen=True, slots=True)
class BreakPreview:
    """When the break would be and what the work comes to, or why it cannot be."""

    when: str = ""
    total: str = ""
    refusal: str = ""


def preview_of(entry: TimeEntry, rule: BreakRule, span: Interval) -> BreakPreview:
    zone = zone_named(entry.time_zone)
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    when = _("%(name)s from %(start)s to %(end)s") % {
        "name": rule.name,
        "start": clock_text(start),
        "end": clock_text(end),
    }
    before = length_words(entry.seconds)
    if rule.is_paid:
        return BreakPreview(when, _("It is paid: the total stays %(total)s.") % {"total": before})
    after = length_words(entry.seconds - span.seconds)
    return BreakPreview(
        when,
        _("New total: %(after)s instead of %(before)s.") % {"after": after, "before": before},
    )


def _about(rule: BreakRule) -> str:
    length = ngettext("%(minutes)s minute", "%(minutes)s minutes", rule.minutes)
    kind = _("paid") if rule.is_paid else _("unpaid")
    return _("%(length)s, %(kind)s") % {"length": length % {"minutes": rule.minutes}, "kind": kind}
