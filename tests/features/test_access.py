"""Fetch-and-authorise: who reaches which firm, client and company."""

from __future__ import annotations

import pytest

from pointage.features.practice import access
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import PermissionRefused
from tests.world import World


def test_an_accountant_sees_only_the_clients_given_to_her(world: World) -> None:
    seat = access.firm_seat_for(world.luc, world.tremblay.public_id)
    assert list(access.clients_visible(seat)) == [world.boulangerie_client]


def test_another_firms_client_does_not_exist(world: World) -> None:
    seat = access.firm_seat_for(world.marie, world.tremblay.public_id)
    with pytest.raises(NotFound):
        access.client_for(seat, world.dairy_client.public_id)


def test_another_firm_does_not_exist(world: World) -> None:
    with pytest.raises(NotFound):
        access.firm_seat_for(world.peter, world.tremblay.public_id)


def test_a_viewer_may_not_manage_a_client(world: World) -> None:
    seat = access.firm_seat_for(world.vera, world.tremblay.public_id)
    with pytest.raises(PermissionRefused):
        access.client_for(seat, world.garage_client.public_id, "clients:manage")


def test_an_accountant_enters_a_clients_company_with_the_firms_name(world: World) -> None:
    seat = access.company_seat_for(world.luc, world.boulangerie.public_id)
    assert seat.actor.firm_name == "Cabinet Tremblay"
    assert seat.actor.may("team:permissions")
    assert not seat.actor.may("schedule:manage")


def test_an_accountant_cannot_enter_a_client_not_given_to_him(world: World) -> None:
    with pytest.raises(NotFound):
        access.company_seat_for(world.luc, world.garage.public_id)


def test_a_worker_enters_with_a_workers_permissions(world: World) -> None:
    seat = access.company_seat_for(world.wendy, world.boulangerie.public_id)
    assert seat.actor.may("own-time:track")
    assert not seat.actor.may("team:view")


def test_a_stranger_reaches_no_company(world: World) -> None:
    with pytest.raises(NotFound):
        access.company_seat_for(world.stranger, world.boulangerie.public_id)
