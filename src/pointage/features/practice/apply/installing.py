"""Drives the install wizard's own services for one client of a practice file: steps 6 to 12."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from pointage.features.companies.values import TrackingValues
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.apply.changes import Change, Sign, What
from pointage.features.practice.apply.document import Wish
from pointage.features.practice.apply.wishes import WantedSettings, WishRefused
from pointage.features.practice.models import Client, Subscription
from pointage.features.practice.offers import books_offer
from pointage.features.practice.services import installations
from pointage.features.practice.services.finishing import installation_finish


def account_ensure(
    wish: Wish, seat: FirmSeat, client: Client, wanted: WantedSettings
) -> Iterator[Change]:
    """Installs time tracking for a client that has no time account yet; a draft left by somebody
    is finished with the file's wishes. Raises what the wizard's services refuse."""
    if client.company_id is not None:
        return
    if wanted.pay is None:
        raise WishRefused(_("A new time account needs a pay period: say `pay` or a template."))
    actor = seat.actor
    started = installations.installation_start(actor=actor, seat=seat, client=client)
    row = started.installation
    assert row is not None
    row = installations.installation_choose_billing(
        actor=actor,
        installation=row,
        payer=wish.entry.billing or Subscription.Payer.CLIENT,
        version=row.version,
    )
    # Whoever may run commands on the server needs no second proof of who they are.
    row = installations.installation_confirm_pro(
        actor=actor,
        seat=seat,
        installation=row,
        reauthenticated_at=timezone.now(),
        version=row.version,
    )
    row = installations.installation_choose_account(
        actor=actor, seat=seat, installation=row, mode="create", version=row.version
    )
    row = installations.installation_use_template(
        actor=actor, installation=row, template="", breaks=wanted.breaks, version=row.version
    )
    row = installations.installation_save_payroll(
        actor=actor,
        installation=row,
        values=wanted.pay,
        time_zone=client.time_zone,
        version=row.version,
    )
    row = installations.installation_save_tracking(
        actor=actor,
        installation=row,
        values=wanted.tracking or _all_there_is(row),
        version=row.version,
    )
    row = installation_finish(actor=actor, seat=seat, installation=row, version=row.version)
    assert row.company is not None
    paid = row.company.subscriptions.get(state=Subscription.State.ACTIVE)
    data = {"payer": paid.payer, "price": f"{paid.price} {paid.currency}"}
    yield Change(Sign.ADD, What.ACCOUNT_CREATED, data)


def _all_there_is(installation: object) -> TrackingValues:
    """Without a word in the file: people, and whatever the books have of the rest."""
    offer = books_offer(installation)  # type: ignore[arg-type]
    usual = TrackingValues().to_json()
    kept = {name: chosen and offer.reason(name) is None for name, chosen in usual.items()}
    return TrackingValues.from_json({**kept, "employees": True})
