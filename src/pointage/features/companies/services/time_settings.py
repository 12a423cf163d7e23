"""Changes how time is tracked in a company. Not its break rules (`timeentries`), nor pay."""

from __future__ import annotations

from django.db import transaction

from pointage.features.companies import errors
from pointage.features.companies.models import Company, TimeSettings
from pointage.features.companies.queries import company_today, time_settings_of
from pointage.features.companies.time_values import OWN_LABELS, TimeSettingsValues
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.labour import RoundingRefused, UnknownJurisdiction, rounding_allowed

_OWN_WORDS = {name for pair in OWN_LABELS for name in pair}


def time_settings_set(
    *, actor: Actor, company: Company, values: TimeSettingsValues
) -> TimeSettings:
    """Sets how time is tracked; nothing is recorded when nothing differs. Needs `company:manage`;
    raises `RoundingNotAllowed` where the law of the company's place forbids rounding."""
    actor.require("company:manage")
    _check_law(company, values)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        Company.objects.select_for_update().get(pk=company.pk)
        row = time_settings_of(company.pk)
        before = TimeSettingsValues.of(row).to_json()
        after = {
            name: value.strip() if name in _OWN_WORDS else value
            for name, value in values.to_json().items()
        }
        changed = [name for name, value in after.items() if before[name] != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, after[name])
        row.save(update_fields=None if row.pk is None else changed)
        event_record(
            actor=actor,
            code="time_settings.changed",
            obj=row,
            label=company.name,
            company_id=company.pk,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return row


def _check_law(company: Company, values: TimeSettingsValues) -> None:
    try:
        rounding_allowed(company.region, company_today(company), values.rounding_policy())
    except RoundingRefused as error:
        raise errors.RoundingNotAllowed(field="rounding_minutes", place=company.region) from error
    except UnknownJurisdiction:
        return
