"""The only writers of a company and its settings. Not of its people (team)."""

from __future__ import annotations

from pointage.features.companies.services.company import company_create, company_update
from pointage.features.companies.services.settings import (
    break_rules_set,
    pay_settings_set,
    tracking_settings_set,
)
from pointage.features.companies.services.time_settings import time_settings_set

__all__ = [
    "break_rules_set",
    "company_create",
    "company_update",
    "pay_settings_set",
    "time_settings_set",
    "tracking_settings_set",
]
