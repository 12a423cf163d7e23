"""Places and time zones to choose from, named in the reader's language. Not the law of a place."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_gmt, get_timezone_location, get_timezone_name
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pointage.web.formats import locale_name, locale_of

Choices = list[tuple[str, list[tuple[str, str]]]]

_PROVINCES: Final[dict[str, Promise]] = {
    "CA-AB": _("Alberta"),
    "CA-BC": _("British Columbia"),
    "CA-MB": _("Manitoba"),
    "CA-NB": _("New Brunswick"),
    "CA-NL": _("Newfoundland and Labrador"),
    "CA-NS": _("Nova Scotia"),
    "CA-NT": _("Northwest Territories"),
    "CA-NU": _("Nunavut"),
    "CA-ON": _("Ontario"),
    "CA-PE": _("Prince Edward Island"),
    "CA-QC": _("Quebec"),
    "CA-SK": _("Saskatchewan"),
    "CA-YT": _("Yukon"),
}
_STATES: Final[dict[str, Promise]] = {
    "US-AL": _("Alabama"),
    "US-AK": _("Alaska"),
    "US-AZ": _("Arizona"),
    "US-AR": _("Arkansas"),
    "US-CA": _("California"),
    "US-CO": _("Colorado"),
    "US-CT": _("Connecticut"),
    "US-DE": _("Delaware"),
    "US-DC": _("District of Columbia"),
    "US-FL": _("Florida"),
    "US-GA": _("Georgia"),
    "US-HI": _("Hawaii"),
    "US-ID": _("Idaho"),
    "US-IL": _("Illinois"),
    "US-IN": _("Indiana"),
    "US-IA": _("Iowa"),
    "US-KS": _("Kansas"),
    "US-KY": _("Kentucky"),
    "US-LA": _("Louisiana"),
    "US-ME": _("Maine"),
    "US-MD": _("Maryland"),
    "US-MA": _("Massachusetts"),
    "US-MI": _("Michigan"),
    "US-MN": _("Minnesota"),
    "US-MS": _("Mississippi"),
    "US-MO": _("Missouri"),
    "US-MT": _("Montana"),
    "US-NE": _("Nebraska"),
    "US-NV": _("Nevada"),
    "US-NH": _("New Hampshire"),
    "US-NJ": _("New Jersey"),
    "US-NM": _("New Mexico"),
    "US-NY": _("New York"),
    "US-NC": _("North Carolina"),
    "US-ND": _("North Dakota"),
    "US-OH": _("Ohio"),
    "US-OK": _("Oklahoma"),
    "US-OR": _("Oregon"),
    "US-PA": _("Pennsylvania"),
    "US-PR": _("Puerto Rico"),
    "US-RI": _("Rhode Island"),
    "US-SC": _("South Carolina"),
    "US-SD": _("South Dakota"),
    "US-TN": _("Tennessee"),
    "US-TX": _("Texas"),
    "US-UT": _("Utah"),
    "US-VT": _("Vermont"),
    "US-VA": _("Virginia"),
    "US-VI": _("Virgin Islands"),
    "US-WA": _("Washington (state)"),
    "US-WV": _("West Virginia"),
    "US-WI": _("Wisconsin"),
    "US-WY": _("Wyoming"),
}
_OTHERS: Final[dict[str, Promise]] = {"FR": _("France")}
_FEDERAL: Final[dict[str, Promise]] = {
    "CA": _("Canada, federally regulated"),
    "US": _("United States, federal rule"),
}
_NAMES: Final = _PROVINCES | _STATES | _OTHERS | _FEDERAL
_WINTER: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ZONE_COUNTRIES: Final = {"CA": ("CA",), "US": ("US", "PR", "VI"), "FR": ("FR",)}


def region_name(code: str) -> str:
    """« Québec » for CA-QC; the code itself for a place we do not offer."""
    return str(_NAMES.get(code, code))


def region_choices(*, with_federal: bool = False) -> Choices:
    """Regions by country, as grouped choices; `with_federal` adds the rules of whole countries."""
    countries = locale_of().territories
    canada, states = dict(_PROVINCES), dict(_STATES)
    if with_federal:
        canada["CA"], states["US"] = _FEDERAL["CA"], _FEDERAL["US"]
    return [
        (countries["CA"], _named(canada)),
        (countries["US"], _named(states)),
        (countries["FR"], _named(_OTHERS)),
    ]


def _named(places: dict[str, Promise]) -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in places.items()]


def zone_choices(*, also: str = "") -> Choices:
    """Time zones by country, from east to west; `also` keeps a rarer one in the list."""
    groups = _zone_choices(get_language() or "en")
    if also and also in available_timezones() and not any(also in dict(g) for _name, g in groups):
        return [*groups, ("…", [(also, zone_name(also))])]
    return groups


def zone_name(zone: str) -> str:
    """« Toronto, heure de l’Est »; the name itself when it is not a zone."""
    if zone not in available_timezones():
        return zone
    locale = locale_name()
    city = get_timezone_location(zone, locale=locale, return_city=True)
    name = get_timezone_name(zone, locale=locale)
    if "(" in name:  # no name of its own: the offset says more
        name = get_timezone_gmt(_WINTER.astimezone(ZoneInfo(zone)), locale=locale)
    return f"{city}, {name}"


@lru_cache(maxsize=4)
def _zone_choices(language: str) -> Choices:
    territories = get_global("zone_territories")
    known = available_timezones()
    groups = []
    for country, members in _ZONE_COUNTRIES.items():
        zones = [zone for zone, where in territories.items() if where in members and zone in known]
        zones.sort(key=lambda zone: (-_offset(zone, _WINTER), zone))
        groups.append(
            (locale_of(language).territories[country], [(zone, zone_name(zone)) for zone in zones])
        )
    return groups


def _offset(zone: str, at: datetime) -> int:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else offset.days * 86_400 + offset.seconds
