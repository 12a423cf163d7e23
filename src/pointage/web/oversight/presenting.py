"""Finished strings for the oversight pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.presence import Presence, Standing
from pointage.rules.timekeeping import zone_named
from pointage.web.components.paging import count_text
from pointage.web.components.values import (
    Action,
    Badge,
    Badges,
    Column,
    Empty,
    Person,
    Row,
    Table,
    Text,
    Tone,
)
from pointage.web.formats import clock_text, day_text
from pointage.web.hours import hours_text

STANDINGS: Final[dict[Standing, Promise]] = {
    Standing.WORKING: gettext_lazy("On the clock"),
    Standing.ON_BREAK: gettext_lazy("On break"),
    Standing.OUT: gettext_lazy("Out"),
}
STANDING_CHOICES: Final = [(key.value, word) for key, word in STANDINGS.items()]
_TONES: Final = {
    Standing.WORKING: (Tone.SUCCESS, "clock-play"),
    Standing.ON_BREAK: (Tone.WARNING, "coffee"),
    Standing.OUT: (Tone.NEUTRAL, "clock-stop"),
}


def choice(
    name: str, label: str, choices: Sequence[tuple[str, str | Promise]], chosen: str
) -> dict[str, Any]:
    """A select of the filter bar."""
    return {
        "name": name,
        "label": label,
        "choices": [
            {"value": value, "label": text, "selected": value == chosen} for value, text in choices
        ],
    }


def standing_stats(counts: Mapping[Standing, int], here: str) -> list[dict[str, str]]:
    return [
        {
            "label": str(STANDINGS[standing]),
            "value": count_text(count),
            "icon": _TONES[standing][1],
            "tone": str(_TONES[standing][0]),
            "href": f"{here}?standing={standing}",
        }
        for standing, count in counts.items()
    ]


def as_of(now: datetime, seat: CompanySeat) -> str:
    return _("As of %(time)s") % {
        "time": clock_text(now.astimezone(zone_named(seat.company.time_zone)))
    }


def presence_table(
    rows: Sequence[Presence], seat: CompanySeat, asked: Mapping[str, str], total: int, now: datetime
) -> Table:
    is_narrowed = any(asked.get(name) for name in ("q", "group", "standing"))
    cut = total - len(rows)
    return Table(
        caption=_("Who's working"),
        columns=[
            Column(_("Person"), main=True),
            Column(_("Status")),
            Column(_("Since")),
            Column(_("Works on")),
            Column(_("Day total"), align="end"),
        ],
        rows=[_row(row, seat, now) for row in rows],
        empty=Empty(
            _("Nobody matches") if is_narrowed else _("Nobody tracks time yet"),
            _("Change the filters to see others.")
            if is_narrowed
            else _("People appear here once they are on the team."),
            "users",
        ),
        footer=[
            ngettext(
                "%(count)s more person is not shown; narrow the list.",
                "%(count)s more people are not shown; narrow the list.",
                cut,
            )
            % {"count": count_text(cut)},
            "", "", "", "",
        ]
        if cut
        else [],
        id="presence",
    )  # fmt: skip


def _row(row: Presence, seat: CompanySeat, now: datetime) -> Row:
    tone, icon = _TONES[row.standing]
    badges = [Badge(_standing(row), tone, icon)]
    if row.awaits_confirmation:
        badges.append(Badge(_("To be confirmed"), Tone.INFO))
    href = _url("company:person", seat, row.member_id) if seat.actor.may("team:view") else ""
    edit = _url("entries:entry", seat, row.entry_id) if row.entry_id else ""
    return Row(
        cells=[
            Person(row.name, ", ".join(name for _id, name in row.groups), href),
            Badges(badges),
            _since(row, now),
            row.job or "–",
            _total(row, seat),
        ],
        actions=[Action(_("Edit"), edit, icon="edit")] if edit else [],
        actions_label=_("Actions for %(name)s") % {"name": row.name},
    )


def _standing(row: Presence) -> str:
    if row.standing is Standing.ON_BREAK and row.break_name:
        return row.break_name
    return str(STANDINGS[row.standing])


def _since(row: Presence, now: datetime) -> str | Text:
    """The time in the person's own zone; the day too when it is not today."""
    if row.since is None:
        return "–"
    zone = zone_named(row.time_zone)
    local = row.since.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return clock_text(local)
    return Text(clock_text(local), day_text(local.date()))


def _total(row: Presence, seat: CompanySeat) -> SafeString:
    """The day's total; a small module counts on from `data-seconds` while the person works."""
    how = seat.time_settings.hours_format
    text = hours_text(row.day_seconds, how)
    return format_html('<span class="num">{}</span>', text)


def _url(name: str, seat: CompanySeat, public_id: str) -> str:
    try:
        return reverse(name, args=[seat.company.public_id, public_id])
    except NoReverseMatch:  # a room that is not there
        return ""
