"""What can go wrong with people and invitations, in words. Not: what may be done with accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class EmailUnusable(RuleBroken):
    message = _("“{email}” is not an e-mail address. Check it: name@example.com.")


class TooManyInvitations(RuleBroken):
    message = _(
        "You have sent {limit} invitations in the last hour, which is the limit. "
        "Wait a little, then send the others."
    )


class TooManyResends(RuleBroken):
    message = _(
        "This invitation has already been sent {limit} times in the last hour. "
        "Wait a little, or copy its link and send it another way."
    )


class InvitationJustSent(RuleBroken):
    message = _("Somebody has just sent this invitation. Reload the page to see it.")


class InvitationNotOpen(RuleBroken):
    """`status` is the value of the `InvitationStatus` that the invitation has instead."""

    message = _(
        "This invitation can no longer be answered or changed. "
        "Reload the page to see what became of it."
    )


class InvitationForSomebodyElse(RuleBroken):
    message = _("This invitation was sent to {email}. Sign in with that address to accept it.")


class InvitationNeedsAddress(RuleBroken):
    message = _("Give your e-mail address first; the invitation is then sent to it.")


class AccountExists(RuleBroken):
    message = _("{email} already has an account. Sign in to accept the invitation.")


class AccountDisabled(RuleBroken):
    message = _("The account {email} is disabled. Ask the person who manages this installation.")
