"""Rules of accountants' access to a company, with the words for breaking each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class OnlyPrimaryAdminInvites(RuleBroken):
    message = _("Only the primary administrator of the company can invite an accountant.")


class AccountantLimit(RuleBroken):
    message = _(
        "A company can have at most {limit} accountants, invitations included. Remove one first."
    )


class AccountantNameRequired(RuleBroken):
    message = _("Give the accountant's name, 1 to {limit} characters.")


class AccountantAlreadyInvited(RuleBroken):
    message = _("{email} already has an invitation waiting. Send it again instead.")


class ScopeUnknown(RuleBroken):
    message = _("Choose one of the kinds of access offered.")


class ScheduleNeedsFullAccess(RuleBroken):
    message = _("The schedule can be changed only with full access.")


class AccessEnded(RuleBroken):
    message = _("This access has already ended. Reload the page to see who has access now.")


class AccessNotPending(RuleBroken):
    message = _("This invitation has been answered or taken back. Reload the page.")


class FirmHasAccess(RuleBroken):
    message = _("{firm} already has access to {company}.")


class FirmCannotAccept(RuleBroken):
    message = _("Your role at {firm} does not let you take on clients. Ask an administrator there.")
