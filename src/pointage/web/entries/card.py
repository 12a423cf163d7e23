"""A time card as a form sends it: which cells were changed, and to what. Not: saving or drawing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from pointage.features.team.models import TeamMember
from pointage.features.timeentries.choices import fields_named, manual_entries
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.queries import EntryRow
from pointage.features.timeentries.services.weeks import WeekCell
from pointage.foundation.errors import NotFound
from pointage.web.entries.forms import hours_help
from pointage.web.entries.place import Place
from pointage.web.entries.week import DAYS, MOST_ROWS, Grid, RowKey, state_of
from pointage.web.hours import HoursUnreadable, seconds_of

_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Card:
    """One person's week as a request sees it."""

    place: Place
    member: TeamMember
    first: date
    entries: list[EntryRow]
    grid: Grid
    keys: list[RowKey]
    may_change: bool
    locks: dict[date, str]
    errors: dict[str, str] = field(default_factory=dict)
    #: Cells that somebody else changed while the card was open, with what stands there now.
    conflicts: dict[str, str] = field(default_factory=dict)
    typed: QueryDict | None = None

    @property
    def days(self) -> list[date]:
        return [self.first + _DAY * n for n in range(DAYS)]

    @property
    def is_others(self) -> bool:
        return self.member.pk != self.place.seat.actor.team_member_id


def keys_typed(data: QueryDict) -> list[RowKey]:
    tokens = [data.get(f"k-{row}", "") for row in range(MOST_ROWS) if f"k-{row}" in data]
    return [key for token in tokens if (key := RowKey.from_token(token)) is not None]


def cells_changed(card: Card) -> list[WeekCell]:
    """What differs from what the form showed; unreadable hours are put into `card.errors`."""
    changed = [
        (key, row, day)
        for row, key in enumerate(card.keys)
        for day in range(DAYS)
        if _differs(card, f"{row}-{day}")
    ]
    states = {f"{row}-{day}": shown_state(card, f"{row}-{day}") for _key, row, day in changed}
    entries = manual_entries(
        card.place.seat.company.pk,
        card.member.pk,
        [state[0] for state in states.values() if state is not None],
    )
    shown = _shown_by_day(card)
    named: dict[RowKey, Any] = {}
    cells = []
    for key, row, day in changed:
        name = f"{row}-{day}"
        try:
            cell = _cell_changed(card, key, day, name, states[name], entries, named)
        except HoursUnreadable:
            card.errors[name] = hours_help()
        except NotFound:
            card.errors[name] = _("What this row was for does not exist any more.")
        else:
            if cell is not None:
                cells.append(replace(cell, shown=shown[day]))
    return cells


def conflicts_tell(card: Card) -> None:
    """Says at each cell of `card.conflicts` what somebody else put there meanwhile, and has the
    next save replace it. The card must have been read again."""
    shown = _shown_by_day(card)
    for row, key in enumerate(card.keys):
        for day in range(DAYS):
            name = f"{row}-{day}"
            if name not in card.conflicts:
                continue
            state = shown_state(card, name)
            there = card.grid.standing(key, day, shown[day] - {state[0] if state else ""})
            card.conflicts[name] = there.state
            text = _("Somebody deleted this meanwhile. Save again to put it back.")
            if there.typed:
                text = _("Somebody else put %(hours)s here meanwhile. Save again to keep yours.")
            card.errors[name] = text % {"hours": there.typed}


def _shown_by_day(card: Card) -> list[frozenset[str]]:
    """Public ids of the entries that the form showed, by day."""
    rows = range(len(card.keys))
    return [
        frozenset(
            state[0] for row in rows if (state := shown_state(card, f"{row}-{day}")) is not None
        )
        for day in range(DAYS)
    ]


def _cell_changed(
    card: Card,
    key: RowKey,
    day: int,
    name: str,
    state: tuple[str, int, str, str] | None,
    entries: dict[str, TimeEntry],
    named: dict[RowKey, Any],
) -> WeekCell | None:
    """None when there is nothing left to do, or when it has to be told first."""
    text = typed_text(card, f"h-{name}")
    seconds = seconds_of(text) if text else 0
    entry = None
    if state is not None:
        entry = entries.get(state[0])
        if entry is None:
            if text:
                card.conflicts[name] = ""
            return None
        if text == state[2]:  # only the note was changed
            seconds = entry.seconds
    if key.plain not in named:
        named[key.plain] = fields_named(
            card.place.seat.company.pk,
            key.chosen(),
            is_billable=key.is_billable,
            custom_values=dict(key.custom),
        )
    note = note_typed(card, name, state)
    return WeekCell(
        key=name,
        local_on=card.first + _DAY * day,
        seconds=seconds,
        time_zone=entry.time_zone if entry else card.place.zone_of(card.member).key,
        fields=replace(named[key.plain], note=note),
        entry=entry,
        version=state[1] if state else 0,
    )


def _differs(card: Card, name: str) -> bool:
    assert card.typed is not None
    if f"h-{name}" not in card.typed:
        return False
    state = shown_state(card, name)
    shown = (state[2], state[3]) if state else ("", "")
    text = typed_text(card, f"h-{name}")
    if not text and state is None:
        return False  # a note without hours waits for them
    return (text, note_typed(card, name, state)) != shown


def typed_text(card: Card, name: str) -> str:
    assert card.typed is not None
    return card.typed.get(name, "").strip()[:60]


def note_typed(card: Card, name: str, state: tuple[str, int, str, str] | None) -> str:
    assert card.typed is not None
    shown = state[3] if state else ""
    return card.typed.get(f"n-{name}", shown).replace("\r\n", "\n").strip()


def shown_state(card: Card, name: str) -> tuple[str, int, str, str] | None:
    assert card.typed is not None
    return state_of(card.typed.get(f"s-{name}", ""))
