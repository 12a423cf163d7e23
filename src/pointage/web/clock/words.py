"""The words that the clock's scripts say. `{gaps}` are filled by the scripts; a dictionary holds
the forms of a count, by the names of `Intl.PluralRules`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Word = str | dict[str, str]


def clock_words(job_word: str) -> dict[str, Word]:
    """In the active language. `job_word` is what the company calls a job."""
    return _states(job_word) | _sending() | _asking(job_word)


def _states(job_word: str) -> dict[str, Word]:
    return {
        "off": _("Off the clock"),
        "working": _("On the clock since {time}"),
        "on_break": _("On break since {time}"),
        "no_job": _("No %(job)s") % {"job": job_word.lower()},
        "end_break": _("End break"),
        "end_break_back": _("Back to {job}"),
        "break_until": _("This break can end at {time}."),
        "paid_break": _("Paid break"),
        "unpaid_break": _("Unpaid break"),
        "typed": _("Typed in"),
        "since": _("since {start}"),
        "from_to": _("{start} – {end}"),
        "note_stamp": _("{time}, {author}"),
        "note_waits": _("{time}, waiting to sync"),
        "did_clock_in": _("Clocked in"),
        "did_clock_out": _("Clocked out"),
        "did_switch": _("Switched"),
        "did_start_break": _("Break started"),
        "did_end_break": _("Break ended"),
        "note": _("Note"),
        "file": _("File"),
    }


def _sending() -> dict[str, Word]:
    return {
        "waits": _("Waiting to sync"),
        "synced": _("Synced"),
        "refused": _("Refused: sent to your manager. {reason}"),
        "refused_some": _forms(
            ngettext(
                "{count} punch was refused: your manager has it to look at.",
                "{count} punches were refused: your manager has them to look at.",
                1,
            ),
            ngettext(
                "{count} punch was refused: your manager has it to look at.",
                "{count} punches were refused: your manager has them to look at.",
                2,
            ),
        ),
        "stuck": _("Not sent. {reason}"),
        "offline": _("No signal. The clock works: your punches are kept on this device."),
        "offline_waiting": _forms(
            ngettext(
                "No signal. {count} punch is kept on this device and leaves when it is back.",
                "No signal. {count} punches are kept on this device and leave when it is back.",
                1,
            ),
            ngettext(
                "No signal. {count} punch is kept on this device and leaves when it is back.",
                "No signal. {count} punches are kept on this device and leave when it is back.",
                2,
            ),
        ),
        "busy_waiting": _forms(
            ngettext("{count} waiting to sync.", "{count} waiting to sync.", 1),
            ngettext("{count} waiting to sync.", "{count} waiting to sync.", 2),
        ),
        "signed_out": _("Your session has ended. Sign in again; the clock goes on meanwhile."),
        "signed_out_waiting": _forms(
            ngettext(
                "Sign in as {name} to send {count} punch.",
                "Sign in as {name} to send {count} punches.",
                1,
            ),
            ngettext(
                "Sign in as {name} to send {count} punch.",
                "Sign in as {name} to send {count} punches.",
                2,
            ),
        ),
        "other_person_waiting": _(
            "Somebody else is signed in on this device. What waits is sent once {name} signs in."
        ),
        "forbidden_waiting": _(
            "You may no longer track time here. What waits stays on this device: talk to your "
            "manager."
        ),
        "keeps_nothing": _(
            "This browser keeps nothing on the device: leave this page open until each line says "
            "Synced."
        ),
        "cannot_keep": _("This device has no room left. Free some space, then try again."),
    }


def _asking(job_word: str) -> dict[str, Word]:
    return {
        "recent": _("Used lately"),
        "all": _("All"),
        "none_found": _("Nothing found. Try fewer letters."),
        "none_offered": _("Nothing is offered to you yet. Ask your manager."),
        "more_found": _("{count} more: type to narrow the list."),
        "choose": _("Choose"),
        "required": _("{name} (required)"),
        "service_item": _("Service item"),
        "cost_class": _("Class"),
        "location": _("Location"),
        "billable": _("Billable"),
        "not_a_number": _("Type a number."),
        "job_required": _("Choose first: %(job)s.") % {"job": job_word},
        "fields_required": _("Answer first: {names}."),
        "note_required": _("Write a note about the work, then clock out."),
        "file_kind": _("Only PNG and JPEG pictures and PDF files can be attached."),
        "file_size": _("This file has {size}; at most {limit} can be attached."),
    }


def _forms(one: str, other: str) -> dict[str, str]:
    return {"one": one, "other": other}
