"""The rules of the books that a person can be about to break."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class BooksAlreadyLinked(RuleBroken):
    message = _("The books of {name} are already linked to another time account.")


class CompanyAlreadyLinked(RuleBroken):
    message = _("{name} is already linked to other books. Unlink those first.")


class NotLinked(RuleBroken):
    message = _("The books are not linked any more. Link them again first.")


class ImportUnderWay(RuleBroken):
    message = _("An import is already under way. Wait until it is done.")


class NothingToImport(RuleBroken):
    message = _("Nothing was chosen. Choose at least one list to import.")


class RunNotFailed(RuleBroken):
    message = _("This import has not stopped; there is nothing to start again.")


class IssueClosed(RuleBroken):
    message = _("This was already settled.")


class ActionNotPossible(RuleBroken):
    message = _("This is not possible here. Choose one of the actions offered.")


class RecordGone(RuleBroken):
    message = _("The books do not have this record any more. You can leave it out.")


class RecordNotEditable(RuleBroken):
    message = _("These books are kept in {name}. Change the record there, then try again.")


class NameMissing(RuleBroken):
    message = _("Give a name.")


class NameHasColon(RuleBroken):
    message = _("A name cannot contain a colon, which separates levels.")


class NameTaken(RuleBroken):
    message = _("“{name}” is already in this list.")


class EmailNotValid(RuleBroken):
    message = _("“{value}” is not an e-mail address. Check for a missing @ or a space.")


class TextTooLong(RuleBroken):
    message = _("This is longer than {limit} characters. Shorten it.")


class ParentNotFound(RuleBroken):
    message = _("The parent was not found among the active customers.")


class ParentLoop(RuleBroken):
    message = _("“{name}” would be below itself. Choose another parent.")


class TooDeep(RuleBroken):
    message = _("Customers can have at most {limit} levels.")


class HasChildren(RuleBroken):
    message = _("“{name}” has active sub-customers or projects. Deactivate those first.")


class RecordChanged(RuleBroken):
    message = _("Somebody else changed this record in the meantime. Look at it again, then save.")


class FileTooLarge(RuleBroken):
    message = _("The file is larger than {limit} MB. Split it into smaller ones.")


class FileMissing(RuleBroken):
    message = _("Choose a file.")


class FileUnreadable(RuleBroken):
    """`data["sentence"]` is already in the reader's language (see `pointage.ledgers.reasons`)."""

    message = "{sentence}"


class FileDone(RuleBroken):
    message = _("This file was already imported or dropped. Upload it again to go on.")


class UndoTooLate(RuleBroken):
    message = _("The link can no longer be undone: its 30 days are over.")


class UndoNotNeeded(RuleBroken):
    message = _("There is nothing to undo: this time account was made new.")


class DecisionUnclear(RuleBroken):
    """`data["sentence"]` is already in the reader's language."""

    message = "{sentence}"


class BothInTheBooks(RuleBroken):
    message = _(
        "Both records come from the books ({books}), from two records there. Make them one in the "
        "books first, import, then merge here."
    )
