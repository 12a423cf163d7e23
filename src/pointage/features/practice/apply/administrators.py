"""The administrator a practice file names for a client: found by e-mail, made, invited. Step 13."""

from __future__ import annotations

from collections.abc import Iterator

from pointage.features.companies.models import Company
from pointage.features.practice.apply.changes import Change, Sign, What
from pointage.features.practice.apply.document import Administrator
from pointage.features.team.models import TeamMember
from pointage.features.team.services.invitations import team_member_invite
from pointage.features.team.services.members import team_member_add
from pointage.features.team.services.user_types import team_member_set_user_type
from pointage.features.team.values import TeamMemberValues
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import InvitationStatus, latest_invitations
from pointage.foundation.tenancy.scope import tenant_scope

#: An invitation in one of these states is left alone.
_LEAVE = {
    InvitationStatus.QUEUED,
    InvitationStatus.SENT,
    InvitationStatus.OPENED,
    InvitationStatus.ACCEPTED,
    InvitationStatus.DECLINED,
}


def administrator_ensure(
    wanted: Administrator | None, actor: Actor, company: Company
) -> Iterator[Change]:
    """Makes the named person an administrator and invites them, unless that is so already."""
    if wanted is None:
        return
    with tenant_scope(companies=[company.pk]):
        member = TeamMember.objects.filter(
            email__iexact=wanted.email.strip(), state=TeamMember.State.ACTIVE
        ).first()
        if member is None:
            values = TeamMemberValues(
                given_name=wanted.given_name or wanted.email.split("@")[0],
                family_name=wanted.family_name,
                email=wanted.email,
            )
            member = team_member_add(actor=actor, company=company, values=values)
            yield Change(Sign.ADD, What.PERSON_ADDED, {"name": member.full_name})
        if member.user_type != TeamMember.UserType.ADMINISTRATOR:
            member = team_member_set_user_type(
                actor=actor, member=member, user_type=TeamMember.UserType.ADMINISTRATOR
            )
            yield Change(Sign.CHANGE, What.ADMINISTRATOR_SET, {"name": member.full_name})
        view = latest_invitations("team_member", [member.public_id])[member.public_id]
        if wanted.invite and member.user_id is None and view.status not in _LEAVE:
            team_member_invite(actor=actor, member=member)
            yield Change(Sign.ADD, What.INVITED, {"email": member.email})
