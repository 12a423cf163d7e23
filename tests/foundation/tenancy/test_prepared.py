"""A prepared query finds what the ordinary one finds, and never more than its company."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Upper

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.tenancy.prepared import PreparedInsert, PreparedQuery, PreparedUpdate
from pointage.foundation.tenancy.scope import ScopeRequired, tenant_scope
from tests.world import World


def people() -> PreparedQuery[TeamMember]:
    return PreparedQuery(
        lambda state: (
            TeamMember.objects.filter(state=state)
            .annotate(
                signs_in=Exists(CompanyUser.objects.filter(team_member_id=OuterRef("pk"))),
            )
            .order_by("pk")
        ),
        "state",
    )


def test_it_gives_the_rows_with_every_field_and_annotation(world: World) -> None:
    query = people()
    with tenant_scope(companies=[world.boulangerie.pk]):
        ordinary = list(TeamMember.objects.filter(state="active").order_by("pk"))
        for _ in range(2):
            found = query.run(company_id=world.boulangerie.pk, state="active")
            assert found == ordinary
            assert [vars(f)["created_at"] for f in found] == [o.created_at for o in ordinary]
            assert [f.custom_permissions for f in found] == [o.custom_permissions for o in ordinary]
            assert {bool(f.signs_in) for f in found} <= {True, False}  # type: ignore[attr-defined]
    assert ordinary


def test_the_company_is_a_parameter_and_not_compiled_in(world: World) -> None:
    query = people()
    for company in (world.garage, world.boulangerie, world.dairy):
        with tenant_scope(companies=[company.pk]):
            found = query.run(company_id=company.pk, state="active")
            assert found == list(TeamMember.objects.filter(state="active").order_by("pk"))


def test_another_companys_id_finds_nothing_outside_its_scope(world: World) -> None:
    """Row-level security is the second line on PostgreSQL; forgetting the id finds nothing."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert people().run(state="active") == []


def test_a_query_of_its_own_needs_no_scope_and_stays_in_its_company(world: World) -> None:
    query = people()
    found = query.first_in(world.boulangerie.pk, state="active")
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert found == TeamMember.objects.filter(state="active").order_by("pk").first()
    with pytest.raises(ScopeRequired):
        TeamMember.objects.first()


def test_text_and_values_with_quotes_are_parameters(world: World) -> None:
    query = PreparedQuery(lambda name: Company.objects.filter(name=name), "name")
    assert query.first(name=world.boulangerie.name) == world.boulangerie
    assert query.first(name="x' OR 1=1 --") is None


def test_it_asks_one_question(world: World, django_assert_num_queries: type) -> None:
    query = people()
    with tenant_scope(companies=[world.boulangerie.pk]):
        query.run(company_id=world.boulangerie.pk, state="active")
        with django_assert_num_queries(1):
            query.run(company_id=world.boulangerie.pk, state="active")


def test_compiling_in_many_threads_at_once_is_safe() -> None:
    query = PreparedQuery(lambda pk: Company.objects.filter(pk=pk), "pk")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: query._compile(), range(32)))
    assert len({(each.statement.sql, each.params) for each in made}) == 1


# -- inserts -----------------------------------------------------------------------------------


def entry_of(member: TeamMember, note: str) -> TimeEntry:
    start = datetime(2026, 3, 1, 13, tzinfo=UTC)
    return TimeEntry(
        company_id=member.company_id,
        team_member=member,
        started_at=start,
        ended_at=start + timedelta(hours=1),
        time_zone="America/Toronto",
        local_on=start.date(),
        seconds=3600,
        note=note,
        custom_values={"a": "d'été", "b": 3},
    )


def test_a_prepared_insert_keeps_what_an_ordinary_save_keeps(world: World) -> None:
    prepared, saved = (entry_of(world.wendy_member, "l'« été »; 🥐") for _ in range(2))
    with tenant_scope(companies=[world.boulangerie.pk]):
        PreparedInsert(TimeEntry).save(prepared)
        saved.save()
        found = [TimeEntry.objects.filter(pk=each.pk).values().get() for each in (prepared, saved)]
    for row in found:
        row.pop("id"), row.pop("public_id")
    assert found[0] == found[1]
    assert not prepared._state.adding


def test_a_prepared_insert_stays_in_scope(world: World) -> None:
    with tenant_scope(companies=[world.garage.pk]), pytest.raises(PermissionError):
        PreparedInsert(TimeEntry).save(entry_of(world.wendy_member, ""))


def test_a_row_with_an_expression_is_inserted_too(world: World) -> None:
    entry = entry_of(world.wendy_member, "")
    entry.note = Upper(Value("oven"))  # type: ignore[assignment]
    with tenant_scope(companies=[world.boulangerie.pk]):
        PreparedInsert(TimeEntry).save(entry)
        assert TimeEntry.objects.get().note == "OVEN"


# -- updates -----------------------------------------------------------------------------------


def test_a_prepared_update_writes_the_named_columns_and_no_other(world: World) -> None:
    entry = entry_of(world.wendy_member, "before")
    with tenant_scope(companies=[world.boulangerie.pk]):
        entry.save()
        entry.note, entry.custom_values, entry.seconds = "après", {"a": 1}, 60
        entry.ended_at = entry.started_at + timedelta(minutes=1)
        PreparedUpdate(TimeEntry).save(entry, ["note", "custom_values", "ended_at", "job_id"])
        kept = TimeEntry.objects.get(pk=entry.pk)
        assert (kept.note, kept.custom_values) == ("après", {"a": 1})
        assert kept.ended_at == entry.ended_at
        assert kept.seconds == 3600


def test_a_prepared_update_stays_in_scope(world: World) -> None:
    entry = entry_of(world.wendy_member, "")
    with tenant_scope(companies=[world.boulangerie.pk]):
        entry.save()
    entry.note = "stolen"
    with tenant_scope(companies=[world.garage.pk]), pytest.raises(PermissionError):
        PreparedUpdate(TimeEntry).save(entry, ["note"])
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert TimeEntry.objects.get(pk=entry.pk).note == ""


def test_a_row_that_is_gone_is_not_updated_in_silence(world: World) -> None:
    entry = entry_of(world.wendy_member, "")
    entry.pk = 999_999
    with tenant_scope(companies=[world.boulangerie.pk]), pytest.raises(DatabaseError):
        PreparedUpdate(TimeEntry).save(entry, ["note"])
