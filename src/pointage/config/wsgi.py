"""The WSGI application granian serves."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: Seconds that a request waits for the one before it. A slow page holds up the next one no longer.
PATIENCE = 0.05


def one_by_one(application: Application) -> Application:
    """Requests of this process one after the other while they are quick.

    Threads that compute at the same time in one Python hand the interpreter to each other at every
    statement of SQL, which costs half of their time; each is answered sooner when they do not.
    """
    turn = threading.Lock()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        is_ours = turn.acquire(timeout=PATIENCE)
        try:
            return application(environ, start)
        finally:
            if is_ours:
                turn.release()

    return answer


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pointage.config.settings")
application: Application = get_wsgi_application()
if "sqlite3" in str(settings.DATABASES["default"]["ENGINE"]):  # else threads wait for the network
    application = one_by_one(application)

# What the program itself consists of is never garbage: the collector need not look at it again.
gc.collect()
gc.freeze()
