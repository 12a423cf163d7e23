"""A person's own pages: profile, language, theme, second step, and the reminder to add one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client as Browser

from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from pointage.foundation.notices.models import OutgoingMail
from tests.world import PASSWORD, World

SignedIn = Callable[[User], Browser]
PROFILE = {
    "given_name": "Marie-Ève",
    "family_name": "Tremblay",
    "language": "en",
    "time_zone": "America/Vancouver",
    "theme": "dark",
}


def sign_in(browser: Browser, user: User) -> str:
    answer = browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return answer.headers.get("Location", "")


def now_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


# -- profile and preferences -----------------------------------------------------------------


def test_a_person_changes_the_own_profile(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.marie)
    assert browser.post("/me/profile/", PROFILE).headers["Location"] == "/me/profile/"
    world.marie.refresh_from_db()
    saved = {name: getattr(world.marie, name) for name in PROFILE}
    assert saved == PROFILE
    event = HistoryEvent.objects.get(code="person.changed")
    assert event.before is not None
    assert event.before["theme"] == "auto"
    page = browser.get("/me/profile/").content.decode()
    assert "Your profile is saved." in page
    assert 'data-bs-theme="dark"' in page


@pytest.mark.parametrize(
    "bad",
    [
        {"given_name": ""},
        {"given_name": "x" * 81},
        {"language": "de"},
        {"time_zone": "Mars/Base"},
        {"theme": "pink"},
    ],
)
def test_a_wrong_value_changes_nothing(
    world: World, signed_in: SignedIn, bad: dict[str, str]
) -> None:
    answer = signed_in(world.marie).post("/me/profile/", PROFILE | bad)
    assert answer.status_code == 422
    world.marie.refresh_from_db()
    assert world.marie.given_name == "Marie"


def test_the_email_address_cannot_be_changed_here(world: World, signed_in: SignedIn) -> None:
    signed_in(world.marie).post("/me/profile/", PROFILE | {"email": "evil@evil.example"})
    world.marie.refresh_from_db()
    assert world.marie.email == "marie@tremblay.example"


def test_the_language_switch_is_kept_with_the_person(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.marie)
    answer = browser.post("/preferences/language/", {"language": "en", "next": "/me/profile/"})
    assert answer.headers["Location"] == "/me/profile/"
    world.marie.refresh_from_db()
    assert world.marie.language == "en"


def test_a_visitors_language_is_kept_in_the_browser(db: None, world: World) -> None:
    browser = Browser(headers={"accept-language": "en"})
    browser.post("/preferences/language/", {"language": "fr-ca", "next": "/account/login/"})
    assert 'lang="fr-ca"' in browser.get("/account/login/").content.decode()


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_preferences_never_lead_to_another_site(world: World, where: str) -> None:
    for name, value in (("language", "en"), ("theme", "dark")):
        answer = Browser().post(f"/preferences/{name}/", {name: value, "next": where})
        assert answer.headers["Location"] == "/"


def test_an_unknown_preference_changes_nothing(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.marie)
    browser.post("/preferences/language/", {"language": "de"})
    browser.post("/preferences/theme/", {"theme": "pink"})
    world.marie.refresh_from_db()
    assert (world.marie.language, world.marie.theme) == ("fr-ca", "auto")


# -- second step -----------------------------------------------------------------------------


def turn_on_app(browser: Browser) -> str:
    """Sets an authenticator app up and returns its secret."""
    browser.get("/me/security/app/add/")
    secret: str = browser.session["mfa.totp.secret"]
    answer = browser.post("/me/security/app/add/", {"code": now_code(secret)})
    assert answer.headers["Location"] == "/me/security/recovery-codes/"
    return secret


def test_an_authenticator_app_is_asked_for_after_the_password(world: World) -> None:
    browser = Browser()
    sign_in(browser, world.peter)
    page = browser.get("/me/security/app/add/").content.decode()
    assert "data:image/svg+xml;base64" in page
    assert browser.session["mfa.totp.secret"] in page
    secret = turn_on_app(browser)
    again = Browser()
    assert sign_in(again, world.peter) == "/account/second-step/"
    assert "_auth_user_id" not in again.session
    wrong = again.post("/account/second-step/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    from django.core.cache import cache

    cache.clear()  # a code works once; the test may not wait for the next one
    again.post("/account/second-step/", {"code": now_code(secret)})
    assert again.get("/me/security/").status_code == 200


def test_a_recovery_code_works_once(world: World) -> None:
    browser = Browser()
    sign_in(browser, world.peter)
    turn_on_app(browser)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    page = browser.get("/me/security/recovery-codes/").content.decode()
    assert all(code in page for code in codes)
    download = browser.get("/me/security/recovery-codes/download/")
    assert codes[0] in download.content.decode()
    assert "attachment" in download.headers["Content-Disposition"]
    for expected in (200, 302):
        again = Browser()
        sign_in(again, world.peter)
        again.post("/account/second-step/", {"code": codes[0]})
        assert again.get("/me/security/").status_code == expected


def test_secrets_of_second_steps_are_not_stored_in_clear(world: World) -> None:
    browser = Browser()
    sign_in(browser, world.peter)
    secret = turn_on_app(browser)
    assert secret not in str(Authenticator.objects.get(type="totp").data)


@pytest.mark.django_db(transaction=True)
def test_the_app_is_removed_and_the_person_told(world: World) -> None:
    browser = Browser()
    sign_in(browser, world.peter)
    turn_on_app(browser)
    browser.post("/me/security/app/remove/")
    assert not Authenticator.objects.exists()
    subjects = list(OutgoingMail.objects.order_by("id").values_list("subject", flat=True))
    assert subjects == [
        "An authenticator app was added to your account",
        "The authenticator app was removed from your account",
    ]
    codes = list(HistoryEvent.objects.order_by("id").values_list("code", flat=True))
    assert "person.second_factor_added" in codes
    assert "person.second_factor_removed" in codes


def test_sensitive_pages_ask_for_the_password_again(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.peter)  # without a recent proof
    for page in ("app/add/", "passkeys/add/"):
        answer = browser.get(f"/me/security/{page}")
        assert answer.headers["Location"].startswith("/account/reauthenticate/?next=")
    form = {"password": PASSWORD, "next": "/me/security/app/add/"}
    assert browser.post("/account/reauthenticate/", form).headers["Location"] == form["next"]
    assert browser.get("/me/security/app/add/").status_code == 200


@pytest.mark.parametrize("credential", ["{}", "[]", "null", '{"id":1}', '{"response":{}}', "x"])
def test_made_up_passkeys_are_refused(world: World, credential: str) -> None:
    browser = Browser()
    browser.get("/account/passkey/", headers={"accept": "application/json"})
    browser.post("/account/passkey/", {"credential": credential})
    assert "_auth_user_id" not in browser.session
    sign_in(browser, world.peter)
    browser.get("/me/security/passkeys/add/")
    form = {"credential": credential, "name": "x", "passwordless": "on"}
    assert browser.post("/me/security/passkeys/add/", form).status_code == 200
    assert not Authenticator.objects.exists()


def test_another_persons_passkey_cannot_be_renamed_or_removed(world: World) -> None:
    theirs = Authenticator.objects.create(
        user=world.luc, type="webauthn", data={"name": "Luc", "credential": {}}
    )
    browser = Browser()
    sign_in(browser, world.peter)
    for act in ("rename", "remove"):
        answer = browser.post(f"/me/security/passkeys/{theirs.pk}/{act}/", {"name": "mine"})
        assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Luc"


# -- the reminder ----------------------------------------------------------------------------

NUDGE = "Protect this account with a second step"


def test_firm_staff_and_administrators_are_reminded_others_not(
    world: World, signed_in: SignedIn
) -> None:
    User.objects.update(language="en")
    for user, expected in (
        (world.peter, True),
        (world.alice, True),
        (world.wendy, False),
        (world.stranger, False),
    ):
        user.refresh_from_db()
        page = signed_in(user).get("/me/profile/").content.decode()
        assert (NUDGE in page) is expected


def test_the_reminder_is_closed_for_the_session(world: World, signed_in: SignedIn) -> None:
    browser = signed_in(world.peter)
    answer = browser.post("/me/security/later/", {"next": "/me/profile/"})
    assert answer.headers["Location"] == "/me/profile/"
    assert NUDGE not in browser.get("/me/profile/").content.decode()
    assert NUDGE in signed_in(world.peter).get("/me/profile/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_reminder_goes_when_a_second_step_is_added(world: World) -> None:
    browser = Browser()
    sign_in(browser, world.peter)
    assert NUDGE in browser.get("/me/profile/").content.decode()
    turn_on_app(browser)
    assert NUDGE not in browser.get("/me/profile/").content.decode()


# -- cost ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["/", "/choose/", "/me/profile/", "/me/security/", "/me/security/sessions/"]
)
def test_own_pages_cost_few_queries(
    world: World,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
    page: str,
) -> None:
    browser = Browser()
    sign_in(browser, world.alice)
    with django_assert_max_num_queries(15):
        browser.get(page)
