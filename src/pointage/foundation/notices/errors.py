"""What can go wrong when somebody handles a mail by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class MailAlreadySent(RuleBroken):
    message = _("This mail has left already. Send a new one instead.")
