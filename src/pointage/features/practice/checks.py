"""Checks of single values that every service of this room shares; each names the field at fault.

Shape only (length, alphabet, membership of a list); rules between rows are the services'.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from pointage.features.practice.errors import (
    CountryUnknown,
    EmailInvalid,
    FieldRequired,
    LanguageUnknown,
    RegionUnknown,
    TextNotPlain,
    TextTooLong,
    TimeZoneUnknown,
    WebsiteInvalid,
)
from pointage.ledgers.names import tidy
from pointage.rules.labour import jurisdiction_codes

COUNTRIES = ("CA", "US")
_WEB = URLValidator(schemes=["http", "https"])


def text(value: str, field: str, *, limit: int, required: bool = False) -> str:
    """The text tidied. Raises `FieldRequired`, `TextTooLong`, `TextNotPlain`."""
    if not all(c.isprintable() for c in value.strip()):
        raise TextNotPlain(field=field)
    value = tidy(value)
    if required and not value:
        raise FieldRequired(field=field)
    if len(value) > limit:
        raise TextTooLong(field=field, limit=limit)
    return value


def email(value: str, field: str = "email", *, required: bool = False) -> str:
    """Raises `EmailInvalid`, `FieldRequired`."""
    value = value.strip()
    if not value and not required:
        return ""
    value = text(value, field, limit=254, required=True)
    try:
        validate_email(value)
    except ValidationError as error:
        raise EmailInvalid(field=field) from error
    return value


def website(value: str, field: str = "website") -> str:
    """A web address; `https://` is added when it was left out. Raises `WebsiteInvalid`."""
    value = text(value, field, limit=190)
    if not value:
        return ""
    if "://" not in value:
        value = f"https://{value}"
    try:
        _WEB(value)
    except ValidationError as error:
        raise WebsiteInvalid(field=field) from error
    return value


@lru_cache(maxsize=1)
def regions() -> tuple[str, ...]:
    """Provinces, territories and states that a firm, client or company may be in."""
    return tuple(
        code for code in jurisdiction_codes() if "-" in code and code.split("-")[0] in COUNTRIES
    )


def region(value: str, field: str = "region") -> str:
    if value not in regions():
        raise RegionUnknown(field=field)
    return value


def country(value: str, field: str = "country") -> str:
    if value not in COUNTRIES:
        raise CountryUnknown(field=field)
    return value


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def time_zone(value: str, field: str = "time_zone") -> str:
    if value not in _zones():
        raise TimeZoneUnknown(field=field)
    return value


def language(value: str, field: str = "language") -> str:
    if value not in {code for code, _name in settings.LANGUAGES}:
        raise LanguageUnknown(field=field)
    return value
