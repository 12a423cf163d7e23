"""Why a file of people, or a row of it, is refused, in words. Holds no logic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class PeopleFileMissing(RuleBroken):
    message = _("Choose a file that is not empty.")


class PeopleFileTooLarge(RuleBroken):
    message = _("This file is larger than {limit} MB. Split it in two.")


class PeopleFileUnreadable(RuleBroken):
    #: The sentence comes from the reader of files, which says it in both languages.
    message = "{sentence}"


class PeopleFileTooLong(RuleBroken):
    message = _("This list has more than {limit} rows. Split it into several files.")


class PeopleFileDone(RuleBroken):
    message = _("This file was already imported or dropped. Upload it again to use it again.")


class PeopleFileOvertaken(RuleBroken):
    message = _(
        "Somebody changed the team at the same moment, so nothing was written. Look at the rows "
        "again and import once more."
    )


class NameColumnMissing(RuleBroken):
    message = _(
        "No column is called First Name or Last Name. Give the first row of the file the titles of "
        "the template."
    )


class ColumnTwice(RuleBroken):
    message = _("Two columns mean “{column}”: “{first}” and “{second}”. Remove one of them.")


class RowNeedsName(RuleBroken):
    message = _("Give a first name or a last name.")


class RowTooWide(RuleBroken):
    message = _(
        "There is text beyond the last column (“{value}”). Put quotation marks around a cell that "
        "holds the separator."
    )


class CellNotYesNo(RuleBroken):
    message = _("“{value}” is neither yes nor no.")


class CellNotDate(RuleBroken):
    message = _("“{value}” is not a date. Write it like 2026-04-30.")


class CellDateUnclear(RuleBroken):
    message = _("“{value}” may be read in two ways. Write it like 2026-04-30: year, month, day.")


class CellNotAmount(RuleBroken):
    message = _("“{value}” is not an amount. Write it like 1234.50.")


class CellAmountUnclear(RuleBroken):
    message = _("“{value}” may be read in two ways. Write it without a separator of thousands.")


class CellNotOffered(RuleBroken):
    message = _("“{value}” is not known here. Write one of: {choices}.")


class PersonUnknown(RuleBroken):
    message = _("Nobody here has the ID {value}. Empty this cell to add a new person.")


class PersonUnclear(RuleBroken):
    message = _(
        "This row fits more than one person: {names}. Add the ID from an export to say who is "
        "meant."
    )


class PersonTwiceInFile(RuleBroken):
    message = _("Row {row} is about the same person. Keep one of the two rows.")


class TakenByRow(RuleBroken):
    message = _("Row {row} already uses this. Each person needs their own.")
