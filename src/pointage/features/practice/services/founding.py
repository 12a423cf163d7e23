"""How firms begin: the first one with its owner on an empty installation, and any later one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from pointage.features.practice import checks
from pointage.features.practice.models import Firm, FirmMember
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User
from pointage.foundation.identity.services import actor_of

_SAMPLE = "pointage.features.practice.sample"
_FOUNDING_LOCK = 7_204_310_111  # any number of our own, for pg_advisory_xact_lock


class AlreadyFounded(RuleBroken):
    message = _("This installation has just been set up. Sign in with the account that was made.")


@dataclass(frozen=True, slots=True)
class Owner:
    """Who will own the first firm. `email` and `password` were checked by the form."""

    given_name: str
    family_name: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class SampleSignIn:
    """One person of the sample practice; `role` is a code of `FirmMember.Role`."""

    name: str
    email: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class SampleSignIns:
    firm_name: str
    people: tuple[SampleSignIn, ...]


def is_founded() -> bool:
    """Whether anybody has an account here."""
    return User.objects.exists()


def has_sample() -> bool:
    spec = find_spec(_SAMPLE)
    return spec is not None and spec.origin is not None


def firm_create(
    *,
    actor: Actor,
    name: str,
    region: str,
    language: str,
    time_zone: str,
    owner: User,
) -> Firm:
    """Makes a firm whose primary administrator is `owner`, who may act for every client.

    Raises the errors of `checks`.
    """
    details = {
        "name": checks.text(name, "name", limit=160, required=True),
        "region": checks.region(region),
        "language": checks.language(language),
        "time_zone": checks.time_zone(time_zone),
    }
    with transaction.atomic():
        firm = Firm.objects.create(**details)
        FirmMember.objects.create(
            firm=firm,
            user=owner,
            email=owner.email,
            given_name=owner.given_name,
            family_name=owner.family_name,
            language=owner.language,
            role=FirmMember.Role.PRIMARY_ADMIN,
            has_all_clients=True,
        )
        event_record(
            actor=actor,
            code="firm.created",
            obj=firm,
            firm_id=firm.pk,
            after=details,
        )
    return firm


def installation_found(
    *,
    owner: Owner,
    firm_name: str,
    region: str,
    language: str,
    time_zone: str,
    request_id: str = "",
) -> tuple[User, Firm]:
    """Makes the first account (the operator) and the first firm, or neither; once, ever.

    Raises `AlreadyFounded` when somebody else was faster, and what `firm_create` refuses.
    """
    with transaction.atomic():
        _alone()
        if is_founded():
            raise AlreadyFounded
        user = User.objects.create_user(
            owner.email,
            owner.password,
            given_name=owner.given_name,
            family_name=owner.family_name,
            language=language,
            time_zone=time_zone,
            is_operator=True,
        )
        actor = actor_of(user, request_id=request_id)
        event_record(
            actor=actor,
            code="person.joined",
            obj=user,
            label=user.full_name,
            after={"email": user.email, "language": language},
        )
        firm = firm_create(
            actor=actor,
            name=firm_name,
            region=region,
            language=language,
            time_zone=time_zone,
            owner=user,
        )
    return user, firm


def sample_load(*, language: str) -> SampleSignIns:
    """Fills an empty installation with the sample practice and returns who may sign in.

    Raises `AlreadyFounded`. The practice itself is `practice.sample.load(language=…)`.
    """
    with transaction.atomic():
        _alone()
        if is_founded():
            raise AlreadyFounded
        signs: SampleSignIns = import_module(_SAMPLE).load(language=language)
    return signs


def _alone() -> None:
    """Lets one founder in at a time. SQLite's transactions are exclusive already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FOUNDING_LOCK])
