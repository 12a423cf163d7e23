"""Where allauth meets our rules: no open sign-up, our mails, our words, secrets kept encrypted."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from pointage.foundation.identity.models import User
from pointage.foundation.notices.services import mail_queue
from pointage.web.middleware import client_address

#: allauth's name of a notification -> our name of what happened (mail `account_changed`).
_NEWS = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "totp_added",
    "mfa/email/totp_deactivated": "totp_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by invitation or by the first-run page, never by signing up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is disabled."),
        "email_password_mismatch": _(
            "This address and password do not go together. Check both, or reset your password."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("Enter your current password."),
        "incorrect_code": _("This code is not right. Codes change every 30 seconds."),
        "too_many_login_attempts": _("Too many attempts. Try again in a few minutes."),
        "rate_limited": _("Too many requests. Wait a moment, then try again."),
        "invalid_password_reset": _("This link has been used or has expired. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site: nothing that names a host, not even ours."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of the last minutes proves enough; older sessions are asked once more."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        link = settings.BASE_URL + reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": context["uid"], "key": context["key"]},
        )
        self._mail(user, "password_reset", link=link)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        what = _NEWS.get(template_prefix)
        if what:
            link = settings.BASE_URL + reverse("account:security")
            self._mail(user, "account_changed", link=link, what=what)

    def _mail(self, user: User, template: str, *, link: str, **values: str) -> None:
        with transaction.atomic():
            mail_queue(
                template=template,
                to_email=user.email,
                to_name=user.full_name,
                language=user.language,
                context=values,
                link=link,
                key=f"{template}:{user.pk}:{get_random_string(16)}",
            )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors with our words; their secrets are encrypted with the installation's keys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("This second step cannot be removed."),
        "cannot_generate_recovery_codes": _(
            "Recovery codes need a passkey or an authenticator app first."
        ),
        "incorrect_code": _("This code is not right. Codes change every 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """The handle is the public id: row numbers stay inside, and a passkey can be made before
        its account (see `passkeys`)."""
        return {
            "id": user.public_id.encode(),
            "name": user.email,
            "display_name": user.full_name,
        }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return str(_("Passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Pointage"}


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
