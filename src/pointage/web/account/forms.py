"""Forms of signing in and of one's own security: allauth's behaviour with our words and widgets."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn.internal import auth as webauthn
from axes.utils import reset as forget_failures
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from pointage.foundation.identity.models import User
from pointage.web.account.passkeys import DAMAGED

PASSWORD_HELP = _("At least 10 characters. A short sentence is easier to remember than symbols.")
PASSKEY_REFUSED = _("The passkey could not be checked. Try again, or choose another way.")


def password_input(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete, "data-reveal": ""})


class PasswordField(forms.CharField):
    """A password somebody chooses. Validated by the form that knows the person."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        kwargs.setdefault("help_text", PASSWORD_HELP)
        super().__init__(
            max_length=256, strip=False, widget=password_input("new-password"), **kwargs
        )


def check_new_password(form: forms.Form, field: str, user: User) -> None:
    """Adds the password rules' complaints to `field`."""
    password = form.cleaned_data.get(field)
    if not password:
        return
    try:
        validate_password(password, user)
    except forms.ValidationError as error:
        form.add_error(field, error)


def _dress(field: forms.Field, label: Any, help_text: Any = "", **attrs: str) -> None:
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["login"], _("E-mail address"), autocomplete="username")
        _dress(self.fields["password"], _("Password"), **{"data-reveal": ""})
        _dress(self.fields["remember"], _("Stay signed in on this device"))


class ResetPasswordForm(account_forms.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["email"], _("E-mail address"), autocomplete="username")


class _NewPassword:
    """One field is enough: the person can look at what was typed."""

    fields: dict[str, forms.Field]

    def only_one(self) -> None:
        del self.fields["password2"]
        _dress(self.fields["password1"], _("New password"), PASSWORD_HELP, **{"data-reveal": ""})


class NewPasswordForm(_NewPassword, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_one()

    def save(self) -> None:
        super().save()
        # The mail proved who this is: earlier wrong guesses no longer count against the person.
        forget_failures(username=self.user.email.lower())


class ChangePasswordForm(_NewPassword, account_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["oldpassword"], _("Current password"), **{"data-reveal": ""})
        self.only_one()


class SetPasswordForm(_NewPassword, account_forms.SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_one()


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["password"], _("Password"), **{"data-reveal": ""})


def _dress_code(field: forms.Field, help_text: Any) -> None:
    _dress(
        field,
        _("Code"),
        help_text,
        autocomplete="one-time-code",
        inputmode="numeric",
        autocapitalize="off",
    )


class SecondFactorForm(mfa_forms.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(
            self.fields["code"], _("Six digits from your authenticator app, or a recovery code.")
        )


class SecondFactorAgainForm(mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(
            self.fields["code"], _("Six digits from your authenticator app, or a recovery code.")
        )


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self.fields["code"], _("The six digits that the app shows now."))


class _Sturdy:
    """A made-up or damaged answer of a passkey is refused like a wrong one."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except DAMAGED as error:
            raise forms.ValidationError(PASSKEY_REFUSED) from error


class SecondFactorPasskeyForm(_Sturdy, webauthn_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_Sturdy, webauthn_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """Every key added here signs in alone, so it must know its owner (PIN, finger, face)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["name"], _("Name of the passkey"), _("Such as “Laptop” or “Phone”."))
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = "60"
        self.fields["passwordless"] = forms.BooleanField(
            required=True, widget=forms.HiddenInput, initial=True
        )

    def clean_name(self) -> str:
        return str(super().clean_name())[:60]

    def clean(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super().clean()
        except DAMAGED as error:
            raise forms.ValidationError(PASSKEY_REFUSED) from error
        return data


class PasskeyLoginForm(webauthn_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Finds the person by the handle in the passkey, which is the public id."""

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        user = User.objects.filter(public_id=handle_of(credential), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("This passkey is not known here. Use another way."))
        try:
            webauthn.parse_authentication_response(credential)
            authenticator: Authenticator = webauthn.complete_authentication(user, credential)
        except DAMAGED as error:
            raise forms.ValidationError(PASSKEY_REFUSED) from error
        return authenticator


def handle_of(credential: dict[str, Any]) -> str:
    """The user handle inside an answer of a passkey; empty when it is damaged."""
    try:
        return websafe_decode(credential["response"]["userHandle"]).decode("ascii")
    except DAMAGED:
        return ""


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["name"], _("Name of the passkey"), _("Such as “Laptop” or “Phone”."))
        self.fields["name"].widget.attrs["maxlength"] = "60"

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"])[:60]
