"""Rules of the team, with the words for breaking each. Holds no logic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class GivenNameRequired(RuleBroken):
    message = _("Give a first name of 1 to {limit} characters.")


class TextTooLong(RuleBroken):
    message = _("Use at most {limit} characters.")


class EmailInvalid(RuleBroken):
    message = _("This is not an e-mail address. Write it like name@example.com.")


class EmailTaken(RuleBroken):
    message = _("{name} already has this e-mail address. Each person needs their own.")


class PayrollIdTaken(RuleBroken):
    message = _("{name} already has this payroll number. Each person needs their own.")


class UsernameTaken(RuleBroken):
    message = _("{name} already has this username. Each person needs their own.")


class EndsBeforeHired(RuleBroken):
    message = _("The last day cannot be before the day of hire.")


class PayRateInvalid(RuleBroken):
    message = _("Enter a rate of 0 or more, with at most four decimals.")


class PinTooWeak(RuleBroken):
    message = _("A PIN has {least} to {most} digits and nothing else.")


class PlaceUnknown(RuleBroken):
    message = _("Choose a place from the list, the company's rule, or no overtime.")


class NotificationUnknown(RuleBroken):
    message = _("One of the ticked notifications does not exist. Reload the page.")


class TimeZoneIsSetForYou(RuleBroken):
    message = _("Your company sets your time zone. Ask an administrator to change it.")


class GroupNameRequired(RuleBroken):
    message = _("Give the group a name of 1 to {limit} characters.")


class GroupNameTaken(RuleBroken):
    message = _("There is already a group {name}. Choose another name.")


class GroupArchived(RuleBroken):
    message = _("The group {name} is archived. Restore it first.")


class NotOfThisCompany(RuleBroken):
    message = _("One of these people or groups is no longer here. Reload the page.")


class NoRightGiven(RuleBroken):
    message = _("Tick at least one right, or remove this manager.")


class LanguageUnknown(RuleBroken):
    message = _("Choose French or English, or leave the company's language.")


class TimeZoneUnknown(RuleBroken):
    message = _("Choose a time zone from the list, or leave the company's.")


class PersonKindUnknown(RuleBroken):
    message = _("Choose employee or contractor.")


class UserTypeUnknown(RuleBroken):
    message = _("Choose one of the user types offered.")


class PermissionUnknown(RuleBroken):
    message = _("One of the ticked permissions does not exist. Reload the page.")


class KeptInTheBooks(RuleBroken):
    message = _("This comes from the books ({books}). Change it there; it follows here by itself.")


class BeyondOnesRights(RuleBroken):
    message = _("You can only do this for people who have no more rights than you.")


class LastAdministrator(RuleBroken):
    message = _(
        "{name} is the only administrator. Make somebody else an administrator first, or nobody "
        "could manage the company."
    )


class PrimaryAdministratorStays(RuleBroken):
    message = _(
        "{name} is the primary administrator. Transfer that role to another administrator first."
    )


class CannotArchiveOneself(RuleBroken):
    message = _("You cannot archive yourself. Ask another administrator.")


class PersonArchived(RuleBroken):
    message = _("{name} is archived. Restore this person first.")


class InvitationNeedsEmail(RuleBroken):
    message = _("{name} has no e-mail address. Add one, then send the invitation.")


class AlreadyConnected(RuleBroken):
    message = _("{name} has already accepted an invitation and can sign in.")


class NoInvitation(RuleBroken):
    message = _("There is no open invitation for {name}. Send one.")


class AlreadyOnTheTeam(RuleBroken):
    message = _("You already belong to {company} as {name}. Ask an administrator to sort it out.")


class PlaceNoLongerOffered(RuleBroken):
    message = _("{company} no longer offers you this place. Ask the person who invited you.")


class TransferNotYours(RuleBroken):
    message = _(
        "Only the primary administrator can transfer this role. While the company has none, an "
        "accountant with full access can name one."
    )


class TransferNeedsAdministrator(RuleBroken):
    message = _("Make {name} an administrator first; only an administrator can take this role.")


class TransferToOneself(RuleBroken):
    message = _("{name} is already the primary administrator.")


class NoTransferWaiting(RuleBroken):
    message = _("No transfer is waiting for an answer.")


class TooManyOwnCompanies(RuleBroken):
    message = _("You own {limit} companies already. Choose one of them.")
