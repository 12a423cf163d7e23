"""An empty installation: the first firm and its owner, or the sample, exactly once."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

import pytest
from django.db import connection
from django.test import Client as Browser

from pointage.features.practice.models import Firm, FirmMember
from pointage.features.practice.services import founding
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from pointage.foundation.identity.setup_code import setup_code, setup_code_forget
from tests.world import PASSWORD, World

FIRM = {
    "firm_name": "Cabinet Nouveau",
    "region": "CA-QC",
    "time_zone": "America/Toronto",
    "given_name": "Zoé",
    "family_name": "Roy",
    "email": "Zoe@Nouveau.example",
    "password": PASSWORD,
}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/account/login/"])
def test_an_empty_installation_leads_to_the_first_run_page(address: str) -> None:
    assert Browser().get(address).headers["Location"] == "/first-run/"


@pytest.mark.django_db
def test_the_firm_and_its_owner_are_made_together_and_the_owner_is_signed_in() -> None:
    browser = Browser()
    browser.post("/preferences/language/", {"language": "fr-ca", "next": "/first-run/"})
    answer = browser.post("/first-run/firm/", FIRM)
    assert answer.headers["Location"] == "/"
    owner, firm = User.objects.get(), Firm.objects.get()
    assert (owner.email, owner.language, owner.is_operator) == (
        "zoe@nouveau.example",
        "fr-ca",
        True,
    )
    assert (firm.name, firm.language, firm.region) == ("Cabinet Nouveau", "fr-ca", "CA-QC")
    seat = FirmMember.objects.get()
    assert (seat.role, seat.user, seat.has_all_clients) == ("primary_admin", owner, True)
    assert browser.get("/").headers["Location"] == f"/practice/{firm.public_id}/"
    codes = list(HistoryEvent.objects.order_by("id").values_list("code", flat=True))
    assert codes == ["person.joined", "firm.created"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad",
    [
        {"firm_name": " "},
        {"firm_name": "x" * 161},
        {"region": "CA-XX"},
        {"time_zone": "Mars/Base"},
        {"given_name": ""},
        {"email": "nobody"},
        {"password": "short"},
        {"password": "zoe@nouveau"},
        {"email": "a\x00@b.example"},
    ],
)
def test_a_wrong_answer_is_explained_and_makes_nothing(bad: dict[str, str]) -> None:
    answer = Browser().post("/first-run/firm/", FIRM | bad)
    assert answer.status_code == 422
    assert not User.objects.exists()
    assert not Firm.objects.exists()


def test_a_founded_installation_has_no_first_run(world: World) -> None:
    for address in ("/first-run/", "/first-run/firm/", "/first-run/code/"):
        assert Browser().get(address).headers["Location"] == "/"
    Browser().post("/first-run/firm/", FIRM)
    assert not Firm.objects.filter(name="Cabinet Nouveau").exists()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_firm() -> None:
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def tab(number: int) -> None:
        start.wait()
        try:
            founding.installation_found(
                owner=founding.Owner("Zoé", "Roy", f"zoe{number}@nouveau.example", PASSWORD),
                firm_name="Cabinet Nouveau",
                region="CA-QC",
                language="fr-ca",
                time_zone="America/Toronto",
            )
            outcomes.append("made")
        except founding.AlreadyFounded:
            outcomes.append("refused")
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab, args=[n]) for n in range(4)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert sorted(outcomes) == ["made", "refused", "refused", "refused"]
    assert (User.objects.count(), Firm.objects.count()) == (1, 1)


# -- the set-up code -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where",
    [
        ELSEWHERE,
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"HTTP_X_REAL_IP": "203.0.113.9"},
    ],
)
def test_from_another_machine_the_code_is_needed(where: dict[str, str]) -> None:
    browser = Browser(**where)  # type: ignore[arg-type]
    assert browser.get("/first-run/").headers["Location"] == "/first-run/code/"
    browser.post("/first-run/firm/", FIRM)
    browser.post("/first-run/sample/")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_public_base_address_always_needs_the_code(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BASE_URL = "https://time.example"
    assert Browser().get("/first-run/").headers["Location"] == "/first-run/code/"


@pytest.mark.django_db
def test_the_right_code_opens_and_is_forgotten_once_used() -> None:
    setup_code_forget()
    first = setup_code()
    browser = Browser(**ELSEWHERE)  # type: ignore[arg-type]
    wrong = browser.post("/first-run/code/", {"code": "AAAA-AAAA-AAAA"})
    assert wrong.status_code == 422
    assert browser.get("/first-run/").status_code == 302
    browser.post("/first-run/code/", {"code": first.lower().replace("-", " ")})
    assert browser.get("/first-run/").status_code == 200
    browser.post("/first-run/firm/", FIRM)
    assert Firm.objects.count() == 1
    assert setup_code() != first


# -- the sample ------------------------------------------------------------------------------


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A stand-in for the sample practice: what is tested here is the page around it."""
    module = ModuleType(founding._SAMPLE)

    def load(*, language: str) -> founding.SampleSignIns:
        User.objects.create_user("camille@sample.example", PASSWORD, given_name="Camille")
        person = founding.SampleSignIn(
            "Camille", "camille@sample.example", PASSWORD, "primary_admin"
        )
        return founding.SampleSignIns(firm_name=f"Sample {language}", people=(person,))

    module.load = load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, founding._SAMPLE, module)
    return module


@pytest.mark.django_db
def test_loading_the_sample_shows_who_may_sign_in(sample: ModuleType) -> None:
    browser = Browser()
    page = browser.post("/first-run/sample/", follow=True).content.decode()
    for words in ("Sample en", "Camille", "camille@sample.example", PASSWORD):
        assert words in page
    again = browser.post("/first-run/sample/")
    assert again.headers["Location"] == "/"
    assert User.objects.count() == 1
