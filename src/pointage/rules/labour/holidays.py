"""Public holidays of a place: the `holidays` library, corrected by the place's own file.

Not for deciding who is paid for them: that is `pay`. Observed days are never the library's, whose
Monday in lieu of 25 December is not how most acts work.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from pointage.rules.labour.library import jurisdiction
from pointage.rules.languages import chosen

_FEDERAL_CATEGORY = "government"
_LANGUAGES = {
    "CA": {"en": "en_CA", "fr": "fr"},
    "FR": {"en": "en_US", "fr": "fr"},
    "US": {"en": "en_US", "fr": "en_US"},
}


@lru_cache(maxsize=4096)
def public_holidays(place: str, year: int, language: str = "en") -> Mapping[date, str]:
    """The general holidays of that place in that year, with their names, in order.

    Names are in English or, for Canada and France, in French. Raises UnknownJurisdiction.
    """
    pack = jurisdiction(place)
    country, _, subdivision = place.partition("-")
    options: dict[str, object] = {"years": year, "observed": False}
    options["language"] = _LANGUAGES[country][chosen(language)]
    if country == "CA" and not subdivision:
        options["categories"] = _FEDERAL_CATEGORY
    if subdivision:
        options["subdiv"] = subdivision
    import holidays as library  # a third of a second, which most processes never need

    found = dict(library.country_holidays(country, **options))  # type: ignore[arg-type]
    kept = {
        on: name
        for on, name in found.items()
        if f"{on:%m-%d}" not in pack.words("holidays_left_out", on)
    }
    for word in pack.words("holidays_added", date(year, 12, 31)):
        kept.setdefault(date.fromisoformat(f"{year}-{word}"), word)
    return MappingProxyType(dict(sorted(kept.items())))
