"""What callers hand to the time services and get back. Holds no rule and touches no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pointage.features.companies.models import BreakRule
from pointage.features.jobs.models import CostClass, Job, Location, ServiceItem
from pointage.features.timeentries.errors import refusal_words
from pointage.features.timeentries.models import Punch, Source, TimeEntry

#: Custom field's public id -> the item's public id, text, a whole number, or a decimal as text.
CustomValues = Mapping[str, str | int]


class Fix(StrEnum):
    """What to do about entries in the way of the one being saved."""

    NONE = "none"  # refuse, naming them
    SHORTEN_OTHERS = "shorten_others"  # shorten, split or remove them around the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFields:
    """What an entry is for; entries and punches alike. `is_billable` None: the job's default."""

    job: Job | None = None
    service_item: ServiceItem | None = None
    cost_class: CostClass | None = None
    location: Location | None = None
    is_billable: bool | None = None
    note: str = ""
    custom_values: CustomValues = field(default_factory=dict)

    @classmethod
    def of(cls, entry: TimeEntry) -> EntryFields:
        """The fields as an entry has them, for a form or to change some of them."""
        return cls(
            job=entry.job,
            service_item=entry.service_item,
            cost_class=entry.cost_class,
            location=entry.location,
            is_billable=entry.is_billable,
            note=entry.note,
            custom_values=dict(entry.custom_values),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegularTime:
    """A start and an end; `ended_at` None: still running. Fractions of a second are dropped."""

    started_at: datetime
    ended_at: datetime | None
    time_zone: str
    activity: str = TimeEntry.Activity.WORK
    break_rule: BreakRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualTime:
    """Seconds on a day, without start and end."""

    local_on: date
    seconds: int
    time_zone: str
    activity: str = TimeEntry.Activity.WORK


EntryTime = RegularTime | ManualTime


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchValues:
    """One tap. `client_id` is the device's own id of it (1 to 64 characters), the same in every
    retry; `data` is what the device sent, kept as it came. An empty zone is the person's.

    On a punch that closes work, `fields` completes the entry that ends: what is given replaces,
    what is empty stays. On a switch `fields` are of the work that begins, and `ending` completes
    the work that ends. `unknown` names a choice (job …) whose id the company does not have: a rule
    refuses such a punch.
    """

    client_id: str
    action: str  # Punch.Action
    device_at: datetime
    time_zone: str = ""
    source: str = Source.WEB
    was_queued: bool = False
    fields: EntryFields | None = None
    ending: EntryFields | None = None
    break_rule: BreakRule | None = None
    unknown: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchResult:
    """What became of a punch. `refusal` is the rule's code, empty when it was applied."""

    punch: Punch
    entry: TimeEntry | None = None
    is_repeat: bool = False
    refusal: str = ""
    refusal_data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def refusal_text(self) -> str:
        """Why it was refused and what to do, in the active language; empty when applied."""
        return refusal_words(self.refusal, self.refusal_data) if self.refusal else ""


__all__ = [
    "CustomValues",
    "EntryFields",
    "EntryTime",
    "Fix",
    "ManualTime",
    "PunchResult",
    "PunchValues",
    "RegularTime",
]
