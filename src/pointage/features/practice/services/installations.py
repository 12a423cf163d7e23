"""The install wizard while it is a draft: start, choose, save, drop. Nothing here makes a company,
a subscription, a mail or a link: that is `services.finishing`, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.db import transaction
from django.utils import formats, timezone

from pointage.features.companies.models import Company
from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.features.practice import checks
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.catalogue import TIME_APP, app_by_key
from pointage.features.practice.choices import (
    CREATE,
    LINK,
    AccountChoice,
    BillingChoice,
    Choices,
    MatchChoice,
    PayChoice,
    ProChoice,
    choices_read,
    choices_written,
    first_unfinished,
    steps_of,
)
from pointage.features.practice.errors import (
    AccountChoiceUnknown,
    AccountThereAlready,
    AppUnknown,
    ClientInactive,
    CompanyNotLinkable,
    DraftChanged,
    InstallationDropped,
    InstallationFinished,
    InstallNotAllowed,
    NotOffered,
    NotReauthenticated,
    PayerUnknown,
    ProfileIncomplete,
    StepMissing,
)
from pointage.features.practice.models import Client, Firm, Installation, Subscription
from pointage.features.practice.offers import (
    books_offer,
    has_account_to_link,
    linkable_companies,
)
from pointage.features.practice.services.billing import payer_must_be_billable
from pointage.features.practice.services.firms import profile_of
from pointage.features.practice.services.pro import pro_join
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User

Step = Installation.Step
State = Installation.State

#: How long ago the person may have given password or passkey to enter the PRO account.
REAUTHENTICATED_WITHIN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Started:
    """Where starting led: to a draft (`resumed` when it was there already), or, when `company` is
    set, to the link that exists; then nothing was changed and `installation` may be None."""

    installation: Installation | None
    company: Company | None = None
    resumed: bool = False


def installation_start(
    *, actor: Actor, seat: FirmSeat, client: Client | None, app: str = TIME_APP
) -> Started:
    """Begins or resumes the wizard for a client, or for the firm itself.

    Raises `AppUnknown`, `InstallNotAllowed`, `ClientInactive`, `ProfileIncomplete`.
    """
    name = client.name if client else seat.firm.name
    if app_by_key(app) is None:
        raise AppUnknown(field="app")
    if not actor.may("apps:install"):
        raise InstallNotAllowed(field="client", client=name)
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        if not profile_of(User.objects.get(pk=actor.user_id or 0), firm).is_complete:
            raise ProfileIncomplete
        row = Client.objects.get(pk=client.pk, firm=firm) if client else None
        existing = Installation.objects.filter(
            firm=firm, client=row, app=app, state__in=[State.DRAFT, State.INSTALLED]
        ).first()
        company = row.company if row else firm.own_company
        if company is not None and not (row and has_account_to_link(row)):
            return Started(existing, company)
        if row is not None and row.status != Client.Status.ACTIVE:
            raise ClientInactive(field="client", client=name)
        if existing is not None:
            return Started(existing, resumed=True)
        installation = Installation.objects.create(
            firm=firm, client=row, app=app, started_by=seat.member
        )
        event_record(
            actor=actor,
            code="installation.started",
            obj=installation,
            label=name,
            firm_id=firm.pk,
            after={"app": app, "client": row.public_id if row else ""},
        )
    return Started(installation)


def installation_choose_billing(
    *, actor: Actor, installation: Installation, payer: str, version: int
) -> Installation:
    """Step 7: who gets the bill. The firm's own account is always free (`none`).

    Raises `PayerUnknown`, `FirmBillingMissing`, `ClientBillAddressMissing`.
    """
    allowed = ("none",) if installation.client_id is None else ("firm", "client")
    if payer not in allowed:
        raise PayerUnknown(field="payer")
    payer_must_be_billable(Subscription.Payer(payer), installation.firm, installation.client)
    return _save(actor, installation, version, Step.BILLING, billing=BillingChoice(payer))


def installation_confirm_pro(
    *,
    actor: Actor,
    seat: FirmSeat,
    installation: Installation,
    reauthenticated_at: datetime | None,
    version: int,
) -> Installation:
    """Step 8: the same person, re-authenticated, enters the firm's PRO account; a firm that has
    none joins now, free of charge.

    Raises `NotReauthenticated`, `ProNeedsManager`.
    """
    now = timezone.now()
    if reauthenticated_at is None or now - reauthenticated_at > REAUTHENTICATED_WITHIN:
        raise NotReauthenticated
    assert actor.user_id is not None
    with transaction.atomic():
        _lock_draft(installation)
        pro_join(actor=actor, seat=seat)
        choice = ProChoice(user_id=actor.user_id, name=actor.name, at=now)
        return _save(actor, installation, version, Step.PRO, pro=choice)


def installation_choose_account(
    *,
    actor: Actor,
    seat: FirmSeat,
    installation: Installation,
    mode: str,
    company: str = "",
    version: int,
) -> Installation:
    """Step 9: `create` a new account or `link` to `company` (public id), one that the firm may set
    up and that is not linked to any books. Raises `AccountChoiceUnknown`, `CompanyNotLinkable`."""
    if mode not in (CREATE, LINK):
        raise AccountChoiceUnknown(field="mode")
    has_account = installation.client is not None and installation.client.company_id is not None
    if mode == CREATE and has_account:
        raise AccountThereAlready(field="mode", client=owner_name(installation))
    if mode == LINK:
        offered = {each.public_id for each in linkable_companies(seat, installation.client)}
        if company not in offered:
            raise CompanyNotLinkable(field="company")
    choice = AccountChoice(mode, company if mode == LINK else "")
    parts: dict[str, Any] = {"account": choice}
    if choices_read(installation).account != choice:
        parts["match"] = None
    return _save(actor, installation, version, Step.ACCOUNT, **parts)


def installation_save_match(
    *,
    actor: Actor,
    installation: Installation,
    decisions: Mapping[str, Mapping[str, Any]],
    version: int,
) -> Installation:
    """Step 9, when linking: the plan as accepted, already checked by the link plan itself."""
    choice = MatchChoice({key: dict(value) for key, value in decisions.items()})
    return _save(actor, installation, version, Step.MATCH, match=choice)


def installation_save_payroll(
    *,
    actor: Actor,
    installation: Installation,
    values: PaySettingsValues,
    time_zone: str,
    version: int,
) -> Installation:
    """Step 10. `values` have been checked by existing. Raises `TimeZoneUnknown`."""
    choice = PayChoice(checks.time_zone(time_zone), values.to_json())
    return _save(actor, installation, version, Step.PAYROLL, payroll=choice)


def installation_save_tracking(
    *, actor: Actor, installation: Installation, values: TrackingValues, version: int
) -> Installation:
    """Step 11. Raises `NotOffered` for something the books cannot give."""
    offer = books_offer(installation)
    for name, chosen in values.to_json().items():
        if chosen and offer.reason(name) is not None:
            raise NotOffered(field=name)
    return _save(actor, installation, version, Step.TRACK, tracking=values.to_json())


def installation_use_template(
    *,
    actor: Actor,
    installation: Installation,
    template: str,
    breaks: tuple[BreakRuleValues, ...],
    version: int,
) -> Installation:
    """Keeps which template steps 10 and 11 start from, and its breaks. An empty `template` lets
    go of it."""
    return _save(
        actor,
        installation,
        version,
        Step.PAYROLL,
        template=template,
        breaks=tuple(each.to_json() for each in breaks),
    )


def installation_drop(*, actor: Actor, installation: Installation) -> Installation:
    """Drops a draft: its choices go, nothing else ever existed. Dropping twice is once."""
    actor.require("apps:install")
    with transaction.atomic():
        row = (
            Installation.objects.select_for_update(of=("self",))
            .select_related("client", "firm")
            .get(pk=installation.pk)
        )
        if row.state == State.DROPPED:
            return row
        if row.state != State.DRAFT:
            raise finished_by(row)
        row.state = State.DROPPED
        row.choices = {}
        row.version += 1
        row.save(update_fields=["state", "choices", "version", "changed_at"])
        event_record(
            actor=actor,
            code="installation.dropped",
            obj=row,
            label=owner_name(row),
            firm_id=row.firm_id,
            before={"state": State.DRAFT.value},
            after={"state": State.DROPPED.value},
        )
    return row


def _save(
    actor: Actor, installation: Installation, version: int, step: Step, **parts: Any
) -> Installation:
    """Keeps parts of the choices. The same again changes nothing, so a double click is one click;
    an old page of the same person is taken, one of somebody else is refused."""
    actor.require("apps:install")
    with transaction.atomic():
        row = _lock_draft(installation)
        choices = choices_read(row)
        changed = msgspec.structs.replace(choices, **parts)
        if changed == choices:
            return row
        _earlier_steps_done(changed, step)
        check_version(actor, row, choices, version)
        changed = msgspec.structs.replace(
            changed, changed_by_id=actor.user_id, changed_by_name=actor.name
        )
        row.choices = choices_written(changed)
        row.step = first_unfinished(changed)
        row.version += 1
        row.save(update_fields=["choices", "step", "version", "changed_at"])
    return row


def _lock_draft(installation: Installation) -> Installation:
    row = (
        Installation.objects.select_for_update(of=("self",))
        .select_related("client", "client__books", "firm", "company", "installed_by")
        .get(pk=installation.pk)
    )
    draft_must_be_open(row)
    return row


def draft_must_be_open(row: Installation) -> None:
    """Raises `InstallationFinished`, `InstallationDropped`."""
    if row.state == State.INSTALLED:
        raise finished_by(row)
    if row.state != State.DRAFT:
        raise InstallationDropped


def finished_by(row: Installation) -> InstallationFinished:
    """Who finished it, when, in the active language and time zone."""
    by = row.installed_by or row.started_by
    at = row.installed_at or row.changed_at
    return InstallationFinished(name=by.full_name, time=_clock(at))


def check_version(actor: Actor, row: Installation, choices: Choices, version: int) -> None:
    """Raises `DraftChanged` when somebody else changed the draft after the page was made."""
    if version != row.version and choices.changed_by_id not in (None, actor.user_id):
        raise DraftChanged(name=choices.changed_by_name, time=_clock(row.changed_at))


def _earlier_steps_done(choices: Choices, step: Step) -> None:
    order = (*steps_of(choices), Step.CONNECTED)
    unfinished = first_unfinished(choices)
    if step not in order or order.index(unfinished) < order.index(step):
        raise StepMissing(step=unfinished.value)


def owner_name(installation: Installation) -> str:
    """The client's name, or the firm's for its own account."""
    return installation.client.name if installation.client else installation.firm.name


def _clock(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
