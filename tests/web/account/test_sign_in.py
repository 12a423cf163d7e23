"""Signing in and out by password: pages, refusals, lockout, reset by mail, sessions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from pointage.foundation.notices.models import OutgoingMail
from tests.world import PASSWORD, World

SignedIn = Callable[[User], Browser]
NEW_PASSWORD = "blue-window-7-kettle"


def sign_in(browser: Browser, email: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return browser.post("/account/login/", {"login": email, "password": password, **more})


def is_signed_in(browser: Browser) -> bool:
    return "_auth_user_id" in browser.session


def test_the_right_password_leads_to_the_start_page(world: World) -> None:
    browser = Browser()
    answer = sign_in(browser, "Marie@Tremblay.example")
    assert answer.headers["Location"] == "/"
    assert is_signed_in(browser)


def test_signing_in_leads_to_the_page_that_was_wanted(world: World) -> None:
    answer = sign_in(Browser(), world.marie.email, next="/me/profile/")
    assert answer.headers["Location"] == "/me/profile/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_never_leads_to_another_site(world: World, elsewhere: str) -> None:
    answer = sign_in(Browser(), world.marie.email, next=elsewhere)
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world: World) -> None:
    known = sign_in(Browser(), world.marie.email, "wrong")
    unknown = sign_in(Browser(), "nobody@nowhere.example", "wrong")
    pages = [
        re.sub(r"marie@tremblay.example|nobody@nowhere.example|csrf\S+|value=\S+|nonce=\S+", "", p)
        for p in (known.content.decode(), unknown.content.decode())
    ]
    assert re.sub(r"[A-Za-z0-9]{64}", "", pages[0]) == re.sub(r"[A-Za-z0-9]{64}", "", pages[1])
    assert "do not go together" in pages[0]


def test_signing_in_changes_the_session_key(world: World) -> None:
    browser = Browser()
    browser.get("/account/login/")
    browser.session.save()
    before = browser.session.session_key
    sign_in(browser, world.marie.email)
    assert browser.session.session_key != before


def test_six_wrong_passwords_close_the_door_for_a_while(world: World) -> None:
    browser = Browser()
    for _ in range(6):
        answer = sign_in(browser, world.marie.email, "wrong")
    assert answer.status_code == 429
    assert "15 more minutes" in answer.content.decode()
    refused = sign_in(browser, world.marie.email)
    assert refused.status_code == 429
    assert not is_signed_in(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        sign_in(browser, world.marie.email)
    assert is_signed_in(browser)


def test_a_lockout_does_not_close_the_door_for_others(world: World) -> None:
    browser = Browser()
    for _ in range(7):
        sign_in(browser, world.marie.email, "wrong")
    sign_in(browser, world.luc.email)
    assert is_signed_in(browser)


def test_signing_out_empties_the_browser(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.marie)
    answer = browser.post("/account/logout/")
    assert answer.headers["Location"] == "/account/login/"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_signed_in(browser)


def test_looking_at_the_sign_out_page_does_not_sign_out(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.marie)
    assert browser.get("/account/logout/").status_code == 200
    assert is_signed_in(browser)


def test_a_disabled_person_cannot_sign_in(world: World) -> None:
    User.objects.filter(pk=world.marie.pk).update(is_active=False)
    browser = Browser()
    sign_in(browser, world.marie.email)
    assert not is_signed_in(browser)


def test_account_pages_are_never_kept(world: World, signed_in: SignedIn) -> None:
    assert "no-store" in Browser().get("/account/login/").headers["Cache-Control"]
    assert "no-store" in Browser().get("/account/password/reset/").headers["Cache-Control"]
    assert "no-store" in signed_in(world.marie).get("/me/security/").headers["Cache-Control"]


# -- forgotten password ----------------------------------------------------------------------


def reset_link(email: str) -> str:
    Browser().post("/account/password/reset/", {"email": email})
    mail = OutgoingMail.objects.get(template="password_reset")
    assert mail.link in mail.text
    return mail.link.removeprefix("http://localhost:8000")


def test_a_forgotten_password_is_reset_by_a_mail_in_the_persons_language(world: World) -> None:
    link = reset_link(world.marie.email)
    assert OutgoingMail.objects.get().subject == "Choisissez un nouveau mot de passe pour Pointage"
    browser = Browser()
    page = browser.get(link, follow=True)
    assert page.status_code == 200
    browser.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD})
    world.marie.refresh_from_db()
    assert world.marie.check_password(NEW_PASSWORD)
    assert HistoryEvent.objects.filter(code="person.password_reset").count() == 1


def test_a_reset_link_works_once(world: World) -> None:
    link = reset_link(world.marie.email)
    browser = Browser()
    page = browser.get(link, follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD})
    assert "no longer works" in Browser().get(link, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(world: World) -> None:
    answer = Browser().post("/account/password/reset/", {"email": "nobody@nowhere.example"})
    assert answer.headers["Location"] == "/account/password/reset/sent/"
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("weak", ["short", "password1234", "marie@tremblay", "Pointage2026"])
def test_a_weak_new_password_is_refused(world: World, weak: str) -> None:
    browser = Browser()
    page = browser.get(reset_link(world.marie.email), follow=True)
    answer = browser.post(page.redirect_chain[-1][0], {"password1": weak})
    assert "field-error" in answer.content.decode()
    world.marie.refresh_from_db()
    assert world.marie.check_password(PASSWORD)


def test_a_reset_opens_a_locked_door(world: World) -> None:
    for _ in range(6):
        sign_in(Browser(), world.marie.email, "wrong")
    browser = Browser()
    page = browser.get(reset_link(world.marie.email), follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD})
    sign_in(browser, world.marie.email, NEW_PASSWORD)
    assert is_signed_in(browser)


# -- own password and sessions ---------------------------------------------------------------


def test_changing_the_password_signs_out_everywhere_else_and_tells_by_mail(world: World) -> None:
    here, there = Browser(), Browser()
    sign_in(here, world.marie.email)
    sign_in(there, world.marie.email)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    assert here.post("/account/password/change/", form).headers["Location"] == "/me/security/"
    assert here.get("/me/security/").status_code == 200
    assert there.get("/me/security/").status_code == 302
    mail = OutgoingMail.objects.get(template="account_changed")
    assert mail.subject == "Votre mot de passe a été changé"


def test_one_session_is_ended_from_another(world: World) -> None:
    here, there = Browser(), Browser()
    sign_in(there, world.marie.email)
    sign_in(here, world.marie.email)
    page = here.get("/me/security/sessions/").content.decode()
    (other,) = re.findall(r'name="session" value="(\d+)"', page)
    here.post("/me/security/sessions/", {"session": other})
    assert there.get("/me/security/").status_code == 302
    assert here.get("/me/security/").status_code == 200


def test_somebody_elses_session_cannot_be_ended(world: World) -> None:
    marie, luc = Browser(), Browser()
    sign_in(marie, world.marie.email)
    sign_in(luc, world.luc.email)
    from allauth.usersessions.models import UserSession

    theirs = UserSession.objects.get(user=world.luc)
    for value in (str(theirs.pk), "others", "x", "9" * 30):
        marie.post("/me/security/sessions/", {"session": value})
    assert luc.get("/me/security/").status_code == 200
