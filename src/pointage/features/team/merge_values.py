"""What of a person can be taken from either of two records, and how a merge keeps it as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from pointage.features.team.models import TeamMember


class MergeField(StrEnum):
    """Fields that win or lose together."""

    NAME = "name"
    KIND = "kind"
    EMAIL = "email"
    USERNAME = "username"
    MOBILE = "mobile"
    ADDRESS = "address"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    EMPLOYEE_NUMBER = "employee_number"
    PAYROLL_ID = "payroll_id"
    HIRED_ON = "hired_on"
    ENDED_ON = "ended_on"
    PAY = "pay"
    RIGHTS = "rights"


COLUMNS: Final[Mapping[MergeField, tuple[str, ...]]] = {
    **{field: (field.value,) for field in MergeField},
    MergeField.NAME: ("given_name", "family_name"),
    MergeField.PAY: ("pay_rate", "pay_rate_per", "is_salaried", "is_exempt"),
    MergeField.RIGHTS: (
        "user_type", "custom_permissions", "manages_own_time", "uses_phone", "is_tracked",
    ),
}  # fmt: skip


def json_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column values as JSON keeps them."""
    return {name: _json(value) for name, value in values.items()}


def model_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Undoes `json_values`."""
    found = {}
    for name, value in values.items():
        column = TeamMember._meta.get_field(name)
        kept = value is None or name in ("user_id", "custom_permissions")
        found[name] = value if kept else column.to_python(value)  # type: ignore[union-attr]
    return found


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
