"""What a backup says of itself: made by which release, holding what, with which checksums."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

FORMAT = 1


class BackupRefused(Exception):
    """The backup cannot be made or used; the text says why and what to do, for the operator."""


@dataclass(frozen=True, slots=True)
class Table:
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files`: path in the archive -> SHA-256. `heads`: company -> (last sealed event, digest).
    `keys`: fingerprints of the encryption keys in use, newest first; the keys themselves are in
    the archive only when asked for."""

    version: str
    made_at: str
    engine: str
    migrations: dict[str, list[str]]
    tables: dict[str, Table]
    heads: dict[int, tuple[int, str]]
    keys: tuple[str, ...]
    files: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises `ValueError`, `KeyError` or `TypeError` when this is no manifest of ours."""
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']}")
        return cls(
            version=data["version"],
            made_at=data["made_at"],
            engine=data["engine"],
            migrations=data["migrations"],
            tables={
                name: Table(table["rows"], tuple(table["columns"]))
                for name, table in data["tables"].items()
            },
            heads={int(company): (head[0], head[1]) for company, head in data["heads"].items()},
            keys=tuple(data["keys"]),
            files=data["files"],
        )


def key_fingerprint(key: str) -> str:
    """Tells keys apart without telling them."""
    return hashlib.sha256(b"pointage key " + key.encode()).hexdigest()[:16]


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
