"""The one-time code that protects the first-run page of an installation reached from elsewhere.

It is printed by `pointage serve` and kept in the data folder, so only whoever runs the server has
it. It dies with the first account.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 3, 4  # 12 characters of 30: 58 bits


def setup_code() -> str:
    """The code, such as « K7QM-2XPA-9RTD »; made (owner-readable only) the first time."""
    path = _path()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    code = "-".join(groups)
    with os.fdopen(handle, "w") as file:
        file.write(code + "\n")
    return code


def setup_code_matches(given: str) -> bool:
    """Compares without regard to case, spaces and dashes."""
    return constant_time_compare(_bare(given), _bare(setup_code()))


def setup_code_forget() -> None:
    """Deletes the code; called once somebody owns the installation."""
    _path().unlink(missing_ok=True)


def _bare(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())[:40]


def _path() -> Path:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "setup.code"
