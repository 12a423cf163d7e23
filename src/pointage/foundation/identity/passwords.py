"""The house's own password rule, beside Django's length, common-list and similarity rules."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pointage.foundation.identity.models import User

_WORDS = ("pointage", "password", "motdepasse", "timesheet")


class ContextWordsValidator:
    """Refuses a password that is little more than the product's name or the word itself."""

    def validate(self, password: str, user: User | None = None) -> None:
        rest = password.lower().replace(" ", "")
        for word in _WORDS:
            rest = rest.replace(word, "")
        if len(rest) < len(password) and len(rest.strip("0123456789!?.-_")) < 4:
            raise ValidationError(self.get_help_text(), code="password_context")

    def get_help_text(self) -> str:
        return _("Choose something less easy to guess than the name of this program.")
