"""Adds, changes, switches and archives single break rules, with the people each is for. Replacing
all of a company's rules at once, from a template, is `companies.services.break_rules_set`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import BreakRule, Company
from pointage.features.companies.values import BreakRuleValues
from pointage.features.team.models import Group, TeamMember
from pointage.features.timeentries import break_errors as errors
from pointage.features.timeentries.models import BreakRulePerson
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakAudience:
    """Whom a break is for: everybody, or these people and everybody in these groups."""

    everyone: bool = True
    members: Sequence[TeamMember] = ()
    groups: Sequence[Group] = ()

    def check(self) -> None:
        """Raises `BreakForNobody`."""
        if not (self.everyone or self.members or self.groups):
            raise errors.BreakForNobody(field="members")

    def to_json(self) -> dict[str, Any]:
        """For history: whether it is for everybody, and the names otherwise."""
        names = [] if self.everyone else [each.full_name for each in self.members]
        groups = [] if self.everyone else [each.name for each in self.groups]
        return {
            "is_for_everyone": self.everyone,
            "break_people": sorted(names),
            "break_groups": sorted(groups),
        }


def break_rule_add(
    *, actor: Actor, company: Company, values: BreakRuleValues, audience: BreakAudience
) -> BreakRule:
    """A new break, switched on. Needs `company:manage`; raises `BreakRuleNameTaken`,
    `BreakForNobody`."""
    actor.require("company:manage")
    audience.check()
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        Company.objects.select_for_update().get(pk=company.pk)
        _check_name(values, None)
        row = BreakRule.objects.create(
            company=company, is_for_everyone=audience.everyone, **values.columns()
        )
        _audience_save(row, audience)
        _record(actor, row, "break_rule.added", None, values.columns() | audience.to_json())
    return row


def break_rule_update(
    *, actor: Actor, rule: BreakRule, values: BreakRuleValues, audience: BreakAudience
) -> BreakRule:
    """Changes a break from now on; breaks already taken stay as they are. Nothing is recorded when
    nothing differs. Needs `company:manage`; raises `BreakRuleNameTaken`, `BreakForNobody`,
    `BreakRuleArchived`."""
    actor.require("company:manage")
    audience.check()
    with transaction.atomic(), tenant_scope(companies=[rule.company_id]):
        row = _locked(rule)
        if row.archived_at is not None:
            raise errors.BreakRuleArchived(name=row.name)
        _check_name(values, row)
        before = BreakRuleValues.of(row).columns() | audience_of(row).to_json()
        after = values.columns() | audience.to_json()
        changed = [name for name, value in after.items() if before[name] != value]
        if not changed:
            return row
        for name, value in values.columns().items():
            setattr(row, name, value)
        row.is_for_everyone = audience.everyone
        row.save(update_fields=[*values.columns(), "is_for_everyone"])
        _audience_save(row, audience)
        _record(
            actor,
            row,
            "break_rule.changed",
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
        )
    return row


def break_rule_switch(*, actor: Actor, rule: BreakRule, is_active: bool) -> BreakRule:
    """Switches a break on or off. Needs `company:manage`; raises `BreakRuleArchived`."""
    actor.require("company:manage")
    with transaction.atomic(), tenant_scope(companies=[rule.company_id]):
        row = _locked(rule)
        if row.archived_at is not None:
            raise errors.BreakRuleArchived(name=row.name)
        if row.is_active == is_active:
            return row
        row.is_active = is_active
        row.save(update_fields=["is_active"])
        code = "break_rule.switched_on" if is_active else "break_rule.switched_off"
        _record(actor, row, code, None, None)
    return row


def break_rule_archive(*, actor: Actor, rule: BreakRule) -> BreakRule:
    """Takes a break out of use; what was taken keeps its name. Needs `company:manage`."""
    actor.require("company:manage")
    with transaction.atomic(), tenant_scope(companies=[rule.company_id]):
        row = _locked(rule)
        if row.archived_at is not None:
            return row
        row.archived_at = timezone.now()
        row.is_active = False
        row.save(update_fields=["archived_at", "is_active"])
        _record(actor, row, "break_rule.archived", None, None)
    return row


def break_rule_restore(*, actor: Actor, rule: BreakRule) -> BreakRule:
    """Brings an archived break back, switched off. Needs `company:manage`; raises
    `BreakRuleNameTaken`, `BreakRuleNotArchived`."""
    actor.require("company:manage")
    with transaction.atomic(), tenant_scope(companies=[rule.company_id]):
        row = _locked(rule)
        if row.archived_at is None:
            raise errors.BreakRuleNotArchived(name=row.name)
        _check_name(BreakRuleValues.of(row), row)
        row.archived_at = None
        row.save(update_fields=["archived_at"])
        _record(actor, row, "break_rule.restored", None, None)
    return row


def audience_of(rule: BreakRule) -> BreakAudience:
    """Whom the break is for; nobody, once its last person or group is gone. Needs the company in
    scope."""
    links = list(
        BreakRulePerson.objects.filter(break_rule=rule)
        .select_related("team_member", "group")
        .order_by("id")
    )
    members = [link.team_member for link in links if link.team_member is not None]
    groups = [link.group for link in links if link.group is not None]
    return BreakAudience(everyone=rule.is_for_everyone, members=members, groups=groups)


def _locked(rule: BreakRule) -> BreakRule:
    Company.objects.select_for_update().get(pk=rule.company_id)
    return BreakRule.objects.select_for_update().get(pk=rule.pk)


def _check_name(values: BreakRuleValues, row: BreakRule | None) -> None:
    others = BreakRule.objects.filter(archived_at=None)
    if row is not None:
        others = others.exclude(pk=row.pk)
    names = {name.casefold() for name in others.values_list("name", flat=True)}
    if values.name.strip().casefold() in names:
        raise errors.BreakRuleNameTaken(field="name", name=values.name.strip())


def _audience_save(row: BreakRule, audience: BreakAudience) -> None:
    links = BreakRulePerson.objects.filter(break_rule=row)
    links.delete()
    if audience.everyone:
        return
    people = [
        BreakRulePerson(company_id=row.company_id, break_rule=row, team_member=each)
        for each in audience.members
    ]
    groups = [
        BreakRulePerson(company_id=row.company_id, break_rule=row, group=each)
        for each in audience.groups
    ]
    BreakRulePerson.objects.bulk_create([*people, *groups])


def _record(
    actor: Actor,
    row: BreakRule,
    code: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=row,
        label=row.name,
        company_id=row.company_id,
        before=before,
        after=after,
    )
