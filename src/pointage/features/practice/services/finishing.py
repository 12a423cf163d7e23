"""The end of the install wizard: everything a draft promised, made at once or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from pointage.features.books.choices import TrackingChoices
from pointage.features.books.models import Books, ImportRun
from pointage.features.books.services.connections import connection_create
from pointage.features.books.services.imports import import_start
from pointage.features.companies.models import Company
from pointage.features.companies.queries import (
    company_today,
    pay_settings_on,
    pay_versions,
    period_starts,
)
from pointage.features.companies.services import (
    break_rules_set,
    company_create,
    company_update,
    pay_settings_set,
    tracking_settings_set,
)
from pointage.features.companies.services.company import CompanyDetails
from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.features.practice.access import FirmSeat, grant_permissions
from pointage.features.practice.catalogue import app_by_key
from pointage.features.practice.choices import (
    LINK,
    Choices,
    choices_read,
    first_unfinished,
    payer_of,
)
from pointage.features.practice.errors import (
    ClientInactive,
    ClientLinkedMeanwhile,
    CompanyChosenGone,
    ProNotJoined,
    StepMissing,
)
from pointage.features.practice.models import (
    AccountantGrant,
    Client,
    Firm,
    Installation,
    Subscription,
)
from pointage.features.practice.offers import bare_clients, books_of, linkable_companies
from pointage.features.practice.services.billing import offer_for, payer_must_be_billable
from pointage.features.practice.services.clients import books_make
from pointage.features.practice.services.installations import (
    check_version,
    draft_must_be_open,
    owner_name,
)
from pointage.features.team.permissions import SCOPE_PERMISSIONS
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.notices.services import notice_add
from pointage.foundation.tenancy.scope import tenant_scope

#: How long a link to an existing account can be undone.
UNDO_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class _Work:
    """What the pieces of one finish share."""

    actor: Actor
    seat: FirmSeat
    row: Installation
    firm: Firm
    client: Client | None
    choices: Choices
    now: datetime


def installation_finish(
    *, actor: Actor, seat: FirmSeat, installation: Installation, version: int
) -> Installation:
    """Makes or links the company, lets the firm in, keeps the settings, notes who pays, connects
    the books and queues the import; all of it in one transaction.

    Of two people finishing at once one wins; the other gets `InstallationFinished` with the
    winner's name. Raises also `StepMissing`, `DraftChanged`, `ClientLinkedMeanwhile`,
    `CompanyChosenGone`, `FirmBillingMissing`, `ProNotJoined` and what the settings refuse.
    """
    actor.require("apps:install")
    try:
        with transaction.atomic():
            work = _locked(actor, seat, installation, version)
            company = _company(work)
            _subscribe(work, company)
            run = _set_up(work, company)
            return _done(work, company, run)
    except IntegrityError as error:
        # Another way in (another firm, the company's own page) linked the same company or books
        # between our look and our write; the database kept its word.
        raise CompanyChosenGone from error


def _locked(actor: Actor, seat: FirmSeat, installation: Installation, version: int) -> _Work:
    """Everything locked in one order (firm, client, draft) and still true."""
    firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
    client = None
    if installation.client_id is not None:
        client = Client.objects.select_for_update().get(pk=installation.client_id, firm=firm)
    row = (
        Installation.objects.select_for_update(of=("self",))
        .select_related("client__books", "firm__own_books", "installed_by", "started_by")
        .get(pk=installation.pk)
    )
    draft_must_be_open(row)
    choices = choices_read(row)
    unfinished = first_unfinished(choices)
    if unfinished != Installation.Step.CONNECTED:
        raise StepMissing(step=unfinished.value)
    check_version(actor, row, choices, version)
    if client is not None and client.status != Client.Status.ACTIVE:
        raise ClientInactive(client=client.name)
    if _has_account_elsewhere(client, firm, choices):
        raise ClientLinkedMeanwhile(client=owner_name(row))
    if not firm.is_pro:
        raise ProNotJoined
    payer_must_be_billable(payer_of(choices), firm, client)
    return _Work(actor, seat, row, firm, client, choices, timezone.now())


def _has_account_elsewhere(client: Client | None, firm: Firm, choices: Choices) -> bool:
    """Somebody gave the client (or the firm) an account since, other than the one chosen."""
    if client is None:
        return firm.own_company_id is not None
    if client.company is None:
        return False
    chosen = choices.account.company if choices.account else ""
    return client.company.public_id != chosen


def _company(work: _Work) -> Company:
    """The company, new or linked, with the firm let in and the client pointing to it."""
    assert work.choices.account is not None
    if work.choices.account.mode == LINK:
        company = _linked_company(work, work.choices.account.company)
    else:
        company = _new_company(work)
    if work.client is not None:
        work.client.company = company
        work.client.save(update_fields=["company"])
    else:
        work.firm.own_company = company
        work.firm.save(update_fields=["own_company"])
    return company


def _new_company(work: _Work) -> Company:
    owner = work.client or work.firm
    assert work.choices.payroll is not None
    company = company_create(
        actor=work.actor,
        name=owner.name,
        region=owner.region,
        time_zone=work.choices.payroll.time_zone,
        language=owner.language,
        kind=Company.Kind.CLIENT if work.client else Company.Kind.FIRM_OWN,
    )
    AccountantGrant.objects.create(
        company=company,
        firm=work.firm,
        client=work.client,
        state=AccountantGrant.State.ACTIVE,
        asked_by_name=work.actor.name,
        granted_by_name=work.actor.name,
        granted_at=work.now,
    )
    return company


def _linked_company(work: _Work, public_id: str) -> Company:
    """The company chosen, if the firm may still set it up. Raises `CompanyChosenGone`."""
    offered = {each.public_id for each in linkable_companies(work.seat, work.client)}
    if public_id not in offered:
        raise CompanyChosenGone
    company = Company.objects.select_for_update().get(public_id=public_id)
    _fold_bare_client(work, company)
    AccountantGrant.objects.filter(
        company=company, firm=work.firm, state=AccountantGrant.State.ACTIVE
    ).update(client=work.client)
    return company


def _fold_bare_client(work: _Work, company: Company) -> None:
    """The client that stood for the company's access alone gives way to the one being linked."""
    bare = bare_clients(work.firm).filter(company=company).first()
    if bare is None or work.client is None or bare.pk == work.client.pk:
        return
    work.client.members.add(*bare.members.all())
    bare.members.clear()
    bare.company, bare.status = None, Client.Status.REMOVED
    bare.save(update_fields=["company", "status"])
    event_record(
        actor=work.actor,
        code="client.folded",
        obj=bare,
        firm_id=work.firm.pk,
        before={"client": bare.name},
        after={"client": work.client.name},
    )


def _subscribe(work: _Work, company: Company) -> None:
    app = app_by_key(work.row.app)
    assert app is not None
    owner = work.client or work.firm
    today = company_today(company)
    offer = offer_for(app, payer_of(work.choices), owner.region, today)
    Subscription.objects.create(
        company=company,
        firm=work.firm,
        client=work.client,
        app=app.key,
        payer=offer.payer,
        price=offer.list_price,
        discount_percent=offer.discount_percent,
        discount_until=offer.discount_until,
        currency=offer.currency,
        started_on=today,
    )


def _set_up(work: _Work, company: Company) -> ImportRun:
    """Settings, breaks, link and import run of the company, by the accountant in the company."""
    choices = work.choices
    assert choices.payroll is not None and choices.tracking is not None
    books = books_of(work.row) or books_make(work.client or work.firm)
    actor = work.actor.in_company(company.pk, _permissions(work, company))
    tracking = TrackingValues.from_json(choices.tracking)
    with tenant_scope(companies=[company.pk], books=[books.pk]):
        _time_zone_set(actor, company, choices.payroll.time_zone)
        _pay_set(actor, company, choices.payroll.settings())
        tracking_settings_set(actor=actor, company=company, values=tracking)
        if choices.breaks:
            rules = [BreakRuleValues.from_json(each) for each in choices.breaks]
            break_rules_set(actor=actor, company=company, rules=rules)
        return _connect(work, actor, company, books, tracking)


def _permissions(work: _Work, company: Company) -> frozenset[str]:
    grant = AccountantGrant.objects.get(
        company=company, firm=work.firm, state=AccountantGrant.State.ACTIVE
    )
    # Setting up is what the installer was allowed to do; the role in the firm may be narrower for
    # the client's daily work.
    return grant_permissions(grant, work.seat.member) | SCOPE_PERMISSIONS["setup_only"]


def _time_zone_set(actor: Actor, company: Company, time_zone: str) -> None:
    if company.time_zone != time_zone:
        details = CompanyDetails(
            name=company.name,
            legal_name=company.legal_name,
            region=company.region,
            time_zone=time_zone,
            language=company.language,
        )
        company_update(actor=actor, company=company, details=details)
        company.time_zone = time_zone


def _pay_set(actor: Actor, company: Company, values: PaySettingsValues) -> None:
    """The first settings rule from the current period's first day; those of a linked account from
    its own current period, and only if they differ."""
    today = company_today(company)
    ruling = pay_settings_on(company.pk, today)
    if ruling is not None and PaySettingsValues.of(ruling) == values:
        return
    effective = pay_settings_start(company.pk, values, today)
    pay_settings_set(actor=actor, company=company, values=values, effective_on=effective)


def pay_settings_start(company_id: int, values: PaySettingsValues, today: date) -> date:
    """The day from which new settings may rule. Needs the company in scope."""
    versions = pay_versions(company_id)
    if versions:
        return period_starts(versions, today, 1)[0]
    return values.schedule().period_containing(today).start


def _connect(
    work: _Work, actor: Actor, company: Company, books: Books, tracking: TrackingValues
) -> ImportRun:
    assert work.choices.account is not None
    is_link = work.choices.account.mode == LINK
    connection = connection_create(
        actor=actor,
        company=company,
        books=books,
        undo_until=work.now + timedelta(days=UNDO_DAYS) if is_link else None,
    )
    return import_start(
        actor=actor,
        connection=connection,
        choices=TrackingChoices(**tracking.to_json()),
        decisions=work.choices.match.decisions if work.choices.match else {},
    )


def _done(work: _Work, company: Company, run: ImportRun) -> Installation:
    row = work.row
    row.state = Installation.State.INSTALLED
    row.step = Installation.Step.CONNECTED
    row.company = company
    row.import_run_id = run.pk
    row.installed_by = work.seat.member
    row.installed_at = work.now
    row.version += 1
    row.save(
        update_fields=[
            "state", "step", "company", "import_run_id", "installed_by", "installed_at",
            "version", "changed_at",
        ]
    )  # fmt: skip
    assert work.choices.account is not None
    event_record(
        actor=work.actor,
        code="installation.finished",
        obj=row,
        label=owner_name(row),
        firm_id=work.firm.pk,
        company_id=company.pk,
        after={
            "app": row.app,
            "company": company.public_id,
            "account": work.choices.account.mode,
            "payer": payer_of(work.choices).value,
        },
    )
    _tell(work)
    return row


def _tell(work: _Work) -> None:
    """A notice for whoever began the draft and for the client's lead, unless they did it."""
    members = {work.row.started_by, work.client.lead if work.client else None}
    for member in members:
        if member is None or member.user_id is None or member.user_id == work.actor.user_id:
            continue
        notice_add(
            user_id=member.user_id,
            code="installation.finished",
            key=f"installation.finished:{work.row.public_id}:{member.user_id}",
            data={"name": work.actor.name, "client": owner_name(work.row)},
            url=f"/practice/{work.firm.public_id}/install/{work.row.public_id}/connected/",
            firm_id=work.firm.pk,
        )
