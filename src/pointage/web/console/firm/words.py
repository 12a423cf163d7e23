"""Words of the pages around the install flow: what roles and permissions mean, whose clients, what
became of a request. No logic beyond choosing the words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from pointage.features.practice.models import AccountantGrant, FirmMember
from pointage.foundation.identity.invitations import InvitationStatus
from pointage.web.company.words import SCOPE_NOTES, SCOPES
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge, ChoiceCard, Tone
from pointage.web.console.words import ROLES

_Role = FirmMember.Role

ROLE_NOTES: Final[dict[str, Promise]] = {
    _Role.PRIMARY_ADMIN: gettext_lazy("Everything, and may hand the firm over."),
    _Role.ADMINISTRATOR: gettext_lazy(
        "Everything an accountant does, the team, billing details, the PRO account and the "
        "outgoing mail."
    ),
    _Role.ACCOUNTANT: gettext_lazy(
        "Adds, invites and removes clients, installs apps, keeps templates and enters the "
        "accounts of their clients."
    ),
    _Role.PAYROLL: gettext_lazy(
        "Enters the accounts of their clients for payroll: sees and approves time, runs reports."
    ),
    _Role.VIEWER: gettext_lazy("Sees their clients and their accounts; changes nothing."),
}

#: Permissions that can be added to a role's own, and what they allow.
EXTRA_PERMISSIONS: Final[dict[str, tuple[Promise, Promise]]] = {
    "clients:manage": (
        gettext_lazy("Manage clients"),
        gettext_lazy("Add, edit, invite and remove clients; keep their books."),
    ),
    "apps:install": (
        gettext_lazy("Install apps"),
        gettext_lazy("Install apps for clients and choose who gets the bill."),
    ),
    "templates:manage": (
        gettext_lazy("Keep templates"),
        gettext_lazy("Save, change and delete client templates."),
    ),
    "firm-team:manage": (
        gettext_lazy("Manage the team"),
        gettext_lazy("Add people, change roles and say who may act for which client."),
    ),
    "firm:manage": (
        gettext_lazy("Manage the firm"),
        gettext_lazy("Firm and billing details, PRO account, outgoing mail, history."),
    ),
}


def role_cards() -> dict[str, ChoiceCard]:
    """Every role that can be given, with what it may do in words."""
    return {
        role: ChoiceCard(title=str(ROLES[role]), text=str(ROLE_NOTES[role]))
        for role in _Role
        if role != _Role.PRIMARY_ADMIN
    }


def scope_cards() -> dict[str, ChoiceCard]:
    return {
        code: ChoiceCard(title=str(name), text=str(SCOPE_NOTES[code]))
        for code, name in SCOPES.items()
    }


def scope_name(scope: str) -> str:
    return str(SCOPES[scope])


def scope_note(scope: str) -> str:
    return str(SCOPE_NOTES[scope])


def clients_text(member: FirmMember, count: int) -> str:
    """« All clients », « 3 clients »."""
    if member.has_all_clients:
        return _("All clients")
    if count == 0:
        return _("No client yet")
    return ngettext("%(count)s client", "%(count)s clients", count) % {"count": count_text(count)}


def member_badge(member: FirmMember) -> Badge:
    if not member.is_active:
        return Badge(str(pgettext_lazy("a person of the firm", "Deactivated")), Tone.NEUTRAL)
    return Badge(str(pgettext_lazy("a person of the firm", "Active")), Tone.SUCCESS)


class RequestState(StrEnum):
    """What became of a firm's request for access."""

    WAITING = "waiting"
    READ = "read"  # accepted to look at; the choice of a company is still to come
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"  # it was accepted, and the access has ended since


_REQUESTS: Final[dict[RequestState, tuple[Promise, Tone, str]]] = {
    RequestState.WAITING: (
        pgettext_lazy("a request for access", "Waiting"),
        Tone.INFO,
        "hourglass",
    ),
    RequestState.READ: (
        pgettext_lazy("a request for access", "Being answered"),
        Tone.INFO,
        "mail-opened",
    ),
    RequestState.ACCEPTED: (
        pgettext_lazy("a request for access", "Accepted"),
        Tone.SUCCESS,
        "check",
    ),
    RequestState.REFUSED: (pgettext_lazy("a request for access", "Refused"), Tone.DANGER, "x"),
    RequestState.EXPIRED: (
        pgettext_lazy("a request for access", "Expired"),
        Tone.WARNING,
        "clock-exclamation",
    ),
    RequestState.BOUNCED: (
        pgettext_lazy("a request for access", "Not delivered"),
        Tone.DANGER,
        "mail-x",
    ),
    RequestState.WITHDRAWN: (
        pgettext_lazy("a request for access", "Taken back"),
        Tone.NEUTRAL,
        "ban",
    ),
    RequestState.ENDED: (
        pgettext_lazy("a request for access", "Access ended"),
        Tone.NEUTRAL,
        "lock",
    ),
}
_OF_INVITATION: Final = {
    InvitationStatus.ACCEPTED: RequestState.READ,
    InvitationStatus.EXPIRED: RequestState.EXPIRED,
    InvitationStatus.BOUNCED: RequestState.BOUNCED,
    InvitationStatus.DECLINED: RequestState.REFUSED,
}
_OF_GRANT: Final = {
    AccountantGrant.State.ACTIVE: RequestState.ACCEPTED,
    AccountantGrant.State.DECLINED: RequestState.REFUSED,
}


def request_state(grant: AccountantGrant, invitation: InvitationStatus) -> RequestState:
    """The grant's own state, and while it waits what became of its mail."""
    state = AccountantGrant.State(grant.state)
    if state is AccountantGrant.State.PENDING:
        return _OF_INVITATION.get(invitation, RequestState.WAITING)
    if state is AccountantGrant.State.REVOKED:
        return RequestState.ENDED if grant.granted_at else RequestState.WITHDRAWN
    return _OF_GRANT[state]


def request_badge(state: RequestState) -> Badge:
    label, tone, icon = _REQUESTS[state]
    return Badge(str(label), tone, icon)
