"""Fixtures every test may use: the world, signed-in browsers of its people, a real SMTP server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client as Browser

from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.guarding import guards_remove
from tests import world as world_module
from tests.mailbox import Mailbox
from tests.world import World

_WRITTEN_ONCE = (
    "history_historyevent",
    "history_historyseal",
    "timeentries_punch",
    "timeentries_entrynote",
)


@pytest.fixture(autouse=True, scope="session")
def flush_may_empty_history() -> Iterator[None]:
    """Transactional tests empty every table when they end, which the history's guards refuse;
    they step aside for the flush, and its post_migrate signal puts them back."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_without_guards(self: Any, sql_list: Iterable[str]) -> None:
        guards_remove(tables=_WRITTEN_ONCE)
        flush(self, sql_list)

    operations.execute_sql_flush = flush_without_guards  # type: ignore[method-assign]
    yield
    operations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture
def world(db: None) -> World:
    return world_module.build()


@pytest.fixture
def signed_in() -> Callable[[User], Browser]:
    """`signed_in(world.marie)` is Marie's browser (without JavaScript)."""

    def browser(user: User) -> Browser:
        client = Browser()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:  # type: ignore[no-untyped-def]
    """A real SMTP server on loopback that the application sends to during the test."""
    box = Mailbox()
    with socket.socket() as free:
        free.bind((box.host, 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname=box.host, port=box.port)
    controller.start()
    settings.MAIL_IS_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
    yield box
    controller.stop()
