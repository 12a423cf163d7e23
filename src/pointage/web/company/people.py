"""Presenter of people: table rows, the invitation box, choices of filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.features.team.services import BulkInvited
from pointage.foundation.errors import one_stop
from pointage.foundation.identity.invitations import InvitationStatus, InvitationView
from pointage.web.company import words
from pointage.web.components.values import (
    Action,
    Badge,
    Badges,
    Column,
    Empty,
    Pagination,
    Person,
    Row,
    Table,
    Tone,
)
from pointage.web.formats import moment_text

_Views = Mapping[str, InvitationView]


@dataclass(frozen=True, slots=True)
class InviteRow:
    """A line of the bulk invitations page."""

    public_id: str
    name: str
    email: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class TextRow:
    """A person to be invited by text message; `href` opens the message, once there is a link."""

    public_id: str
    name: str
    mobile: str
    badge: Badge
    href: str
    link: str


@dataclass(frozen=True, slots=True)
class InvitationBox:
    """What stands beside the e-mail address on the general tab."""

    badge: Badge
    detail: str
    send_label: str  # empty: nothing to send
    why_not: str
    may_revoke: bool
    link: str
    mail_error: str
    has_no_mail_server: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A page of the list. `views`: invitations of those who cannot sign in yet; `groups`: names by
    member id; `select_form`: id of the form that takes ticked people, if there is one."""

    members: Sequence[TeamMember]
    views: _Views
    groups: Mapping[int, list[str]]
    pagination: Pagination
    is_narrowed: bool
    select_form: str = ""


def team_table(page: TeamPage, company: str) -> Table:
    """The list of the team."""
    return Table(
        caption=_("My team"),
        columns=[
            Column(_("Person"), main=True),
            Column(_("User type")),
            Column(_("Groups")),
            Column(_("Invitation")),
            Column(_("Employee number")),
        ],
        rows=[_row(member, page, company) for member in page.members],
        empty=_empty(company, page.is_narrowed),
        pagination=page.pagination,
        id="team",
        select_name="people" if page.select_form else "",
        select_form=page.select_form,
    )


def _row(member: TeamMember, page: TeamPage, company: str) -> Row:
    name = Person(
        member.full_name,
        member.email or _("No e-mail"),
        reverse("company:person", args=[company, member.public_id]),
    )
    is_active = member.state == TeamMember.State.ACTIVE
    return Row(
        cells=[
            name,
            str(words.USER_TYPES[member.user_type]),
            ", ".join(page.groups.get(member.pk, [])) or "—",
            Badges(_badges(member, page.views.get(member.public_id))),
            member.employee_number or "—",
        ],
        select=member.public_id if page.select_form and is_active else "",
        select_label=_("Choose %(name)s") % {"name": member.full_name},
    )


def _badges(member: TeamMember, view: InvitationView | None) -> list[Badge]:
    badge = words.connected_badge() if member.user_id else _badge(view)
    if member.state == TeamMember.State.ARCHIVED:
        return [Badge(str(words.STATES[member.state]), Tone.NEUTRAL, "archive")]
    return [badge]


def _badge(view: InvitationView | None) -> Badge:
    return words.invitation_badge(view.status if view else InvitationStatus.NOT_INVITED)


def _empty(company: str, is_narrowed: bool) -> Empty:
    team = reverse("company:team", args=[company])
    if is_narrowed:
        return Empty(
            _("Nobody found"),
            _("Try another word, or fewer filters."),
            "user-search",
            [Action(_("Show everybody"), team)],
        )
    return Empty(
        _("Nobody here yet"),
        _("Add people one by one, or bring them in from the books."),
        "users",
    )


def invite_rows(members: Sequence[TeamMember], views: _Views) -> list[InviteRow]:
    return [
        InviteRow(m.public_id, m.full_name, m.email, _badge(views.get(m.public_id)))
        for m in members
    ]


def text_rows(members: Sequence[TeamMember], views: _Views, company: Company) -> list[TextRow]:
    """People with a mobile number and no e-mail address; the message is in their language."""
    rows = []
    for member in members:
        view = views.get(member.public_id)
        link = view.link if view is not None and not view.email else ""
        href = _sms(member, company, link) if link else ""
        rows.append(
            TextRow(member.public_id, member.full_name, member.mobile, _badge(view), href, link)
        )
    return rows


def _sms(member: TeamMember, company: Company, link: str) -> str:
    """An `sms:` address (RFC 5724) with the number and the message."""
    with override(member.language or company.language):
        text = _("%(company)s invites you to track your time: %(link)s") % {
            "company": company.name,
            "link": link,
        }
    number = "".join(sign for sign in member.mobile if sign.isdecimal() or sign == "+")
    return f"sms:{number}?body={quote(text)}"


def refusal_texts(done: BulkInvited) -> list[str]:
    """Each reason once, the most frequent first, five at most."""
    reasons = Counter(error.text for _member, error in done.refused)
    return [text for text, _count in reasons.most_common(5)]


def choice(
    name: str, label: str, options: Mapping[str, Any], current: str, everything: str
) -> dict[str, Any]:
    """A drop-down filter of the list; `everything` is the words of no filter, if it has any."""
    choices = [("", everything)] if everything else []
    choices += [(code, str(text)) for code, text in options.items()]
    return {
        "name": name,
        "label": label,
        "choices": [
            {"value": code, "label": text, "selected": code == current} for code, text in choices
        ],
    }


def invitation_box(
    member: TeamMember, view: InvitationView, zone: ZoneInfo, *, may_invite: bool
) -> InvitationBox:
    """The invitation's state in words and what may be done about it."""
    status = view.status if not member.user_id else InvitationStatus.ACCEPTED
    why_not = _why_not(member, may_invite=may_invite)
    is_again = view.may_resend
    label = _("Resend the invitation") if is_again else _("Send invitation")
    return InvitationBox(
        badge=words.invitation_badge(status),
        detail=_detail(member, view, zone),
        send_label="" if why_not or member.user_id else label,
        why_not="" if member.user_id else why_not,
        may_revoke=view.may_revoke and may_invite and not member.user_id,
        link=view.link if may_invite and not member.user_id else "",
        mail_error=view.mail_error,
        has_no_mail_server=view.has_no_mail_server,
    )


def _why_not(member: TeamMember, *, may_invite: bool) -> str:
    if not may_invite:
        return _("You may not send invitations.")
    if member.state != TeamMember.State.ACTIVE:
        return _("Restore this person first.")
    if not member.email:
        return _("Add an e-mail address and save, then send the invitation.")
    return ""


def _detail(member: TeamMember, view: InvitationView, zone: ZoneInfo) -> str:
    if member.user is not None:
        return _("Signs in with %(email)s.") % {"email": member.user.email}
    if view.sent_at is None:
        return ""
    sent = moment_text(view.sent_at, zone)
    email = view.email or member.mobile
    detail = _("To %(email)s, %(sent)s.") % {"email": email, "sent": sent}
    if view.status.is_open and view.expires_at is not None:
        detail = _("To %(email)s, %(sent)s. It can be accepted until %(until)s.") % {
            "email": email,
            "sent": sent,
            "until": moment_text(view.expires_at, zone),
        }
    return one_stop(detail)
