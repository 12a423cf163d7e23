"""Keys: there, strong, private, and able to read what was encrypted before."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from pointage.cli.checks.finding import Finding, broken, fine, warning
from pointage.cli.words import _

_SHORT = 40


def signing_key() -> Iterator[Finding]:
    from django.conf import settings

    if len(settings.SECRET_KEY) < _SHORT:
        yield broken(
            _("The signing key is too short."),
            _(
                "Remove POINTAGE_SECRET_KEY to use the file in the data folder, or give at least"
                " 40 random characters. People will have to sign in again."
            ),
        )
    else:
        yield fine(_("The signing key is there."))
    yield from _private(settings.DATA_DIR / "secret.key")


def encryption_keys() -> Iterator[Finding]:
    from cryptography.fernet import Fernet
    from django.conf import settings

    for number, key in enumerate(settings.ENCRYPTION_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield broken(
                _("Encryption key number {number} is not a Fernet key.").format(number=number),
                _("Put back the key from your backup of encryption.keys."),
            )
            return
    yield fine(_("Encryption keys: {count}").format(count=len(settings.ENCRYPTION_KEYS)))
    yield from _private(settings.DATA_DIR / "encryption.keys")


def _private(path: Path) -> Iterator[Finding]:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield warning(
            _("Other accounts of this machine may read {path}.").format(path=path),
            _("Close it: chmod 600 {path}").format(path=path),
        )


def secrets_readable() -> Iterator[Finding]:
    """Second factors are the secrets people keep longest: an old key that was thrown away shows
    here first."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator

    adapter = get_adapter()
    lost = total = 0
    for data in Authenticator.objects.values_list("data", flat=True).iterator():
        for name in ("secret", "seed"):
            if name in data:
                total += 1
                try:
                    adapter.decrypt(data[name])
                except Exception:  # whatever the reason, the person cannot use it
                    lost += 1
    if lost:
        yield broken(
            _("{lost} of {total} encrypted secrets cannot be read with the present keys.").format(
                lost=lost, total=total
            ),
            _(
                "Add the older key after the newer one in encryption.keys (or in"
                " POINTAGE_ENCRYPTION_KEYS)."
            ),
        )
    else:
        yield fine(_("Encrypted secrets can be read: {total}").format(total=total))
