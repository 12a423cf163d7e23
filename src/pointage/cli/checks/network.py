"""Addresses and the mail server: what people's browsers and mailboxes will meet."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from pointage.cli.checks.finding import Finding, broken, fine, warning
from pointage.cli.words import _

_HERE = {"localhost", "127.0.0.1", "::1"}
_TIMEOUT = 8


def addresses() -> Iterator[Finding]:
    from django.conf import settings

    parts = urlsplit(settings.BASE_URL)
    if settings.DEBUG:
        yield broken(_("Error pages show inner details to everybody."), _("Remove POINTAGE_DEBUG."))
    if parts.hostname in _HERE:
        yield warning(
            _("Pointage answers only on this machine: {address}").format(address=settings.BASE_URL),
            _("For other people, set POINTAGE_BASE_URL to the address they will type."),
        )
    elif parts.scheme != "https":
        yield broken(
            _("{address} is not encrypted: passwords could be read on the way.").format(
                address=settings.BASE_URL
            ),
            _("Put a reverse proxy with a certificate in front; use https in POINTAGE_BASE_URL."),
        )
    elif not settings.TRUSTED_PROXIES:
        yield warning(
            _("No reverse proxy is trusted: every visitor seems to come from the same address."),
            _("Set POINTAGE_TRUSTED_PROXIES to the address of the proxy, such as 127.0.0.1."),
        )
    else:
        yield fine(_("Address: {address}").format(address=settings.BASE_URL))


def mail_server() -> Iterator[Finding]:
    """Opens a session with the server and signs in; sends nothing."""
    from django.conf import settings

    if not settings.MAIL_IS_CONFIGURED:
        yield warning(
            _("No mail server is set: mails wait on the outgoing-mail page, with links to copy."),
            _("Set POINTAGE_SMTP_URL, such as smtp+tls://user:password@mail.example:587."),
        )
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        _greet()
    except (OSError, smtplib.SMTPException) as error:
        yield broken(
            _("The mail server {place} does not work: {error}").format(place=place, error=error),
            _("Check POINTAGE_SMTP_URL: server, port, user and password. Mails wait until then."),
        )
    else:
        yield fine(_("The mail server {place} answers.").format(place=place))


def _greet() -> None:
    from django.conf import settings

    place = (settings.EMAIL_HOST, settings.EMAIL_PORT)
    context = ssl.create_default_context()
    session: smtplib.SMTP
    if getattr(settings, "EMAIL_USE_SSL", False):
        session = smtplib.SMTP_SSL(*place, timeout=_TIMEOUT, context=context)
    else:
        session = smtplib.SMTP(*place, timeout=_TIMEOUT)
    with session:
        session.ehlo_or_helo_if_needed()
        if getattr(settings, "EMAIL_USE_TLS", False):
            session.starttls(context=context)
        if settings.EMAIL_HOST_USER:
            session.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
