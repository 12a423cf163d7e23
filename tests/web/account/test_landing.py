"""Where a person lands: last place, only place, chooser, or a page that helps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from pointage.features.practice.models import FirmMember
from pointage.foundation.identity.models import User
from tests import world as world_module
from tests.world import World

SignedIn = Callable[[User], Browser]


def landing(browser: Browser) -> str:
    return browser.get("/").headers["Location"]


def test_a_visitor_signs_in_first(world: World) -> None:
    assert landing(Browser()) == "/account/login/"


def test_somebody_with_one_place_lands_there(world: World, signed_in: SignedIn) -> None:
    assert landing(signed_in(world.peter)) == f"/practice/{world.prairie.public_id}/"
    assert landing(signed_in(world.alice)) == f"/c/{world.boulangerie.public_id}/"


def test_somebody_with_several_chooses_once(world: World, signed_in: SignedIn) -> None:
    world_module.seat(world.prairie, world.marie, FirmMember.Role.VIEWER)
    browser = signed_in(world.marie)
    page = browser.get("/", follow=True).content.decode()
    assert "Cabinet Tremblay" in page
    assert "Prairie Books" in page
    place = f"/practice/{world.prairie.public_id}/"
    User.objects.filter(pk=world.marie.pk).update(last_place=place)
    assert landing(browser) == place


@pytest.mark.parametrize("gone", ["/practice/000000000000/", "/c/000000000000/", "/evil", "//x"])
def test_a_place_that_is_gone_is_forgotten(world: World, signed_in: SignedIn, gone: str) -> None:
    User.objects.filter(pk=world.peter.pk).update(last_place=gone)
    assert landing(signed_in(world.peter)) == f"/practice/{world.prairie.public_id}/"


def test_a_person_who_left_the_firm_no_longer_lands_there(
    world: World, signed_in: SignedIn
) -> None:
    place = f"/practice/{world.tremblay.public_id}/"
    User.objects.filter(pk=world.luc.pk).update(last_place=place)
    world.luc_seat.is_active = False
    world.luc_seat.save()
    assert landing(signed_in(world.luc)) == "/choose/"


def test_somebody_who_belongs_nowhere_gets_help(world: World, signed_in: SignedIn) -> None:
    page = signed_in(world.stranger).get("/", follow=True).content.decode()
    assert "No firm or company yet" in page
    assert "stranger@nowhere.example" in page


def test_nobody_sees_another_persons_places(world: World, signed_in: SignedIn) -> None:
    page = signed_in(world.peter).get("/choose/").content.decode()
    assert "Prairie Books" in page
    assert "Tremblay" not in page
