"""The time card as rows of what work was for, by days: built from entries, or from what was typed.
Not: saving it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.queries import EntryRow
from pointage.web.entries import words
from pointage.web.hours import hours_text, hours_typed

DAYS: Final = 7
#: Rows of one card; beyond it the form would outgrow what a server takes.
MOST_ROWS: Final = 40
_DAY: Final = timedelta(days=1)
_PARTS: Final = ("job", "service_item", "cost_class", "location")


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row's work was for, by public id. `nth` keeps several rows of the same apart."""

    job: str = ""
    service_item: str = ""
    cost_class: str = ""
    location: str = ""
    is_billable: bool | None = None  # None: as usual for the job
    custom: tuple[tuple[str, str | int], ...] = ()
    nth: int = 0

    @classmethod
    def of(cls, line: EntryRow, nth: int = 0) -> RowKey:
        return cls(
            line.job_public_id or "",
            line.service_item_public_id or "",
            line.cost_class_public_id or "",
            line.location_public_id or "",
            line.is_billable,
            tuple(sorted(line.custom_values.items())),
            nth,
        )

    def token(self) -> str:
        """As it travels in the form."""
        parts = [getattr(self, name) for name in _PARTS]
        return json.dumps(
            [*parts, self.is_billable, [list(pair) for pair in self.custom], self.nth]
        )

    @classmethod
    def from_token(cls, text: str) -> RowKey | None:
        """None for anything that is not a token; the ids are checked when the row is saved."""
        try:
            *parts, billable, custom, nth = json.loads(text)
            pairs = tuple((str(name), value) for name, value in custom)
        except (ValueError, TypeError):
            return None
        fine = (
            len(parts) == len(_PARTS)
            and all(isinstance(part, str) and len(part) <= 40 for part in parts)
            and (billable is None or isinstance(billable, bool))
            and all(type(value) in (str, int) for _name, value in pairs)
            and type(nth) is int
        )
        if not fine:
            return None
        job, service_item, cost_class, location = parts
        return cls(job, service_item, cost_class, location, billable, pairs, nth)

    def chosen(self) -> dict[str, str]:
        """Name on an entry -> public id."""
        return {name: getattr(self, name) for name in _PARTS}

    @property
    def plain(self) -> RowKey:
        return replace(self, nth=0)


@dataclass(frozen=True, slots=True)
class Cell:
    """Hours of a row on a day. `state` tells the entry behind it; `clocked` was not typed."""

    name: str  # "2-5": row and day
    typed: str = ""
    note: str = ""
    state: str = ""
    clocked: int = 0
    clocked_text: str = ""
    error: str = ""
    label: str = ""
    locked: str = ""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A line of the card. `is_fixed` rows (breaks, and those beyond
    what a form takes) are only read."""

    token: str
    title: str
    detail: str
    cells: Sequence[Cell]
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A column."""

    on: date
    iso: str
    name: str
    title: str
    is_today: bool
    locked: str


@dataclass(slots=True)
class _Found:
    """Entries of one key: the manual one of each day, and clocked seconds."""

    manual: dict[int, EntryRow] = field(default_factory=dict)
    clocked: dict[int, int] = field(default_factory=dict)
    sample: EntryRow | None = None


class Grid:
    """Sorts a week's entries into rows. `includes_clocked`: whether clocked time stands with the
    typed hours of the same work."""

    def __init__(
        self,
        first: date,
        entries: Iterable[EntryRow],
        *,
        now: datetime,
        how: str,
        includes_clocked: bool,
    ) -> None:
        self.first, self.now, self.how = first, now, how
        self.includes_clocked = includes_clocked
        self.found: dict[RowKey, _Found] = {}
        self.breaks = [0] * DAYS  # paid ones, in seconds
        for line in entries:
            self._put(line)

    def _put(self, line: EntryRow) -> None:
        day = (line.local_on - self.first).days
        if line.activity != TimeEntry.Activity.WORK:
            if line.activity == TimeEntry.Activity.PAID_BREAK:
                self.breaks[day] += words.seconds_so_far(line, self.now)
            return
        key = RowKey.of(line)
        if line.kind == TimeEntry.Kind.MANUAL:
            while key in self.found and day in self.found[key].manual:
                key = replace(key, nth=key.nth + 1)
            found = self.found.setdefault(key, _Found())
            found.manual[day] = line
        elif self.includes_clocked:
            found = self.found.setdefault(key, _Found())
            so_far = words.seconds_so_far(line, self.now)
            found.clocked[day] = found.clocked.get(day, 0) + so_far
        else:
            return
        found.sample = found.sample or line

    def keys_in_order(self) -> list[RowKey]:
        """By the name of the job, rows without one last."""

        def order(key: RowKey) -> tuple[bool, str, str]:
            sample = self.found[key].sample
            name = (sample.job_name or "") if sample else ""
            return (not name, name.casefold(), key.token())

        return sorted(self.found, key=order)

    def standing(self, key: RowKey, day: int, but: Collection[str]) -> Cell:
        """The cell of an entry for the same work on that day, whether billable or not, that is none
        of `but` (public ids); an empty one when there is none."""
        same = replace(key, nth=0, is_billable=None)
        for each, found in self.found.items():
            line = found.manual.get(day)
            if line is None or line.public_id in but:
                continue
            if replace(each, nth=0, is_billable=None) == same:
                return self.cell(each, 0, day)
        return Cell("")

    def cell(self, key: RowKey, row: int, day: int) -> Cell:
        """As it stands in the database."""
        found = self.found.get(key, _Found())
        line, clocked = found.manual.get(day), found.clocked.get(day, 0)
        name = f"{row}-{day}"
        clocked_text = hours_text(clocked, self.how) if clocked else ""
        if line is None:
            return Cell(name, clocked=clocked, clocked_text=clocked_text)
        typed = hours_typed(line.seconds, self.how)
        state = json.dumps([line.public_id, line.version, typed, line.note])
        return Cell(name, typed, line.note, state, clocked, clocked_text)

    def detail(self, key: RowKey, custom: words.CustomWords) -> tuple[str, str]:
        """(job, the rest) of a row that has entries; empty for one that has none."""
        found = self.found.get(key)
        line = found.sample if found else None
        if line is None:
            return "", ""
        rest = [line.service_item_name, line.cost_class_name, line.location_name]
        rest.append(custom.text(line.custom_values))
        return (line.job_name or "").replace(":", " › "), " · ".join(part for part in rest if part)

    def break_row(self, row: int) -> WeekRow | None:
        """Paid breaks count; they are not typed here."""
        if not any(self.breaks):
            return None
        cells = [
            Cell(
                f"{row}-{day}",
                clocked=seconds,
                clocked_text=hours_text(seconds, self.how) if seconds else "",
            )
            for day, seconds in enumerate(self.breaks)
        ]
        return WeekRow("", _("Paid breaks"), "", cells, is_fixed=True)


def week_days(first: date, today: date, locks: Mapping[date, str]) -> list[WeekDay]:
    """The seven columns."""
    days = [first + _DAY * n for n in range(DAYS)]
    return [
        WeekDay(
            on=on,
            iso=on.isoformat(),
            name=words.short_day(on),
            title=words.weekday_text(on),
            is_today=on == today,
            locked=locks.get(on, ""),
        )
        for on in days
    ]


def total_seconds(entries: Iterable[EntryRow], now: datetime) -> int:
    """Work and paid breaks."""
    unpaid = TimeEntry.Activity.UNPAID_BREAK
    return sum(words.seconds_so_far(line, now) for line in entries if line.activity != unpaid)


def state_of(text: str) -> tuple[str, int, str, str] | None:
    """(entry's public id, version, hours, note) as the form showed a cell; None when empty."""
    try:
        entry, version, typed, note = json.loads(text)
    except (ValueError, TypeError):
        return None
    known: Any = (entry, version, typed, note)
    fine = type(version) is int and all(isinstance(each, str) for each in (entry, typed, note))
    return known if fine else None
