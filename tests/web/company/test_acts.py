"""What people do on the company pages: each act through the form a browser would send."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from pointage.features.companies import queries as company_queries
from pointage.features.companies.models import Company
from pointage.features.practice.models import AccountantGrant, FirmMember
from pointage.features.team.models import TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.invitations import invitation_accept, invitation_token
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.world import World

SignedIn = Callable[[User], Browser]


@pytest.fixture
def base(world: World) -> str:
    return f"/c/{world.boulangerie.public_id}/"


def page_text(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"(?s)<[^>]+>", " ", response.content.decode())))


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


def person(**given: str) -> dict[str, str]:
    return {
        "given_name": "Sophie",
        "family_name": "Lavoie",
        "kind": "employee",
        "email": "sophie@new.example",
        "user_type": "worker",
    } | given


# -- coming in and going back ---------------------------------------------------------


def test_the_banner_names_company_firm_and_person_and_leads_back(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.luc)
    came_from = f"/practice/{world.tremblay.public_id}/clients/?q=boul"
    browser.get(f"{base}enter/", {"from": came_from})
    text = page_text(browser.get(base))
    assert (
        "Vous êtes dans l'entreprise Boulangerie du Coin pour Cabinet Tremblay, "
        "en tant que Luc Gagnon." in text
    )
    assert "Retour à mon compte" in text
    assert browser.get(f"{base}leave/")["Location"] == came_from


@pytest.mark.parametrize(
    "came_from",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_the_way_back_never_leaves_the_site(
    world: World, signed_in: SignedIn, base: str, came_from: str
) -> None:
    browser = signed_in(world.luc)
    browser.get(f"{base}enter/", {"from": came_from})
    assert browser.get(f"{base}leave/")["Location"] == f"/practice/{world.tremblay.public_id}/"


def test_a_visit_is_noted_once_however_the_accountant_came_in(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.luc)
    for _click in range(3):
        browser.get(f"{base}team/")
    event = HistoryEvent.objects.get(code="accountant.entered")
    assert (event.actor_name, event.acting_firm_name) == ("Luc Gagnon", "Cabinet Tremblay")


def test_the_companys_own_people_see_no_banner(
    world: World, signed_in: SignedIn, base: str
) -> None:
    assert "Retour à mon compte" not in page_text(signed_in(world.alice).get(base))


# -- people ---------------------------------------------------------


def test_adding_a_person_with_an_invitation(world: World, signed_in: SignedIn, base: str) -> None:
    response = signed_in(world.luc).post(f"{base}team/add/", person(invite="on"))
    assert response.status_code == 302
    mail = OutgoingMail.objects.get()
    assert (mail.to_email, mail.language) == ("sophie@new.example", "fr-ca")


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_name": ""},
        {"given_name": "x" * 500},
        {"email": "no address"},
        {"email": "alice@boulangerie.example"},
        {"kind": "robot"},
        {"time_zone": "Mars/Olympus"},
        {"hired_on": "yesterday"},
        {"user_type": "custom"},
    ],
)
def test_a_wrong_person_is_not_added_and_the_form_says_why(
    world: World, signed_in: SignedIn, base: str, wrong: dict[str, str]
) -> None:
    response = signed_in(world.luc).post(f"{base}team/add/", person(**wrong))
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert TeamMember.objects.count() == 2
    assert not OutgoingMail.objects.exists()


def test_a_viewer_of_the_team_cannot_post_a_change(
    world: World, signed_in: SignedIn, base: str
) -> None:
    AccountantGrant.objects.filter(company=world.boulangerie).update(scope="read_only")
    address = f"{base}team/{world.wendy_member.public_id}/"
    assert signed_in(world.luc).post(address, person()).status_code == 403
    assert fresh(world.wendy_member).given_name == "Wendy"


def test_pay_information_is_shown_only_to_those_who_may_see_it(
    world: World, signed_in: SignedIn, base: str
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(
            user_type="custom", custom_permissions=["team:view"]
        )
    address = f"{base}team/{world.alice_member.public_id}/"
    assert "Numéro de paie" not in page_text(signed_in(world.wendy).get(address))
    assert "Numéro de paie" in page_text(signed_in(world.alice).get(address))


def test_naming_an_administrator_then_inviting_by_the_words_of_the_screen(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.luc)
    browser.post(f"{base}team/add/", person())
    with tenant_scope(companies=[world.boulangerie.pk]):
        sophie = TeamMember.objects.get(given_name="Sophie")
    address = f"{base}team/{sophie.public_id}/"
    permissions = page_text(browser.get(f"{address}permissions/"))
    assert all(
        word in permissions
        for word in (
            "Type d'utilisateur",
            "Administrateur",
            "Gestionnaire de la paie",
            "Enregistrer",
        )
    )
    browser.post(f"{address}permissions/", {"user_type": "administrator"})
    assert fresh(sophie).user_type == "administrator"
    assert "Envoyer l'invitation" in page_text(browser.get(address))
    browser.post(f"{address}invite/")
    general = page_text(browser.get(address))
    assert "Renvoyer l'invitation" in general
    assert "En file d'attente" in general


def test_a_refused_user_type_says_why_and_changes_nothing(
    world: World, signed_in: SignedIn, base: str
) -> None:
    address = f"{base}team/{world.alice_member.public_id}/permissions/"
    response = signed_in(world.luc).post(address, {"user_type": "worker"})
    assert response.status_code == 422
    assert "administrateur principal" in page_text(response)
    assert fresh(world.alice_member).user_type == "administrator"


def test_an_administrator_without_address_gets_a_warning(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.luc)
    browser.post(f"{base}team/add/", person(email=""))
    with tenant_scope(companies=[world.boulangerie.pk]):
        sophie = TeamMember.objects.get(given_name="Sophie")
    response = browser.post(
        f"{base}team/{sophie.public_id}/permissions/",
        {"user_type": "administrator"},
        follow=True,
    )
    assert "n'a pas encore d'adresse de courriel" in page_text(response)


def test_bulk_invitations_go_only_to_those_ticked(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.luc)
    browser.post(f"{base}team/add/", person())
    browser.post(f"{base}team/add/", person(given_name="Noé", email="noe@new.example"))
    html = browser.get(f"{base}team/invite/").content.decode()
    ticked = re.findall(r'name="people" value="([0-9a-z]+)" checked', html)
    browser.post(f"{base}team/invite/", {"people": ticked[:1]})
    assert len(ticked) == 2
    assert Invitation.objects.count() == 1


def test_another_companys_person_is_not_found(world: World, signed_in: SignedIn, base: str) -> None:
    with tenant_scope(companies=[world.garage.pk]):
        other = TeamMember.objects.create(company=world.garage, given_name="Gary")
    browser = signed_in(world.marie)
    for page in ("", "permissions/", "history/", "archive/"):
        assert browser.get(f"{base}team/{other.public_id}/{page}").status_code == 404
    for act in ("invite/", "invite/revoke/", "restore/", "primary/"):
        assert browser.post(f"{base}team/{other.public_id}/{act}").status_code == 404


# -- pay settings ---------------------------------------------------------


def pay(**given: str) -> dict[str, str]:
    return {
        "pay_period": "every_two_weeks",
        "period_end_on": "2026-11-28",
        "week_start": "0",
        "overtime_basis": "place",
        "overtime_region": "CA-QC",
    } | given


def versions(company: Company) -> list[str]:
    with tenant_scope(companies=[company.pk]):
        found = company_queries.pay_versions(company.pk)
    return [f"{v.effective_on} {v.values.pay_period}" for v in found]


@time_machine.travel("2026-11-23 17:00Z", tick=False)
def test_the_preview_shows_three_periods_and_saves_nothing(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.luc)
    by_button = browser.post(f"{base}settings/payroll/", pay(preview="1"))
    by_htmx = browser.post(f"{base}settings/payroll/", pay(), headers={"HX-Request": "true"})
    for response in (by_button, by_htmx):
        text = page_text(response)
        assert "dim. 29 nov. – sam. 12 déc. 2026" in re.sub(r"[\u2009\u202f\xa0]", " ", text)
    assert versions(world.boulangerie) == []


@time_machine.travel("2026-11-23 17:00Z", tick=False)
def test_pay_settings_are_saved_then_changed_from_a_period_on(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.luc)
    browser.post(f"{base}settings/payroll/", pay())
    monthly = pay(pay_period="monthly", first_end_day="31", effective_on="2026-11-29")
    browser.post(f"{base}settings/payroll/", monthly)
    assert versions(world.boulangerie) == [
        "2026-11-23 every_two_weeks",
        "2026-11-29 monthly",
    ]


@time_machine.travel("2026-11-23 17:00Z", tick=False)
@pytest.mark.parametrize(
    "wrong",
    [
        {"pay_period": "daily"},
        {"period_end_on": ""},
        {"period_end_on": "0001-01-01"},
        {"week_start": "9"},
        {"overtime_region": "CA-XX"},
        {"overtime_basis": "own", "weekly_hours": "many"},
        {"overtime_basis": "own", "weekly_hours": "-1"},
        {"overtime_basis": "own"},
        {"overtime_basis": "own", "daily_hours": "8", "double_hours": "8"},
        {"pay_period": "twice_a_month", "first_end_day": "20", "second_end_day": "10"},
    ],
)
def test_wrong_pay_settings_are_not_saved_and_the_form_says_why(
    world: World, signed_in: SignedIn, base: str, wrong: dict[str, str]
) -> None:
    response = signed_in(world.luc).post(f"{base}settings/payroll/", pay(**wrong))
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert versions(world.boulangerie) == []


@pytest.mark.parametrize("text", ["37,5", "37.5", "37 h 30", "37:30", " 37,50 "])
def test_hours_are_read_as_people_write_them(
    world: World, signed_in: SignedIn, base: str, text: str
) -> None:
    own = pay(overtime_basis="own", weekly_hours=text)
    signed_in(world.luc).post(f"{base}settings/payroll/", own)
    with tenant_scope(companies=[world.boulangerie.pk]):
        (version,) = company_queries.pay_versions(world.boulangerie.pk)
    assert version.values.weekly_overtime_after_seconds == 135_000


def test_details_and_tracking_are_saved(world: World, signed_in: SignedIn, base: str) -> None:
    browser = signed_in(world.alice)
    browser.post(
        f"{base}settings/",
        {
            "name": "Boulangerie Neuve",
            "region": "CA-QC",
            "time_zone": "America/Toronto",
            "language": "fr-ca",
        },
    )
    browser.post(f"{base}settings/tracking/", {"tracked": ["employees", "customers"]})
    world.boulangerie.refresh_from_db()
    with tenant_scope(companies=[world.boulangerie.pk]):
        tracking = company_queries.tracking_of(world.boulangerie.pk)
    assert world.boulangerie.name == "Boulangerie Neuve"
    assert (tracking.customers, tracking.sub_customers) == (True, False)


# -- accountants ---------------------------------------------------------


def test_the_client_invites_an_accountant_and_takes_it_back(
    world: World, signed_in: SignedIn, base: str
) -> None:
    browser = signed_in(world.alice)
    offer = {"name": "Peter Hill", "email": world.peter.email, "language": "en", "scope": "full"}
    browser.post(f"{base}accountants/invite/", offer)
    grant = AccountantGrant.objects.get(email=world.peter.email)
    text = page_text(browser.get(f"{base}accountants/"))
    assert world.peter.email in text
    browser.post(f"{base}accountants/{grant.public_id}/revoke/")
    grant.refresh_from_db()
    assert grant.state == AccountantGrant.State.REVOKED


def test_others_see_why_they_cannot_invite_an_accountant(
    world: World, signed_in: SignedIn, base: str
) -> None:
    text = page_text(signed_in(world.luc).get(f"{base}accountants/"))
    assert "Seul l'administrateur principal de l'entreprise peut inviter un comptable." in text


def test_an_accountant_of_two_firms_is_asked_for_which(
    world: World, signed_in: SignedIn, base: str
) -> None:
    world_module.seat(world.tremblay, world.peter, FirmMember.Role.ADMINISTRATOR)
    AccountantGrant.objects.filter(company=world.boulangerie).delete()
    signed_in(world.alice).post(
        f"{base}accountants/invite/",
        {"name": "Peter", "email": world.peter.email, "language": "en", "scope": "full"},
    )
    invitation = Invitation.objects.get(purpose="accountant_grant")
    place = invitation_accept(token=invitation_token(invitation), user=world.peter).place
    browser = signed_in(world.peter)
    page = browser.get(place)
    assert "For which firm do you take on Boulangerie du Coin?" in page_text(page)
    response = browser.post(place, {"firm": world.prairie.public_id}, follow=True)
    assert "for Prairie Books" in page_text(response)
    assert signed_in(world.marie).get(place).status_code == 404


# -- history ---------------------------------------------------------


def test_history_names_the_firm_and_can_be_narrowed(
    world: World, signed_in: SignedIn, base: str
) -> None:
    signed_in(world.luc).post(f"{base}team/add/", person())
    browser = signed_in(world.alice)
    text = page_text(browser.get(f"{base}history/"))
    assert "A ajouté Sophie Lavoie à l'équipe" in text
    assert "Luc Gagnon, pour Cabinet Tremblay" in text
    narrowed = page_text(browser.get(f"{base}history/", {"about": "settings"}))
    assert "Sophie Lavoie" not in narrowed


@pytest.mark.parametrize(
    "query",
    [
        {"about": "nothing"},
        {"who": "abc"},
        {"first": "soon", "last": "0001-13-45"},
        {"page": "-1"},
        {"page": "9" * 40},
    ],
)
def test_hostile_filters_do_no_harm(
    world: World, signed_in: SignedIn, base: str, query: dict[str, str]
) -> None:
    assert signed_in(world.alice).get(f"{base}history/", query).status_code == 200
    assert signed_in(world.alice).get(f"{base}team/", query | {"q": "'\x00%_"}).status_code == 200
