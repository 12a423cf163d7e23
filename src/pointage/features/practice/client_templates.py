"""Client templates: pay period, overtime, what is tracked and breaks, saved once for many clients.

The same values are read by the wizard and by `pointage practice apply`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.features.practice import checks
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import MoreThanLimit, TemplateInvalid, TemplateNameTaken
from pointage.features.practice.models import ClientTemplate, Firm
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor

SCHEMA: Final = 1
BREAK_LIMIT: Final = 20
TEMPLATE_LIMIT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSettings:
    """What a template carries. The client keeps its own time zone."""

    pay: PaySettingsValues
    tracking: TrackingValues
    breaks: tuple[BreakRuleValues, ...] = ()

    def __post_init__(self) -> None:
        if len(self.breaks) > BREAK_LIMIT:
            raise MoreThanLimit(field="breaks", limit=BREAK_LIMIT)

    def to_json(self) -> dict[str, Any]:
        """The shape stored in `ClientTemplate.settings`."""
        return {
            "schema": SCHEMA,
            "pay": self.pay.to_json(),
            "tracking": self.tracking.to_json(),
            "breaks": [each.to_json() for each in self.breaks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TemplateSettings:
        """Raises `TemplateInvalid`, which says which part does not stand and why."""
        where = ""
        try:
            where = "pay"
            pay = PaySettingsValues.from_json(data["pay"])
            where = "tracking"
            tracking = TrackingValues.from_json(data["tracking"])
            where = "breaks"
            breaks = tuple(BreakRuleValues.from_json(each) for each in data.get("breaks", ()))
        except RuleBroken as error:
            raise TemplateInvalid(field=where, where=where, why=error.text) from error
        except (KeyError, TypeError, AttributeError) as error:
            raise TemplateInvalid(field=where, where=where, why=str(error)) from error
        return cls(pay=pay, tracking=tracking, breaks=breaks)


def template_save(
    *,
    actor: Actor,
    seat: FirmSeat,
    name: str,
    settings: TemplateSettings,
    template: ClientTemplate | None = None,
) -> ClientTemplate:
    """Adds a template, or changes `template`. Raises `TemplateNameTaken`, `MoreThanLimit`."""
    actor.require("templates:manage")
    name = checks.text(name, "name", limit=120, required=True)
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        others = ClientTemplate.objects.filter(firm=firm)
        if template is not None:
            template = ClientTemplate.objects.select_for_update().get(pk=template.pk, firm=firm)
            others = others.exclude(pk=template.pk)
        elif others.count() >= TEMPLATE_LIMIT:
            raise MoreThanLimit(limit=TEMPLATE_LIMIT)
        if others.filter(name__iexact=name).exists():
            raise TemplateNameTaken(field="name", name=name)
        before = {"name": template.name, **template.settings} if template else None
        after = {"name": name, **settings.to_json()}
        if template is not None and before == after:
            return template
        code = "client_template.changed" if template else "client_template.added"
        template = template or ClientTemplate(firm=firm)
        template.name = name
        template.settings = settings.to_json()
        template.save()
        event_record(
            actor=actor, code=code, obj=template, firm_id=firm.pk, before=before, after=after
        )
    return template


def template_delete(*, actor: Actor, seat: FirmSeat, template: ClientTemplate) -> None:
    """Deletes a template; companies set up from it keep their settings."""
    actor.require("templates:manage")
    with transaction.atomic():
        row = ClientTemplate.objects.select_for_update().get(pk=template.pk, firm=seat.firm)
        event_record(
            actor=actor,
            code="client_template.deleted",
            obj=row,
            firm_id=seat.firm.pk,
            before={"name": row.name, **row.settings},
        )
        row.delete()


def template_for(seat: FirmSeat, public_id: str) -> ClientTemplate:
    """A template of the firm. Raises `NotFound`."""
    template = ClientTemplate.objects.filter(firm=seat.firm, public_id=public_id).first()
    if template is None:
        raise NotFound(public_id)
    return template


def template_list(seat: FirmSeat) -> list[ClientTemplate]:
    """The firm's templates by name."""
    return list(ClientTemplate.objects.filter(firm=seat.firm).order_by("name", "id"))
