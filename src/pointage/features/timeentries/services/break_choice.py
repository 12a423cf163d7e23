"""Whether a person may take a break of a rule, and whether it may end yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from pointage.features.companies.models import BreakRule
from pointage.features.team.models import GroupMember
from pointage.features.timeentries.errors import BreakNotOffered, BreakTooShort
from pointage.features.timeentries.models import BreakRulePerson, TimeEntry
from pointage.features.timeentries.services.fields import check_same_company
from pointage.features.timeentries.services.people import Locked
from pointage.rules.timekeeping import zone_named


def manual_rules_of(member_id: int) -> list[BreakRule]:
    """Breaks that the person may take by hand, by name."""
    rules = BreakRule.objects.filter(is_active=True, is_manual=True, archived_at__isnull=True)
    return list(rules.filter(is_for(member_id)).order_by("name", "id"))


def check_break_rule(locked: Locked, rule: BreakRule | None) -> None:
    """Raises `BreakNotOffered`. Without a rule a break is unpaid, and allowed only while the
    company has no rules of its own."""
    if rule is None:
        own = BreakRule.objects.filter(is_active=True, archived_at__isnull=True)
        if own.exists():
            raise BreakNotOffered(field="break_rule")
        return
    check_same_company(locked.company.pk, [rule])
    offered = rule.is_active and rule.is_manual and rule.archived_at is None
    if not offered:
        raise BreakNotOffered(field="break_rule")
    if not rule.is_for_everyone:
        mine = BreakRule.objects.filter(is_for(locked.member.pk), pk=rule.pk)
        if not mine.exists():
            raise BreakNotOffered(field="break_rule")


def check_break_over(entry: TimeEntry, at: datetime) -> None:
    """Raises `BreakTooShort` when its rule does not let the break end yet."""
    rule = entry.break_rule
    if rule is None or not rule.cannot_end_early:
        return
    until = entry.started_at + timedelta(minutes=rule.minutes)
    if at < until:
        local = until.astimezone(zone_named(entry.time_zone))
        raise BreakTooShort(minutes=rule.minutes, until_at=local.isoformat())


def is_for(member_id: int) -> Q:
    """Rules for everybody, for that person, or for a group they are in."""
    groups = GroupMember.objects.filter(team_member_id=member_id, group__is_active=True)
    chosen = BreakRulePerson.objects.filter(
        Q(team_member_id=member_id) | Q(group_id__in=groups.values("group_id"))
    )
    return Q(is_for_everyone=True) | Q(pk__in=chosen.values("break_rule_id"))
