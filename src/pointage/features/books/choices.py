"""What a company tracks, as a value: the set-up's step "What do you want to track?" in one shape.

Stored in `TrackingSettings` and, for one run, in `ImportRun.kinds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from pointage.features.companies.models import TrackingSettings
from pointage.ledgers.protocol import Counts, Kind, Record, Role


class Track(StrEnum):
    """One line of the choice; the same names as the fields of `Counts` and `TrackingSettings`."""

    EMPLOYEES = "employees"
    CONTRACTORS = "contractors"
    CUSTOMERS = "customers"
    SUB_CUSTOMERS = "sub_customers"
    PROJECTS = "projects"
    SERVICE_ITEMS = "service_items"
    COST_CLASSES = "cost_classes"
    LOCATIONS = "locations"


_KIND_OF: dict[Track, Kind] = {
    Track.EMPLOYEES: Kind.EMPLOYEE,
    Track.CONTRACTORS: Kind.CONTRACTOR,
    Track.CUSTOMERS: Kind.CUSTOMER,
    Track.SUB_CUSTOMERS: Kind.CUSTOMER,
    Track.PROJECTS: Kind.CUSTOMER,
    Track.SERVICE_ITEMS: Kind.SERVICE_ITEM,
    Track.COST_CLASSES: Kind.COST_CLASS,
    Track.LOCATIONS: Kind.LOCATION,
}
_TRACK_OF_KIND = {
    Kind.EMPLOYEE: Track.EMPLOYEES,
    Kind.CONTRACTOR: Track.CONTRACTORS,
    Kind.SERVICE_ITEM: Track.SERVICE_ITEMS,
    Kind.COST_CLASS: Track.COST_CLASSES,
    Kind.LOCATION: Track.LOCATIONS,
}
_TRACK_OF_ROLE = {
    Role.CUSTOMER: Track.CUSTOMERS,
    Role.SUB_CUSTOMER: Track.SUB_CUSTOMERS,
    Role.PROJECT: Track.PROJECTS,
}


def kind_of(track: Track) -> Kind:
    return _KIND_OF[track]


def track_of(record: Record) -> Track:
    """The line of the choice that a record falls under."""
    if record.kind is Kind.CUSTOMER:
        return _TRACK_OF_ROLE[record.role or Role.CUSTOMER]
    return _TRACK_OF_KIND[record.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingChoices:
    """Which lists are brought in, and whether time can be billable."""

    employees: bool = True
    contractors: bool = False
    customers: bool = True
    sub_customers: bool = True
    projects: bool = False
    service_items: bool = False
    cost_classes: bool = False
    locations: bool = False
    billable: bool = False

    @classmethod
    def of_settings(cls, settings: TrackingSettings) -> TrackingChoices:
        return cls(**{each.name: getattr(settings, each.name) for each in fields(cls)})

    @classmethod
    def of_names(cls, names: Iterable[str]) -> TrackingChoices:
        """The inverse of `names()`; unknown names count for nothing."""
        chosen = set(names)
        return cls(**{each.name: each.name in chosen for each in fields(cls)})

    def names(self) -> list[str]:
        """The chosen ones, as they are stored with a run."""
        return [each.name for each in fields(self) if getattr(self, each.name)]

    def tracks(self) -> tuple[Track, ...]:
        return tuple(track for track in Track if getattr(self, track.value))

    def kinds(self) -> tuple[Kind, ...]:
        """Kinds to read, people first, each once."""
        return tuple(dict.fromkeys(_KIND_OF[track] for track in self.tracks()))

    def wants(self, record: Record) -> bool:
        return bool(getattr(self, track_of(record).value))

    def totals(self, counts: Counts) -> dict[Track, int]:
        """Active records of the books under each chosen line."""
        return {track: getattr(counts, track.value) for track in self.tracks()}
