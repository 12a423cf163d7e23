"""The rules of firms, clients, catalogue and installations, each with what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class FieldRequired(RuleBroken):
    message = _("This is needed.")


class TextTooLong(RuleBroken):
    message = _("At most {limit} characters.")


class TextNotPlain(RuleBroken):
    message = _("This contains characters that cannot be kept, such as line breaks.")


class EmailInvalid(RuleBroken):
    message = _("This is not an e-mail address, such as name@example.com.")


class RegionUnknown(RuleBroken):
    message = _("Choose a province, territory or state from the list.")


class CountryUnknown(RuleBroken):
    message = _("Choose a country from the list.")


class TimeZoneUnknown(RuleBroken):
    message = _("Choose a time zone from the list.")


class LanguageUnknown(RuleBroken):
    message = _("Choose French or English.")


class WebsiteInvalid(RuleBroken):
    message = _("This is not a web address, such as https://example.com.")


class KindUnknown(RuleBroken):
    message = _("Choose a business or an individual.")


class StatusUnknown(RuleBroken):
    message = _("Choose active or inactive.")


class LeadNotInFirm(RuleBroken):
    message = _("Choose an active person of the firm's team.")


class ClientNameTaken(RuleBroken):
    message = _("You already have a client named “{name}”. Give this one a name that differs.")


class ClientInactive(RuleBroken):
    message = _("{client} is inactive. Make the client active again, then install the app.")


class InstallNotAllowed(RuleBroken):
    message = _(
        "Your role lets you see {client} but not install apps. "
        "Ask an administrator of the firm to install it or to change your role."
    )


class AppUnknown(RuleBroken):
    message = _("This app is not in the catalogue.")


class ProfileIncomplete(RuleBroken):
    message = _("Complete your profile first: your given name, family name and phone.")


class DraftChanged(RuleBroken):
    message = _(
        "{name} changed this installation at {time}, while you were looking at it. "
        "Nothing of yours was saved: look at it again, then continue."
    )


class InstallationFinished(RuleBroken):
    message = _("{name} finished this installation at {time}.")


class InstallationDropped(RuleBroken):
    message = _("This draft was dropped. Start again from the catalogue.")


class StepMissing(RuleBroken):
    """`step` in the data names the first step that is not done."""

    message = _("A step before this one is not done yet.")


class PayerUnknown(RuleBroken):
    message = _("Choose who gets the bill.")


class FirmBillingMissing(RuleBroken):
    message = _(
        "The firm has no billing details, so it cannot be the payer. Add them here, then continue."
    )


class ClientBillAddressMissing(RuleBroken):
    message = _(
        "{client} has no e-mail address, so a bill cannot reach it. "
        "Add one to the client, or let the firm pay."
    )


class NotReauthenticated(RuleBroken):
    message = _("Sign in again to show that it is really you.")


class ProNotJoined(RuleBroken):
    message = _("The firm must join the PRO programme first. It is free.")


class ProNeedsManager(RuleBroken):
    message = _(
        "Only a person who manages the firm may join the PRO programme for it. Ask {managers}."
    )


class AccountChoiceUnknown(RuleBroken):
    message = _("Choose to create a new account or to link to an existing one.")


class AccountThereAlready(RuleBroken):
    message = _("{client} has a time account already. Link to it.")


class CompanyNotLinkable(RuleBroken):
    message = _(
        "This account cannot be linked: it is not one your firm may set up, "
        "or it is already linked to other books."
    )


class CompanyChosenGone(RuleBroken):
    message = _(
        "The account chosen for the link is no longer yours to set up or was linked meanwhile. "
        "Choose again."
    )


class MatchNotFresh(RuleBroken):
    message = _("The books changed since you looked at the proposals. Look at them again.")


class ClientLinkedMeanwhile(RuleBroken):
    message = _("{client} already has a time account. Nothing was changed.")


class NotOffered(RuleBroken):
    message = _("The books do not have this, so it cannot be tracked.")


class LinkNotUndoable(RuleBroken):
    message = _(
        "This link can no longer be undone: only a link to an existing account can, for 30 days."
    )


class TemplateNameTaken(RuleBroken):
    message = _("A template named “{name}” exists. Choose another name.")


class TemplateInvalid(RuleBroken):
    message = _("“{where}” in this template is not valid: {why}")


class MoreThanLimit(RuleBroken):
    message = _("At most {limit} can be kept.")


class MemberEmailTaken(RuleBroken):
    message = _("{email} is already in the firm's team.")


class RoleUnknown(RuleBroken):
    message = _("Choose a role from the list.")


class PrimaryAdminFixed(RuleBroken):
    message = _(
        "{name} is the firm's primary administrator. Hand that over to somebody else first."
    )


class OwnSeatFixed(RuleBroken):
    message = _("You cannot change your own role or remove yourself. Ask another administrator.")


class MemberNotSignedUp(RuleBroken):
    message = _("{name} has not accepted the invitation yet.")


class MemberHasSignIn(RuleBroken):
    message = _("{name} is in the team already and signs in with a password or passkey.")


class MemberInactive(RuleBroken):
    message = _("{name} is deactivated. Bring the person back first.")


class BeyondOwnRights(RuleBroken):
    message = _("You can only give, change or take away rights that you have yourself.")


class PermissionUnknown(RuleBroken):
    message = _("This permission is not known.")


class TooManyAddresses(RuleBroken):
    message = _("At most {limit} addresses at once.")


class ScopeUnknown(RuleBroken):
    message = _("Choose what the firm may do from the list.")


class RequestAlreadyAnswered(RuleBroken):
    message = _("This request has been answered already.")


class CompanyNotYours(RuleBroken):
    message = _("Only the primary administrator of the company can give an accountant access.")


class ClientHasNoAdministrator(RuleBroken):
    message = _(
        "{client} has no primary administrator of its own, so nobody would hold its account. "
        "Make one of its people the primary administrator first."
    )


class ClientStillPaidByFirm(RuleBroken):
    message = _(
        "Your firm pays for {client}. Say who gets the bill from now on, then remove the client."
    )
