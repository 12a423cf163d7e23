"""Groups of the team: their names, their people and their managers. Keeping groups is for those
who keep the team; a manager only gets the rights ticked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import IntegrityError, models, transaction

from pointage.features.companies.models import Company
from pointage.features.team import errors
from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.team.services import memberships, rules
from pointage.features.team.values import GroupRights
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

NAME_LIMIT: Final = 80


def group_add(*, actor: Actor, company: Company, name: str) -> Group:
    """A new, empty group. Needs `team:manage`; raises `GroupNameRequired`, `GroupNameTaken`."""
    actor.require("team:manage")
    wanted = _name(name)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        group = Group(company=company, name=wanted)
        _check_free(group)
        _save(group)
        _record(actor, group, "group.added", after={"name": wanted})
    return group


def group_rename(*, actor: Actor, group: Group, name: str) -> Group:
    """Needs `team:manage`; raises `GroupNameRequired`, `GroupNameTaken`."""
    actor.require("team:manage")
    wanted = _name(name)
    with transaction.atomic(), tenant_scope(companies=[group.company_id]):
        row = group_locked(group)
        before = row.name
        if before == wanted:
            return row
        row.name = wanted
        _check_free(row)
        _save(row, ["name"])
        _record(actor, row, "group.renamed", before={"name": before}, after={"name": wanted})
    return row


def group_archive(*, actor: Actor, group: Group) -> Group:
    """Archives the group: its people are then in no group because of it, and its managers lose
    what it gave them. Needs `team:manage`."""
    actor.require("team:manage")
    with transaction.atomic(), tenant_scope(companies=[group.company_id]):
        row = group_locked(group)
        if not row.is_active:
            return row
        people = GroupMember.objects.filter(group=row)
        managers = GroupManager.objects.filter(group=row)
        before = {"people": _names(people), "managers": _names(managers), "state": "active"}
        people.delete()
        managers.delete()
        row.is_active = False
        row.save(update_fields=["is_active"])
        _record(actor, row, "group.archived", before=before, after={"state": "archived"})
    return row


def group_restore(*, actor: Actor, group: Group) -> Group:
    """Brings an archived group back, empty. Needs `team:manage`; raises `GroupNameTaken`."""
    actor.require("team:manage")
    with transaction.atomic(), tenant_scope(companies=[group.company_id]):
        row = group_locked(group)
        if row.is_active:
            return row
        row.is_active = True
        _check_free(row)
        _save(row, ["is_active"])
        _record(
            actor, row, "group.restored", before={"state": "archived"}, after={"state": "active"}
        )
    return row


def group_people_add(*, actor: Actor, group: Group, members: Iterable[TeamMember]) -> int:
    """Puts people in the group beside the groups they are in; how many were new to it. Needs
    `team:manage`; raises `GroupArchived`, `NotOfThisCompany`."""
    actor.require("team:manage")
    chosen = list(members)
    with transaction.atomic(), tenant_scope(companies=[group.company_id]):
        row = group_locked(group)
        memberships.check_usable(row, group.company_id)
        if any(member.company_id != row.company_id for member in chosen):
            raise errors.NotOfThisCompany(field="people")
        there = set(GroupMember.objects.filter(group=row).values_list("team_member_id", flat=True))
        new = {member.pk: member for member in chosen if member.pk not in there}
        if not new:
            return 0
        GroupMember.objects.bulk_create(
            GroupMember(company_id=row.company_id, group=row, team_member=member)
            for member in new.values()
        )
        names = sorted(member.full_name for member in new.values())
        _record(actor, row, "group.people_added", after={"people": names})
    return len(new)


def group_people_remove(*, actor: Actor, group: Group, members: Iterable[TeamMember]) -> int:
    """Takes people out of the group; how many were in it. Needs `team:manage`."""
    actor.require("team:manage")
    ids = [member.pk for member in members]
    with transaction.atomic(), tenant_scope(companies=[group.company_id]):
        row = group_locked(group)
        leaving = GroupMember.objects.filter(group=row, team_member_id__in=ids)
        names = _names(leaving)
        if not names:
            return 0
        leaving.delete()
        _record(actor, row, "group.people_removed", before={"people": names})
    return len(names)


def group_manager_set(
    *, actor: Actor, group: Group, member: TeamMember, rights: GroupRights
) -> GroupManager:
    """Makes a person a manager of the group, or changes what they may do for it. Needs
    `team:manage`, and each right that is given or changed; raises `GroupArchived`,
    `PersonArchived`, `NoRightGiven`, `BeyondOnesRights`, `NotOfThisCompany`."""
    actor.require("team:manage")
    if not any(rights.columns().values()):
        raise errors.NoRightGiven(field="rights")
    with transaction.atomic(), tenant_scope(companies=[group.company_id]):
        row = group_locked(group)
        memberships.check_usable(row, member.company_id)
        person = rules.member_locked(member)
        if person.state != TeamMember.State.ACTIVE:
            raise errors.PersonArchived(name=person.full_name)
        rules.check_group_rights(actor, row.pk, rights)
        manager = GroupManager.objects.filter(group=row, team_member=person).first()
        before = GroupRights.of(manager).columns() if manager else {}
        after = rights.columns()
        if manager is not None and before == after:
            return manager
        manager = manager or GroupManager(company_id=row.company_id, group=row, team_member=person)
        for name, value in after.items():
            setattr(manager, name, value)
        manager.save()
        changed = {name: value for name, value in after.items() if before.get(name) != value}
        _record(
            actor,
            row,
            "group.manager_set",
            before={name: before[name] for name in changed if name in before},
            after={"manager": person.full_name} | changed,
        )
    return manager


def group_manager_remove(*, actor: Actor, group: Group, member: TeamMember) -> None:
    """Takes every right over the group from the person. Needs `team:manage`."""
    actor.require("team:manage")
    with transaction.atomic(), tenant_scope(companies=[group.company_id]):
        row = group_locked(group)
        manager = GroupManager.objects.filter(group=row, team_member=member).first()
        if manager is None:
            return
        rights = GroupRights.of(manager)
        rules.check_group_rights(actor, row.pk, rights)
        manager.delete()
        before = {"manager": member.full_name} | rights.columns()
        _record(actor, row, "group.manager_removed", before=before)


def group_locked(group: Group) -> Group:
    """The group's row, locked and read again. Raises `NotFound` outside the tenant scope."""
    row = Group.objects.select_for_update().filter(pk=group.pk).first()
    if row is None:
        raise NotFound(group.public_id)
    return row


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= NAME_LIMIT:
        raise errors.GroupNameRequired(field="name", limit=NAME_LIMIT)
    return name


def _check_free(group: Group) -> None:
    others = Group.objects.filter(company_id=group.company_id, is_active=True).exclude(pk=group.pk)
    twin = others.filter(name__iexact=group.name).first()
    if twin is not None:
        raise errors.GroupNameTaken(field="name", name=twin.name)


def _save(group: Group, fields: list[str] | None = None) -> None:
    """A race that reached the constraint gets the same message as the check."""
    try:
        with transaction.atomic():
            group.save(update_fields=fields)
    except IntegrityError as error:
        raise errors.GroupNameTaken(field="name", name=group.name) from error


def _names(
    rows: models.QuerySet[GroupMember] | models.QuerySet[GroupManager],
) -> list[str]:
    """Full names of the people of these rows, sorted."""
    ids = list(rows.values_list("team_member_id", flat=True))
    return sorted(member.full_name for member in TeamMember.objects.filter(pk__in=ids))


def _record(
    actor: Actor,
    group: Group,
    code: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=group,
        label=group.name,
        company_id=group.company_id,
        before=before or None,
        after=after,
    )
