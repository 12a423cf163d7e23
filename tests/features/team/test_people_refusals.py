"""Files of people: which rows and files are refused and why, and who may do what by a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import translation

from pointage.features.team import errors as team_errors
from pointage.features.team import hooks
from pointage.features.team.files import errors
from pointage.features.team.files.columns import Column
from pointage.features.team.files.exporting import people_export
from pointage.features.team.files.plan import Fate, Plan
from pointage.features.team.files.services import (
    people_file_apply,
    people_file_apply_start,
    people_file_drop,
    people_file_plan,
)
from pointage.features.team.models import Group, PeopleFile, TeamMember
from pointage.features.team.permissions import PERMISSIONS
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.team.filing import changed, only, refusal, rows_now
from tests.world import World

Read = Callable[..., Plan]
Apply = Callable[..., PeopleFile]


# -- what is refused ---------------------------------------------------------------------------

BAD_CELLS = [
    ("Email", "nobody", team_errors.EmailInvalid, Column.EMAIL),
    ("Hire Date", "tomorrow", errors.CellNotDate, Column.HIRED_ON),
    ("Hire Date", "03/04/2026", errors.CellDateUnclear, Column.HIRED_ON),
    ("Pay Rate", "much", errors.CellNotAmount, Column.PAY_RATE),
    ("Pay Rate", '"1,234"', errors.CellAmountUnclear, Column.PAY_RATE),
    ("Pay Rate", "-5", team_errors.PayRateInvalid, Column.PAY_RATE),
    ("Per", "week", errors.CellNotOffered, Column.PAY_RATE_PER),
    ("Admin", "maybe", errors.CellNotYesNo, Column.IS_ADMINISTRATOR),
    ("Timezone", "Mars/Phobos", team_errors.TimeZoneUnknown, Column.TIME_ZONE),
    ("Language", "Klingon", errors.CellNotOffered, Column.LANGUAGE),
    ("Group", "x" * 81, team_errors.GroupNameRequired, Column.GROUPS),
    ("Phone #", "1" * 33, team_errors.TextTooLong, Column.MOBILE),
    ("ID", "nobodyhere00", errors.PersonUnknown, Column.ID),
]


@pytest.mark.parametrize(("title", "cell", "rule", "column"), BAD_CELLS)
def test_a_bad_cell_is_refused_with_its_reason_row_and_column(
    world: World, read: Read, title: str, cell: str, rule: type[RuleBroken], column: Column
) -> None:
    before = rows_now(world)
    plan = read(f"First Name,{title}\nZoé,{cell}\n")
    assert refusal(plan) == (rule, column)
    assert only(plan).row == 2
    for language in ("en", "fr-ca"):
        with translation.override(language):
            assert only(plan).why is not None
            assert "{" not in only(plan).why.text  # type: ignore[union-attr]
    assert rows_now(world) == before


def test_a_refused_row_stops_no_other_and_makes_no_group(world: World, apply: Apply) -> None:
    file = apply("First Name,Email,Group\nZoé,nobody,Ghosts\nAda,ada@x.example,\n,,\n,a@b.ca,\n")
    assert (file.counts["new"], file.counts["refused"], file.counts["groups"]) == (1, 2, 0)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not Group.objects.exists()


def test_who_is_meant_is_never_guessed(world: World, read: Read) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        for _each in range(2):
            world_module.person(world.boulangerie, "Twin", "Roy", "", employee_number="9")
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(payroll_id="P1")
    assert refusal(read("First Name,Employee #\nTwin,9\n"))[0] is errors.PersonUnclear
    assert refusal(read("First Name,Last Name\nTwin,Roy\n"))[0] is errors.PersonUnclear
    contradiction = f"First Name,Email,Payroll ID\nAlice,{world.alice.email},P1\n"
    assert refusal(read(contradiction)) == (errors.PersonUnclear, Column.PAYROLL_ID)


def test_the_second_row_of_one_person_is_refused(world: World, read: Read) -> None:
    plan = read(
        "First Name,Last Name,Email,Payroll ID\nZoé,Roy,z@x.ca,\nZ,R,z@x.ca,\n"
        f"Wendy,,{world.wendy.email},\nWendy,,{world.wendy.email},\nA,A,,1\nB,B,b@x.ca,1\n"
    )
    refused = [(fate.row, type(fate.why)) for fate in plan.fates if fate.fate is Fate.REFUSED]
    assert refused == [(row, errors.PersonTwiceInFile) for row in (3, 5, 7)]


def test_what_somebody_else_has_is_refused(world: World, read: Read) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.alice_member.pk).update(username="boss")
    text = f"ID,First Name,User Name\n{world.wendy_member.public_id},Wendy,BOSS\n"
    assert refusal(read(text)) == (team_errors.UsernameTaken, Column.USERNAME)


def test_the_last_and_the_primary_administrator_stay(world: World, read: Read) -> None:
    row = f"First Name,Email,Admin\nAlice,{world.alice.email},no\n"
    column = Column.IS_ADMINISTRATOR
    assert refusal(read(row)) == (team_errors.PrimaryAdministratorStays, column)
    world.boulangerie.primary_admin_id = None
    world.boulangerie.save()
    assert refusal(read(row)) == (team_errors.LastAdministrator, column)


def test_nobody_archives_themselves_by_a_file(world: World, read: Read) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        world_module.person(world.boulangerie, "Eve", "", "", user_type="administrator")
    world.boulangerie.primary_admin_id = None
    world.boulangerie.save()
    row = f"First Name,Email,Enabled\nAlice,{world.alice.email},no\n"
    assert refusal(read(row)) == (team_errors.CannotArchiveOneself, Column.IS_ENABLED)


def test_what_the_books_own_is_refused_with_their_name(
    world: World, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned = hooks.BooksOwned(frozenset({"given_name", "email"}), "QuickBooks Boulangerie")
    monkeypatch.setattr(hooks, "_owned", [lambda _company, ids: dict.fromkeys(ids, owned)])
    row = f"First Name,Email,Phone #\n%s,{world.wendy.email},514\n"
    plan = read(row % "Gwen")
    assert refusal(plan) == (team_errors.KeptInTheBooks, Column.GIVEN_NAME)
    assert "QuickBooks Boulangerie" in str(only(plan).why.text)  # type: ignore[union-attr]
    assert only(read(row % "Wendy")).fate is Fate.CHANGED


def test_a_file_without_names_or_with_a_column_twice_is_refused(
    world: World, upload: Callable[..., PeopleFile]
) -> None:
    with pytest.raises(errors.NameColumnMissing):
        upload("Email,Phone #\nz@x.ca,514\n")
    with pytest.raises(errors.ColumnTwice):
        upload("First Name,Prénom\nZoé,Zoé\n")
    with pytest.raises(errors.PeopleFileMissing):
        upload("")
    with pytest.raises(errors.PeopleFileUnreadable):
        upload(b"%PDF-1.7 nothing")
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not PeopleFile.objects.exists()


def test_over_fifty_thousand_rows_are_refused(upload: Callable[..., PeopleFile]) -> None:
    with pytest.raises(errors.PeopleFileTooLong):
        upload("First Name,Last Name\n" + "A,B\n" * 50_001)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_is_read(read: Read, encoding: str, separator: str) -> None:
    text = "Prénom,Nom de famille,Groupe\r\nZoé,Lefrançois,Équipe du four\r\n"
    plan = read(text.replace(",", separator).encode(encoding))
    assert only(plan).name == "Zoé Lefrançois"
    assert plan.new_groups == ("Équipe du four",)


# -- who may -----------------------------------------------------------------------------------


def test_only_those_who_keep_the_team_import(
    world: World, upload: Callable[..., PeopleFile], alice: Actor
) -> None:
    ready = upload("First Name\nZoé\n")
    actor = replace(alice, permissions=frozenset(PERMISSIONS) - {"team:manage"})
    before = rows_now(world)
    for attempt in (
        lambda: upload("First Name\nZoé\n", actor),
        lambda: people_file_plan(actor=actor, file=ready),
        lambda: people_file_apply(actor=actor, file=ready),
        lambda: people_file_apply_start(actor=actor, file=ready),
        lambda: people_file_drop(actor=actor, file=ready),
    ):
        with pytest.raises(PermissionRefused):
            attempt()
    assert rows_now(world) == before


def test_pay_and_rights_are_left_unread_for_those_who_may_not(
    world: World, alice: Actor, read: Read
) -> None:
    actor = replace(alice, permissions=alice.permissions - {"pay-rates:manage", "team:permissions"})
    text = f"First Name,Email,Pay Rate,Admin,Phone #\nWendy,{world.wendy.email},99,yes,514\n"
    plan = read(text, actor)
    assert plan.closed == (Column.PAY_RATE, Column.IS_ADMINISTRATOR)
    assert set(changed(only(plan))) == {Column.MOBILE}


def test_nobody_makes_somebody_stronger_than_themselves(
    world: World, alice: Actor, read: Read
) -> None:
    actor = replace(alice, permissions=frozenset({"team:view", "team:manage", "team:permissions"}))
    text = f"First Name,Email,Admin\nWendy,{world.wendy.email},yes\n"
    assert refusal(read(text, actor))[0] is team_errors.BeyondOnesRights


def test_an_export_holds_only_what_the_actor_may_see(world: World, alice: Actor) -> None:
    def titles(*permissions: str) -> list[str]:
        actor = replace(alice, permissions=frozenset(permissions))
        with translation.override("en"):
            head = people_export(actor=actor, company=world.boulangerie).decode("utf-8-sig")
        return head.splitlines()[0].split(",")

    assert "Pay Rate" in titles("team:view", "team:manage", "pay-rates:manage")
    assert "Pay Rate" not in titles("team:view", "team:manage")
    assert "Payroll ID" not in titles("team:view")
    with pytest.raises(PermissionRefused):
        titles("team:manage")
