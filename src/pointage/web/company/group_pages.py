"""Presenter of groups: the list, the people and managers of one, and the form of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.team.group_queries import GroupRow, ManagerRow
from pointage.features.team.models import TeamMember
from pointage.features.team.services.groups import NAME_LIMIT
from pointage.features.team.values import GroupRights
from pointage.web.company import words
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge, Column, Crumb, Empty, Row, Tab, Table, Text


class GroupNameForm(forms.Form):
    """What a group is called."""

    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=NAME_LIMIT)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the group."""

    public_id: str
    name: str
    href: str
    badge: Badge | None
    remove_label: str


@dataclass(frozen=True, slots=True)
class RightTick:
    """One of the five rights of a manager."""

    code: str
    label: str
    is_given: bool


@dataclass(frozen=True, slots=True)
class ManagerLine:
    """A manager with the rights, each a tick. `note` says whether their own time is covered."""

    public_id: str
    name: str
    href: str
    note: str
    rights: list[RightTick]
    given: str
    save_label: str
    remove_label: str


def groups_table(rows: Sequence[GroupRow], company: str, *, is_archive: bool) -> Table:
    return Table(
        caption=_("Archived groups") if is_archive else _("Groups"),
        columns=[
            Column(_("Group"), main=True),
            Column(_("People"), align="end"),
            Column(_("Managers")),
        ],
        rows=[
            Row(
                cells=[
                    Text(each.name, href=reverse("company:group", args=[company, each.public_id])),
                    count_text(each.people),
                    ", ".join(each.managers) or "—",
                ]
            )
            for each in rows
        ],
        empty=_nothing(is_archive=is_archive),
        id="groups",
    )


def _nothing(*, is_archive: bool) -> Empty:
    if is_archive:
        return Empty(_("No archived group"), _("Groups you archive will be here."), "archive")
    return Empty(
        _("No group yet"),
        _(
            "A group gathers people who work together. Its managers can keep their time, approve "
            "it, or see reports, each with the rights you tick."
        ),
        "users-group",
    )


def list_tabs(company: str, *, is_archive: bool) -> list[Tab]:
    here = reverse("company:groups", args=[company])
    return [
        Tab(_("Active"), here, not is_archive),
        Tab(_("Archived"), f"{here}?state=archived", is_archive),
    ]


def crumbs(company: str) -> list[Crumb]:
    return [Crumb(_("My team"), reverse("company:team", args=[company]))]


def groups_crumb(company: str) -> Crumb:
    return Crumb(_("Groups"), reverse("company:groups", args=[company]))


def person_lines(people: Sequence[TeamMember], company: str) -> list[PersonLine]:
    return [
        PersonLine(
            each.public_id,
            each.full_name,
            reverse("company:person", args=[company, each.public_id]),
            Badge(str(words.STATES[each.state]), icon="archive")
            if each.state == TeamMember.State.ARCHIVED
            else None,
            _("Take %(name)s out of the group") % {"name": each.full_name},
        )
        for each in people
    ]


def manager_lines(managers: Sequence[ManagerRow], company: str) -> list[ManagerLine]:
    return [_manager(row, company) for row in managers]


def _manager(row: ManagerRow, company: str) -> ManagerLine:
    name = row.member.full_name
    ticks = right_ticks(row.rights)
    return ManagerLine(
        public_id=row.member.public_id,
        name=name,
        href=reverse("company:person", args=[company, row.member.public_id]),
        note=_("In the group: their own time is covered too.")
        if row.is_member
        else _("Not in the group: their own time is not covered."),
        rights=ticks,
        given=", ".join(tick.label for tick in ticks if tick.is_given),
        save_label=_("Save the rights of %(name)s") % {"name": name},
        remove_label=_("Remove %(name)s as manager") % {"name": name},
    )


def right_ticks(rights: GroupRights) -> list[RightTick]:
    given = rights.columns()
    return [RightTick(code, str(label), given[code]) for code, label in words.GROUP_RIGHTS.items()]


def archive_text() -> str:
    return _(
        "Its people will no longer be in this group, and its managers lose the rights it gave "
        "them. Nobody's time changes."
    )
