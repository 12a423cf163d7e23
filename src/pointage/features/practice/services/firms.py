"""The firm's own details, and the profile of the person who installs for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from django.db import transaction

from pointage.features.practice import checks
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import Firm, FirmMember
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class FirmDetails:
    """What clients and colleagues see of a firm."""

    name: str
    language: str
    region: str
    time_zone: str
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the catalogue asks of a person before the first app: name, and the firm's phone."""

    given_name: str
    family_name: str
    phone: str

    @property
    def is_complete(self) -> bool:
        return bool(self.given_name and self.family_name and self.phone)


def firm_details(firm: Firm) -> FirmDetails:
    return FirmDetails(**{each.name: getattr(firm, each.name) for each in fields(FirmDetails)})


def firm_change(*, actor: Actor, seat: FirmSeat, details: FirmDetails) -> Firm:
    """Changes the firm's details. Raises the errors of `checks`."""
    actor.require("firm:manage")
    details = FirmDetails(
        name=checks.text(details.name, "name", limit=160, required=True),
        language=checks.language(details.language),
        region=checks.region(details.region),
        time_zone=checks.time_zone(details.time_zone),
        phone=checks.text(details.phone, "phone", limit=32),
        website=checks.website(details.website),
    )
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        before, after = asdict(firm_details(firm)), asdict(details)
        changed = sorted(field for field in after if after[field] != before[field])
        if not changed:
            return firm
        for field in changed:
            setattr(firm, field, after[field])
        firm.save(update_fields=changed)
        event_record(
            actor=actor,
            code="firm.changed",
            obj=firm,
            firm_id=firm.pk,
            before={field: before[field] for field in changed},
            after={field: after[field] for field in changed},
        )
    return firm


def profile_of(user: User, firm: Firm) -> Profile:
    return Profile(user.given_name, user.family_name, firm.phone)


def profile_complete(*, actor: Actor, seat: FirmSeat, profile: Profile) -> None:
    """Fills in the person's names, and the firm's phone when it has none.

    A phone that the firm already has is only changed on its settings page.
    """
    actor.require("apps:install")
    assert actor.user_id is not None
    given = checks.text(profile.given_name, "given_name", limit=80, required=True)
    family = checks.text(profile.family_name, "family_name", limit=80, required=True)
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        phone = firm.phone or checks.text(profile.phone, "phone", limit=32, required=True)
        User.objects.filter(pk=actor.user_id).update(given_name=given, family_name=family)
        FirmMember.objects.filter(pk=seat.member.pk).update(given_name=given, family_name=family)
        if firm.phone != phone:
            firm.phone = phone
            firm.save(update_fields=["phone"])
        event_record(
            actor=actor,
            code="firm_member.profile_completed",
            obj=seat.member,
            firm_id=firm.pk,
            after={"given_name": given, "family_name": family, "phone": phone},
        )
