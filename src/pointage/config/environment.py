"""Every setting an operator may give, read once from the environment and typed.

This is the only place that looks at the environment. An unknown `POINTAGE_*` name or a value that
cannot be read stops the start with a message that names it, so a typing mistake never goes unseen.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from cryptography.fernet import Fernet

PREFIX = "POINTAGE_"

#: name -> what it is for; the operator's documentation is checked against this table.
SETTINGS: dict[str, str] = {
    "POINTAGE_DATA_DIR": "Folder for the SQLite file, the keys and the attachments.",
    "POINTAGE_DATABASE_URL": "sqlite:///path or postgres://user:password@host:5432/name.",
    "POINTAGE_BASE_URL": "Address people type; links in mails start with it.",
    "POINTAGE_ALLOWED_HOSTS": "Comma-separated host names, besides the one of the base address.",
    "POINTAGE_TRUSTED_PROXIES": "Comma-separated addresses whose forwarded headers are believed.",
    "POINTAGE_SMTP_URL": "smtp://user:password@host:587, smtps://…:465; empty: no mail server.",
    "POINTAGE_MAIL_FROM": "Sender address of outgoing mail.",
    "POINTAGE_SECRET_KEY": "Signing key; by default a file in the data folder.",
    "POINTAGE_ENCRYPTION_KEYS": "Comma-separated Fernet keys, newest first; default: a file.",
    "POINTAGE_DATABASE_PREPARES": "false behind a pooler that knows no prepared statements.",
    "POINTAGE_LOG_FORMAT": "text or json.",
    "POINTAGE_DEBUG": "1 shows error details; never on a public server.",
}


class SettingRefused(Exception):
    """A setting is unknown or unreadable; the text says which and what is expected."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The operator's settings, ready to use."""

    data_dir: Path
    database: dict[str, object]
    base_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    mail: dict[str, object] | None
    mail_from: str
    secret_key: str
    encryption_keys: tuple[str, ...]
    log_format: str
    debug: bool

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def read() -> Environment:
    """Reads the environment. Raises `SettingRefused`."""
    unknown = sorted(k for k in os.environ if k.startswith(PREFIX) and k not in SETTINGS)
    if unknown:
        raise SettingRefused(
            f"Unknown setting {', '.join(unknown)}. Known settings: {', '.join(SETTINGS)}."
        )
    env = environ.Env()
    data_dir = Path(env.str("POINTAGE_DATA_DIR", default="var")).expanduser().resolve()
    base_url = env.str("POINTAGE_BASE_URL", default="http://localhost:8000").rstrip("/")
    host = urlsplit(base_url).hostname
    if not host or urlsplit(base_url).scheme not in {"http", "https"}:
        raise SettingRefused(f"POINTAGE_BASE_URL must be http(s)://host[:port], not {base_url!r}.")
    smtp_url = env.str("POINTAGE_SMTP_URL", default="")
    return Environment(
        data_dir=data_dir,
        database=_database(env, data_dir),
        base_url=base_url,
        allowed_hosts=(host, "localhost", "127.0.0.1", *_list(env, "POINTAGE_ALLOWED_HOSTS")),
        trusted_proxies=_list(env, "POINTAGE_TRUSTED_PROXIES"),
        mail=_mail(smtp_url) if smtp_url else None,
        mail_from=env.str("POINTAGE_MAIL_FROM", default=f"Pointage <pointage@{host}>"),
        secret_key=env.str("POINTAGE_SECRET_KEY", default="")
        or _key_file(data_dir / "secret.key", lambda: secrets.token_urlsafe(48)),
        encryption_keys=_list(env, "POINTAGE_ENCRYPTION_KEYS")
        or tuple(
            _key_file(data_dir / "encryption.keys", lambda: Fernet.generate_key().decode()).split()
        ),
        log_format=env.str("POINTAGE_LOG_FORMAT", default="text"),
        debug=env.bool("POINTAGE_DEBUG", default=False),
    )


def _list(env: environ.Env, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.str(name, default="").split(",") if part.strip())


def _database(env: environ.Env, data_dir: Path) -> dict[str, object]:
    url = env.str("POINTAGE_DATABASE_URL", default=f"sqlite:///{data_dir}/pointage.sqlite3")
    config: dict[str, object] = env.db_url_config(url)
    if config.get("ENGINE") == "django.db.backends.sqlite3":
        # One writer at a time, taken at BEGIN; FULL so that a power cut loses nothing acknowledged.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
        }
        config["CONN_MAX_AGE"] = None
    elif "postgres" in str(config.get("ENGINE")):
        config["HOST"] = unquote(str(config["HOST"]))  # a socket folder is written %2Frun%2F…
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        # Django itself prepares nothing; `foundation.tenancy.statements` does.
        prepares = env.bool("POINTAGE_DATABASE_PREPARES", default=True)
        config["OPTIONS"] = {"prepare_threshold": 5 if prepares else None}
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        raise SettingRefused("POINTAGE_DATABASE_URL must begin with sqlite:/// or postgres://.")
    return config


def _mail(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise SettingRefused("POINTAGE_SMTP_URL must be smtp://, smtp+tls:// or smtps://host:port.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": parts.username or "",
        "EMAIL_HOST_PASSWORD": parts.password or "",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 15,
    }


def _key_file(path: Path, make) -> str:  # type: ignore[no-untyped-def]
    """Returns the key kept in `path`; makes it (owner-readable only) the first time."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make() + "\n")
    return path.read_text().strip()
