"""The two breaks every company finds prepared, switched off, in its own language."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from pointage.features.companies.models import BreakRule, Company
from pointage.features.companies.values import BreakRuleValues
from pointage.foundation.tenancy.scope import tenant_scope


def prepared_breaks_add(company: Company) -> None:
    """Adds them to a company that was just made; part of making it, so without an event."""
    with translation.override(company.language):
        prepared = (
            BreakRuleValues(name=_("Lunch break"), code=_("LUNCH"), minutes=30),
            BreakRuleValues(name=_("Rest break"), code=_("REST"), minutes=15, is_paid=True),
        )
    with tenant_scope(companies=[company.pk]):
        BreakRule.objects.bulk_create(
            BreakRule(company=company, is_active=False, **values.columns()) for values in prepared
        )
