"""External ids in addresses: any text a file may hold, in letters that every address can carry."""

from __future__ import annotations

import base64
import binascii


class RecordIdConverter:
    """`<record:record>` ↔ the external id. Whatever does not decode is no address at all (404)."""

    regex = "[A-Za-z0-9_-]{1,550}"

    def to_python(self, value: str) -> str:
        try:
            padded = value + "=" * (-len(value) % 4)
            return base64.urlsafe_b64decode(padded).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError(value) from error

    def to_url(self, value: str) -> str:
        return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
