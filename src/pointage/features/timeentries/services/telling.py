"""Notices and mails about correction requests. Call inside the transaction of the change."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pointage.features.companies.models import Company
from pointage.features.team.leaders import leaders_of
from pointage.features.team.models import TeamMember
from pointage.features.team.reach import Right
from pointage.features.timeentries.models import CorrectionRequest
from pointage.foundation.notices.services import mail_queue, notice_add
from pointage.foundation.notices.words import notice_words

notice_words("correction_request.made", _("{person} asks for a correction of their time."))
notice_words("correction_request.approved", _("{decider} approved your correction."))
notice_words("correction_request.refused", _("{decider} refused your correction: {answer}"))

#: A company with hundreds of administrators does not mail them all.
_MOST: Final = 30


def correction_asked(request: CorrectionRequest, company: Company) -> None:
    """Tells those who decide: managers of the person's groups, and administrators."""
    path = f"/c/{company.public_id}/oversight/corrections/{request.public_id}/"
    words = {
        "person": request.team_member.full_name,
        "company": company.name,
        "reason": request.reason,
    }
    for leader in leaders_of(request.team_member_id, Right.TIME)[:_MOST]:
        _tell(leader, request, "made", words, path, company)


def correction_decided(request: CorrectionRequest) -> None:
    """Tells the person who asked, if they can sign in."""
    member = TeamMember.objects.select_related("user").get(pk=request.team_member_id)
    if member.user is None:
        return
    company = request.company
    words = {
        "decider": request.decided_by_name,
        "company": company.name,
        "answer": request.answer,
        "reason": request.reason,
    }
    path = f"/c/{company.public_id}/oversight/corrections/{request.public_id}/"
    _tell(member, request, request.state, words, path, company)


def _tell(
    member: TeamMember,
    request: CorrectionRequest,
    what: str,
    words: dict[str, str],
    path: str,
    company: Company,
) -> None:
    assert member.user is not None
    key = f"correction:{request.public_id}:{what}:{member.user.pk}"
    notice_add(
        user_id=member.user.pk,
        code=f"correction_request.{what}",
        key=key,
        data=words,
        url=path,
        company_id=company.pk,
    )
    mail_queue(
        template=f"correction_{what}",
        to_email=member.user.email,
        to_name=member.user.full_name,
        language=member.user.language,
        context=words,
        link=f"{settings.BASE_URL}{path}",
        key=key,
        company_id=company.pk,
    )
