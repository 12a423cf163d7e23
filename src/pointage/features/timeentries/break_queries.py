"""Reads of a company's break rules for its pages, and the one way to fetch one by its address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from pointage.features.companies.models import BreakRule
from pointage.features.team.models import Group, TeamMember
from pointage.features.timeentries.models import BreakRulePerson
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor


@dataclass(frozen=True, slots=True)
class BreakRuleListed:
    """A rule with the names of the groups and people it is for (none: for everybody)."""

    rule: BreakRule
    names: list[str]


def break_rule_for(actor: Actor, company_id: int, public_id: str) -> BreakRule:
    """A break rule of the company, for those who manage it. Needs the company in scope; raises
    `NotFound`, `PermissionRefused`."""
    rule = BreakRule.objects.filter(company_id=company_id, public_id=public_id).first()
    if rule is None:
        raise NotFound(public_id)
    actor.require("company:manage")
    return rule


def break_rules_listed(company_id: int) -> list[BreakRuleListed]:
    """Every rule by name, archived ones too. Two queries; needs the company in scope."""
    names: dict[int, list[str]] = defaultdict(list)
    links = BreakRulePerson.objects.filter(company_id=company_id).order_by("group_id", "id")
    for link in links.select_related("team_member", "group"):
        target = link.group.name if link.group else None
        target = target or (link.team_member.full_name if link.team_member else "")
        names[link.break_rule_id].append(target)
    rules = BreakRule.objects.filter(company_id=company_id).order_by("name", "id")
    return [BreakRuleListed(rule, names[rule.pk]) for rule in rules]


def audience_choices(
    company_id: int, *, also: Collection[str] = (), also_groups: Collection[str] = ()
) -> tuple[list[TeamMember], list[Group]]:
    """People and groups a rule can be for, by name: the active ones, and those (`also`, by public
    id) it is for already. Two queries; needs the company in scope."""
    members = TeamMember.objects.filter(
        Q(state=TeamMember.State.ACTIVE) | Q(public_id__in=also), company_id=company_id
    )
    groups = Group.objects.filter(
        Q(is_active=True) | Q(public_id__in=also_groups), company_id=company_id
    )
    return (
        list(members.order_by("family_name", "given_name", "id")),
        list(groups.order_by("name", "id")),
    )
