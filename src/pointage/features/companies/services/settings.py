"""Changes pay settings (by version, from a date on), what is tracked, and breaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from pointage.features.companies import errors
from pointage.features.companies.models import BreakRule, Company, PaySettings, TrackingSettings
from pointage.features.companies.queries import (
    PayVersion,
    break_rules_of,
    company_today,
    pay_periods_from,
    pay_versions,
    tracking_of,
)
from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

_HORIZON = timedelta(days=2 * 366)


def pay_settings_set(
    *, actor: Actor, company: Company, values: PaySettingsValues, effective_on: date
) -> PaySettings:
    """Lets `values` rule from `effective_on` on; a version of the same date is replaced.

    The first version may start on any date. A later one starts on the first day of a pay period
    that is not over, so that no past period ever changes. Needs `payroll:manage`; raises
    `RuleBroken` (`PastPayPeriod`, `NotAPeriodStart`, `TooFarAhead`).
    """
    actor.require("payroll:manage")
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        Company.objects.select_for_update().get(pk=company.pk)
        versions = pay_versions(company.pk)
        if versions:
            _check_start(versions, effective_on, company_today(company))
        before = next(
            (v.values.to_json() for v in versions if v.effective_on == effective_on), None
        )
        ruling = [v for v in versions if v.effective_on < effective_on]
        if before is None and ruling:
            before = ruling[-1].values.to_json()
        row, _created = PaySettings.objects.update_or_create(
            company=company,
            effective_on=effective_on,
            defaults=values.to_json() | {"period_end_on": values.period_end_on},
        )
        after = values.to_json()
        changed = {k for k, v in after.items() if before is None or before[k] != v}
        event_record(
            actor=actor,
            code="pay_settings.changed",
            obj=row,
            label=effective_on.isoformat(),
            company_id=company.pk,
            before={k: before[k] for k in changed} if before else None,
            after={k: after[k] for k in changed} | {"effective_on": effective_on.isoformat()},
        )
    return row


def _check_start(versions: Sequence[PayVersion], effective_on: date, today: date) -> None:
    current = pay_periods_from(versions, today, 1)[0]
    if effective_on < current.start:
        raise errors.PastPayPeriod(field="effective_on", earliest=current.start.isoformat())
    if effective_on > today + _HORIZON:
        raise errors.TooFarAhead(field="effective_on")
    # A version that already starts on this date is being replaced: ask the ones that stay.
    others = [v for v in versions if v.effective_on != effective_on] or list(versions)
    here, following = pay_periods_from(others, effective_on, 2)
    if effective_on not in (here.start, current.start):
        raise errors.NotAPeriodStart(
            field="effective_on",
            before=here.start.isoformat(),
            after=following.start.isoformat(),
        )


def tracking_settings_set(
    *, actor: Actor, company: Company, values: TrackingValues
) -> TrackingSettings:
    """Sets what is tracked; nothing is recorded when nothing differs. Needs `company:manage`."""
    actor.require("company:manage")
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        Company.objects.select_for_update().get(pk=company.pk)
        row = TrackingSettings.objects.filter(company=company).first()
        before = tracking_of(company.pk).to_json() if row else {}
        after = values.to_json()
        changed = {k for k, v in after.items() if before.get(k) != v}
        if row is not None and not changed:
            return row
        row, _created = TrackingSettings.objects.update_or_create(company=company, defaults=after)
        event_record(
            actor=actor,
            code="tracking_settings.changed",
            obj=row,
            label=company.name,
            company_id=company.pk,
            before={k: before[k] for k in changed if k in before} or None,
            after={k: after[k] for k in changed},
        )
    return row


def break_rules_set(
    *, actor: Actor, company: Company, rules: Sequence[BreakRuleValues]
) -> list[BreakRule]:
    """Makes `rules` the company's active breaks: same name is updated, a missing one is switched
    off, never deleted. Needs `company:manage`; raises `BreakNameTaken`."""
    actor.require("company:manage")
    names = [rule.name.strip().casefold() for rule in rules]
    for rule, name in zip(rules, names, strict=True):
        if names.count(name) > 1:
            raise errors.BreakNameTaken(field="name", name=rule.name.strip())
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        Company.objects.select_for_update().get(pk=company.pk)
        before = [rule.to_json() for rule in break_rules_of(company.pk)]
        kept_rows = BreakRule.objects.filter(company=company, archived_at=None)
        rows = {row.name.casefold(): row for row in kept_rows}
        kept = [
            _break_rule_save(company, rows.get(name), rule)
            for rule, name in zip(rules, names, strict=True)
        ]
        BreakRule.objects.filter(company=company).exclude(pk__in=[r.pk for r in kept]).update(
            is_active=False
        )
        after = [rule.to_json() for rule in break_rules_of(company.pk)]
        if after != before:
            event_record(
                actor=actor,
                code="break_rules.changed",
                obj=company,
                company_id=company.pk,
                before={"breaks": before},
                after={"breaks": after},
            )
    return kept


def _break_rule_save(company: Company, row: BreakRule | None, values: BreakRuleValues) -> BreakRule:
    row = row or BreakRule(company=company)
    for name, value in values.columns().items():
        setattr(row, name, value)
    row.is_active = True
    row.save()
    return row
