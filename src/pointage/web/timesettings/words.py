"""What every setting of time tracking and every part of a break is called, and the one line that
explains it. Not the forms, nor what is allowed (services)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pointage.features.companies.models import TimeSettings


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's name and its line."""

    label: Promise
    help: Promise


SETTINGS: Final[Mapping[str, Setting]] = {
    "people_manage_own_time": Setting(
        _("People keep their own time"),
        _("They add, change and delete their own entries. A person's own setting comes first."),
    ),
    "people_use_phones": Setting(
        _("People track time on their phones"),
        _("Off: on a computer only. Whoever keeps their own time may always use a phone."),
    ),
    "people_request_corrections": Setting(
        _("People ask for corrections"),
        _("They propose other times with a reason, and a manager decides."),
    ),
    "people_change_time_zone": Setting(
        _("People change their own time zone"),
        _("For those who travel. Otherwise an administrator sets it."),
    ),
    "shows_clock": Setting(_("Time clock"), _("Clock in, switch, take breaks and clock out.")),
    "shows_week": Setting(_("Week grid"), _("Type the hours of each day of a week.")),
    "shows_days": Setting(_("Day list"), _("See, add and mend entries one by one.")),
    "shows_timeline": Setting(
        _("Day timeline"), _("Draw entries on a line from morning to evening.")
    ),
    "hides_running_total": Setting(
        _("Hide the running total"),
        _("People on the clock see since when they work, not for how long."),
    ),
    "week_opens_by_day": Setting(
        _("The week grid opens on one day"), _("Instead of the whole week; anybody can switch.")
    ),
    "week_includes_clocked": Setting(
        _("The week grid also shows clocked hours"), _("To read, beside the hours that are typed.")
    ),
    "hours_format": Setting(
        _("Hours are written"), _("On every page; both ways are understood when typed.")
    ),
    "requires_job": Setting(
        _("What the work was for must be said"),
        _("Without it nobody can clock in or save an entry of work."),
    ),
    "has_notes": Setting(_("Notes"), _("People can write what they did.")),
    "requires_notes": Setting(
        _("A note must be written"), _("Without it nobody can finish an entry of work.")
    ),
    "note_edits_tell_administrators": Setting(
        _("Tell administrators when a note is changed"),
        _("They get a notice with the person and the day."),
    ),
    "note_edits_tell_managers": Setting(
        _("Tell group managers when a note is changed"),
        _("Only those who manage the time of the person's groups."),
    ),
    "has_attachments": Setting(
        _("Attachments"), _("Pictures and PDF files of up to 10 MB can be added to an entry.")
    ),
    "splits_at_midnight": Setting(
        _("Split work at midnight"),
        _("One entry a day. Otherwise work counts for the day on which it began."),
    ),
    "crew_clock_in_asks": Setting(
        _("Ask people whom somebody else clocks in"),
        _("They confirm or reject it; until they answer, the time counts."),
    ),
    "clock_out_after_seconds": Setting(
        _("Clock people out after (hours)"),
        _("Empty: never. After seven days everybody is clocked out in any case."),
    ),
    "clock_out_tells_administrators": Setting(
        _("Tell administrators of automatic clock-outs"),
        _("By mail and by notice, like the person concerned."),
    ),
    "clock_out_tells_managers": Setting(
        _("Tell group managers of automatic clock-outs"),
        _("Only those who manage the time of the person's groups."),
    ),
    "long_shift_after_seconds": Setting(
        _("A shift is long after (hours)"), _("Managers find it under “To review”. Empty: never.")
    ),
    "missing_break_after_seconds": Setting(
        _("A break is missing after (hours of work)"),
        _("Managers find it under “To review”. Empty: never."),
    ),
    "unsynced_after_seconds": Setting(
        _("A punch arrives late after (hours)"),
        _("A phone that was without signal longer than this is listed under “To review”."),
    ),
    "rounding_minutes": Setting(
        _("Round punches to"),
        _("Only hours counted for pay. Punches, and the totals that timesheets show, stay exact."),
    ),
    "rounding_in": Setting(
        _("Clocking in goes"), _("Also the start of a new job or break. Half way goes up.")
    ),
    "rounding_out": Setting(
        _("Clocking out goes"), _("The same direction as clocking in is the fairest.")
    ),
    "job_label": Setting(
        _("What people work on is called"), _("The word used on every page of the company.")
    ),
    "own_job_label_en": Setting(_("One, in English"), _("For example: Contract.")),
    "own_job_labels_en": Setting(_("Many, in English"), _("For example: Contracts.")),
    "own_job_label_fr": Setting(_("One, in French"), _("For example: Contrat.")),
    "own_job_labels_fr": Setting(_("Many, in French"), _("For example: Contrats.")),
}

HOURS_FORMATS: Final[Mapping[str, Promise]] = {
    TimeSettings.HoursFormat.HOURS_MINUTES: _("In hours and minutes, such as 8:30"),
    TimeSettings.HoursFormat.DECIMAL: _("In decimal hours, such as 8.5"),
}
DIRECTIONS: Final[Mapping[str, Promise]] = {
    TimeSettings.RoundingMode.NEAREST: _("To the nearest"),
    TimeSettings.RoundingMode.UP: _("Up"),
    TimeSettings.RoundingMode.DOWN: _("Down"),
}
OWN_WORD: Final = _("Our own word")

#: What the law packs give as the source of a rule on rounding, where it is a sentence.
LAW_SOURCES: Final[Mapping[str, Promise]] = {
    "No Canadian statute allows it; records must show actual hours": _(
        "No Canadian statute allows it; records must show actual hours"
    ),
    "Hours actually worked are recorded": _("Hours actually worked are recorded"),
}

#: Parts of a break as history names them.
BREAK_FIELDS: Final[Mapping[str, Promise]] = {
    "code": _("Code"),
    "minutes": _("Minutes"),
    "is_paid": _("Paid"),
    "is_manual": _("People take it themselves"),
    "is_automatic": _("Added automatically"),
    "after_seconds": _("After work of (hours)"),
    "starts_minute": _("At (time of day)"),
    "days": _("On these days"),
    "cannot_end_early": _("Cannot end early"),
    "is_for_everyone": _("For everybody"),
    "break_people": _("For these people"),
    "break_groups": _("For these groups"),
}
