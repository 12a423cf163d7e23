"""Django's sessions in the database, read by a prepared query: every request reads one."""

from __future__ import annotations

from typing import Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from pointage.foundation.tenancy.prepared import PreparedQuery

_SESSION: Final = PreparedQuery(lambda key: Session.objects.filter(session_key=key), "key")


class SessionStore(DatabaseStore):
    """As Django's, with the same table; see `SESSION_ENGINE`."""

    def _get_session_from_db(self) -> Session | None:
        kept = _SESSION.first(key=self.session_key) if self.session_key else None
        if kept is None or kept.expire_date <= timezone.now():
            self._session_key = None
            return None
        return kept
