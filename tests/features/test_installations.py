"""The install wizard: drafts that leave nothing behind, and a finish that is whole or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pointage.features.books.models import Books, BooksConnection, ImportRun
from pointage.features.companies.models import Company, PaySettings, TrackingSettings
from pointage.features.companies.values import TrackingValues
from pointage.features.practice import errors
from pointage.features.practice.models import (
    AccountantGrant,
    BillingDetails,
    Client,
    Installation,
    Subscription,
)
from pointage.features.practice.offers import books_offer
from pointage.features.practice.services import installations as wizard
from pointage.features.practice.services.finishing import installation_finish
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.installing import (
    TRACKING,
    firm_ready,
    ready_to_finish,
    record_add,
    seat_of,
    start,
)
from tests.world import World


@pytest.fixture(autouse=True)
def _ready(world: World) -> None:
    firm_ready(world.tremblay)


def leftovers() -> dict[str, int]:
    """What a draft must not add to."""
    return {
        "companies": Company.objects.count(),
        "subscriptions": Subscription.objects.count(),
        "grants": AccountantGrant.objects.count(),
        "mails": OutgoingMail.objects.count(),
        "messages": OutboxMessage.objects.count(),
        "books": Books.objects.count(),
    }


# -- starting -------------------------------------------------------------------------------------
def test_a_draft_begins_at_the_billing_step(world: World) -> None:
    row = start(seat_of(world.marie, world.tremblay), world.new_client)
    assert (row.state, row.step, row.client) == ("draft", "billing", world.new_client)


def test_starting_again_resumes_the_same_draft(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    first = start(seat, world.new_client)
    again = wizard.installation_start(actor=seat.actor, seat=seat, client=world.new_client)
    assert (again.installation, again.resumed) == (first, True)


def test_a_linked_client_gets_its_link_and_nothing_changes(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    with tenant_scope(companies=[world.garage.pk]):
        BooksConnection.objects.create(company=world.garage, books=world.garage_client.books)
    before, events = leftovers(), HistoryEvent.objects.count()
    started = wizard.installation_start(actor=seat.actor, seat=seat, client=world.garage_client)
    assert started.company == world.garage
    assert Installation.objects.count() == 0
    assert (leftovers(), HistoryEvent.objects.count()) == (before, events)


def test_an_inactive_client_is_refused_with_the_reason(world: World) -> None:
    Client.objects.filter(pk=world.new_client.pk).update(status=Client.Status.INACTIVE)
    with pytest.raises(errors.ClientInactive):
        start(seat_of(world.marie, world.tremblay), world.new_client)
    assert Installation.objects.count() == 0


def test_a_viewer_may_not_install(world: World) -> None:
    with pytest.raises(errors.InstallNotAllowed):
        start(seat_of(world.vera, world.tremblay), world.new_client)
    assert Installation.objects.count() == 0


def test_an_unknown_app_is_refused(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    with pytest.raises(errors.AppUnknown):
        wizard.installation_start(
            actor=seat.actor, seat=seat, client=world.new_client, app="pointage-rockets"
        )


def test_an_incomplete_profile_comes_first(world: World) -> None:
    world.tremblay.phone = ""
    world.tremblay.save(update_fields=["phone"])
    with pytest.raises(errors.ProfileIncomplete):
        start(seat_of(world.marie, world.tremblay), world.new_client)
    assert Installation.objects.count() == 0


# -- drafts ---------------------------------------------------------------------------------------
def test_a_whole_draft_leaves_nothing_behind(world: World) -> None:
    before = leftovers()
    row = ready_to_finish(seat_of(world.marie, world.tremblay), world.new_client)
    assert row.step == Installation.Step.CONNECTED
    assert leftovers() == before
    world.new_client.refresh_from_db()
    assert world.new_client.company is None


def test_dropping_forgets_the_choices_and_lets_a_new_draft_begin(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    before = leftovers()
    row = wizard.installation_drop(
        actor=seat.actor, installation=ready_to_finish(seat, world.new_client)
    )
    assert (row.state, row.choices) == ("dropped", {})
    assert leftovers() == before
    assert start(seat, world.new_client).pk != row.pk


def test_a_dropped_draft_takes_no_more_choices(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = start(seat, world.new_client)
    wizard.installation_drop(actor=seat.actor, installation=row)
    with pytest.raises(errors.InstallationDropped):
        wizard.installation_choose_billing(
            actor=seat.actor, installation=row, payer="firm", version=row.version
        )


def test_steps_cannot_be_skipped(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = start(seat, world.new_client)
    with pytest.raises(errors.StepMissing) as refusal:
        wizard.installation_save_tracking(
            actor=seat.actor, installation=row, values=TRACKING, version=row.version
        )
    assert refusal.value.data["step"] == "billing"
    with pytest.raises(errors.StepMissing):
        installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    assert leftovers()["subscriptions"] == 0


def test_a_double_click_saves_once(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = start(seat, world.new_client)
    once = wizard.installation_choose_billing(
        actor=seat.actor, installation=row, payer="firm", version=1
    )
    twice = wizard.installation_choose_billing(
        actor=seat.actor, installation=row, payer="firm", version=1
    )
    assert once.version == twice.version == 2


def test_somebody_elses_change_is_not_overwritten(world: World) -> None:
    marie, luc = seat_of(world.marie, world.tremblay), seat_of(world.luc, world.tremblay)
    row = start(marie, world.new_client)
    wizard.installation_choose_billing(
        actor=luc.actor, installation=row, payer="firm", version=row.version
    )
    with pytest.raises(errors.DraftChanged) as refusal:
        wizard.installation_choose_billing(
            actor=marie.actor, installation=row, payer="client", version=row.version
        )
    assert "Luc Gagnon" in refusal.value.text
    row.refresh_from_db()
    assert row.choices["billing"] == {"payer": "firm"}


# -- choices --------------------------------------------------------------------------------------
@pytest.mark.parametrize("payer", ["", "none", "FIRM", "x" * 5000, "<script>"])
def test_a_strange_payer_is_refused(world: World, payer: str) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = start(seat, world.new_client)
    with pytest.raises(errors.PayerUnknown):
        wizard.installation_choose_billing(
            actor=seat.actor, installation=row, payer=payer, version=row.version
        )


def test_a_firm_without_billing_details_cannot_be_the_payer(world: World) -> None:
    BillingDetails.objects.all().delete()
    seat = seat_of(world.marie, world.tremblay)
    row = start(seat, world.new_client)
    with pytest.raises(errors.FirmBillingMissing):
        wizard.installation_choose_billing(
            actor=seat.actor, installation=row, payer="firm", version=row.version
        )
    row.refresh_from_db()
    assert row.choices == {}


def test_a_client_without_an_address_cannot_be_billed(world: World) -> None:
    Client.objects.filter(pk=world.new_client.pk).update(email="")
    seat = seat_of(world.marie, world.tremblay)
    row = start(seat, world.new_client)
    row.refresh_from_db()
    with pytest.raises(errors.ClientBillAddressMissing):
        wizard.installation_choose_billing(
            actor=seat.actor, installation=row, payer="client", version=row.version
        )


def test_the_pro_account_needs_a_fresh_sign_in(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = start(seat, world.new_client)
    row = wizard.installation_choose_billing(
        actor=seat.actor, installation=row, payer="firm", version=row.version
    )
    for at in (None, timezone.now() - timedelta(minutes=16)):
        with pytest.raises(errors.NotReauthenticated):
            wizard.installation_confirm_pro(
                actor=seat.actor,
                seat=seat,
                installation=row,
                reauthenticated_at=at,
                version=row.version,
            )


def test_a_firm_that_is_not_pro_joins_on_the_spot(world: World) -> None:
    world.tremblay.pro_joined_at = None
    world.tremblay.save(update_fields=["pro_joined_at"])
    ready_to_finish(seat_of(world.marie, world.tremblay), world.new_client)
    world.tremblay.refresh_from_db()
    assert world.tremblay.pro_joined_by == world.marie
    assert HistoryEvent.objects.filter(code="firm.pro_joined").count() == 1


def test_an_accountant_cannot_join_pro_for_the_firm(world: World) -> None:
    world.tremblay.pro_joined_at = None
    world.tremblay.save(update_fields=["pro_joined_at"])
    world.luc_seat.clients.add(world.new_client)
    with pytest.raises(errors.ProNeedsManager) as refusal:
        ready_to_finish(seat_of(world.luc, world.tremblay), world.new_client)
    assert "Marie Tremblay" in refusal.value.text
    world.tremblay.refresh_from_db()
    assert not world.tremblay.is_pro


def test_only_companies_the_firm_may_set_up_can_be_linked(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    for company in (world.dairy, world.garage, world.boulangerie):
        with pytest.raises(errors.CompanyNotLinkable):
            ready_to_finish(seat, world.new_client, link=company.public_id)


def test_what_the_books_cannot_give_cannot_be_tracked(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = ready_to_finish(seat, world.new_client)
    offer = books_offer(row)
    assert offer.lacks("service_items")
    assert not offer.lacks("employees")
    assert offer.narrowed(TrackingValues(service_items=True)) == TRACKING


# -- finishing ------------------------------------------------------------------------------------
def test_finishing_makes_everything_at_once(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    assert world.new_client.books is not None
    record_add(world.new_client.books, "employee", "Jean Roy")
    row = ready_to_finish(seat, world.new_client)
    done = installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    world.new_client.refresh_from_db()
    company = world.new_client.company
    assert company is not None
    assert (done.state, done.company, done.installed_by) == ("installed", company, seat.member)
    grant = AccountantGrant.objects.get(company=company)
    assert (grant.state, grant.scope, grant.can_edit_schedule) == ("active", "full", False)
    subscription = Subscription.objects.get(company=company)
    assert (subscription.payer, subscription.discount_percent) == ("firm", 30)
    assert subscription.discount_until is None
    with tenant_scope(companies=[company.pk]):
        assert PaySettings.objects.get().pay_period == "twice_a_month"
        assert TrackingSettings.objects.get().employees
        assert BooksConnection.objects.get().undo_until is None
        assert ImportRun.objects.get().pk == done.import_run_id
    event = HistoryEvent.objects.get(code="installation.finished")
    assert (event.company_id, event.acting_firm_name) == (company.pk, "Cabinet Tremblay")


def test_the_client_pays_with_the_direct_discount(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = ready_to_finish(seat, world.new_client, payer="client")
    installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    subscription = Subscription.objects.get()
    assert (subscription.payer, subscription.discount_percent) == ("client", 50)
    assert subscription.discount_until is not None


def test_the_second_person_to_finish_learns_who_did(world: World) -> None:
    world.luc_seat.clients.add(world.new_client)
    marie, luc = seat_of(world.marie, world.tremblay), seat_of(world.luc, world.tremblay)
    row = ready_to_finish(luc, world.new_client)
    installation_finish(actor=marie.actor, seat=marie, installation=row, version=row.version)
    before = leftovers()
    with pytest.raises(errors.InstallationFinished) as refusal:
        installation_finish(actor=luc.actor, seat=luc, installation=row, version=row.version)
    assert "Marie Tremblay" in refusal.value.text
    assert leftovers() == before
    assert Notice.objects.get(user=world.luc).data["name"] == "Marie Tremblay"


def test_a_client_made_inactive_meanwhile_is_not_installed(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = ready_to_finish(seat, world.new_client)
    Client.objects.filter(pk=world.new_client.pk).update(status=Client.Status.INACTIVE)
    before = leftovers()
    with pytest.raises(errors.ClientInactive):
        installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    assert leftovers() == before


def test_the_firms_own_account_is_free(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    row = ready_to_finish(seat, None)
    installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    world.tremblay.refresh_from_db()
    assert world.tremblay.own_company is not None
    assert world.tremblay.own_company.kind == Company.Kind.FIRM_OWN
    assert Subscription.objects.get().payer == Subscription.Payer.NONE


def test_a_viewer_cannot_finish(world: World) -> None:
    marie, vera = seat_of(world.marie, world.tremblay), seat_of(world.vera, world.tremblay)
    row = ready_to_finish(marie, world.new_client)
    with pytest.raises(PermissionRefused):
        installation_finish(actor=vera.actor, seat=vera, installation=row, version=row.version)
    assert Subscription.objects.count() == 0


def test_linking_an_existing_company_keeps_a_way_back(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    lone = Company.objects.create(
        name="Érablière (compte)", region="CA-QC", time_zone="America/Toronto", language="fr-ca"
    )
    AccountantGrant.objects.create(
        company=lone, firm=world.tremblay, state="active", granted_at=timezone.now()
    )
    companies = Company.objects.count()
    row = ready_to_finish(seat, world.new_client, link=lone.public_id)
    installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    world.new_client.refresh_from_db()
    assert world.new_client.company == lone
    assert Company.objects.count() == companies
    with tenant_scope(companies=[lone.pk]):
        assert BooksConnection.objects.get().undo_until is not None


def test_a_company_linked_meanwhile_is_refused(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    lone = Company.objects.create(
        name="Seule", region="CA-QC", time_zone="America/Toronto", language="fr-ca"
    )
    grant = AccountantGrant.objects.create(
        company=lone, firm=world.tremblay, state="active", granted_at=timezone.now()
    )
    row = ready_to_finish(seat, world.new_client, link=lone.public_id)
    grant.state = AccountantGrant.State.REVOKED
    grant.save(update_fields=["state"])
    with pytest.raises(errors.CompanyChosenGone):
        installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    world.new_client.refresh_from_db()
    assert world.new_client.company is None
    assert Subscription.objects.count() == 0


def test_an_account_opened_by_its_owner_is_linked_to_the_client_with_the_books(
    world: World,
) -> None:
    """The way it goes in life: the owner lets the firm in, which makes a client of its own for
    the access; the accountant then links the account to the client whose books she keeps."""
    lone = Company.objects.create(
        name="Érablière des Pins", region="CA-QC", time_zone="America/Toronto", language="fr-ca"
    )
    bare = Client.objects.create(
        firm=world.tremblay, name="Érablière (compte)", search_name="erabliere", company=lone
    )
    grant = AccountantGrant.objects.create(
        company=lone, firm=world.tremblay, client=bare, state="active", granted_at=timezone.now()
    )
    seat = seat_of(world.marie, world.tremblay)
    row = ready_to_finish(seat, world.new_client, link=lone.public_id)
    bare.refresh_from_db()
    assert bare.status == Client.Status.ACTIVE
    installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    for each in (bare, grant, world.new_client):
        each.refresh_from_db()
    assert (bare.status, bare.company) == (Client.Status.REMOVED, None)
    assert (world.new_client.company, grant.client) == (lone, world.new_client)


def test_an_account_already_set_up_for_a_client_is_not_offered_again(world: World) -> None:
    seat = seat_of(world.marie, world.tremblay)
    other = Client.objects.create(
        firm=world.tremblay, name="Autre", search_name="autre", company=None
    )
    first = ready_to_finish(seat, world.new_client)
    installation_finish(actor=seat.actor, seat=seat, installation=first, version=first.version)
    world.new_client.refresh_from_db()
    assert world.new_client.company is not None
    with pytest.raises(errors.CompanyNotLinkable):
        ready_to_finish(seat, other, link=world.new_client.company.public_id)


def test_a_client_whose_owner_let_the_firm_in_is_linked_to_its_own_account(world: World) -> None:
    """Account and books are both the client's, and nobody linked them yet."""
    seat = seat_of(world.marie, world.tremblay)
    with pytest.raises(errors.AccountThereAlready):
        ready_to_finish(seat, world.garage_client)
    row = ready_to_finish(seat, world.garage_client, link=world.garage.public_id)
    installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    world.garage_client.refresh_from_db()
    assert world.garage_client.company == world.garage
    with tenant_scope(companies=[world.garage.pk]):
        assert BooksConnection.objects.get().books_id == world.garage_client.books_id
