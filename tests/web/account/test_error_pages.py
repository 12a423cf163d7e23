"""Pages for requests that cannot be answered: in both languages, and even when all else fails."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import path

from pointage.config import urls as real_urls
from pointage.web import errors
from tests.world import World


def fail(request):  # type: ignore[no-untyped-def]
    raise RuntimeError("on purpose")


handler400, handler403 = real_urls.handler400, real_urls.handler403
handler404, handler500 = real_urls.handler404, real_urls.handler500
urlpatterns = [*real_urls.urlpatterns, path("fail/", fail)]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This page does not exist"), ("fr", "Cette page n'existe pas")],
)
def test_an_unknown_address(world: World, language: str, words: str) -> None:
    answer = Browser(headers={"accept-language": language}).get("/nowhere/")
    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Something went wrong"), ("fr", "Une erreur est survenue")],
)
def test_a_failure_of_ours_names_the_request(world: World, language: str, words: str) -> None:
    browser = Browser(headers={"accept-language": language}, raise_request_exception=False)
    answer = browser.get("/fail/")
    assert answer.status_code == 500
    assert words in answer.content.decode()
    assert answer.headers["X-Request-Id"] in answer.content.decode()


def test_the_failure_page_needs_no_database_and_no_session() -> None:
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"Something went wrong" in answer.content


def test_a_form_without_its_token(world: World) -> None:
    answer = Browser(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "The form could not be checked" in answer.content.decode()


def test_other_refusals_have_pages(world: World) -> None:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    for view, status in ((errors.bad_request, 400), (errors.permission_denied, 403)):
        assert view(request, Exception()).status_code == status


def test_a_host_that_is_not_ours(world: World) -> None:
    answer = Browser(headers={"host": "evil.example"}).get("/account/login/")
    assert answer.status_code == 400
    assert "This request could not be read" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()
