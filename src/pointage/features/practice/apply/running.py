"""Makes one client after another as the file wants them. Each client is one transaction: done
whole or not at all, so a crash loses at most the one being worked on, and running again goes on.

A dry run does the very same work and rolls it back, so what it announces is what would happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import transaction

from pointage.features.books.models import BooksConnection, ImportRun
from pointage.features.books.services.importing.runner import RunKey, run_advance
from pointage.features.books.services.imports import import_changes_start
from pointage.features.companies.models import Company, PaySettings, TrackingSettings
from pointage.features.companies.queries import company_today, pay_settings_on
from pointage.features.companies.services import (
    break_rules_set,
    pay_settings_set,
    tracking_settings_set,
)
from pointage.features.companies.values import PaySettingsValues, TrackingValues
from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.apply.administrators import administrator_ensure
from pointage.features.practice.apply.bookkeeping import books_ensure
from pointage.features.practice.apply.changes import Change, ClientResult, Sign, What
from pointage.features.practice.apply.document import Wish
from pointage.features.practice.apply.installing import account_ensure
from pointage.features.practice.apply.wishes import (
    WantedSettings,
    WishRefused,
    wanted_details,
    wanted_settings,
)
from pointage.features.practice.models import Client
from pointage.features.practice.services.clients import client_add, client_details, client_edit
from pointage.features.practice.services.finishing import pay_settings_start
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.names import fold


class ClientsOfFirm:
    """The firm's clients by folded name, read once for the whole file."""

    def __init__(self, seat: FirmSeat) -> None:
        self._ids = {fold(client.name): client.public_id for client in access.clients_visible(seat)}

    def find(self, seat: FirmSeat, name: str) -> Client | None:
        public_id = self._ids.get(fold(name))
        return access.client_for(seat, public_id) if public_id else None


def apply_all(
    wishes: Iterable[Wish], *, seat: FirmSeat, user: User, dry_run: bool = False
) -> Iterator[ClientResult]:
    """Works through the wishes in order and yields a result for each as it is done."""
    known = ClientsOfFirm(seat)
    for wish in wishes:
        yield apply_one(wish, seat=seat, user=user, known=known, dry_run=dry_run)


def apply_one(
    wish: Wish, *, seat: FirmSeat, user: User, known: ClientsOfFirm, dry_run: bool
) -> ClientResult:
    """One client, whole or not at all. Refusals become the result's `problem`."""
    try:
        with transaction.atomic():
            changes = tuple(_steps(wish, seat, user, known))
            if dry_run:
                transaction.set_rollback(True)
    except RuleBroken as error:
        where = f"{error.field}: " if error.field else ""
        return ClientResult(wish.entry.name, problem=f"{where}{error.text}")
    except WishRefused as error:
        return ClientResult(wish.entry.name, problem=str(error))
    except PermissionRefused as error:
        return ClientResult(wish.entry.name, problem=error.permission)
    except NotFound:
        return ClientResult(wish.entry.name, problem="404")
    return ClientResult(wish.entry.name, changes)


def _steps(wish: Wish, seat: FirmSeat, user: User, known: ClientsOfFirm) -> Iterator[Change]:
    client = known.find(seat, wish.entry.name)
    yield from (changes := _client(wish, seat, client))
    if client is None:
        client = Client.objects.get(firm=seat.firm, public_id=changes[0].data["public_id"])
    client = access.client_for(seat, client.public_id)
    books_changes = list(books_ensure(wish, seat, client))
    yield from books_changes
    if not wish.entry.install:
        return
    settings = wanted_settings(wish.entry, seat, client.region)
    is_new = client.company_id is None
    yield from account_ensure(wish, seat, client, settings)
    client = access.client_for(seat, client.public_id)
    company = client.company
    assert company is not None
    company_seat = access.company_seat_for(user, company.public_id, source=seat.actor.source)
    if not is_new:
        yield from _settings(company_seat.actor, company, settings)
    yield from _import(company_seat.actor, company, books_changed=bool(books_changes))
    yield from administrator_ensure(wish.entry.administrator, company_seat.actor, company)


def _client(wish: Wish, seat: FirmSeat, client: Client | None) -> list[Change]:
    if client is None:
        details = wanted_details(wish.entry, seat, None)
        made = client_add(actor=seat.actor, seat=seat, details=details)
        data = {"name": made.name, "public_id": made.public_id}
        return [Change(Sign.ADD, What.CLIENT_ADDED, data)]
    now = client_details(client)
    wanted = wanted_details(wish.entry, seat, now)
    differing = [name for name in wanted.__slots__ if getattr(wanted, name) != getattr(now, name)]
    if not differing:
        return []
    client_edit(actor=seat.actor, seat=seat, client=client, details=wanted)
    return [Change(Sign.CHANGE, What.CLIENT_CHANGED, {"fields": ", ".join(differing)})]


def _settings(actor: Actor, company: Company, wanted: WantedSettings) -> Iterator[Change]:
    """Brings an existing account to what the file says; what it does not mention stays."""
    with tenant_scope(companies=[company.pk]):
        today = company_today(company)
        ruling = pay_settings_on(company.pk, today)
        if wanted.pay is not None and _differs(ruling, wanted.pay):
            day = pay_settings_start(company.pk, wanted.pay, today)
            pay_settings_set(actor=actor, company=company, values=wanted.pay, effective_on=day)
            fields = _fields(ruling, wanted.pay)
            data = {"day": day.isoformat(), "fields": ", ".join(fields)}
            yield Change(Sign.CHANGE, What.PAY_CHANGED, data)
        row = TrackingSettings.objects.filter(company=company).first()
        if wanted.tracking is not None and row is not None:
            now = TrackingValues(**{n: getattr(row, n) for n in wanted.tracking.to_json()})
            if now != wanted.tracking:
                tracking_settings_set(actor=actor, company=company, values=wanted.tracking)
                on = [name for name, chosen in wanted.tracking.to_json().items() if chosen]
                yield Change(Sign.CHANGE, What.TRACKING_CHANGED, {"fields": ", ".join(on)})
        if wanted.breaks:
            break_rules_set(actor=actor, company=company, rules=list(wanted.breaks))


def _differs(ruling: PaySettings | None, wanted: PaySettingsValues) -> bool:
    return bool(_fields(ruling, wanted))


def _fields(ruling: PaySettings | None, wanted: PaySettingsValues) -> list[str]:
    """Names of what differs. Two anchors of the same rhythm are the same pay period."""
    if ruling is None:
        return ["pay_period"]
    now = PaySettingsValues.of(ruling)
    if now.period_end_on and wanted.period_end_on:
        period = wanted.schedule().period_containing(now.period_end_on)
        if period.end == now.period_end_on:
            wanted = replace(wanted, period_end_on=now.period_end_on)
    before, after = now.to_json(), wanted.to_json()
    return [name for name in after if after[name] != before[name]]


def _import(actor: Actor, company: Company, *, books_changed: bool) -> Iterator[Change]:
    """Runs the import that waits, or one of what changed in the books just now."""
    with tenant_scope(companies=[company.pk]):
        connection = (
            BooksConnection.objects.filter(company=company, state=BooksConnection.State.ACTIVE)
            .order_by("-id")
            .first()
        )
        if connection is None:
            return
        run = ImportRun.objects.filter(
            connection=connection, state__in=[ImportRun.State.QUEUED, ImportRun.State.RUNNING]
        ).first()
        if run is None and books_changed:
            run = import_changes_start(actor=actor, connection=connection)
    if run is None:
        return
    key = RunKey(company.pk, connection.books_id, run.pk)
    while run_advance(key):
        pass
    with tenant_scope(companies=[company.pk]):
        run.refresh_from_db()
    if run.imported or run.updated:
        data = {"imported": str(run.imported), "updated": str(run.updated)}
        yield Change(Sign.ADD, What.IMPORTED, data)
    if run.skipped or run.in_doubt or run.errors:
        counts = {name: str(getattr(run, name)) for name in ("skipped", "in_doubt", "errors")}
        yield Change(Sign.NOTE, What.IMPORT_LEFT_OUT, counts)
