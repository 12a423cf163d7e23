"""Public holidays of a place, from the `holidays` library with our own corrections.

Not for deciding who is paid for them: that is `pay`. Observed days are never the library's; a law
that moves a holiday does it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays as library

# Days the library lists and the law of the place does not treat as a general holiday:
# Remembrance Day in Nova Scotia has an act of its own without premium; 30 September in Nunavut is
# disputed between sources. Matched on month and day.
_LEFT_OUT: Mapping[str, frozenset[tuple[int, int]]] = MappingProxyType(
    {"CA-NS": frozenset({(11, 11)}), "CA-NU": frozenset({(9, 30)})}
)
_FEDERAL_CATEGORY = "government"


@lru_cache(maxsize=4096)
def public_holidays(jurisdiction: str, year: int) -> Mapping[date, str]:
    """The general holidays of that place in that year, with their English names.

    Raises NotImplementedError for a place the library does not know.
    """
    country, _, subdivision = jurisdiction.partition("-")
    options: dict[str, object] = {"years": year, "observed": False, "language": "en_US"}
    if country == "FR":
        options.pop("language")
    if country == "CA" and not subdivision:
        options["categories"] = _FEDERAL_CATEGORY
    if country == "CA":
        options["language"] = "en_CA"
    if subdivision:
        options["subdiv"] = subdivision
    found = library.country_holidays(country, **options)  # type: ignore[arg-type]
    left_out = _LEFT_OUT.get(jurisdiction, frozenset())
    return MappingProxyType(
        {on: name for on, name in sorted(found.items()) if (on.month, on.day) not in left_out}
    )
