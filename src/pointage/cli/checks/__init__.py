"""What `pointage doctor` looks at. Each check yields findings; none changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pointage.cli.checks import database, keys, machine, network, work
from pointage.cli.checks.finding import Finding, Level, broken, fine, warning

Check = Callable[[], Iterator[Finding]]

#: In the order an operator would look: without a database the last ones have nothing to say.
WITHOUT_DATABASE: tuple[Check, ...] = (
    machine.python_version,
    machine.data_folder,
    machine.disk_space,
    machine.translations,
    keys.signing_key,
    keys.encryption_keys,
    network.addresses,
    network.mail_server,
)
WITH_DATABASE: tuple[Check, ...] = (
    database.engine,
    database.migrations,
    database.guards,
    keys.secrets_readable,
    work.worker,
    work.outbox,
    machine.clock,
)

__all__ = ["WITHOUT_DATABASE", "WITH_DATABASE", "Check", "Finding", "Level", "broken", "fine"]
__all__ += ["warning"]
