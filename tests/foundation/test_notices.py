"""Mail leaves by a real SMTP server, waits when there is none, and bounces visibly."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.template import engines

from pointage.foundation.notices import hooks
from pointage.foundation.notices.errors import MailAlreadySent
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.notices.services import mail_queue, mail_retry
from pointage.foundation.outbox import worker
from pointage.foundation.outbox.models import OutboxMessage
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_template(tmp_path, settings) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "notices" / "mail"
    folder.mkdir(parents=True)
    (folder / "hello.subject.txt").write_text("Hello {{ name }}")
    (folder / "hello.txt").write_text("Dear {{ to_name }}, see {{ link }}")
    (folder / "hello.mjml").write_text(
        "{% extends 'notices/mail/base.mjml' %}{% block heading %}{{ name }}{% endblock %}"
    )
    templates = [dict(settings.TEMPLATES[0], DIRS=[str(tmp_path)])]
    settings.TEMPLATES = templates
    engines.__init__()  # type: ignore[misc]


def queue(key: str = "k", to: str = "nina@example.com", name: str = "Nina") -> OutgoingMail:
    with transaction.atomic():
        return mail_queue(
            template="hello",
            to_email=to,
            to_name="Nina Roy",
            language="fr-ca",
            context={"name": name},
            link="http://localhost:8000/x/",
            key=key,
        )


def test_a_mail_really_leaves(mailbox: Mailbox) -> None:
    mail = queue()
    worker.run(once=True)
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.SENT
    (letter,) = mailbox.messages
    assert letter["Subject"] == "Hello Nina"
    assert letter["To"] == "Nina Roy <nina@example.com>"
    assert letter["Message-ID"] == mail.message_id
    parts = [part.get_content_type() for part in letter.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]


def test_the_same_key_sends_once(mailbox: Mailbox) -> None:
    assert queue("same").pk == queue("same").pk
    worker.run(once=True)
    assert len(mailbox.messages) == 1


def test_a_rolled_back_change_sends_nothing(mailbox: Mailbox) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue()
        raise ZeroDivisionError
    worker.run(once=True)
    assert mailbox.messages == []
    assert not OutgoingMail.objects.exists()


def test_a_refused_address_bounces_and_is_told_once(mailbox: Mailbox) -> None:
    told: list[int] = []
    hook = hooks.when_bounced(lambda mail: told.append(mail.pk))
    mailbox.refuse.add("gone@example.com")
    mail = queue(to="gone@example.com")
    worker.run(once=True)
    hooks.BOUNCE_HOOKS.remove(hook)
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.BOUNCED
    assert "550" in mail.last_error
    assert told == [mail.pk]


def test_a_server_that_is_down_is_tried_again(settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_IS_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = queue()
    worker.run(once=True)
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.QUEUED
    assert "refused" in mail.last_error.lower()
    assert OutboxMessage.objects.get().state == OutboxMessage.State.WAITING


def test_without_a_server_the_mail_waits_for_somebody_to_copy_its_link(settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_IS_CONFIGURED = False
    mail = queue()
    worker.run(once=True)
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.NO_SERVER
    assert mail.link == "http://localhost:8000/x/"


def test_a_waiting_mail_leaves_when_retried(mailbox: Mailbox, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_IS_CONFIGURED = False
    mail = queue()
    worker.run(once=True)
    settings.MAIL_IS_CONFIGURED = True
    mail_retry(mail=mail)
    worker.run(once=True)
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.SENT
    with pytest.raises(MailAlreadySent):
        mail_retry(mail=mail)


def test_hostile_names_stay_text(mailbox: Mailbox) -> None:
    queue(name="<script>alert(1)</script>\r\nBcc: victim@example.com")
    worker.run(once=True)
    (letter,) = mailbox.messages
    assert letter["Bcc"] is None
    html = letter.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
