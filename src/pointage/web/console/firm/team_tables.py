"""The firm's team as finished strings: the list, a person's facts, the invitation. Asks the
database only for the invitation of the person shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import FirmMember
from pointage.features.practice.team_queries import TeamRow, member_invitation
from pointage.foundation.identity.invitations import InvitationStatus, InvitationView
from pointage.web.company.words import connected_badge, invitation_badge
from pointage.web.components import values
from pointage.web.console.firm import words
from pointage.web.console.shell import address
from pointage.web.console.words import role_name, when_text


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """The invitation of a person without a sign-in. Empty addresses mean a button not offered."""

    badge: values.Badge
    facts: list[values.Definition]
    link: str
    no_server: bool
    send_url: str
    send_label: str
    revoke_url: str
    note: str


def crumbs(seat: FirmSeat) -> list[values.Crumb]:
    return [values.Crumb(_("Team"), address(seat, "team"))]


def state_tabs(seat: FirmSeat, *, is_past: bool) -> list[values.Tab]:
    here = address(seat, "team")
    return [
        values.Tab(pgettext("people of the firm", "Active"), here, active=not is_past),
        values.Tab(
            pgettext("people of the firm", "Deactivated"), f"{here}?state=inactive", active=is_past
        ),
    ]


def team_table(seat: FirmSeat, rows: Sequence[TeamRow], *, is_past: bool) -> values.Table:
    empty = values.Empty(
        _("Nobody has left the team"), _("People you deactivate show here."), "user-off"
    )
    return values.Table(
        caption=_("People of the firm"),
        columns=[
            values.Column(_("Name"), main=True),
            values.Column(_("Role")),
            values.Column(_("Clients")),
            values.Column(_("Invitation")),
        ],
        rows=[_row(seat, each) for each in rows],
        empty=empty if is_past else None,
        id="team",
    )


def _row(seat: FirmSeat, row: TeamRow) -> values.Row:
    member, href = row.member, address(seat, "team_member", member=row.member.public_id)
    name = member.full_name
    if member.pk == seat.member.pk:
        name = _("%(name)s (you)") % {"name": name}
    extra = len(member.extra_permissions)
    return values.Row(
        cells=[
            values.Person(name, member.email, href),
            values.Text(role_name(member.role), _("with extra permissions") if extra else ""),
            words.clients_text(member, row.client_count),
            invitation_badge(row.invitation.status) if row.invitation else connected_badge(),
        ],
        actions=_actions(seat, row, href),
        actions_label=_("Actions for %(name)s") % {"name": member.full_name},
    )


def _actions(seat: FirmSeat, row: TeamRow, href: str) -> list[values.Action]:
    member, sent = row.member, row.invitation
    actions = [values.Action(_("Open"), href, "user-edit")]
    if sent is not None and member.is_active:
        actions.append(
            values.Action(
                send_label(sent),
                address(seat, "team_invite", member=member.public_id),
                "send",
                post=True,
            )
        )
        if sent.link:
            actions.append(values.Action(_("Copy the link"), f"{href}#invitation", "link"))
        if sent.may_revoke:
            actions.append(
                values.Action(
                    _("Take the invitation back"),
                    address(seat, "team_revoke", member=member.public_id),
                    "ban",
                    post=True,
                )
            )
    return actions


def send_label(sent: InvitationView) -> str:
    return _("Send again") if sent.may_resend else _("Send invitation")


def member_facts(member: FirmMember) -> list[values.Definition]:
    """For people the reader may not change."""
    return [
        values.Definition(_("E-mail"), member.email),
        values.Definition(
            _("Role"), role_name(member.role), str(words.ROLE_NOTES[FirmMember.Role(member.role)])
        ),
        values.Definition(
            _("Clients"),
            words.clients_text(member, 0 if member.has_all_clients else member.clients.count()),
        ),
        values.Definition(
            _("Language"), _("French") if member.language == "fr-ca" else _("English")
        ),
    ]


def invitation_card(seat: FirmSeat, member: FirmMember, zone: ZoneInfo) -> InvitationCard | None:
    """None for those who sign in already."""
    sent = member_invitation(member)
    if sent is None:
        return None
    facts = [values.Definition(_("Sent to"), sent.email or member.email)]
    if sent.sent_at is not None and sent.status is not InvitationStatus.NOT_INVITED:
        facts.append(values.Definition(_("Sent on"), when_text(sent.sent_at, zone)))
    if sent.status.is_open:
        facts.append(values.Definition(_("Works until"), when_text(sent.expires_at, zone)))
    if sent.mail_error:
        facts.append(values.Definition(_("What the server said"), sent.mail_error))
    may = member.is_active
    return InvitationCard(
        badge=invitation_badge(sent.status),
        facts=facts,
        link=sent.link,
        no_server=sent.has_no_mail_server,
        send_url=address(seat, "team_invite", member=member.public_id) if may else "",
        send_label=send_label(sent),
        revoke_url=address(seat, "team_revoke", member=member.public_id) if sent.may_revoke else "",
        note="" if may else _("A deactivated person cannot be invited. Bring them back first."),
    )
