"""The worker's side of mail: hand it to the SMTP server, note what the server said."""

from __future__ import annotations

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from pointage.foundation.notices.hooks import BOUNCE_HOOKS
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.notices.services import TOPIC
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.outbox.registry import GiveUp, RetryLater, handler


@handler(TOPIC)
def mail_send(message: OutboxMessage) -> None:
    """Sends one mail. A permanent refusal (5xx) of the address marks it bounced; everything else
    is tried again later. The Message-ID is the mail's own, so a mail that left twice because the
    worker died in between is seen as one by mail programs."""
    mail = OutgoingMail.objects.filter(pk=message.payload["mail"]).first()
    if mail is None or mail.state != OutgoingMail.State.QUEUED:
        return
    if not settings.MAIL_IS_CONFIGURED:
        _note(
            mail,
            state=OutgoingMail.State.NO_SERVER,
            attempts=mail.attempts + 1,
            last_error="",
        )
        return
    try:
        _hand_over(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        if 500 <= code < 600:
            _bounced(mail, f"{code} {_words(said)}")
            raise GiveUp(f"{code} {_words(said)}") from error
        _note(mail, attempts=mail.attempts + 1, last_error=f"{code} {_words(said)}"[:500])
        raise RetryLater(f"{code} {_words(said)}") from error
    except (smtplib.SMTPException, OSError) as error:
        text = f"{type(error).__name__}: {error}"[:500]
        _note(mail, attempts=mail.attempts + 1, last_error=text)
        raise RetryLater(text) from error
    _note(
        mail,
        state=OutgoingMail.State.SENT,
        sent_at=timezone.now(),
        attempts=mail.attempts + 1,
        last_error="",
        message_id=_message_id(mail),
    )


def _hand_over(mail: OutgoingMail) -> None:
    letter = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[formataddr((mail.to_name, mail.to_email)) if mail.to_name else mail.to_email],
        headers={
            "Message-ID": _message_id(mail),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    letter.attach_alternative(mail.html, "text/html")
    letter.send()


def _message_id(mail: OutgoingMail) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    return f"<{mail.public_id}@{domain}>"


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _bounced(mail: OutgoingMail, error: str) -> None:
    with transaction.atomic():
        _note(
            mail,
            state=OutgoingMail.State.BOUNCED,
            attempts=mail.attempts + 1,
            last_error=error[:500],
        )
        for hook in BOUNCE_HOOKS:
            hook(mail)


def _note(mail: OutgoingMail, **values: object) -> None:
    for name, value in values.items():
        setattr(mail, name, value)
    mail.save(update_fields=list(values))
