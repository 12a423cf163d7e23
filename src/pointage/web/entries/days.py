"""Presenter of the list by day: days with their totals, one line an entry, the columns chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from pointage.features.companies.words import job_label
from pointage.features.timeentries.listing import Beside, EntryPage, Totals, totals_of
from pointage.features.timeentries.queries import EntryRow
from pointage.web.components.icons import icon_svg
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge, Badges, Text, Tone
from pointage.web.entries import words
from pointage.web.entries.place import Place, url_if_there
from pointage.web.entries.ranges import DayRange
from pointage.web.hours import hours_text

#: Columns that can be chosen, in order; `True` are shown until somebody chooses.
COLUMNS: Final[dict[str, tuple[Promise | str, bool]]] = {
    "time": (pgettext_lazy("start and end", "Time"), True),
    "job": ("", True),  # the company's own word
    "service_item": (gettext_lazy("Service item"), False),
    "cost_class": (gettext_lazy("Class"), False),
    "location": (pgettext_lazy("list of the books", "Location"), False),
    "fields": (gettext_lazy("Fields"), True),
    "note": (gettext_lazy("Note"), True),
    "billable": (pgettext_lazy("time", "Billable"), False),
    "source": (gettext_lazy("Source"), False),
    "files": (gettext_lazy("Attachments"), False),
}


#: Signs that stand for an entry's public id and for the words of its menu in what is drawn once.
_ENTRY: Final = "~"
_LABEL: Final = "\x01"
_PAGES: Final = ("entry", "split", "insert_break", "delete", "history")


@dataclass(frozen=True, slots=True)
class DayLine:
    """One entry. `cells` follow the columns: (column's words, value that draws itself); `menu` is
    what can be done with it, drawn."""

    public_id: str
    title: object
    cells: Sequence[tuple[str, object]]
    hours: str
    menu: SafeString


@dataclass(frozen=True, slots=True)
class LineAction:
    """A link of a line's menu, its icon drawn."""

    label: str
    href: str
    icon: SafeString
    tone: str = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class DayGroup:
    """One day; without lines when it has no entry and empty days are shown."""

    title: str
    iso: str
    total: str
    note: str  # breaks beside the work; empty when there are none
    add_url: str
    lines: Sequence[DayLine]


def column_choices(chosen: Sequence[str], place: Place) -> list[tuple[str, str, bool]]:
    """(code, words, shown) of every column."""
    return [(code, _label(code, place), code in chosen) for code in COLUMNS]


def columns_shown(kept: object) -> list[str]:
    """What the person chose, in order; the usual ones until then."""
    if isinstance(kept, list):
        return [code for code in COLUMNS if code in kept]
    return [code for code, (_words, usual) in COLUMNS.items() if usual]


def _label(code: str, place: Place) -> str:
    return str(COLUMNS[code][0]) or job_label(place.seat.time_settings)


class DaysPresenter:
    """Makes the groups of a page. `by_person` puts the person first on each line."""

    def __init__(
        self,
        place: Place,
        columns: Sequence[str],
        custom: words.CustomWords,
        beside: Mapping[int, Beside],
        *,
        by_person: bool,
        here: str,
    ) -> None:
        self.place, self.columns = place, columns
        self.custom, self.beside = custom, beside
        self.by_person = by_person
        self.here = here.replace(_ENTRY, "%7E")
        self._menus: dict[tuple[bool, ...], str] = {}
        self.how = place.hours_format()
        #: Addresses with a sign in place of the entry: looked up once, not for every line.
        self._pages = {name: place.url(name, _ENTRY) for name in _PAGES}

    @property
    def company(self) -> str:
        return self.place.seat.company.public_id

    def _url(self, page: str, entry: str) -> str:
        return self._pages[page].replace(_ENTRY, entry)

    def heads(self) -> list[str]:
        """Words above the columns, the first and the hours left out."""
        shown = self.columns if self.by_person else [c for c in self.columns if c != "time"]
        return [_label(code, self.place) for code in shown]

    def groups(
        self, page: EntryPage, totals: Mapping[date, Totals], empty_days: Sequence[date]
    ) -> list[DayGroup]:
        """Days newest first, those of `empty_days` that have no entry among them."""
        by_day: dict[date, list[EntryRow]] = {on: [] for on in empty_days}
        for line in page.rows:
            by_day.setdefault(line.local_on, []).append(line)
        return [
            self._group(on, by_day[on], totals.get(on, Totals()))
            for on in sorted(by_day, reverse=True)
        ]

    def _group(self, on: date, lines: Sequence[EntryRow], total: Totals) -> DayGroup:
        add = f"{self.place.url('new')}?on={on.isoformat()}" if self.place.may_add else ""
        return DayGroup(
            title=words.weekday_text(on),
            iso=on.isoformat(),
            total=hours_text(total.paid, self.how),
            note=breaks_note(total, self.how),
            add_url=add,
            lines=[self._line(line) for line in lines],
        )

    def _line(self, line: EntryRow) -> DayLine:
        span = words.span_of(line)
        may_change = self.place.may_change(line.member_id)
        url = self._url("entry" if may_change else "history", line.public_id)
        main = line.member_name if self.by_person else span
        columns = self.columns if self.by_person else [c for c in self.columns if c != "time"]
        return DayLine(
            public_id=line.public_id,
            title=Text(main, href=url),
            cells=[(_label(code, self.place), self._cell(code, line, span)) for code in columns],
            hours=words.length_of(line, self.how, self.place.now),
            menu=self._menu(
                line,
                may_change,
                _("Actions for %(person)s, %(time)s") % {"person": line.member_name, "time": span},
            ),
        )

    def _menu(self, line: EntryRow, may_change: bool, label: str) -> SafeString:
        """Lines of a sort have the same menu but for the entry: it is drawn once, a page has
        hundreds of its links."""
        is_regular = line.kind == "regular"
        own = line.member_id == self.place.seat.actor.team_member_id
        sort = (may_change, own, is_regular, line.ended_at is not None, line.is_work)
        if sort not in self._menus:
            self._menus[sort] = render_to_string(
                "entries/line_menu.html",
                {
                    "actions": self._actions(line, may_change),
                    "dots": _icon("dots-vertical"),
                    "label": _LABEL,
                },
            )
        drawn = self._menus[sort].replace(_ENTRY, line.public_id)
        return mark_safe(drawn.replace(_LABEL, escape(label)))  # noqa: S308

    def _cell(self, code: str, line: EntryRow, span: str) -> object:
        if code == "time":
            return Text(span, note=self._zone_note(line))
        if code == "job":
            badges = words.badges_of(line)
            what = (line.job_name or "").replace(":", " › ")
            return Named(what, badges) if badges else what
        if code == "fields":
            return self.custom.text(line.custom_values)
        if code == "note":
            notes = self._beside(line).notes
            return Text(line.note, note=_notes_note(notes)) if notes else line.note
        if code == "billable":
            return _("Yes") if line.is_billable else _("No")
        if code == "source":
            return str(words.SOURCES.get(line.source, line.source))
        if code == "files":
            files = self._beside(line).files
            return count_text(files) if files else ""
        return str(getattr(line, f"{code}_name") or "")

    def _beside(self, line: EntryRow) -> Beside:
        return self.beside.get(line.id, Beside())

    def _zone_note(self, line: EntryRow) -> str:
        """The zone is said only when it is not the company's."""
        if line.time_zone == self.place.seat.company.time_zone:
            return ""
        return words.zone_text(line.time_zone)

    def _actions(self, line: EntryRow, may_change: bool) -> list[LineAction]:
        """Links for entries like that one, `_ENTRY` in place of its id."""
        pages, back = self._pages, f"?next={self.here}"
        history = _link(_("History"), pages["history"], "history")
        if not may_change:
            return [*self._correction(line), history]
        actions = [_link(_("Edit"), pages["entry"] + back, "edit")]
        if line.kind == "regular" and line.ended_at is not None:
            actions.append(_link(_("Split"), pages["split"] + back, "cut"))
        if line.is_work and line.kind == "regular":
            actions.append(_link(_("Insert a break"), pages["insert_break"], "coffee"))
        return [*actions, history, _link(_("Delete"), pages["delete"] + back, "trash", "danger")]

    def _correction(self, line: EntryRow) -> list[LineAction]:
        href = correction_url(self.place, _ENTRY, line.member_id)
        return [_link(_("Ask for a correction"), href, "message")] if href else []


@dataclass(frozen=True, slots=True)
class Named:
    """A name followed by its states."""

    name: str
    badges: Sequence[Badge]

    def __str__(self) -> SafeString:
        if not self.name:
            return Badges(self.badges).__str__()
        return format_html("<span>{} {}</span>", self.name, str(Badges(self.badges)))


def _link(label: str, href: str, icon: str, tone: str = Tone.NEUTRAL) -> LineAction:
    return LineAction(label, href, _icon(icon), tone)


@cache
def _icon(name: str) -> SafeString:
    return icon_svg(name, size=18)


def correction_url(place: Place, entry: str, member_id: int) -> str:
    """Where the person asks for other times; empty for another's time and where nobody may ask."""
    own = member_id == place.seat.actor.team_member_id
    if not own or not place.seat.time_settings.people_request_corrections:
        return ""
    return url_if_there("oversight:correction_new", place.seat.company.public_id, entry)


def breaks_note(total: Totals, how: str) -> str:
    """« dont 0 h 15 de pause payée · 0 h 30 de pause non payée »; empty without breaks."""
    parts = []
    if total.paid_breaks:
        parts.append(
            _("of it %(hours)s paid breaks") % {"hours": hours_text(total.paid_breaks, how)}
        )
    if total.unpaid_breaks:
        parts.append(
            _("besides %(hours)s unpaid breaks") % {"hours": hours_text(total.unpaid_breaks, how)}
        )
    return " · ".join(parts)


def summary_of(totals: Mapping[date, Totals], span: DayRange, how: str) -> tuple[str, str]:
    """(hours, what they hold) of the whole stretch; empty for the whole time."""
    if span.first is None:
        return "", ""
    total = totals_of(totals.values())
    count = ngettext("%(count)s entry", "%(count)s entries", total.entries) % {
        "count": count_text(total.entries)
    }
    note = breaks_note(total, how)
    return hours_text(total.paid, how), f"{count} · {note}" if note else count


def _notes_note(notes: int) -> str:
    return ngettext("%(count)s running note", "%(count)s running notes", notes) % {
        "count": count_text(notes)
    }
