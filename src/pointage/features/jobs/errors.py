"""Rules of jobs, fields and lists, with the words for breaking each. Holds no logic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class NameRequired(RuleBroken):
    message = _("Give a name of 1 to {limit} characters.")


class NameHasColon(RuleBroken):
    message = _("A name cannot hold a colon: colons separate the levels of the tree.")


class NameTaken(RuleBroken):
    message = _("“{name}” already stands in the same place. Give another name.")


class NameTakenInArchive(RuleBroken):
    message = _("“{name}” cannot come back: its place is taken by another of that name.")


class CodeInvalid(RuleBroken):
    message = _("A short code holds letters, digits and hyphens only, at most {limit} of them.")


class CodeTaken(RuleBroken):
    message = _("“{name}” in the same place already has this short code. Each needs its own.")


class RateInvalid(RuleBroken):
    message = _("Give a rate from 0 to {limit}, with at most four decimals, or none.")


class PathTooLong(RuleBroken):
    message = _(
        "With the names above it, this makes more than {limit} characters. Shorten a name, or "
        "place it higher."
    )


class BelowItself(RuleBroken):
    message = _("“{name}” cannot be placed below itself. Choose another place.")


class ParentArchived(RuleBroken):
    message = _("“{name}” is archived. Restore it first, or choose another place.")


class IsArchived(RuleBroken):
    message = _("“{name}” is archived. Restore it first.")


class KeptInTheBooks(RuleBroken):
    message = _("“{name}” comes from the books ({books}). Change it there; it follows here.")


class TooManyCopies(RuleBroken):
    message = _("That is {count} at once; at most {limit} can be duplicated.")


class NobodyChosen(RuleBroken):
    message = _("Choose at least one person or group, or offer it to everyone.")


class FieldKindUnknown(RuleBroken):
    message = _("Choose one of the kinds offered.")


class FieldKindStays(RuleBroken):
    message = _("The kind of a field cannot change once it exists: values already given need it.")


class FieldNameTaken(RuleBroken):
    message = _("There is already a field “{name}”. Give another name.")


class PatternOnlyForText(RuleBroken):
    message = _("Only text fields have a pattern.")


class PatternNotUsable(RuleBroken):
    message = _(
        "The pattern cannot be used: “{sign}” at position {position} is not understood. Use "
        "letters, digits, [a-z], \\d, \\w, ( ), |, ?, *, + and {{2,5}}."
    )


class NoJobChosen(RuleBroken):
    message = _("Choose at least one, or ask the field for all.")


class NotAList(RuleBroken):
    message = _("Only list fields have items.")


class ItemNameTaken(RuleBroken):
    message = _("The field already has an item “{name}”. Give another name.")


class ItemCodeTaken(RuleBroken):
    message = _("The item “{name}” already has this short code. Each needs its own.")


class LastPersonOfItem(RuleBroken):
    message = _(
        "“{name}” is limited to this person alone; without that it would be offered to everybody. "
        "Change its limits on the custom field."
    )


class TriggersItself(RuleBroken):
    message = _("An item cannot ask for its own field.")


class DimensionNameTaken(RuleBroken):
    message = _("“{name}” is already in the list. Give another name.")


# -- values on time ----------------------------------------------------------------------------
class FieldRequired(RuleBroken):
    message = _("“{field_name}” needs an answer.")


class ItemNotOffered(RuleBroken):
    message = _("The choice for “{field_name}” is not offered here. Choose another.")


class ValueTooLong(RuleBroken):
    message = _("“{field_name}” takes at most {limit} characters.")


class NotAWholeNumber(RuleBroken):
    message = _("“{field_name}” takes a whole number, such as 12.")


class NotADecimal(RuleBroken):
    message = _("“{field_name}” takes a number, such as 12.5, with at most {limit} decimals.")


class PatternNotMatched(RuleBroken):
    message = _("“{field_name}” is not written as it must be. The pattern is {pattern}")


# -- files -------------------------------------------------------------------------------------
class FileMissing(RuleBroken):
    message = _("Choose a file that is not empty.")


class FileTooLarge(RuleBroken):
    message = _("The file is larger than {limit} MB. Split it and send the parts.")


class FileUnreadable(RuleBroken):
    message = "{sentence}"


class NameColumnMissing(RuleBroken):
    message = _(
        "No column holds the names. Found: {found}. Download the list first to see the columns."
    )


class FileDone(RuleBroken):
    message = _("This file was applied or dropped already. Send it again to start over.")
