"""Files of people: what a row becomes, and that nothing is ever half-written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from pointage.features.companies.models import CompanyUser
from pointage.features.team.files import errors, services
from pointage.features.team.files.columns import Column
from pointage.features.team.files.exporting import people_export
from pointage.features.team.files.plan import Fate, Plan
from pointage.features.team.files.services import (
    people_file_apply,
    people_file_apply_start,
    people_file_drop,
    people_file_plan,
    people_files_forget,
)
from pointage.features.team.files.writing import plan_write
from pointage.features.team.models import PeopleFile, TeamMember
from pointage.features.team.services import group_add, team_member_archive, team_member_invite
from pointage.features.team.services.merging import team_member_merge
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import Invitation
from pointage.foundation.outbox.worker import message_handle_next
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.team.filing import changed, fresh, groups_of, only, person, rows_now
from tests.world import World

Read = Callable[..., Plan]
Apply = Callable[..., PeopleFile]


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
