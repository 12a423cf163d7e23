"""Presenter of merging two records of one person: side by side, what moves, where it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.practice.access import CompanySeat
from pointage.features.team.files.cells import cell_text
from pointage.features.team.files.columns import Column as FileColumn
from pointage.features.team.hooks import rows_counted
from pointage.features.team.merge_values import COLUMNS, MergeField
from pointage.features.team.models import TeamMember, TeamMemberMerge
from pointage.foundation.identity.actors import Actor
from pointage.web.company import words
from pointage.web.components.paging import count_text
from pointage.web.components.values import Column, Person, Row, Table, Text

_LABELS: Final = {
    MergeField.NAME: gettext_lazy("Name"),
    MergeField.KIND: gettext_lazy("Works as"),
    MergeField.EMAIL: gettext_lazy("E-mail"),
    MergeField.USERNAME: gettext_lazy("Username"),
    MergeField.MOBILE: gettext_lazy("Mobile"),
    MergeField.ADDRESS: gettext_lazy("Address"),
    MergeField.LANGUAGE: gettext_lazy("Language"),
    MergeField.TIME_ZONE: gettext_lazy("Time zone"),
    MergeField.EMPLOYEE_NUMBER: gettext_lazy("Employee number"),
    MergeField.PAYROLL_ID: gettext_lazy("Payroll number"),
    MergeField.HIRED_ON: gettext_lazy("Hired on"),
    MergeField.ENDED_ON: gettext_lazy("Last day"),
    MergeField.PAY: gettext_lazy("Pay"),
    MergeField.RIGHTS: gettext_lazy("User type"),
}
#: What has a value even when nobody gave one: the kept record's stays unless told otherwise.
_NEVER_EMPTY: Final = (MergeField.KIND, MergeField.RIGHTS)


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One field of the two records; `takes`: the merged record's value is proposed."""

    name: str
    label: str
    kept: str
    merged: str
    differs: bool
    takes: bool


@dataclass(frozen=True, slots=True)
class MergeNote:
    """Into whose record this one went; `undo_url` is empty for those who may not."""

    name: str
    url: str
    undo_url: str


def fields_offered(actor: Actor) -> list[MergeField]:
    """Fields whose values the actor may see and choose."""
    closed = set()
    if not actor.may("pay-rates:manage"):
        closed.add(MergeField.PAY)
    if not actor.may("team:permissions"):
        closed.add(MergeField.RIGHTS)
    return [field for field in MergeField if field not in closed]


def compare_rows(
    actor: Actor, kept: TeamMember, merged: TeamMember, chosen: dict[str, str]
) -> list[CompareRow]:
    """A row for each field that has a value, and one for the sign-in; `chosen` is what was ticked
    already."""
    rows = []
    for field in fields_offered(actor):
        one, other = _value(field, kept), _value(field, merged)
        if not one and not other:
            continue
        differs = any(getattr(kept, n) != getattr(merged, n) for n in COLUMNS[field])
        proposed = bool(other) and not one and field not in _NEVER_EMPTY
        takes = chosen.get(field, "merged" if proposed else "kept") == "merged"
        rows.append(
            CompareRow(field.value, str(_LABELS[field]), one or "—", other or "—", differs, takes)
        )
    if kept.user is not None or merged.user is not None:
        both = kept.user is not None and merged.user is not None
        emails = [each.user.email if each.user else "—" for each in (kept, merged)]
        takes = chosen.get("sign_in") == "merged"
        rows.append(CompareRow("sign_in", _("Sign-in"), emails[0], emails[1], both, takes))
    return rows


def _value(field: MergeField, member: TeamMember) -> str:
    if field is MergeField.NAME:
        return member.full_name
    if field is MergeField.RIGHTS:
        return str(words.USER_TYPES[member.user_type])
    if field is MergeField.KIND:
        return str(words.KINDS[member.kind])
    if field is not MergeField.PAY:
        return cell_text(FileColumn(field.value), getattr(member, field.value))
    if member.pay_rate is None:
        return ""
    rate = cell_text(FileColumn.PAY_RATE, member.pay_rate)
    return _("%(rate)s per %(period)s") % {
        "rate": rate,
        "period": cell_text(FileColumn.PAY_RATE_PER, member.pay_rate_per),
    }


def counts_table(kept: TeamMember, merged: TeamMember) -> Table:
    """How many rows of each kind the two records have."""
    counts = rows_counted([kept.pk, merged.pk])
    rows = [
        Row(cells=[title, *(count_text(numbers.get(each.pk, 0)) for each in (kept, merged))])
        for title, numbers in counts
    ]
    return Table(
        caption=_("What moves"),
        columns=[
            Column(_("Rows"), main=True),
            Column(_("Record that is kept"), align="end"),
            Column(_("Record that is archived"), align="end"),
        ],
        rows=rows or [Row(cells=[_("Nothing"), "0", "0"])],
    )


def choices_table(seat: CompanySeat, kept: TeamMember, people: Sequence[TeamMember]) -> Table:
    """People who may be the same person, each leading to the two side by side."""
    here = reverse("company:person_merge", args=[seat.company.public_id, kept.public_id])
    return Table(
        caption=_("People"),
        columns=[Column(_("Person"), main=True), Column(_("State")), Column(_("Compare"))],
        rows=[
            Row(
                cells=[
                    Person(each.full_name, each.email or _("No e-mail")),
                    str(words.STATES[each.state]),
                    Text(_("Side by side"), href=f"{here}?other={each.public_id}"),
                ]
            )
            for each in people
        ],
    )


def merges_into(seat: CompanySeat, kept: TeamMember) -> list[dict[str, Any]]:
    """Records merged into this one, newest first, with the address that parts them again. One
    query."""
    merges = TeamMemberMerge.objects.filter(kept=kept, undone_at__isnull=True)
    company = seat.company.public_id
    return [
        {
            "text": each.merged.full_name,
            "undo_url": reverse("company:person_merge_undo", args=[company, each.merged.public_id]),
        }
        for each in merges.select_related("merged").order_by("-pk")[:20]
    ]


def merge_note(seat: CompanySeat, member: TeamMember) -> MergeNote | None:
    """Where a record went that was merged away; one query."""
    merge = merge_of(member)
    if merge is None:
        return None
    company = seat.company.public_id
    return MergeNote(
        merge.kept.full_name,
        reverse("company:person", args=[company, merge.kept.public_id]),
        reverse("company:person_merge_undo", args=[company, member.public_id])
        if seat.actor.may("team:manage")
        else "",
    )


def merge_of(member: TeamMember) -> TeamMemberMerge | None:
    """The merge that made this record part of another one; one query."""
    merges = TeamMemberMerge.objects.filter(merged=member, undone_at__isnull=True)
    return merges.select_related("kept", "merged").first()
