"""Reads of the team: the list with its filters, the counts of the home page, one person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from pointage.features.companies.models import TimeSettings
from pointage.features.companies.queries import time_settings_column, time_settings_from
from pointage.features.team.models import GroupManager, GroupMember, TeamMember
from pointage.features.team.permissions import CompanySwitches, member_permissions
from pointage.features.team.reach import Reach
from pointage.features.team.services.open_invitations import TEAM_PURPOSE
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.models import Invitation
from pointage.foundation.tenancy.prepared import PreparedQuery

_OPEN: Final = (Invitation.State.SENT, Invitation.State.OPENED)
_ACTIVE: Final = Q(state=TeamMember.State.ACTIVE)
# Letters that people leave out or put in: each stands for its whole family.
_FAMILIES: Final = ("aàâäáã", "cç", "eéèêë", "iîïíì", "nñ", "oôöóòõ", "uùûüú", "yÿý")
_FAMILY_OF: Final = {letter: family for family in _FAMILIES for letter in family}


NO_GROUP: Final = "none"


class SignIn(StrEnum):
    """Whether a person can sign in to the company, for the list's filter."""

    CONNECTED = "connected"
    INVITED = "invited"
    NOT_INVITED = "not_invited"


@dataclass(frozen=True, slots=True)
class TeamFilter:
    """What the list is narrowed to; empty strings mean everything."""

    text: str = ""
    state: str = TeamMember.State.ACTIVE
    user_type: str = ""
    sign_in: str = ""
    #: A group's public id, or `NO_GROUP`.
    group: str = ""
    #: Nobody outside it is found.
    reach: Reach = field(default_factory=lambda: Reach(everyone=True))


@dataclass(frozen=True, slots=True)
class TeamTotals:
    """Numbers of people. `active` counts everybody not archived; the others are among those."""

    active: int
    archived: int
    administrators: int
    connected: int
    without_email: int


def team_list(company_id: int, wanted: TeamFilter) -> QuerySet[TeamMember]:
    """People in order of name. Needs the company in scope."""
    people = TeamMember.objects.filter(wanted.reach.among("pk"), company_id=company_id)
    if wanted.group:
        in_groups = GroupMember.objects.filter(group__is_active=True, team_member=OuterRef("pk"))
        if wanted.group == NO_GROUP:
            people = people.filter(~Exists(in_groups))
        else:
            people = people.filter(Exists(in_groups.filter(group__public_id=wanted.group)))
    if wanted.state:
        people = people.filter(state=wanted.state)
    if wanted.user_type:
        people = people.filter(user_type=wanted.user_type)
    if wanted.sign_in == SignIn.CONNECTED:
        people = people.filter(user__isnull=False)
    elif wanted.sign_in == SignIn.INVITED:
        people = people.filter(_has_open_invitation(), user__isnull=True)
    elif wanted.sign_in == SignIn.NOT_INVITED:
        people = people.filter(~_has_open_invitation(), user__isnull=True)
    if words := wanted.text.split()[:5]:
        people = people.annotate(
            haystack=Concat(
                "given_name",
                Value(" "),
                "family_name",
                Value(" "),
                "email",
                Value(" "),
                "employee_number",
                output_field=TextField(),
            )
        )
        for word in words:
            people = people.filter(haystack__iregex=accent_blind(word))
    return people.order_by("family_name", "given_name", "id")


def team_page(company_id: int, wanted: TeamFilter, number: str | None, size: int) -> Page[Any]:
    """One page of `team_list`. A search looks through the team once, not once to count and once
    more to show. Needs the company in scope."""
    people = team_list(company_id, wanted)
    if not wanted.text.split():
        return Paginator(people, size).get_page(number)
    page = Paginator(list(people.values_list("pk", flat=True)), size).get_page(number)
    found = TeamMember.objects.in_bulk(list(page.object_list))
    return Page([found[pk] for pk in page.object_list], page.number, page.paginator)


def accent_blind(word: str) -> str:
    """A pattern, for both databases, that finds `word` with or without its accents."""
    text = unicodedata.normalize("NFC", word).lower()[:60]
    return "".join(
        f"[{_FAMILY_OF[letter]}{_FAMILY_OF[letter].upper()}]"
        if letter in _FAMILY_OF
        else re.escape(letter)
        for letter in text
    )


def team_totals(company_id: int) -> TeamTotals:
    """One query. Needs the company in scope."""
    admin = TeamMember.UserType.ADMINISTRATOR
    return TeamTotals(
        **TeamMember.objects.filter(company_id=company_id).aggregate(
            active=Count("id", filter=_ACTIVE),
            archived=Count("id", filter=~_ACTIVE),
            administrators=Count("id", filter=_ACTIVE & Q(user_type=admin)),
            connected=Count("id", filter=_ACTIVE & Q(user__isnull=False)),
            without_email=Count("id", filter=_ACTIVE & Q(email="")),
        )
    )


def to_invite(company_id: int) -> QuerySet[TeamMember]:
    """Active people with an e-mail address who cannot sign in yet: never invited, or invited and
    not accepted. Needs the company in scope."""
    return (
        TeamMember.objects.filter(_ACTIVE, company_id=company_id, user__isnull=True)
        .exclude(email="")
        .order_by("family_name", "given_name", "id")
    )


def to_text(company_id: int) -> QuerySet[TeamMember]:
    """Active people with a mobile number and no e-mail address who cannot sign in yet. Needs the
    company in scope."""
    people = TeamMember.objects.filter(_ACTIVE, company_id=company_id, user__isnull=True, email="")
    return people.exclude(mobile="").order_by("family_name", "given_name", "id")


def administrators_without_invitation(company_id: int) -> QuerySet[TeamMember]:
    """Active administrators who can neither sign in nor have an open invitation."""
    return TeamMember.objects.filter(
        ~_has_open_invitation(),
        _ACTIVE,
        company_id=company_id,
        user__isnull=True,
        user_type=TeamMember.UserType.ADMINISTRATOR,
    ).order_by("family_name", "given_name", "id")


def team_member_of(company_id: int, public_id: str) -> TeamMember:
    """The person of that company. Raises `NotFound`. Needs the company in scope."""
    member = (
        TeamMember.objects.filter(company_id=company_id, public_id=public_id)
        .select_related("user")
        .first()
    )
    if member is None:
        raise NotFound(public_id)
    return member


def _has_open_invitation() -> Exists:
    return Exists(
        Invitation.objects.filter(
            purpose=TEAM_PURPOSE,
            subject=OuterRef("public_id"),
            state__in=_OPEN,
            expires_at__gt=timezone.now(),
        )
    )


@dataclass(frozen=True, slots=True)
class Seated:
    """One of the company's people who signed in, and all that every page asks first."""

    member: TeamMember
    permissions: frozenset[str]
    time_settings: TimeSettings
    leads_group: bool


def _seated(member_id: int, user_id: int) -> QuerySet[TeamMember]:
    leads = GroupManager.objects.filter(team_member_id=OuterRef("pk"), group__is_active=True)
    return TeamMember.objects.filter(
        pk=member_id, user_id=user_id, state=TeamMember.State.ACTIVE
    ).annotate(kept_settings=time_settings_column(), leads_group=Exists(leads))


_SEATED: Final = PreparedQuery(_seated, "member_id", "user_id")


def seated_member(company_id: int, member_id: int, user_id: int) -> Seated | None:
    """The active person of that sign-in; None when archived or of somebody else. One prepared
    query: every page and every punch begins with it. Needs no scope."""
    member: Any = _SEATED.first_in(company_id, member_id=member_id, user_id=user_id)
    if member is None:
        return None
    settings = time_settings_from(member.company_id, member.kept_settings)
    switches = CompanySwitches(settings.people_manage_own_time, settings.people_use_phones)
    return Seated(member, member_permissions(member, switches), settings, bool(member.leads_group))
