"""Reads of mails and notices, always for one person, firm or company."""

from __future__ import annotations

from django.db.models import QuerySet

from pointage.foundation.notices.models import Notice, OutgoingMail


def unread_count(user_id: int) -> int:
    return Notice.objects.filter(user_id=user_id, read_at=None).count()


def notices_for(user_id: int) -> QuerySet[Notice]:
    """The person's notices, newest first."""
    return Notice.objects.filter(user_id=user_id).order_by("-id")


def mails_of_firm(firm_id: int, *, state: str = "") -> QuerySet[OutgoingMail]:
    """Mails sent on behalf of the firm, newest first."""
    mails = OutgoingMail.objects.filter(firm_id=firm_id).order_by("-id")
    return mails.filter(state=state) if state else mails


def mails_of_company(company_id: int, *, state: str = "") -> QuerySet[OutgoingMail]:
    """Mails sent for the company, newest first."""
    mails = OutgoingMail.objects.filter(company_id=company_id).order_by("-id")
    return mails.filter(state=state) if state else mails
