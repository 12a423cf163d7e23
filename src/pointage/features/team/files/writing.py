"""Carries out a plan: groups, people, memberships and one history event a person, in batches. Runs
inside the caller's transaction and tenant scope; what is written was decided in `planning`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.team.files.plan import Draft, Fate, Plan
from pointage.features.team.models import Group, GroupMember, TeamMember
from pointage.features.team.services.open_invitations import (
    open_invitation_close,
    people_with_open_invitation,
)
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.history.services import event_made, events_record
from pointage.foundation.identity.actors import Actor

_BATCH: Final = 500
_ARCHIVED, _ACTIVE = TeamMember.State.ARCHIVED, TeamMember.State.ACTIVE
#: What is told of a new person; the rest is empty or as for everybody.
_TOLD_OF_NEW: Final = (
    "given_name", "family_name", "username", "email", "mobile", "kind", "language", "time_zone",
    "employee_number", "payroll_id", "hired_on", "ended_on", "address", "pay_rate", "user_type",
    "is_salaried", "is_exempt",
)  # fmt: skip


def plan_write(*, actor: Actor, company: Company, plan: Plan, source: str) -> None:
    """`source`: the file's name, kept as the reason of every event. Raises `IntegrityError` when
    somebody took an identifier since the plan was made."""
    groups = _groups_made(actor, company, plan.new_groups, source)
    new = [draft for fate, draft in plan.drafts if fate is Fate.NEW]
    changed = [draft for fate, draft in plan.drafts if fate is not Fate.NEW]
    TeamMember.objects.bulk_create([draft.member for draft in new], batch_size=_BATCH)
    _people_changed(changed)
    _memberships_written(company, [*new, *changed], groups)
    _sign_ins_settled(actor, company, changed)
    events_record(
        [
            *(_event_of_new(actor, company, draft, source) for draft in new),
            *(_event_of_change(actor, company, draft, source) for draft in changed),
        ]
    )


def _groups_made(
    actor: Actor, company: Company, names: Iterable[str], source: str
) -> dict[str, Group]:
    """Every active group by its name in lower case, the new ones made."""
    made = [Group(company=company, name=name) for name in names]
    Group.objects.bulk_create(made, batch_size=_BATCH)
    events_record(
        event_made(
            actor=actor,
            code="group.added",
            obj=group,
            label=group.name,
            company_id=company.pk,
            after={"name": group.name},
            reason=source,
        )
        for group in made
    )
    active = Group.objects.filter(company_id=company.pk, is_active=True)
    return {group.name.casefold(): group for group in active}


def _people_changed(drafts: list[Draft]) -> None:
    """Whole rows are sent and only what changed somewhere in the file is overwritten; they are
    locked, so the rest is what it was."""
    fields = sorted({name for draft in drafts for name in draft.before})
    if fields:
        TeamMember.objects.bulk_create(
            [draft.member for draft in drafts if draft.before],
            batch_size=_BATCH,
            update_conflicts=True,
            update_fields=fields,
            unique_fields=["id"],
        )


def _memberships_written(
    company: Company, drafts: list[Draft], groups: Mapping[str, Group]
) -> None:
    """A row of `GroupMember` for each name that is new to a person; those left are deleted."""
    joins: list[GroupMember] = []
    leaves: dict[int, list[int]] = {}
    for draft in drafts:
        if draft.groups is None:
            continue
        now, wanted = set(draft.groups_before), set(draft.groups)
        for name in sorted(wanted - now):
            group = groups[name.casefold()]
            joins.append(GroupMember(company=company, group=group, team_member=draft.member))
        for name in now - wanted:
            leaves.setdefault(groups[name.casefold()].pk, []).append(draft.member.pk)
    for group_id, member_ids in leaves.items():
        for start in range(0, len(member_ids), _BATCH):
            some = member_ids[start : start + _BATCH]
            GroupMember.objects.filter(group_id=group_id, team_member_id__in=some).delete()
    GroupMember.objects.bulk_create(joins, batch_size=_BATCH)


def _sign_ins_settled(actor: Actor, company: Company, drafts: Sequence[Draft]) -> None:
    """As archiving and restoring one person do: the sign-in follows, and an invitation that no
    longer fits is taken back."""
    moved = [draft.member for draft in drafts if "state" in draft.before]
    for state, is_active in ((_ARCHIVED, False), (_ACTIVE, True)):
        ids = [member.pk for member in moved if member.state == state]
        for start in range(0, len(ids), _BATCH):
            rows = CompanyUser.objects.filter(team_member_id__in=ids[start : start + _BATCH])
            rows.update(is_active=is_active)
    archived = {member.pk for member in moved if member.state == _ARCHIVED}
    invited = people_with_open_invitation(company.pk)
    for draft in drafts:
        member = draft.member
        if member.public_id in invited and (member.pk in archived or "email" in draft.before):
            reason = "person archived" if member.pk in archived else "email changed"
            open_invitation_close(actor=actor, member=member, reason=reason)


def _event_of_new(actor: Actor, company: Company, draft: Draft, source: str) -> HistoryEvent:
    member = draft.member
    after = {name: _json(value) for name in _TOLD_OF_NEW if (value := getattr(member, name))}
    if member.state == _ARCHIVED:
        after["state"] = _ARCHIVED
    if draft.groups:
        after["groups"] = list(draft.groups)
    return event_made(
        actor=actor,
        code="team_member.added",
        obj=member,
        label=member.full_name,
        company_id=company.pk,
        after=after,
        reason=source,
    )


def _event_of_change(actor: Actor, company: Company, draft: Draft, source: str) -> HistoryEvent:
    """One event for all that a row changes; its code is that of the weightiest change."""
    member = draft.member
    before = {name: _json(value) for name, value in draft.before.items()}
    after = {name: _json(getattr(member, name)) for name in draft.before}
    if draft.groups is not None:
        before["groups"], after["groups"] = list(draft.groups_before), list(draft.groups)
    return event_made(
        actor=actor,
        code=_code(draft),
        obj=member,
        label=member.full_name,
        company_id=company.pk,
        before=before,
        after=after,
        reason=source,
    )


def _code(draft: Draft) -> str:
    if "state" in draft.before:
        is_back = draft.member.state == _ACTIVE
        return "team_member.restored" if is_back else "team_member.archived"
    if "user_type" in draft.before:
        return "team_member.user_type_changed"
    rights = {"custom_permissions", "manages_own_time", "uses_phone"}
    if draft.groups is None and draft.before.keys() <= rights:
        return "team_member.permissions_changed"
    return "team_member.updated"


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
