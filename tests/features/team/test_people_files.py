"""Files of people: what a row becomes, what is refused and why; nothing is half-written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from pointage.features.companies.models import CompanyUser
from pointage.features.practice import access
from pointage.features.team import errors as team_errors
from pointage.features.team import hooks
from pointage.features.team.files import errors, services
from pointage.features.team.files.columns import Column
from pointage.features.team.files.exporting import people_export
from pointage.features.team.files.plan import Fate, Plan, RowFate
from pointage.features.team.files.services import (
    people_file_apply,
    people_file_apply_start,
    people_file_drop,
    people_file_plan,
    people_file_upload,
    people_files_forget,
)
from pointage.features.team.files.writing import plan_write
from pointage.features.team.models import Group, GroupMember, PeopleFile, TeamMember
from pointage.features.team.permissions import PERMISSIONS
from pointage.features.team.services import group_add, team_member_archive, team_member_invite
from pointage.features.team.services.merging import team_member_merge
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.models import Invitation
from pointage.foundation.outbox.worker import message_handle_next
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.world import World

Read = Callable[..., Plan]
Apply = Callable[..., PeopleFile]


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def upload(world: World, alice: Actor) -> Callable[..., PeopleFile]:
    def uploaded(text: str | bytes, actor: Actor = alice, **options: Any) -> PeopleFile:
        content = text if isinstance(text, bytes) else text.encode()
        return people_file_upload(
            actor=actor,
            company=world.boulangerie,
            file_name="people.csv",
            content=content,
            **options,
        )

    return uploaded


@pytest.fixture
def read(alice: Actor, upload: Callable[..., PeopleFile]) -> Read:
    def planned(text: str | bytes, actor: Actor = alice, **options: Any) -> Plan:
        return people_file_plan(actor=actor, file=upload(text, actor, **options))

    return planned


@pytest.fixture
def apply(alice: Actor, upload: Callable[..., PeopleFile]) -> Apply:
    def applied(text: str | bytes, actor: Actor = alice, **options: Any) -> PeopleFile:
        return people_file_apply(actor=actor, file=upload(text, actor, **options))

    return applied


def person(world: World, **wanted: Any) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return TeamMember.objects.get(**wanted)


def groups_of(world: World, member: TeamMember) -> list[str]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        rows = GroupMember.objects.filter(team_member=member).order_by("group__name")
        return list(rows.values_list("group__name", flat=True))


def rows_now(world: World) -> list[Any]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return [
            *TeamMember.objects.order_by("pk").values(),
            *Group.objects.order_by("pk").values(),
            *GroupMember.objects.order_by("pk").values(),
        ]


def fresh(file: PeopleFile) -> PeopleFile:
    """The file as the database has it now."""
    with tenant_scope(companies=[file.company_id]):
        return PeopleFile.objects.get(pk=file.pk)


def only(plan: Plan) -> RowFate:
    (fate,) = plan.fates
    return fate


def changed(fate: RowFate) -> dict[Column, tuple[Any, Any]]:
    return {change.column: (change.before, change.after) for change in fate.changes}


def refusal(plan: Plan) -> tuple[type[RuleBroken], Column | None]:
    fate = only(plan)
    assert fate.why is not None
    return type(fate.why), fate.column


# -- what a row becomes ------------------------------------------------------------------------


def test_a_new_person_gets_every_column(world: World, apply: Apply) -> None:
    apply(
        "First Name,Last Name,User Name,Email,Employee #,Payroll ID,Hire Date,Group,Pay Rate,Per,"
        "Salaried,Exempt,Manage their timesheets,Admin,Mobile time entry,Enabled,Who's Working,"
        "Phone #,Kiosk Time Entry,Timezone,Language,Works as,Last Day,Address\n"
        "Zoé,Roy,zo,zoe@x.example,7,P7,2025-02-03,Kitchen; Front,$21.50,hour,no,yes,yes,no,no,yes,"
        "yes,514 555-0101,yes,America/Halifax,French,contractor,2026-01-31,1 rue du Four\n"
    )
    zoe = person(world, given_name="Zoé")
    assert (zoe.family_name, zoe.username, zoe.email) == ("Roy", "zo", "zoe@x.example")
    assert (zoe.employee_number, zoe.payroll_id, zoe.hired_on) == ("7", "P7", date(2025, 2, 3))
    assert (zoe.pay_rate, zoe.pay_rate_per, zoe.is_exempt) == (Decimal("21.5"), "hour", True)
    assert (zoe.manages_own_time, zoe.uses_phone, zoe.user_type) == (True, False, "custom")
    assert {"presence:view", "pin:use", "own-time:track"} <= set(zoe.custom_permissions)
    assert (zoe.mobile, zoe.time_zone, zoe.language) == (
        "514 555-0101",
        "America/Halifax",
        "fr-ca",
    )
    assert (zoe.kind, zoe.ended_on, zoe.address) == (
        "contractor",
        date(2026, 1, 31),
        "1 rue du Four",
    )
    assert groups_of(world, zoe) == ["Front", "Kitchen"]


def test_one_name_is_enough_and_a_username_is_made(world: World, apply: Apply) -> None:
    apply("Last Name;First Name\nLavoie;Sophie\nLavoie;Simon\nMadonna;\n")
    names = {}
    with tenant_scope(companies=[world.boulangerie.pk]):
        for member in TeamMember.objects.filter(user__isnull=True):
            names[member.full_name] = member.username
    assert names == {"Sophie Lavoie": "slavoie", "Simon Lavoie": "slavoie2", "Madonna": "madonna"}


def test_a_made_up_username_leaves_those_in_the_file_alone(world: World, apply: Apply) -> None:
    apply("First Name,Last Name,User Name\nSophie,Lavoie,\nSimon,Lavoie,slavoie\n")
    assert person(world, given_name="Sophie").username == "slavoie2"


def test_a_known_person_changes_with_before_and_after(world: World, read: Read) -> None:
    fate = only(read(f"Email,First Name,Phone #\n{world.wendy.email},Wendy,514 555-0199\n"))
    assert fate.fate is Fate.CHANGED
    assert changed(fate) == {Column.MOBILE: ("", "514 555-0199")}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Payroll ID", "P1"),
        ("Employee #", "E1"),
        ("User Name", "WBEL"),
        ("Courriel", "W@X.EXAMPLE"),
    ],
)
def test_a_person_is_known_by_each_identifier(
    world: World, read: Read, column: str, value: str
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(
            payroll_id="P1", employee_number="E1", username="wbel", email="w@x.example"
        )
    fate = only(read(f"First Name,Last Name,{column}\nGwen,Bélanger,{value}\n"))
    assert changed(fate)[Column.GIVEN_NAME] == ("Wendy", "Gwen")


def test_the_id_says_who_is_meant_before_anything_else(world: World, read: Read) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        for _each in range(2):
            world_module.person(world.boulangerie, "Twin", "Roy", "", employee_number="9")
        twin = TeamMember.objects.filter(given_name="Twin").latest("pk")
    text = f"ID,First Name,Last Name,Employee #,Phone #\n{twin.public_id},Twin,Roy,9,1\n"
    fate = only(read(text))
    assert fate.draft is not None
    assert fate.draft.member.pk == twin.pk


def test_what_identified_a_record_merged_away_leads_to_the_one_kept(
    world: World, alice: Actor, read: Read
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        double = world_module.person(world.boulangerie, "Gwen", "Bélanger", "gwen@x.example")
    team_member_merge(actor=alice, kept=world.wendy_member, merged=double)
    fate = only(read("First Name,Email,Phone #,Enabled\nWendy,gwen@x.example,514,yes\n"))
    assert (fate.name, fate.fate) == ("Wendy Bélanger", Fate.CHANGED)
    by_id = only(read(f"ID,First Name,Phone #\n{double.public_id},Wendy,514\n"))
    assert by_id.name == "Wendy Bélanger"


def test_an_archived_person_is_restored_when_the_file_says_enabled(
    world: World, alice: Actor, apply: Apply
) -> None:
    team_member_archive(actor=alice, member=world.wendy_member)
    file = apply(f"First Name,Email,Enabled\nWendy,{world.wendy.email},yes\n")
    assert file.counts["restored"] == 1
    assert person(world, pk=world.wendy_member.pk).state == "active"
    assert CompanyUser.objects.get(team_member_id=world.wendy_member.pk).is_active


def test_disabling_archives_and_takes_the_sign_in_and_the_invitation_back(
    world: World, alice: Actor, apply: Apply
) -> None:
    apply("First Name,Email\nZoé,zoe@x.example\n")
    zoe = person(world, given_name="Zoé")
    team_member_invite(actor=alice, member=zoe)
    apply(f"First Name,Email,Enabled\nZoé,zoe@x.example,no\nWendy,{world.wendy.email},non\n")
    assert person(world, pk=zoe.pk).state == "archived"
    assert Invitation.objects.get(subject=zoe.public_id).state == "revoked"
    assert not CompanyUser.objects.get(team_member_id=world.wendy_member.pk).is_active


def test_an_empty_cell_leaves_what_is_there_unless_asked(world: World, apply: Apply) -> None:
    text = f"First Name,Last Name,Email,Phone #,Group\nWendy,Bélanger,{world.wendy.email},,\n"
    apply(f"First Name,Email,Phone #,Group\nWendy,{world.wendy.email},514,Kitchen\n")
    assert apply(text).counts["unchanged"] == 1
    assert apply(text, empties=True).counts["changed"] == 1
    wendy = person(world, pk=world.wendy_member.pk)
    assert (wendy.mobile, groups_of(world, wendy)) == ("", [])


def test_groups_are_made_once_whatever_their_case(world: World, alice: Actor, apply: Apply) -> None:
    group_add(actor=alice, company=world.boulangerie, name="Kitchen")
    file = apply("First Name,Last Name,Group\nA,One,kitchen;Front\nB,Two,FRONT\n")
    assert file.counts["groups"] == 1
    assert groups_of(world, person(world, family_name="One")) == ["Front", "Kitchen"]
    assert groups_of(world, person(world, family_name="Two")) == ["Front"]


def test_a_tick_more_makes_a_custom_user_and_a_tick_less_a_worker_again(
    world: World, apply: Apply
) -> None:
    row = f"First Name,Email,Who's Working\nWendy,{world.wendy.email},"
    apply(row + "yes\n")
    assert person(world, pk=world.wendy_member.pk).user_type == "custom"
    assert apply(row + "yes\n").counts["unchanged"] == 1
    apply(row + "no\n")
    wendy = person(world, pk=world.wendy_member.pk)
    assert (wendy.user_type, wendy.custom_permissions) == ("worker", [])


def test_a_namesake_with_other_identifiers_is_new_and_pointed_out(world: World, read: Read) -> None:
    fate = only(read("First Name,Last Name,Email\nWendy,Bélanger,other@x.example\n"))
    assert (fate.fate, fate.has_namesake) == (Fate.NEW, True)


# -- applying ----------------------------------------------------------------------------------


def test_applying_twice_changes_nothing(world: World, apply: Apply) -> None:
    text = (
        "First Name,Last Name,Email,Group,Pay Rate,Hire Date,Kiosk Time Entry\n"
        "Zoé,Roy,zoe@x.example,Kitchen,21.50,2025-02-03,yes\nAda,Lo,,,,,\nCher,,,,,,\n"
        f"Wendy,Bélanger,{world.wendy.email},Front,30,,\n"
    )
    apply(text)
    before = rows_now(world)
    file = apply(text)
    assert rows_now(world) == before
    assert file.counts == {
        "new": 0, "changed": 0, "restored": 0, "unchanged": 4, "refused": 0, "groups": 0,
    }  # fmt: skip


def test_every_person_gets_one_event_with_what_changed(world: World, apply: Apply) -> None:
    apply(f"First Name,Email,Phone #,Group\nWendy,{world.wendy.email},514,Kitchen\nZoé,z@x.ca,,\n")
    events = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    assert [event.code for event in events] == [
        "people_file.uploaded", "group.added", "team_member.added", "team_member.updated",
        "people_file.applied",
    ]  # fmt: skip
    told = events[3]
    assert told.before == {"mobile": "", "groups": []}
    assert told.after == {"mobile": "514", "groups": ["Kitchen"]}
    assert (told.object_id, told.reason) == (world.wendy_member.public_id, "people.csv")


def test_an_export_read_back_changes_nothing(world: World, alice: Actor, read: Read) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        odd = world_module.person(
            world.boulangerie, "=cmd()", '"O\'Hara"; né', "", mobile="+1 514",
            pay_rate=Decimal("9.125"), uses_phone=False,
            hired_on=date(2024, 2, 29), language="en", state="archived",
        )  # fmt: skip
        assert odd.pk
    for language in ("en", "fr-ca"):
        with translation.override(language):
            content = people_export(actor=alice, company=world.boulangerie)
            plan = read(content, empties=True)
        assert [fate.fate for fate in plan.fates] == [Fate.UNCHANGED] * 3, language
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"'=cmd()" in content


def test_a_small_file_is_applied_at_once_and_a_large_one_by_the_worker(
    world: World, alice: Actor, upload: Callable[..., PeopleFile]
) -> None:
    small = upload("First Name\nZoé\n")
    assert people_file_apply_start(actor=alice, file=small).state == "applied"
    rows = "".join(f"Person {n},Example,{'x' * 60}\n" for n in range(1200))
    large = upload("First Name,Last Name,Address\n" + rows)
    assert people_file_apply_start(actor=alice, file=large).state == "applying"
    assert message_handle_next("test")
    with tenant_scope(companies=[world.boulangerie.pk]):
        row = PeopleFile.objects.get(pk=large.pk)
    assert (row.state, row.counts["new"], row.rows_read) == ("applied", 1200, 1000)
    assert bytes(row.content) == b""


def test_the_worker_gives_a_file_back_when_the_rights_are_gone(
    world: World, alice: Actor, upload: Callable[..., PeopleFile]
) -> None:
    rows = "".join(f"Person {n},Example,{'x' * 60}\n" for n in range(1200))
    large = upload("First Name,Last Name,Address\n" + rows)
    people_file_apply_start(actor=alice, file=large)
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.alice_member.pk).update(user_type="worker")
    before = rows_now(world)
    assert message_handle_next("test")
    with tenant_scope(companies=[world.boulangerie.pk]):
        row = PeopleFile.objects.get(pk=large.pk)
    assert (row.state, row.failure) == ("read", "permission_refused")
    assert rows_now(world) == before


def test_what_changed_since_the_dry_run_counts(
    world: World, alice: Actor, upload: Callable[..., PeopleFile]
) -> None:
    file = upload("First Name,Email\nZoé,zoe@x.example\n")
    assert only(people_file_plan(actor=alice, file=file)).fate is Fate.NEW
    with tenant_scope(companies=[world.boulangerie.pk]):
        world_module.person(world.boulangerie, "Zoé", "", "zoe@x.example", username="z")
    assert people_file_apply(actor=alice, file=file).counts["unchanged"] == 1


def test_a_race_that_reaches_the_database_leaves_nothing_half_written(
    world: World,
    alice: Actor,
    upload: Callable[..., PeopleFile],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = upload("First Name,Email,Group\nAda,ada@x.example,Kitchen\nZoé,zoe@x.example,Front\n")
    before, events = rows_now(world), HistoryEvent.objects.count()

    def overtaken(**arguments: Any) -> None:
        world_module.person(world.boulangerie, "Zoé", "", "ZOE@x.example")
        plan_write(**arguments)

    monkeypatch.setattr(services, "plan_write", overtaken)
    with pytest.raises(errors.PeopleFileOvertaken):
        people_file_apply(actor=alice, file=file)
    assert rows_now(world) == before
    assert HistoryEvent.objects.count() == events
    monkeypatch.undo()
    assert people_file_apply(actor=alice, file=fresh(file)).counts["new"] == 2


def test_a_file_is_used_once(alice: Actor, upload: Callable[..., PeopleFile]) -> None:
    file = upload("First Name\nZoé\n")
    stale = fresh(file)
    people_file_apply(actor=alice, file=file)
    for used in (stale, fresh(file)):
        with pytest.raises(errors.PeopleFileDone):
            people_file_apply(actor=alice, file=used)
    other = upload("First Name\nAda\n")
    people_file_drop(actor=alice, file=other)
    with pytest.raises(errors.PeopleFileDone):
        people_file_drop(actor=alice, file=other)


def test_files_nobody_used_are_forgotten_after_a_week(
    world: World, alice: Actor, upload: Callable[..., PeopleFile]
) -> None:
    stale, young, done = (upload(f"First Name\n{name}\n") for name in ("A", "B", "C"))
    people_file_apply(actor=alice, file=done)
    with tenant_scope(companies=[world.boulangerie.pk]):
        old = timezone.now() - timedelta(days=8)
        PeopleFile.objects.filter(pk__in=[stale.pk, done.pk]).update(uploaded_at=old)
    assert people_files_forget([world.boulangerie.pk, world.garage.pk]) == 1
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert set(PeopleFile.objects.values_list("pk", flat=True)) == {young.pk, done.pk}


def test_writing_costs_few_queries_for_many_rows(
    alice: Actor, upload: Callable[..., PeopleFile]
) -> None:
    rows = "".join(f"P{n},Roy,p{n}@x.example,Crew {n % 3}\n" for n in range(300))
    file = upload("First Name,Last Name,Email,Group\n" + rows)
    with CaptureQueriesContext(connection) as queries:
        people_file_apply(actor=alice, file=file)
    assert len(queries) < 45


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
