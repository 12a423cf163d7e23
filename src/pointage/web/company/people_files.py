"""Presenter of files of people: the dry run as finished strings, and a short memory so that paging
through a large one does not read it again. Applying never uses that memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from pointage.features.team.files.columns import TITLES
from pointage.features.team.files.exporting import change_text
from pointage.features.team.files.plan import Fate, Plan, RowFate
from pointage.features.team.files.services import people_file_plan, team_mark
from pointage.features.team.models import PeopleFile
from pointage.foundation.identity.actors import Actor
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge, Column, Empty, Row, Tab, Table, Text, Tone
from pointage.web.formats import moment_text

_KEPT: Final = 2
_SHOWN_CHANGES: Final = 6
_plans: OrderedDict[tuple[object, ...], Plan] = OrderedDict()
_lock = threading.Lock()

BADGES: Final = {
    Fate.NEW: (pgettext_lazy("fate of a row", "New"), Tone.SUCCESS, "user-plus"),
    Fate.CHANGED: (pgettext_lazy("fate of a row", "Changed"), Tone.INFO, "pencil"),
    Fate.RESTORED: (pgettext_lazy("fate of a row", "Restored"), Tone.ACCENT, "archive-off"),
    Fate.UNCHANGED: (pgettext_lazy("fate of a row", "Unchanged"), Tone.NEUTRAL, "equal"),
    Fate.REFUSED: (pgettext_lazy("fate of a row", "Refused"), Tone.DANGER, "alert-circle"),
}
_FILTERS: Final = {
    Fate.NEW: gettext_lazy("New people"),
    Fate.CHANGED: gettext_lazy("Changed people"),
    Fate.RESTORED: gettext_lazy("Restored people"),
    Fate.UNCHANGED: gettext_lazy("Unchanged people"),
    Fate.REFUSED: gettext_lazy("Refused rows"),
}
_STATES: Final = {
    PeopleFile.State.READ: (
        pgettext_lazy("state of a file", "Not imported yet"),
        Tone.WARNING,
        "eye",
    ),
    PeopleFile.State.APPLYING: (
        pgettext_lazy("state of a file", "Being imported"),
        Tone.INFO,
        "loader-2",
    ),
    PeopleFile.State.APPLIED: (pgettext_lazy("state of a file", "Imported"), Tone.SUCCESS, "check"),
    PeopleFile.State.DROPPED: (pgettext_lazy("state of a file", "Dropped"), Tone.NEUTRAL, "trash"),
}


def plan_of(actor: Actor, file: PeopleFile) -> Plan:
    """The dry run as the team is now. Raises as `people_file_plan`."""
    key = (file.pk, actor.user_id, actor.permissions, team_mark(file.company_id))
    with _lock:
        plan = _plans.get(key)
        if plan is not None:
            _plans.move_to_end(key)
            return plan
    plan = people_file_plan(actor=actor, file=file)
    with _lock:
        _plans[key] = plan
        while len(_plans) > _KEPT:
            _plans.popitem(last=False)
    return plan


def fates_shown(plan: Plan, fate: str, search: str) -> Sequence[RowFate]:
    """The rows under one filter whose name holds the search."""
    fates: Sequence[RowFate] = plan.fates
    if fate in set(Fate):
        fates = [each for each in fates if each.fate == fate]
    wanted = search.casefold()
    return [each for each in fates if wanted in each.name.casefold()] if wanted else fates


def fates_table(fates: Sequence[RowFate]) -> Table:
    return Table(
        caption=_("Rows of the file"),
        columns=[
            Column(_("Row"), align="end"),
            Column(_("Person"), main=True),
            Column(_("Fate")),
            Column(_("What changes, or why not")),
        ],
        rows=[
            Row(cells=[str(each.row), each.name or "—", _badge(BADGES[each.fate]), _why(each)])
            for each in fates
        ],
        empty=Empty(_("No row to show"), _("Choose another filter."), "filter-off"),
        id="fates",
    )


def _why(fate: RowFate) -> object:
    if fate.why is not None:
        column = str(TITLES[fate.column]) if fate.column else ""
        note = _("Column %(column)s") % {"column": column} if column else ""
        return Text(fate.why.text, note=note)
    shown = [change_text(change) for change in fate.changes[:_SHOWN_CHANGES]]
    if more := len(fate.changes) - len(shown):
        shown.append(
            ngettext("and %(count)s more", "and %(count)s more", more) % {"count": count_text(more)}
        )
    note = _("Somebody of this name is here already.") if fate.has_namesake else ""
    return Text("; ".join(shown), note=note) if shown else "—"


def filters(plan: Plan, here: str, chosen: str) -> list[Tab]:
    """One tab for all rows and one for each fate, with their numbers."""
    counts = plan.counts
    tabs = [Tab(_("All rows"), here, not chosen, count_text(len(plan.fates)))]
    for fate in Fate:
        label, number = str(_FILTERS[fate]), count_text(counts[fate])
        tabs.append(Tab(label, f"{here}?fate={fate.value}", chosen == fate, number))
    return tabs


def remarks(plan: Plan) -> list[str]:
    """What is to be known of the file as a whole, in sentences."""
    said = []
    if plan.new_groups:
        said.append(_("Groups that will be made: %(names)s.") % {"names": _some(plan.new_groups)})
    if plan.closed:
        titles = [str(TITLES[column]) for column in plan.closed]
        said.append(
            _("Columns left out because you may not change them: %(names)s.")
            % {"names": _some(titles)}
        )
    if plan.unread:
        said.append(
            _("Columns that mean nothing here and are left out: %(names)s.")
            % {"names": _some(plan.unread)}
        )
    return said


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12])
    return f"{shown}…" if len(names) > 12 else shown


def figures(counts: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What importing did: label, number, tone, for each fate."""
    return [
        (str(_FILTERS[fate]), count_text(counts.get(fate.value, 0)), BADGES[fate][1])
        for fate in Fate
    ]


def files_table(files: Sequence[PeopleFile], company: str, zone: ZoneInfo) -> Table:
    return Table(
        caption=_("Files uploaded lately"),
        columns=[
            Column(_("File"), main=True),
            Column(_("Uploaded")),
            Column(_("Rows"), align="end"),
            Column(_("State")),
        ],
        rows=[
            Row(
                cells=[
                    Text(
                        file.file_name,
                        file.uploaded_by_name,
                        reverse("company:people_file", args=[company, file.public_id]),
                    ),
                    moment_text(file.uploaded_at, zone),
                    count_text(file.rows),
                    _badge(_STATES[PeopleFile.State(file.state)]),
                ]
            )
            for file in files
        ],
    )


def _badge(words: tuple[object, str, str]) -> Badge:
    label, tone, icon = words
    return Badge(str(label), tone, icon)
