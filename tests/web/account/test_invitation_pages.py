"""The pages behind an invitation's link, without JavaScript, in every state of the link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from pointage.foundation.identity import invitations
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import InvitationStatus, purposes
from pointage.foundation.identity.models import Invitation, User
from tests.world import PASSWORD, World

SignedIn = Callable[[User], Browser]
PURPOSE = "test_purpose"
SOPHIE = {"given_name": "Sophie", "family_name": "Lavoie", "password": PASSWORD}


@pytest.fixture(autouse=True)
def purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    class Land(invitations.Purpose):
        def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
            return "/choose/"

    monkeypatch.setitem(purposes._REGISTRY, PURPOSE, Land())


@pytest.fixture
def marie(world: World) -> Actor:
    return Actor(user_id=world.marie.pk, name="Marie Tremblay")


def invite(actor: Actor, email: str = "sophie@new.example", language: str = "en") -> Invitation:
    return invitations.invitation_send(
        actor=actor,
        purpose=PURPOSE,
        subject="s1",
        email=email,
        name="Sophie Lavoie",
        language=language,
        context={
            "firm": "Cabinet Tremblay",
            "company": "Boulangerie <du> Coin",
            "role": "administrator",
        },
    )


def path(invitation: Invitation) -> str:
    return f"/invitations/{invitations.invitation_token(invitation)}/"


def status() -> InvitationStatus:
    return invitations.latest_invitations(PURPOSE, ["s1"])["s1"].status


def test_the_page_says_who_invites_to_what(marie: Actor) -> None:
    page = Browser().get(path(invite(marie))).content.decode()
    for words in (
        "Marie Tremblay",
        "marie@tremblay.example",
        "Cabinet Tremblay",
        "Boulangerie &lt;du&gt; Coin",
        "Administrator",
        "sophie@new.example",
        'value="Sophie"',
        'value="Lavoie"',
    ):
        assert words in page


def test_looking_at_it_only_marks_it_opened(marie: Actor) -> None:
    address = path(invite(marie))
    for each in ("", "accept/", "join/", "decline/", "switch/"):
        Browser().get(address + each)
    assert status() is InvitationStatus.OPENED
    assert not User.objects.filter(email="sophie@new.example").exists()


def test_a_new_person_accepts_with_a_password_and_lands_signed_in(marie: Actor) -> None:
    browser = Browser()
    answer = browser.post(path(invite(marie)) + "join/", SOPHIE)
    assert answer.headers["Location"] == "/choose/"
    assert browser.get("/choose/").status_code == 200
    assert status() is InvitationStatus.ACCEPTED
    assert User.objects.get(email="sophie@new.example").language == "en"


def test_the_page_speaks_the_language_of_the_invitation_then_the_visitors(marie: Actor) -> None:
    browser = Browser(headers={"accept-language": "en"})
    address = path(invite(marie, language="fr-ca"))
    assert "Accepter l'invitation" in browser.get(address).content.decode() or (
        "Accepter avec un mot de passe" in browser.get(address).content.decode()
    )
    browser.post("/preferences/language/", {"language": "en", "next": address})
    page = browser.get(address)
    assert "Accept with a password" in page.content.decode()
    assert page.headers["Content-Language"] == "en"


def test_a_new_persons_language_is_that_of_the_page(marie: Actor) -> None:
    Browser().post(path(invite(marie, language="fr-ca")) + "join/", SOPHIE)
    assert User.objects.get(email="sophie@new.example").language == "fr-ca"


@pytest.mark.parametrize(
    "bad",
    [
        {"password": ""},
        {"password": "short"},
        {"password": "sophie@new"},
        {"given_name": ""},
        {"given_name": "x" * 81},
        {"credential": "{}"},
        {"credential": '{"id": 1}'},
        {"credential": "not json"},
    ],
)
def test_an_unusable_answer_is_explained_and_accepts_nothing(
    marie: Actor, bad: dict[str, str]
) -> None:
    browser = Browser()
    address = path(invite(marie))
    browser.get(address)
    answer = browser.post(address + "join/", SOPHIE | bad)
    assert answer.status_code == 422
    assert "error" in answer.content.decode()
    assert status().is_open
    assert not User.objects.filter(email="sophie@new.example").exists()


def test_somebody_with_an_account_is_asked_to_sign_in_and_comes_back(
    marie: Actor, world: World
) -> None:
    address = path(invite(marie, world.stranger.email))
    browser = Browser()
    page = browser.get(address).content.decode()
    assert f"/account/login/?next={address.replace('/', '%2F')}" in page
    answer = browser.post(
        "/account/login/", {"login": world.stranger.email, "password": PASSWORD, "next": address}
    )
    assert answer.headers["Location"] == address
    assert "Accept the invitation" in browser.get(address).content.decode()
    assert browser.post(address + "accept/").headers["Location"] == "/choose/"
    assert status() is InvitationStatus.ACCEPTED


def test_an_account_cannot_be_made_anew_over_an_existing_one(marie: Actor, world: World) -> None:
    address = path(invite(marie, world.stranger.email))
    answer = Browser().post(address + "join/", SOPHIE)
    assert answer.status_code == 302
    world.stranger.refresh_from_db()
    assert world.stranger.given_name == "Sam"
    assert status().is_open


def test_somebody_else_signed_in_is_told_and_may_switch(
    marie: Actor, world: World, signed_in: SignedIn
) -> None:
    address = path(invite(marie))
    browser = signed_in(world.peter)
    assert "You are signed in as somebody else" in browser.get(address).content.decode()
    assert browser.post(address + "accept/").headers["Location"] == address
    assert status().is_open
    assert browser.post(address + "switch/").headers["Location"] == address
    assert "Accept with a password" in browser.get(address).content.decode()


def test_declining_asks_first_then_says_so(marie: Actor) -> None:
    address = path(invite(marie))
    browser = Browser()
    assert "Decline the invitation?" in browser.get(address + "decline/").content.decode()
    assert status().is_open
    assert "The invitation is declined" in browser.post(address + "decline/").content.decode()
    assert status() is InvitationStatus.DECLINED


def closed(address: str) -> str:
    answer = Browser().get(address)
    assert answer.status_code in (404, 410)
    return answer.content.decode()


def test_a_used_link_says_that_it_works_once(marie: Actor) -> None:
    address = path(invite(marie))
    Browser().post(address + "join/", SOPHIE)
    assert "has been accepted" in closed(address)
    assert Browser().post(address + "join/", SOPHIE).status_code == 410


def test_an_expired_link_names_whom_to_ask(marie: Actor) -> None:
    address = path(invite(marie))
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        assert "Ask Marie Tremblay to send it again" in closed(address)


def test_a_revoked_link_says_so(marie: Actor) -> None:
    invitation = invite(marie)
    invitations.invitation_revoke(actor=marie, invitation=invitation)
    assert "was taken back" in closed(path(invitation))


@pytest.mark.parametrize("end", ["", "accept/", "join/", "decline/"])
def test_forged_and_replaced_links_disclose_nothing(marie: Actor, end: str) -> None:
    invitation = invite(marie)
    old = path(invitation)
    invitations.invitation_resend(actor=marie, invitation=invitation)
    forged = f"/invitations/{invitation.public_id}.{'A' * 43}/"
    for address in (old, forged, "/invitations/nonsense/", "/invitations/%00/"):
        page = closed(address + ("" if end in ("accept/", "join/") else end))
        assert "This link does not work" in page
        for secret in ("Marie", "Boulangerie", "sophie@new.example"):
            assert secret not in page


@pytest.mark.parametrize("end", ["accept/", "join/", "decline/"])
def test_posting_to_a_forged_link_changes_nothing(marie: Actor, end: str) -> None:
    invitation = invite(marie)
    Browser().post(f"/invitations/{invitation.public_id}.{'A' * 43}/{end}", SOPHIE)
    assert status().is_open
    assert not User.objects.filter(email="sophie@new.example").exists()


def test_the_page_is_never_kept_nor_told_to_other_sites(marie: Actor) -> None:
    answer = Browser().get(path(invite(marie)))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
