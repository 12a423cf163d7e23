"""Rules of tracked time, with the words for breaking each. Holds no logic but the wording.

The data of an error is JSON (it is kept with a refused punch): instants are local ISO strings under
`..._at`, days under `..._on`, lengths under `..._seconds`; they become words when shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from pointage.features.jobs import errors as job_errors
from pointage.features.timeentries.words import (
    clock_words,
    conflict_words,
    day_words,
    length_words,
    span_words,
)
from pointage.foundation.errors import RuleBroken, one_stop

#: Characters of a note, of an entry and of each running note.
NOTE_LIMIT: Final = 4000
#: How far ahead of ours a device's clock may be.
FUTURE_SECONDS: Final = 600
#: How old a tap may be when it arrives. A phone that lost its date says 1970.
PAST_DAYS: Final = 90
#: The longest stretch that may be typed, and the most that may be typed for one day.
DAY_SECONDS: Final = 24 * 3600
#: Bytes of an attachment.
ATTACHMENT_LIMIT: Final = 10 * 1024 * 1024


class TimeRule(RuleBroken):
    """A rule about time: its data is put into words in the reader's language."""

    @property
    def text(self) -> str:
        said = {name: _said(name, value) for name, value in self.data.items()}
        return one_stop(str(self.message).format(**said))


def _said(name: str, value: Any) -> Any:
    if name.endswith("_at"):
        return clock_words(value)
    if name.endswith("_on"):
        return day_words(value)
    if name.endswith("_seconds"):
        return length_words(value)
    if name == "entries":
        return "; ".join(conflict_words(each) for each in value)
    if name == "span":
        return span_words(value["start"], value["end"])
    return value


# -- the clock ---------------------------------------------------------------------------------


class AlreadyOnTheClock(TimeRule):
    message = _("{person} is already on the clock since {started_at}. Clock out or switch instead.")


class NotOnTheClock(TimeRule):
    message = _("{person} is not on the clock. Clock in first.")


class AlreadyOnBreak(TimeRule):
    message = _("{person} is already on a break since {started_at}. End it first.")


class NotOnBreak(TimeRule):
    message = _("{person} is not on a break.")


class AlreadyClockedOut(TimeRule):
    message = _(
        "{person} already clocked out at {ended_at}, after this. Change that entry if it is wrong."
    )


class BreakTooShort(TimeRule):
    message = _("This break lasts {minutes} minutes and cannot end before {until_at}.")


class BreakNotOffered(TimeRule):
    message = _("This break is not offered. Choose one of the breaks in the list.")


class ActionUnknown(TimeRule):
    message = _("Choose clock in, clock out, switch, start break or end break.")


class ClientIdInvalid(TimeRule):
    message = _("Each punch needs an id of 1 to {limit} characters from its device.")


# -- times -------------------------------------------------------------------------------------


class ClockOutBeforeIn(TimeRule):
    message = _("The end must be after the start ({started_at}). Correct one of the two.")


class TooFarInFuture(TimeRule):
    message = _(
        "This time lies more than {minutes} minutes ahead. Check the clock of the device, or wait "
        "until the work is done."
    )


class TooLongAgo(TimeRule):
    message = _(
        "This time lies more than {days} days back. Check the date of the device; a manager can "
        "enter the time."
    )


class EntryTooLong(TimeRule):
    message = _(
        "This entry would last {entry_seconds}; at most {limit_seconds} may be typed at once. "
        "Check the dates, or enter each day by itself."
    )


class DayTooLong(TimeRule):
    message = _(
        "{person} would have {day_seconds} on {day_on}; a day holds at most {limit_seconds}. "
        "Lower one of that day's entries."
    )


class NothingTyped(TimeRule):
    message = _("Give a length of time above zero.")


class UnknownZone(TimeRule):
    message = _("{zone} is not a time zone. Choose one from the list, such as America/Toronto.")


class ActivityUnknown(TimeRule):
    message = _("Choose work, paid break or unpaid break.")


class SplitOutside(TimeRule):
    message = _("Choose an instant inside the entry ({span}).")


class EntryNotSplittable(TimeRule):
    message = _("Only a finished entry with a start and an end can be split.")


class EntryOverlaps(TimeRule):
    """`conflicts` are the public ids of the entries in the way; `entries` describes each."""

    message = _(
        "This overlaps with: {entries}. Change the times, or shorten the other entries around "
        "this one."
    )


# -- what an entry is for ----------------------------------------------------------------------


class JobRequired(TimeRule):
    message = _("Choose what the time was for.")


class JobNotOffered(TimeRule):
    message = _(
        "{job} is not offered to {person}. Choose another, or ask an administrator to assign it."
    )


class JobArchived(TimeRule):
    message = _("{job} is archived. Choose another, or ask an administrator to restore it.")


class ItemArchived(TimeRule):
    message = _("{item} is archived. Choose another.")


class ChoiceGone(TimeRule):
    message = _("What was chosen for this punch was removed meanwhile. Choose again.")


class NoteRequired(TimeRule):
    message = _("Write a note about the work; the company asks for one.")


class NoteEmpty(TimeRule):
    message = _("Write something first.")


class NoteTooLong(TimeRule):
    message = _("Use at most {limit} characters.")


class ClientIdTaken(TimeRule):
    message = _("Something else was sent under this id already. Write it again.")


class TextUnreadable(TimeRule):
    message = _("The text holds characters that cannot be kept. Type it again.")


# -- changing entries --------------------------------------------------------------------------


class EntryLocked(TimeRule):
    """`why` is what the lock said."""

    message = _("The time of {day_on} is locked: {why}")


class EntryChangedMeanwhile(TimeRule):
    message = _("Somebody changed this entry while you had it open. Reload it and try again.")


class EntryDeleted(TimeRule):
    message = _("This entry was deleted. An administrator can restore it.")


class EntryNotDeleted(TimeRule):
    message = _("This entry is not deleted.")


class NothingToConfirm(TimeRule):
    message = _("This entry does not wait for a confirmation.")


class PersonArchived(TimeRule):
    message = _("{person} is archived. Restore this person before tracking time.")


class NotTracked(TimeRule):
    message = _(
        "The time of {person} is not tracked. Tick “Track one's own time” under Permissions first."
    )


class StillOnTheClock(TimeRule):
    message = _(
        "{person} has been on the clock since {started_at}. Clock this person out first, or tick "
        "the box that does it now."
    )


class StillOnTheClockFor(TimeRule):
    message = _(
        "{person} has been on the clock since {started_at}, on {job}. Clock this person out first, "
        "or tick the box that does it now."
    )


class CannotClockOutNow(RuleBroken):
    message = _("{person} could not be clocked out: {why} Mend the running entry first.")


# -- attachments -------------------------------------------------------------------------------


class AttachmentsOff(TimeRule):
    message = _("The company does not use attachments.")


class AttachmentTooLarge(TimeRule):
    message = _("The file is larger than {limit} MB. Choose a smaller one.")


class AttachmentKindUnknown(TimeRule):
    message = _("Only PNG and JPEG pictures and PDF files can be attached.")


class AttachmentDamaged(TimeRule):
    message = _("The picture is damaged and cannot be kept. Save or take it again.")


class PictureTooLarge(TimeRule):
    message = _("The picture has more than {limit} million points. Save it smaller.")


class AttachmentUnnamed(TimeRule):
    message = _("Give the file a name.")


class TooManyAttachments(TimeRule):
    message = _("An entry holds at most {limit} files. Remove one first.")


class RotationUnknown(TimeRule):
    message = _("A picture turns by quarters: 0, 90, 180 or 270 degrees.")


REFUSALS: Final[dict[str, type[RuleBroken]]] = {
    rule.code: rule
    for rule in (*vars(job_errors).values(), *TimeRule.__subclasses__())
    if isinstance(rule, type) and issubclass(rule, RuleBroken)
}


def refusal_words(code: str, data: Mapping[str, Any]) -> str:
    """The sentence of a refusal that was kept, in the active language; the bare code if a newer
    release wrote it."""
    rule = REFUSALS.get(code)
    try:
        return rule(**data).text if rule is not None else code
    except KeyError:
        return code


# -- two records of one person -----------------------------------------------------------------


class BothOnTheClock(TimeRule):
    message = _("Both records of {person} are on the clock. Clock one of them out first.")


class EntriesOfBothOverlap(TimeRule):
    message = _(
        "The two records have time at the same moments: {entries}. Mend or delete one of each pair "
        "first."
    )
