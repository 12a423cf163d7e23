"""Makes two records of one person one, and parts them again. What a room's rows are is said by the
rooms themselves (`hooks.moves_with_person`); punches stay where they were made (decision 0009)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.team import errors
from pointage.features.team.hooks import Movable, books_owned, movables
from pointage.features.team.merge_values import COLUMNS, MergeField, json_values, model_values
from pointage.features.team.models import TeamMember, TeamMemberMerge
from pointage.features.team.services import rules
from pointage.features.team.services.open_invitations import (
    invitations_reopen,
    open_invitation_close,
)
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope

_ACTIVE, _ARCHIVED = TeamMember.State.ACTIVE, TeamMember.State.ARCHIVED
_BATCH: Final = 500


class SignInOf(StrEnum):
    """Whose sign-in the kept record has afterwards, when both have one."""

    KEPT = "kept"
    MERGED = "merged"


def team_member_merge(
    *,
    actor: Actor,
    kept: TeamMember,
    merged: TeamMember,
    take: Iterable[MergeField] = (),
    sign_in: SignInOf | None = None,
) -> TeamMemberMerge:
    """Moves everything of `merged` to `kept` and archives it. `take`: whose values come from the
    merged record. A sign-in that only one of them has is kept; of two, `sign_in` says which.

    Needs `team:manage`, what each kind of row asks for, `pay-rates:manage` or `team:permissions` to
    take the pay or the rights. Raises `MergeWithOneself`, `MergeNeedsActive`, `BothSignIn`,
    `MergedAway`, `CannotArchiveOneself`, `LastAdministrator`, `PrimaryAdministratorStays`,
    `BeyondOnesRights`, `KeptInTheBooks`, and what rooms refuse.
    """
    actor.require("team:manage")
    if kept.pk == merged.pk:
        raise errors.MergeWithOneself
    wanted = frozenset(take)
    with transaction.atomic(), tenant_scope(companies=[kept.company_id]):
        company, into, away = _locked(kept, merged)
        check_mergeable(actor, company, into, away)
        if into.user_id and away.user_id and sign_in is None:
            raise errors.BothSignIn(kept=into.full_name, merged=away.full_name)
        changes = _wanted(into, away, wanted, sign_in)
        _check_taking(actor, into, away, wanted, changes)
        closed = open_invitation_close(actor=actor, member=away, reason="records merged")
        moved = {movable.label: _move(movable, away.pk, into.pk) for movable in movables()}
        before = {
            "kept": _values(into, changes["kept"]),
            "merged": _values(away, changes["merged"]),
        }
        _write_both(into, changes["kept"], away, changes["merged"])
        merge = TeamMemberMerge(company_id=company.pk, kept=into, merged=away)
        merge.moved = {
            "rows": {label: ids for label, ids in moved.items() if ids},
            "before": {side: json_values(values) for side, values in before.items()},
            "after": {side: json_values(values) for side, values in changes.items()},
            "invitations": closed,
        }
        merge.save()
        _record_merge(actor, into, away, merge)
    return merge


def team_member_unmerge(*, actor: Actor, merge: TeamMemberMerge) -> TeamMember:
    """Puts everything back as it was before the merge; rows that are gone since stay gone. Returns
    the record that had been merged away. Needs what merging needs; raises `MergeUndoneAlready`, and
    `MergeOvertaken` when anything the merge did was changed since."""
    actor.require("team:manage")
    with transaction.atomic(), tenant_scope(companies=[merge.company_id]):
        row = TeamMemberMerge.objects.select_for_update().get(pk=merge.pk)
        if row.undone_at is not None:
            raise errors.MergeUndoneAlready
        _company, kept, merged = _locked(row.kept, row.merged)
        for member in (kept, merged):
            rules.check_reach_of_member(actor, member)
        _check_untouched(row, kept, merged)
        for movable in movables():
            _move_back(actor, movable, row.moved["rows"].get(movable.label, []), row)
        before = {side: model_values(values) for side, values in row.moved["before"].items()}
        _write_both(kept, before["kept"], merged, before["merged"])
        for member in (kept, merged):
            rules.check_unique(member)
        if merged.user_id is None:
            ids = row.moved.get("invitations", [])
            invitations_reopen(actor=actor, member=merged, public_ids=ids)
        row.undone_at = timezone.now()
        row.save(update_fields=["undone_at"])
        for member, other in ((kept, merged), (merged, kept)):
            _record(actor, member, "team_member.merge_undone", {}, {"merged": other.full_name})
    return merged


def check_mergeable(actor: Actor, company: Company, kept: TeamMember, merged: TeamMember) -> None:
    """What stands in the way whichever values win. Needs the company in scope; raises as
    `team_member_merge`."""
    if kept.state != _ACTIVE:
        raise errors.MergeNeedsActive
    rules.check_not_merged(merged)
    if merged.pk == actor.team_member_id:
        raise errors.CannotArchiveOneself
    for member in (kept, merged):
        rules.check_reach_of_member(actor, member)
    rules.check_still_managed(company, merged)
    for movable in movables():
        lacks = movable.permission and not actor.may(movable.permission)
        if lacks and _rows_of(movable, merged.pk).exists():
            raise PermissionRefused(movable.permission)
        if movable.check is not None:
            movable.check(kept, merged)


def _locked(kept: TeamMember, merged: TeamMember) -> tuple[Company, TeamMember, TeamMember]:
    """Both rows, always locked in the same order."""
    company = rules.company_locked(kept.company_id)
    rows = {each.pk: rules.member_locked(each) for each in sorted((kept, merged), key=_number)}
    return company, rows[kept.pk], rows[merged.pk]


def _number(member: TeamMember) -> int:
    return int(member.pk)


def _wanted(
    kept: TeamMember, merged: TeamMember, take: frozenset[MergeField], sign_in: SignInOf | None
) -> dict[str, dict[str, Any]]:
    """By side, the columns that change and what they become."""
    names = [name for field in MergeField if field in take for name in COLUMNS[field]]
    new_kept = {
        name: getattr(merged, name)
        for name in names
        if getattr(kept, name) != getattr(merged, name)
    }
    new_merged: dict[str, Any] = {}
    if merged.state != _ARCHIVED:
        new_merged["state"] = str(_ARCHIVED)
    if "payroll_id" in new_kept:
        new_merged["payroll_id"] = kept.payroll_id  # nobody else may have it, not even archived
    if merged.user_id and (kept.user_id is None or sign_in is SignInOf.MERGED):
        new_kept["user_id"], new_merged["user_id"] = merged.user_id, kept.user_id
    return {"kept": new_kept, "merged": new_merged}


def _check_taking(
    actor: Actor,
    kept: TeamMember,
    merged: TeamMember,
    take: frozenset[MergeField],
    changes: Mapping[str, Mapping[str, Any]],
) -> None:
    changed = changes["kept"].keys()
    if not changed.isdisjoint(COLUMNS[MergeField.PAY]):
        actor.require("pay-rates:manage")
    if not changed.isdisjoint(COLUMNS[MergeField.RIGHTS]):
        actor.require("team:permissions")
        rules.check_reach(actor, rules.rights_of(merged.user_type, merged.custom_permissions))
        if merged.user_type != TeamMember.UserType.ADMINISTRATOR:
            rules.check_still_managed(rules.company_locked(kept.company_id), kept)
    owned = books_owned(kept.company_id, [kept.pk]).get(kept.pk)
    for name in changed:
        if owned is not None and name in owned.fields:
            raise errors.KeptInTheBooks(field=name, books=owned.books_name)
    if MergeField.EMAIL in take or MergeField.USERNAME in take:
        probe = TeamMember.objects.get(pk=kept.pk)
        for name in changed & {"email", "username"}:
            setattr(probe, name, changes["kept"][name])
        rules.check_unique(probe, but=merged)


def _rows_of(movable: Movable, member_id: int) -> Any:
    return movable.rows().filter(**{movable.column: member_id})


def _move(movable: Movable, away: int, into: int) -> list[int]:
    """Ids of the rows moved."""
    rows = _rows_of(movable, away)
    if movable.once_per:
        there = set(_rows_of(movable, into).values_list(movable.once_per, flat=True)) - {None}
        rows = rows.exclude(**{f"{movable.once_per}__in": there})
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    _point(movable, ids, into)
    return ids


def _point(movable: Movable, ids: list[int], member_id: int) -> None:
    for start in range(0, len(ids), _BATCH):
        some = movable.rows().filter(pk__in=ids[start : start + _BATCH])
        some.update(**{movable.column: member_id}, **movable.beside)


def _move_back(actor: Actor, movable: Movable, ids: list[int], merge: TeamMemberMerge) -> None:
    if not ids:
        return
    if movable.permission:
        actor.require(movable.permission)
    still: list[int] = []
    for start in range(0, len(ids), _BATCH):
        rows = movable.rows().filter(pk__in=ids[start : start + _BATCH])
        for pk, owner in rows.values_list("pk", movable.column):
            if owner != merge.kept_id:
                raise errors.MergeOvertaken(what=movable.title)
            still.append(pk)
    _point(movable, still, merge.merged_id)


def _check_untouched(merge: TeamMemberMerge, kept: TeamMember, merged: TeamMember) -> None:
    """Raises `MergeOvertaken` when a field the merge set is not as it left it."""
    for member, side in ((kept, "kept"), (merged, "merged")):
        after = model_values(merge.moved["after"][side])
        for name, value in after.items():
            if getattr(member, name) != value:
                raise errors.MergeOvertaken(what=member.full_name)
    if kept.state != _ACTIVE or merged.state != _ARCHIVED:
        raise errors.MergeOvertaken(what=kept.full_name)


def _values(member: TeamMember, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(member, name) for name in names}


def _write_both(
    kept: TeamMember, of_kept: Mapping[str, Any], merged: TeamMember, of_merged: Mapping[str, Any]
) -> None:
    """Saves both sides. What only one person may have (payroll number, sign-in) is let go first."""
    once = {"payroll_id": "", "user_id": None} if {"payroll_id", "user_id"} & of_kept.keys() else {}
    if once:
        TeamMember.objects.filter(pk__in=[kept.pk, merged.pk]).update(
            **{name: value for name, value in once.items() if name in of_kept}
        )
    active_last = sorted(((kept, of_kept), (merged, of_merged)), key=_becomes_active)
    for member, values in active_last:
        for name, value in values.items():
            setattr(member, name, value)
        if values:
            fields = {"user" if name == "user_id" else name for name in values}
            member.save(update_fields=sorted(fields))
    _point_sign_ins(kept, merged)


def _becomes_active(side: tuple[TeamMember, Mapping[str, Any]]) -> bool:
    """Whoever comes back takes an e-mail address or username only once the other let it go."""
    return side[1].get("state") == _ACTIVE or "state" not in side[1]


def _point_sign_ins(*members: TeamMember) -> None:
    """The directory of sign-ins says who is whom; only an active record opens the company."""
    of_user = {member.user_id: member for member in members if member.user_id is not None}
    rows = CompanyUser.objects.filter(
        company_id=members[0].company_id, user_id__in=list(of_user)
    ).order_by("pk")
    found = list(rows)
    for row in found:  # out of each other's way first: a person stands there once
        CompanyUser.objects.filter(pk=row.pk).update(team_member_id=-row.pk)
    for row in found:
        member = of_user[row.user_id]
        CompanyUser.objects.filter(pk=row.pk).update(
            team_member_id=member.pk, is_active=member.state == _ACTIVE
        )


def _record_merge(
    actor: Actor, kept: TeamMember, merged: TeamMember, merge: TeamMemberMerge
) -> None:
    before, after = merge.moved["before"], merge.moved["after"]
    moved = {label: len(ids) for label, ids in merge.moved["rows"].items()}
    _record(
        actor,
        kept,
        "team_member.merged",
        _told(before["kept"]),
        _told(after["kept"]) | {"merged": merged.full_name, "moved": moved},
    )
    _record(
        actor,
        merged,
        "team_member.merged_away",
        _told(before["merged"]),
        _told(after["merged"]) | {"kept": kept.full_name},
    )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Row numbers say nothing to readers."""
    return {name: value for name, value in values.items() if name != "user_id"}


def _record(
    actor: Actor, member: TeamMember, code: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=member,
        label=member.full_name,
        company_id=member.company_id,
        before=before or None,
        after=after,
    )
