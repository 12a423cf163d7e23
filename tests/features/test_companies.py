"""Companies and their settings: what may be set, from when, and that pay periods never overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.features.companies import errors, queries
from pointage.features.companies.models import BreakRule, Company, PaySettings
from pointage.features.companies.services import (
    break_rules_set,
    company_create,
    company_update,
    pay_settings_set,
    tracking_settings_set,
)
from pointage.features.companies.services.company import CompanyDetails
from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.features.practice import access
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

TODAY = date(2026, 11, 23)  # a Monday
EVERY_TWO_WEEKS = PaySettingsValues(
    pay_period="every_two_weeks",
    period_end_on=date(2026, 11, 28),
    overtime_basis="place",
    overtime_region="CA-QC",
)
MONTHLY = PaySettingsValues(pay_period="monthly", first_end_day=31, overtime_basis="none")


@pytest.fixture
def administrator(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


def events(company: Company) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=company.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


def versions(company: Company) -> list[date]:
    with tenant_scope(companies=[company.pk]):
        return [version.effective_on for version in queries.pay_versions(company.pk)]


# -- a company ---------------------------------------------------------------------------------


def test_a_firm_makes_a_company_and_history_names_the_firm(world: World) -> None:
    actor = access.firm_seat_for(world.marie, world.tremblay.public_id).actor
    company = company_create(
        actor=actor,
        name="  Érablière des Pins ",
        region="CA-QC",
        time_zone="America/Toronto",
        language="fr-ca",
    )
    event = HistoryEvent.objects.get(company_id=company.pk)
    assert (company.name, company.currency) == ("Érablière des Pins", "CAD")
    assert (event.code, event.actor_name, event.acting_firm_name) == (
        "company.created",
        "Marie Tremblay",
        "Cabinet Tremblay",
    )


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "   ", errors.CompanyNameRequired),
        ("name", "x" * 161, errors.CompanyNameRequired),
        ("legal_name", "x" * 161, errors.CompanyTextTooLong),
        ("region", "CA-XX", errors.RegionUnknown),
        ("region", "CA", errors.RegionUnknown),
        ("time_zone", "Eastern", errors.TimeZoneUnknown),
        ("time_zone", "", errors.TimeZoneUnknown),
        ("time_zone", "../../etc/passwd", errors.TimeZoneUnknown),
        ("language", "de", errors.LanguageUnknown),
    ],
)
def test_a_wrong_detail_makes_no_company(
    administrator: Actor, field: str, value: str, error: type[RuleBroken]
) -> None:
    details = {
        "name": "Atelier",
        "region": "CA-QC",
        "time_zone": "America/Toronto",
        "language": "en",
        "legal_name": "",
    } | {field: value}
    before = Company.objects.count()
    with pytest.raises(error) as raised:
        company_create(actor=administrator, **details)
    assert raised.value.field == field
    assert Company.objects.count() == before


def test_saving_the_same_details_records_nothing(world: World, administrator: Actor) -> None:
    company = world.boulangerie
    details = CompanyDetails(
        name=company.name,
        region=company.region,
        time_zone=company.time_zone,
        language=company.language,
    )
    company_update(actor=administrator, company=company, details=details)
    assert events(company) == []


def test_a_change_of_details_is_recorded_with_before_and_after(
    world: World, administrator: Actor
) -> None:
    details = CompanyDetails(
        name="Boulangerie Neuve", region="CA-QC", time_zone="America/Toronto", language="fr-ca"
    )
    company_update(actor=administrator, company=world.boulangerie, details=details)
    event = HistoryEvent.objects.get(company_id=world.boulangerie.pk)
    assert event.before == {"name": "Boulangerie du Coin"}
    assert event.after == {"name": "Boulangerie Neuve"}


# -- pay settings: values ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"pay_period": "daily"}, "pay_period", errors.PayPeriodUnknown),
        ({"period_end_on": None}, "period_end_on", errors.PeriodEndRequired),
        ({"period_end_on": date(1066, 10, 14)}, "period_end_on", errors.PeriodEndFarAway),
        ({"period_end_on": "soon"}, "period_end_on", errors.PeriodEndRequired),
        ({"week_start": 7}, "week_start", errors.WeekStartUnknown),
        ({"first_end_day": 15}, "first_end_day", errors.PayScheduleFieldNotUsed),
        ({"overtime_basis": "guess"}, "overtime_basis", errors.OvertimeBasisUnknown),
        ({"overtime_region": "CA-XX"}, "overtime_region", errors.OvertimeRegionUnknown),
        (
            {"weekly_overtime_after_seconds": 3600},
            "weekly_overtime_after_seconds",
            errors.OvertimeLimitNotUsed,
        ),
        (
            {"overtime_basis": "own", "weekly_overtime_after_seconds": "forty"},
            "weekly_overtime_after_seconds",
            errors.OvertimeLimitOutOfRange,
        ),
    ],
)
def test_wrong_pay_values_name_their_field(
    change: dict[str, Any], field: str, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        replace(EVERY_TWO_WEEKS, **change)
    assert raised.value.field == field
    assert raised.value.text


@pytest.mark.parametrize(
    ("days", "field", "error"),
    [
        ((None, None), "first_end_day", errors.EndDaysRequired),
        ((15, None), "second_end_day", errors.EndDaysRequired),
        ((0, 15), "first_end_day", errors.EndDayOutOfRange),
        ((15, 32), "second_end_day", errors.EndDayOutOfRange),
        ((20, 10), "second_end_day", errors.EndDaysNotAscending),
        ((28, 31), "first_end_day", errors.EndDaysMeetInFebruary),
        ((True, 15), "first_end_day", errors.EndDayOutOfRange),
    ],
)
def test_wrong_end_days_name_their_field(
    days: tuple[int | None, int | None], field: str, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        PaySettingsValues(
            pay_period="twice_a_month",
            first_end_day=days[0],
            second_end_day=days[1],
            overtime_basis="none",
        )
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("limits", "field", "error"),
    [
        ({}, "weekly_overtime_after_seconds", errors.OvertimeLimitRequired),
        (
            {"weekly_overtime_after_seconds": 169 * 3600},
            "weekly_overtime_after_seconds",
            errors.OvertimeLimitOutOfRange,
        ),
        (
            {"daily_overtime_after_seconds": 30},
            "daily_overtime_after_seconds",
            errors.OvertimeLimitOutOfRange,
        ),
        (
            {"daily_overtime_after_seconds": 8 * 3600, "daily_double_after_seconds": 8 * 3600},
            "daily_double_after_seconds",
            errors.DoubleTimeTooEarly,
        ),
    ],
)
def test_own_limits_must_make_sense(
    limits: dict[str, Any], field: str, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        replace(MONTHLY, overtime_basis="own", **limits)
    assert raised.value.field == field


def test_values_survive_a_draft() -> None:
    assert PaySettingsValues.from_json(EVERY_TWO_WEEKS.to_json()) == EVERY_TWO_WEEKS


def test_a_spoilt_draft_is_refused_in_words() -> None:
    with pytest.raises(RuleBroken):
        PaySettingsValues.from_json({"pay_period": "weekly", "period_end_on": "not a date"})


# -- pay settings: versions --------------------------------------------------------------------


@time_machine.travel("2026-11-23 17:00Z", tick=False)
def test_the_first_version_rules_every_day(world: World, administrator: Actor) -> None:
    pay_settings_set(
        actor=administrator,
        company=world.boulangerie,
        values=EVERY_TWO_WEEKS,
        effective_on=TODAY,
    )
    with tenant_scope(companies=[world.boulangerie.pk]):
        early = queries.pay_settings_on(world.boulangerie.pk, date(2020, 1, 1))
    assert early is not None
    assert PaySettingsValues.of(early) == EVERY_TWO_WEEKS
    assert events(world.boulangerie) == ["pay_settings.changed"]


@time_machine.travel("2026-11-23 17:00Z", tick=False)
def test_a_change_rules_from_its_date_and_never_before(world: World, administrator: Actor) -> None:
    company = world.boulangerie
    set_pay(administrator, company, EVERY_TWO_WEEKS, TODAY)
    set_pay(administrator, company, MONTHLY, date(2026, 11, 29))
    with tenant_scope(companies=[company.pk]):
        day_before = queries.pay_settings_on(company.pk, date(2026, 11, 28))
        that_day = queries.pay_settings_on(company.pk, date(2026, 11, 29))
    assert day_before is not None
    assert that_day is not None
    assert (day_before.pay_period, that_day.pay_period) == ("every_two_weeks", "monthly")


@time_machine.travel("2026-11-23 17:00Z", tick=False)
@pytest.mark.parametrize(
    ("effective_on", "error"),
    [
        (date(2026, 11, 1), errors.PastPayPeriod),
        (date(2026, 11, 24), errors.NotAPeriodStart),
        (date(2036, 1, 6), errors.TooFarAhead),
    ],
)
def test_a_change_on_a_wrong_date_changes_nothing(
    world: World, administrator: Actor, effective_on: date, error: type[RuleBroken]
) -> None:
    company = world.boulangerie
    set_pay(administrator, company, EVERY_TWO_WEEKS, date(2026, 11, 15))
    with pytest.raises(error):
        set_pay(administrator, company, MONTHLY, effective_on)
    assert versions(company) == [date(2026, 11, 15)]
    assert events(company) == ["pay_settings.changed"]


@time_machine.travel("2026-11-23 17:00Z", tick=False)
def test_a_change_of_the_same_date_replaces_the_earlier_one(
    world: World, administrator: Actor
) -> None:
    company = world.boulangerie
    set_pay(administrator, company, EVERY_TWO_WEEKS, date(2026, 11, 15))
    set_pay(administrator, company, MONTHLY, date(2026, 11, 29))
    set_pay(administrator, company, replace(MONTHLY, first_end_day=15), date(2026, 11, 29))
    with tenant_scope(companies=[company.pk]):
        rows = list(PaySettings.objects.order_by("effective_on"))
    assert [row.first_end_day for row in rows] == [None, 15]


def test_a_worker_may_not_change_pay_settings(world: World) -> None:
    actor = access.company_seat_for(world.wendy, world.boulangerie.public_id).actor
    with pytest.raises(PermissionRefused):
        set_pay(actor, world.boulangerie, MONTHLY, TODAY)
    assert versions(world.boulangerie) == []


def set_pay(actor: Actor, company: Company, values: PaySettingsValues, on: date) -> None:
    pay_settings_set(actor=actor, company=company, values=values, effective_on=on)


# -- pay periods -------------------------------------------------------------------------------

_days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
_by_weeks = st.builds(
    PaySettingsValues,
    pay_period=st.sampled_from(["weekly", "every_two_weeks", "every_four_weeks"]),
    period_end_on=_days,
    week_start=st.integers(0, 6),
    overtime_basis=st.just("none"),
)
_monthly = st.builds(
    PaySettingsValues,
    pay_period=st.just("monthly"),
    first_end_day=st.integers(1, 31),
    overtime_basis=st.just("none"),
)
_twice = st.builds(
    lambda first, gap: PaySettingsValues(
        pay_period="twice_a_month",
        first_end_day=first,
        second_end_day=min(first + gap, 31),
        overtime_basis="none",
    ),
    st.integers(1, 27),
    st.integers(1, 20),
)
_values = st.one_of(_by_weeks, _monthly, _twice)


@settings(max_examples=200, derandomize=True)
@given(values=_values, today=_days)
def test_the_preview_is_what_each_later_day_says(values: PaySettingsValues, today: date) -> None:
    for period in queries.next_pay_periods(values, today, 3):
        assert all(values.schedule().period_containing(day) == period for day in period.dates())


@settings(max_examples=200, derandomize=True)
@given(first=_values, second=_values, change=_days, offset=st.integers(-60, 60))
def test_periods_follow_each_other_without_gap_across_a_change(
    first: PaySettingsValues, second: PaySettingsValues, change: date, offset: int
) -> None:
    versions = [queries.PayVersion(date(2000, 1, 1), first), queries.PayVersion(change, second)]
    periods = queries.pay_periods_from(versions, change + timedelta(days=offset), 6)
    gaps = [(b.start - a.end).days for a, b in pairwise(periods)]
    assert gaps == [1] * 5
    assert not any(period.start < change <= period.end for period in periods)


# -- what is tracked, breaks -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticks", "error"),
    [
        ({"employees": False, "contractors": False}, errors.NobodyTracked),
        ({"customers": False, "sub_customers": True}, errors.SubCustomersNeedCustomers),
        (
            {"customers": False, "sub_customers": False, "projects": True},
            errors.ProjectsNeedCustomers,
        ),
    ],
)
def test_tracking_must_hang_together(ticks: dict[str, bool], error: type[RuleBroken]) -> None:
    with pytest.raises(error):
        TrackingValues(**ticks)


def test_tracking_is_kept_and_recorded_once(world: World, administrator: Actor) -> None:
    values = TrackingValues(service_items=True, billable=True)
    for _twice in range(2):
        tracking_settings_set(actor=administrator, company=world.boulangerie, values=values)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert queries.tracking_of(world.boulangerie.pk) == values
    assert events(world.boulangerie) == ["tracking_settings.changed"]


def test_breaks_are_replaced_by_name_and_never_deleted(world: World, administrator: Actor) -> None:
    lunch = BreakRuleValues(name="Lunch", minutes=30)
    rest = BreakRuleValues(name="Rest", minutes=10, is_paid=True)
    company = world.boulangerie
    break_rules_set(actor=administrator, company=company, rules=[lunch, rest])
    longer = replace(lunch, name="lunch", minutes=45)
    break_rules_set(actor=administrator, company=company, rules=[longer])
    with tenant_scope(companies=[company.pk]):
        assert queries.break_rules_of(company.pk) == [longer]
        assert BreakRule.objects.count() == 2


def test_two_breaks_of_one_name_are_refused(world: World, administrator: Actor) -> None:
    lunch = BreakRuleValues(name="Lunch", minutes=30)
    with pytest.raises(errors.BreakNameTaken):
        break_rules_set(
            actor=administrator, company=world.boulangerie, rules=[lunch, replace(lunch, minutes=5)]
        )
    assert events(world.boulangerie) == []
