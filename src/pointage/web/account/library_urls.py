"""Addresses under the names that allauth and the layouts look up. What is not here is not offered:
open sign-up, several e-mail addresses, sign-in by code.
"""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.contrib.auth.decorators import login_required
from django.urls import path, re_path
from django.views.generic import RedirectView

from pointage.web.account import preferences, security, sign_in

_to_security = RedirectView.as_view(pattern_name="account:security")

urlpatterns = [
    path("account/login/", sign_in.LoginView.as_view(), name="account_login"),
    path("account/logout/", sign_in.LogoutView.as_view(), name="account_logout"),
    path("account/inactive/", account_views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path(
        "account/password/change/",
        login_required(sign_in.PasswordChangeView.as_view()),
        name="account_change_password",
    ),
    path(
        "account/password/set/",
        login_required(sign_in.PasswordSetView.as_view()),
        name="account_set_password",
    ),
    path("account/password/reset/", account_views.password_reset, name="account_reset_password"),
    path(
        "account/password/reset/sent/",
        account_views.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/second-step/", mfa_views.authenticate, name="mfa_authenticate"),
    path("account/second-step/again/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("account/passkey/", sign_in.PasskeyLoginView.as_view(), name="mfa_login_webauthn"),
    path(
        "account/passkey/again/",
        webauthn_views.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("me/security/second-step/", _to_security, name="mfa_index"),
    path("me/security/passkeys/", _to_security, name="mfa_list_webauthn"),
    path("me/security/passkeys/add/", webauthn_views.add_webauthn, name="mfa_add_webauthn"),
    path(
        "me/security/passkeys/<int:pk>/rename/",
        webauthn_views.edit_webauthn,
        name="mfa_edit_webauthn",
    ),
    path(
        "me/security/passkeys/<int:pk>/remove/",
        webauthn_views.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("me/security/app/add/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("me/security/app/remove/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "me/security/recovery-codes/",
        codes_views.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "me/security/recovery-codes/new/",
        codes_views.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "me/security/recovery-codes/download/",
        codes_views.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("me/security/sessions/", security.sessions_page, name="usersessions_list"),
    path("preferences/language/", preferences.set_language, name="set_language"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
]
