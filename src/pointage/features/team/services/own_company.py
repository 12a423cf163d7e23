"""A person makes a company of their own, outside any firm: they own it from its first moment.
Companies made for a client by its accountant are the practice's business."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.companies.services.company import CompanyDetails, company_create
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.features.team.services.joining import primary_admin_set
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope

#: Enough for anybody who runs businesses; too few for somebody who fills the disk.
OWN_COMPANY_LIMIT: Final = 20


def company_open_own(*, actor: Actor, user: User, details: CompanyDetails) -> Company:
    """A new, empty company with the person as its administrator and primary administrator.

    Any signed-in person may. Raises `TooManyOwnCompanies`.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if _owned(user) >= OWN_COMPANY_LIMIT:
            raise errors.TooManyOwnCompanies(limit=OWN_COMPANY_LIMIT)
        company = company_create(
            actor=actor,
            name=details.name,
            legal_name=details.legal_name,
            region=details.region,
            time_zone=details.time_zone,
            language=details.language,
        )
        with tenant_scope(companies=[company.pk]):
            member = TeamMember.objects.create(
                company=company,
                given_name=user.given_name or user.email.split("@")[0][:80],
                family_name=user.family_name,
                email=user.email,
                language=user.language,
                user_type=TeamMember.UserType.ADMINISTRATOR,
                user=user,
            )
            CompanyUser.objects.create(company=company, user=user, team_member_id=member.pk)
            here = actor.in_company(company.pk, rules.rights_of(member.user_type, []))
            event_record(
                actor=here,
                code="team_member.added",
                obj=member,
                label=member.full_name,
                company_id=company.pk,
                after={"email": member.email, "user_type": member.user_type},
            )
            primary_admin_set(actor=here, company=company, member=member)
    return company


def _owned(user: User) -> int:
    links = CompanyUser.objects.filter(user=user, is_active=True).select_related("company")
    return sum(link.company.primary_admin_id == link.team_member_id for link in links)
