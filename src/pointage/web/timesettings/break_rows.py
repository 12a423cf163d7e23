"""A company's breaks as rows of a table, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pointage.features.companies.models import BreakRule
from pointage.features.timeentries.break_queries import BreakRuleListed
from pointage.web.components.values import (
    Action,
    Badge,
    Badges,
    Column,
    Row,
    Table,
    Text,
    Tone,
)
from pointage.web.formats import clock_text
from pointage.web.paysettings.forms import hours_text, weekday_name

Address = Callable[[str, BreakRule], str]
_EVERY_DAY = 127
_WEEKDAYS = 0b0111110


def break_table(listed: Sequence[BreakRuleListed], address: Address) -> Table:
    """The breaks in use, on and off. `address(name, rule)` gives the page of that name."""
    return Table(
        caption=_("Breaks"),
        columns=[
            Column(_("Break"), main=True),
            Column(_("Length")),
            Column(_("How it comes about")),
            Column(_("For whom")),
            Column(_("State")),
        ],
        rows=[_row(each, address) for each in listed],
        id="breaks",
    )


def _row(each: BreakRuleListed, address: Address) -> Row:
    rule = each.rule
    state = Badge(_("On"), Tone.SUCCESS) if rule.is_active else Badge(_("Off"), Tone.NEUTRAL)
    paid = Badge(_("Paid"), Tone.INFO) if rule.is_paid else Badge(_("Unpaid"), Tone.NEUTRAL)
    switch = _("Switch off") if rule.is_active else _("Switch on")
    return Row(
        cells=[
            Text(rule.name, note=rule.code, href=address("break", rule)),
            Badges([Badge(minutes_text(rule.minutes), Tone.NEUTRAL, "clock"), paid]),
            _how(rule),
            _for_whom(each),
            state,
        ],
        actions=[
            Action(
                switch,
                address("break_switch", rule) + ("?to=off" if rule.is_active else "?to=on"),
                icon="switch-2",
                post=True,
            ),
            Action(_("Change"), address("break", rule), icon="pencil"),
            Action(
                _("Archive"),
                address("break_archive", rule),
                icon="archive",
                tone=Tone.DANGER,
                dialog=f"archive-{rule.public_id}",
            ),
        ],
        actions_label=_("Actions for %(name)s") % {"name": rule.name},
    )


def minutes_text(minutes: int) -> str:
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}


def _how(rule: BreakRule) -> str:
    ways = []
    if rule.is_manual:
        ways.append(_("Taken by people"))
        if rule.cannot_end_early:
            ways.append(_("cannot end early"))
    if rule.is_automatic:
        ways.append(_automatic(rule))
    return ", ".join(ways)


def _automatic(rule: BreakRule) -> str:
    if rule.starts_minute is not None:
        at = datetime(2026, 1, 5, *divmod(rule.starts_minute, 60), tzinfo=UTC)
        text = _("added at %(time)s") % {"time": clock_text(at)}
    else:
        text = _("added after %(hours)s h of work") % {"hours": hours_text(rule.after_seconds)}
    if rule.days == _EVERY_DAY:
        return text
    if rule.days == _WEEKDAYS:
        return _("%(added)s, Monday to Friday") % {"added": text}
    days = ", ".join(weekday_name(day) for day in range(7) if rule.days >> day & 1)
    return _("%(added)s (%(days)s)") % {"added": text, "days": days}


def _for_whom(each: BreakRuleListed) -> str:
    if each.rule.is_for_everyone:
        return _("Everybody")
    names = ", ".join(each.names[:3])
    more = len(each.names) - 3
    if more > 0:
        return ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", more) % {
            "names": names,
            "count": more,
        }
    return names or _("Nobody any more")
