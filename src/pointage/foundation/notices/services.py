"""Tells people things: a mail through the outbox, a notice in the app. Both in the caller's
transaction, both at most once per key."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.errors import MailAlreadySent
from pointage.foundation.notices.mjml import mjml_to_html
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.outbox.services import message_add

TOPIC = "mail.send"


def mail_queue(
    *,
    template: str,
    to_email: str,
    to_name: str = "",
    language: str,
    context: Mapping[str, str],
    link: str = "",
    key: str,
    firm_id: int | None = None,
    company_id: int | None = None,
    invitation: Invitation | None = None,
) -> OutgoingMail:
    """Renders a mail in `language` and hands it to the outbox; call inside a transaction.

    `template` names `notices/mail/<template>.subject.txt`, `.txt` and `.mjml`; they see `context`,
    `link`, `to_name`. The same `key` again returns the first mail and sends nothing.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("mail_queue must run inside the transaction of the change")
    earlier = OutgoingMail.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    values = {**context, "link": link, "to_name": to_name, "language": language}
    # Nothing to escape in plain text; the HTML part escapes every value.
    plain = {name: mark_safe(value) for name, value in values.items()}  # noqa: S308
    with translation.override(language):
        base = f"notices/mail/{template}"
        subject = " ".join(render_to_string(f"{base}.subject.txt", plain).split())
        text = render_to_string(f"{base}.txt", plain).strip() + "\n"
        html = mjml_to_html(render_to_string(f"{base}.mjml", values))
    mail = OutgoingMail.objects.create(
        key=key,
        template=template,
        language=language,
        to_email=to_email,
        to_name=to_name[:160],
        subject=subject[:300],
        text=text,
        html=html,
        link=link,
        firm_id=firm_id,
        company_id=company_id,
        invitation=invitation,
    )
    _send(mail, attempt=1)
    return mail


def mail_retry(*, mail: OutgoingMail) -> None:
    """Queues a mail again that bounced or found no server. Raises `MailAlreadySent`."""
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
        if mail.state == OutgoingMail.State.SENT:
            raise MailAlreadySent
        mail.state = OutgoingMail.State.QUEUED
        mail.last_error = ""
        mail.save(update_fields=["state", "last_error"])
        _send(mail, attempt=mail.attempts + 1)


def _send(mail: OutgoingMail, *, attempt: int) -> None:
    message_add(
        topic=TOPIC,
        key=f"mail:{mail.public_id}:{attempt}",
        payload={"mail": mail.pk},
        firm_id=mail.firm_id,
        company_id=mail.company_id,
    )


def notice_add(
    *,
    user_id: int,
    code: str,
    key: str,
    data: Mapping[str, str],
    url: str,
    firm_id: int | None = None,
    company_id: int | None = None,
) -> Notice:
    """Adds a notice for one person; the same `key` again adds nothing. `url` is an own path."""
    notice, _ = Notice.objects.get_or_create(
        key=key,
        defaults={
            "user_id": user_id,
            "code": code,
            "data": dict(data),
            "url": url,
            "firm_id": firm_id,
            "company_id": company_id,
        },
    )
    return notice


def notices_mark_read(*, user_id: int, ids: list[int] | None = None) -> int:
    """Marks the person's notices (all, or these) read; returns how many changed."""
    notices = Notice.objects.filter(user_id=user_id, read_at=None)
    if ids is not None:
        notices = notices.filter(pk__in=ids)
    return notices.update(read_at=timezone.now())
