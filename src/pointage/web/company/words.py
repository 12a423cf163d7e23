"""The company room's words for codes: user types, permissions, states, scopes. No logic."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pointage.features.practice.models import AccountantGrant
from pointage.features.team.models import TeamMember
from pointage.features.team.notifications import Told
from pointage.features.team.reach import Right
from pointage.foundation.identity.invitations import InvitationStatus
from pointage.web.components.values import Badge, Tone

USER_TYPES: Final[dict[str, Promise]] = {
    TeamMember.UserType.ADMINISTRATOR: _("Administrator"),
    TeamMember.UserType.PAYROLL_MANAGER: _("Payroll manager"),
    TeamMember.UserType.WORKER: _("Worker"),
    TeamMember.UserType.CUSTOM: _("Custom"),
}
USER_TYPE_NOTES: Final[dict[str, Promise]] = {
    TeamMember.UserType.ADMINISTRATOR: _("Manages everything: people, settings, accountants."),
    TeamMember.UserType.PAYROLL_MANAGER: _("Sees and approves everyone's time, runs reports."),
    TeamMember.UserType.WORKER: _("Tracks their own time."),
    TeamMember.UserType.CUSTOM: _("A worker with the permissions ticked below."),
}
KINDS: Final[dict[str, Promise]] = {
    TeamMember.Kind.EMPLOYEE: _("Employee"),
    TeamMember.Kind.CONTRACTOR: _("Contractor"),
}
STATES: Final[dict[str, Promise]] = {
    TeamMember.State.ACTIVE: _("Active"),
    TeamMember.State.ARCHIVED: _("Archived"),
}
PERMISSIONS: Final[dict[str, Promise]] = {
    "own-time:track": _("Track one's own time"),
    "own-time:manage": _("Add, change and delete one's own time"),
    "phone:use": _("Track time on a phone"),
    "pin:use": _("Sign in with a PIN at a kiosk"),
    "presence:view": _("See who is working"),
    "team:view": _("See the team"),
    "team:manage": _("Add, edit and archive people"),
    "team:permissions": _("Change user types and permissions"),
    "team:invite": _("Send invitations"),
    "jobs:view": _("See jobs, service items, classes and locations"),
    "jobs:manage": _("Keep jobs, service items, classes and locations"),
    "time-entries:view": _("See everyone's time"),
    "time-entries:manage": _("Change everyone's time"),
    "time-entries:approve": _("Approve everyone's time"),
    "reports:view": _("Run reports"),
    "devices:authorize": _("Authorize computers for tracking time"),
    "schedule:view:own": _("See one's own shifts"),
    "schedule:view:groups": _("See the shifts of one's groups"),
    "schedule:view": _("See the schedule"),
    "schedule:manage:own": _("Change one's own shifts"),
    "schedule:manage:groups": _("Change the shifts of groups one manages"),
    "schedule:manage": _("Change the schedule"),
    "pay-rates:manage": _("See and change what people are paid"),
    "payroll:view": _("See payroll settings"),
    "payroll:manage": _("Change payroll settings"),
    "books:view": _("See the books' lists and imports"),
    "books:manage": _("Import from the books and mend what is in doubt"),
    "company:manage": _("Change company settings"),
    "accountants:view": _("See which accountants have access"),
    "accountants:manage": _("Give, change and revoke accountants' access"),
    "history:view": _("See the company's history"),
}
SCOPES: Final[dict[str, Promise]] = {
    AccountantGrant.Scope.FULL: _("Full access"),
    AccountantGrant.Scope.PAYROLL_ONLY: _("Payroll only"),
    AccountantGrant.Scope.READ_ONLY: _("Read only"),
    AccountantGrant.Scope.SETUP_ONLY: _("Set-up only"),
}
SCOPE_NOTES: Final[dict[str, Promise]] = {
    AccountantGrant.Scope.FULL: _("Everything an administrator does, except accountants' access."),
    AccountantGrant.Scope.PAYROLL_ONLY: _("Sees and approves time, runs reports, sets payroll."),
    AccountantGrant.Scope.READ_ONLY: _("Sees everything, changes nothing."),
    AccountantGrant.Scope.SETUP_ONLY: _("People, settings and books; no time, no reports."),
}

GROUP_RIGHTS: Final[dict[str, Promise]] = {
    Right.PEOPLE: _("Manage people"),
    Right.TIME: _("Change time"),
    Right.APPROVAL: _("Approve time"),
    Right.SCHEDULE: _("Keep the schedule"),
    Right.REPORTS: _("See reports"),
}
TOLD: Final[dict[str, Promise]] = {
    Told.ENTRY_CHANGED: _("somebody else adds, changes or deletes their time"),
    Told.CLOCKED_BY_OTHER: _("somebody clocks them in, out or to another job"),
    Told.CLOCKED_OUT: _("their clock is stopped by itself"),
    Told.CORRECTION_ANSWERED: _("a correction they asked for is answered"),
    Told.TEAM_CORRECTION_ASKED: _("somebody they manage asks for a correction"),
    Told.TEAM_CLOCKED_OUT: _("the clock of somebody they manage is stopped by itself"),
    Told.TEAM_EXCEPTION: _("something is to be reviewed for somebody they manage"),
    Told.TEAM_NOTE_CHANGED: _("somebody they manage changes the note of an entry"),
}
#: The same, said to the person.
OWN_TOLD: Final[dict[str, Promise]] = {
    Told.ENTRY_CHANGED: _("somebody else adds, changes or deletes my time"),
    Told.CLOCKED_BY_OTHER: _("somebody clocks me in, out or to another job"),
    Told.CLOCKED_OUT: _("my clock is stopped by itself"),
    Told.CORRECTION_ANSWERED: _("a correction I asked for is answered"),
    Told.TEAM_CORRECTION_ASKED: _("somebody I manage asks for a correction"),
    Told.TEAM_CLOCKED_OUT: _("the clock of somebody I manage is stopped by itself"),
    Told.TEAM_EXCEPTION: _("something is to be reviewed for somebody I manage"),
    Told.TEAM_NOTE_CHANGED: _("somebody I manage changes the note of an entry"),
}

_Status = InvitationStatus
_INVITATIONS: Final[dict[InvitationStatus, tuple[Promise, Tone, str]]] = {
    _Status.NOT_INVITED: (pgettext_lazy("invitation", "Not invited"), Tone.NEUTRAL, ""),
    _Status.QUEUED: (pgettext_lazy("invitation", "Queued"), Tone.INFO, "clock"),
    _Status.SENT: (pgettext_lazy("invitation", "Sent"), Tone.INFO, "send"),
    _Status.BOUNCED: (pgettext_lazy("invitation", "Bounced"), Tone.DANGER, "mail-x"),
    _Status.OPENED: (pgettext_lazy("invitation", "Opened"), Tone.INFO, "mail-opened"),
    _Status.ACCEPTED: (pgettext_lazy("invitation", "Accepted"), Tone.SUCCESS, "check"),
    _Status.DECLINED: (pgettext_lazy("invitation", "Declined"), Tone.WARNING, "x"),
    _Status.EXPIRED: (pgettext_lazy("invitation", "Expired"), Tone.WARNING, "hourglass"),
    _Status.REVOKED: (pgettext_lazy("invitation", "Revoked"), Tone.NEUTRAL, "ban"),
}


def invitation_badge(status: InvitationStatus) -> Badge:
    label, tone, icon = _INVITATIONS[status]
    return Badge(str(label), tone, icon)


def connected_badge() -> Badge:
    """For somebody who can sign in, however they came to."""
    return invitation_badge(InvitationStatus.ACCEPTED)
