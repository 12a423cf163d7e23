"""The sentences of the invitation pages, by purpose and by what became of the invitation."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from pointage.foundation.identity.invitations import InvitationStatus
from pointage.foundation.identity.models import Invitation
from pointage.web.account.words import role_words
from pointage.web.formats import day_text


@dataclass(frozen=True, slots=True)
class InvitationWords:
    """What the page of an open invitation says. Empty strings are left out."""

    title: str
    meaning: str
    inviter: str
    inviter_email: str
    firm: str
    company: str
    role: str
    until: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a link cannot be used, and what to do."""

    title: str
    text: str
    icon: str


def invitation_words(invitation: Invitation) -> InvitationWords:
    context = {key: str(value) for key, value in invitation.context.items()}
    inviter = context.get("inviter") or invitation.inviter.full_name
    firm, company = context.get("firm", ""), context.get("company", "")
    role = context.get("role_name") or role_words(context.get("role", ""))
    return InvitationWords(
        title=_title(invitation.purpose, inviter, firm, company),
        meaning=_meaning(invitation.purpose, firm, company),
        inviter=inviter,
        inviter_email=invitation.inviter.email,
        firm=firm,
        company=company,
        role=role,
        until=day_text(timezone.localtime(invitation.expires_at).date()),
    )


def _title(purpose: str, inviter: str, firm: str, company: str) -> str:
    if purpose == "firm_member":
        return _("{inviter} invites you to join the team of {firm}").format(
            inviter=inviter, firm=firm
        )
    if purpose == "client_access_request":
        return _("{firm} asks for access to your time account").format(firm=firm or inviter)
    if purpose == "accountant_grant":
        return _("{company} gives you access as its accountant").format(company=company)
    if purpose == "primary_admin_transfer":
        return _("{inviter} wants to hand {place} over to you").format(
            inviter=inviter, place=company or firm
        )
    if company:
        return _("{inviter} invites you to {company}").format(inviter=inviter, company=company)
    return _("{inviter} invites you to Pointage").format(inviter=inviter)


def _meaning(purpose: str, firm: str, company: str) -> str:
    if purpose == "firm_member":
        return _(
            "By accepting you become part of the firm’s team: you see the clients given to you and "
            "may enter their time accounts. What you do there carries your name and the firm’s."
        )
    if purpose == "client_access_request":
        return _(
            "By accepting you let the firm enter your company’s time account. You see at any time "
            "what it may do, and you can take the access back whenever you want."
        )
    if purpose == "accountant_grant":
        return _(
            "By accepting, your firm may enter this company’s time account. The company sees what "
            "is done in its name and can take the access back at any time."
        )
    if purpose == "primary_admin_transfer":
        return _(
            "By accepting you become the primary administrator: you own the account, decide who "
            "has access and receive the mails about it. The person before you stays administrator."
        )
    return _(
        "By accepting you can sign in to this company’s time account with your own password or "
        "passkey. The company sees the hours you record there; nothing else of you is shared."
    )


def closed_words(status: InvitationStatus | None, invitation: Invitation | None) -> Closed:
    """Words for a link that cannot be used; names nobody unless the link was genuine."""
    if status is None or invitation is None:
        return Closed(
            title=_("This link does not work"),
            text=_(
                "It may have been cut off by a mail program, or a newer invitation may have "
                "replaced it. Open the latest mail you received and use the whole link; if it "
                "still fails, ask the person who invited you to send it again."
            ),
            icon="link-off",
        )
    inviter = str(invitation.context.get("inviter") or invitation.inviter.full_name)
    return _CLOSED[status](inviter)


def _accepted(inviter: str) -> Closed:
    return Closed(
        title=_("This invitation has been accepted"),
        text=_("The link works once. Sign in to go on."),
        icon="circle-check",
    )


def _declined(inviter: str) -> Closed:
    return Closed(
        title=_("The invitation is declined"),
        text=_(
            "{inviter} has been told. If it was a mistake, ask {inviter} to invite you again."
        ).format(inviter=inviter),
        icon="circle-x",
    )


def _expired(inviter: str) -> Closed:
    return Closed(
        title=_("This invitation has expired"),
        text=_("Invitations work for 14 days. Ask {inviter} to send it again.").format(
            inviter=inviter
        ),
        icon="clock-exclamation",
    )


def _revoked(inviter: str) -> Closed:
    return Closed(
        title=_("This invitation was taken back"),
        text=_(
            "{inviter} took it back or replaced it by a newer one. Look for a newer mail, or ask "
            "{inviter}."
        ).format(inviter=inviter),
        icon="ban",
    )


_CLOSED = {
    InvitationStatus.ACCEPTED: _accepted,
    InvitationStatus.DECLINED: _declined,
    InvitationStatus.EXPIRED: _expired,
    InvitationStatus.REVOKED: _revoked,
}
