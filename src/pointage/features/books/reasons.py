"""Why a record of the books was not simply brought in, in words, and what can be done about it.

About import runs; the fate of a file's rows has its own table (`pointage.ledgers.reasons`).
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pointage.features.books.models import ImportIssue

Severity = ImportIssue.Severity


class Reason(StrEnum):
    """Permanent codes, stored in `ImportIssue.reason`."""

    NAME_MISSING = "name_missing"
    TOO_LONG = "too_long"
    NAME_HAS_COLON = "name_has_colon"
    EMAIL_INVALID = "email_invalid"
    EMAIL_USED = "email_used"
    PAYROLL_ID_USED = "payroll_id_used"
    SAME_NAME = "same_name"
    AMBIGUOUS = "ambiguous"
    NAME_USED = "name_used"
    PARENT_MISSING = "parent_missing"
    PARENT_NOT_IMPORTED = "parent_not_imported"
    PRIMARY_ADMIN = "primary_admin"
    LOCAL_GONE = "local_gone"
    LEFT_OUT = "left_out"


class Action(StrEnum):
    """What a person may do about an issue."""

    LINK = "link"  # it is this one of ours
    CREATE = "create"  # bring it in all the same
    FIX = "fix"  # correct the record in the books, then try again
    RETRY = "retry"
    SKIP = "skip"  # leave it out, now and in later runs


SEVERITY: dict[Reason, ImportIssue.Severity] = {
    Reason.NAME_MISSING: Severity.ERROR,
    Reason.TOO_LONG: Severity.ERROR,
    Reason.NAME_HAS_COLON: Severity.ERROR,
    Reason.EMAIL_INVALID: Severity.ERROR,
    Reason.EMAIL_USED: Severity.IN_DOUBT,
    Reason.PAYROLL_ID_USED: Severity.IN_DOUBT,
    Reason.SAME_NAME: Severity.IN_DOUBT,
    Reason.AMBIGUOUS: Severity.IN_DOUBT,
    Reason.NAME_USED: Severity.ERROR,
    Reason.PARENT_MISSING: Severity.ERROR,
    Reason.PARENT_NOT_IMPORTED: Severity.ERROR,
    Reason.PRIMARY_ADMIN: Severity.IN_DOUBT,
    Reason.LOCAL_GONE: Severity.ERROR,
    Reason.LEFT_OUT: Severity.SKIPPED,
}

_FIX_SKIP = (Action.FIX, Action.SKIP)
_ALL = (Action.LINK, Action.CREATE, Action.FIX, Action.SKIP)

#: What helps against each reason, the likeliest first.
ACTIONS: dict[Reason, tuple[Action, ...]] = {
    Reason.NAME_MISSING: _FIX_SKIP,
    Reason.TOO_LONG: (Action.FIX, Action.CREATE, Action.SKIP),
    Reason.NAME_HAS_COLON: _FIX_SKIP,
    Reason.EMAIL_INVALID: (Action.FIX, Action.CREATE, Action.SKIP),
    Reason.EMAIL_USED: _ALL,
    Reason.PAYROLL_ID_USED: _ALL,
    Reason.SAME_NAME: _ALL,
    Reason.AMBIGUOUS: _ALL,
    Reason.NAME_USED: (Action.FIX, Action.CREATE, Action.LINK, Action.SKIP),
    Reason.PARENT_MISSING: (Action.FIX, Action.CREATE, Action.SKIP),
    Reason.PARENT_NOT_IMPORTED: (Action.RETRY, Action.CREATE, Action.SKIP),
    Reason.PRIMARY_ADMIN: (Action.FIX, Action.SKIP),
    Reason.LOCAL_GONE: (Action.CREATE, Action.LINK, Action.SKIP),
    Reason.LEFT_OUT: (Action.CREATE, Action.LINK),
}

WORDS: dict[Reason, str | Promise] = {
    Reason.NAME_MISSING: _("It has no name."),
    Reason.TOO_LONG: _("The {field} is longer than {limit} characters."),
    Reason.NAME_HAS_COLON: _("The name contains a colon, which separates levels."),
    Reason.EMAIL_INVALID: _("“{value}” is not an e-mail address."),
    Reason.EMAIL_USED: _("The address {value} is already that of {other}."),
    Reason.PAYROLL_ID_USED: _("The payroll number {value} is already that of {other}."),
    Reason.SAME_NAME: _("There is already a person named {other} here, with nothing else to tell."),
    Reason.AMBIGUOUS: _("Several here could be this one: {other}."),
    Reason.NAME_USED: _("The name “{value}” is already used here."),
    Reason.PARENT_MISSING: _("Its parent is not in the books, or is inactive there."),
    Reason.PARENT_NOT_IMPORTED: _("Its parent “{other}” has not been imported."),
    Reason.PRIMARY_ADMIN: _(
        "Inactive in the books, but the primary administrator of the time account; "
        "it stays active here."
    ),
    Reason.LOCAL_GONE: _("What it was to be linked to is no longer here, or is already linked."),
    Reason.LEFT_OUT: _("You chose to leave it out."),
}

MENDS: dict[Reason, str | Promise] = {
    Reason.NAME_MISSING: _("Give it a name in the books, then try again."),
    Reason.TOO_LONG: _("Shorten it in the books, or import it cut to length."),
    Reason.NAME_HAS_COLON: _("Take the colon out of the name in the books, then try again."),
    Reason.EMAIL_INVALID: _("Correct the address, or import the person without one."),
    Reason.EMAIL_USED: _(
        "Link the two if they are the same person; otherwise correct the address, "
        "or import without one."
    ),
    Reason.PAYROLL_ID_USED: _(
        "Link the two if they are the same person; otherwise correct the number, "
        "or import without one."
    ),
    Reason.SAME_NAME: _("Link the two if they are the same person; otherwise add a second one."),
    Reason.AMBIGUOUS: _("Choose the right one, or add a new one."),
    Reason.NAME_USED: _("Rename it in the books, or import it with a number after the name."),
    Reason.PARENT_MISSING: _("Correct the parent in the books, or import it at the top level."),
    Reason.PARENT_NOT_IMPORTED: _("Mend the parent first; this one then follows by itself."),
    Reason.PRIMARY_ADMIN: _(
        "Hand the account over to another person, or make the record active again."
    ),
    Reason.LOCAL_GONE: _("Import it as new, or choose another to link it to."),
    Reason.LEFT_OUT: _("You can still import it or link it."),
}


def reason_words(reason: Reason, data: dict[str, object]) -> str:
    """What is wrong, in the active language. `data` is `ImportIssue.data`."""
    return str(WORDS[reason]).format_map(_Known(data))


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""
