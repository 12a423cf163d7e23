"""Words of the notices that the practice sends. (The worker's loading point of the feature.)"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.notices.words import notice_words

notice_words("access.granted", _("{person} opened the account of {client} to your firm."))
notice_words("access.refused", _("{client} refused your firm access to its account."))
notice_words("access.ended", _("{firm} no longer serves {company}; its access has ended."))
