"""Makes a company and changes its details."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction

from pointage.features.companies import errors
from pointage.features.companies.models import Company
from pointage.features.companies.services.prepared_breaks import prepared_breaks_add
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.rules.labour import jurisdiction_codes
from pointage.rules.timekeeping import UnknownZone, zone_named

_NAME_LIMIT: Final = 160
_CURRENCIES: Final = {"CA": "CAD", "US": "USD", "FR": "EUR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDetails:
    """What a company is called and where it is. Raises `RuleBroken` naming the field."""

    name: str
    legal_name: str = ""
    region: str
    time_zone: str
    language: str

    def __post_init__(self) -> None:
        if not 0 < len(self.name.strip()) <= _NAME_LIMIT:
            raise errors.CompanyNameRequired(field="name", limit=_NAME_LIMIT)
        if len(self.legal_name) > _NAME_LIMIT:
            raise errors.CompanyTextTooLong(field="legal_name", limit=_NAME_LIMIT)
        if self.region not in jurisdiction_codes() or self.region in {"CA", "US"}:
            raise errors.RegionUnknown(field="region")
        if self.language not in dict(settings.LANGUAGES):
            raise errors.LanguageUnknown(field="language")
        try:
            zone_named(self.time_zone or " ")
        except UnknownZone as error:
            raise errors.TimeZoneUnknown(field="time_zone") from error


def company_create(
    *,
    actor: Actor,
    name: str,
    region: str,
    time_zone: str,
    language: str,
    kind: str = Company.Kind.CLIENT,
    legal_name: str = "",
) -> Company:
    """A new company, empty but for the prepared breaks. Who may make one is the caller's rule (in a
    firm, `apps:install`); the call joins the caller's transaction. Raises `RuleBroken`."""
    details = CompanyDetails(
        name=name, legal_name=legal_name, region=region, time_zone=time_zone, language=language
    )
    with transaction.atomic():
        company = Company.objects.create(
            name=details.name.strip(),
            legal_name=details.legal_name.strip(),
            region=region,
            time_zone=time_zone,
            language=language,
            kind=Company.Kind(kind),
            currency=_CURRENCIES[region[:2]],
        )
        prepared_breaks_add(company)
        event_record(
            actor=actor,
            code="company.created",
            obj=company,
            company_id=company.pk,
            firm_id=actor.firm_id,
            after={"name": company.name, "region": region, "time_zone": time_zone},
        )
    return company


def company_update(*, actor: Actor, company: Company, details: CompanyDetails) -> Company:
    """Changes the details; nothing is recorded when nothing differs. Needs `company:manage`."""
    actor.require("company:manage")
    wanted = {
        "name": details.name.strip(),
        "legal_name": details.legal_name.strip(),
        "region": details.region,
        "time_zone": details.time_zone,
        "language": details.language,
    }
    with transaction.atomic():
        row = Company.objects.select_for_update().get(pk=company.pk)
        before = {k: getattr(row, k) for k, v in wanted.items() if getattr(row, k) != v}
        if not before:
            return row
        for field, value in wanted.items():
            setattr(row, field, value)
        row.save(update_fields=list(wanted))
        event_record(
            actor=actor,
            code="company.updated",
            obj=row,
            company_id=row.pk,
            before=before,
            after={k: wanted[k] for k in before},
        )
    return row
