"""Planning by properties: whatever a file holds, every row gets a fate; and what was taken in once
is unchanged when the same file comes again."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.features.companies.models import Company
from pointage.features.team.files.cells import cell_text
from pointage.features.team.files.columns import TITLES, Column
from pointage.features.team.files.people_rows import Team, column_values
from pointage.features.team.files.plan import Fate, Plan
from pointage.features.team.files.planning import plan_rows
from pointage.features.team.permissions import PERMISSIONS
from pointage.foundation.identity.actors import Actor
from pointage.ledgers.company_file.reading import open_table
from pointage.ledgers.tables import write_csv

ACTOR = Actor(user_id=1, name="Test", company_id=1, permissions=frozenset(PERMISSIONS))
COMPANY = Company(pk=1, name="Test")
EMPTY = Team((), {}, {}, {}, {}, "")
COLUMNS = [column for column in Column if column is not Column.ID]
TITLES_EN = [TITLES[column] for column in COLUMNS]

_LIKELY = {
    Column.EMAIL: st.sampled_from(["a@x.example", "b@x.example", "", "nobody"]),
    Column.HIRED_ON: st.sampled_from(["2026-01-31", "31/01/2026", "", "soon", "01/02/2026"]),
    Column.ENDED_ON: st.sampled_from(["", "2026-02-28", "1999-01-01"]),
    Column.PAY_RATE: st.sampled_from(["", "21,5", "$1,000.25", "x", "12.34567"]),
    Column.PAY_RATE_PER: st.sampled_from(["", "hour", "an", "day"]),
    Column.KIND: st.sampled_from(["", "employee", "sous-traitant", "robot"]),
    Column.LANGUAGE: st.sampled_from(["", "fr", "English", "latin"]),
    Column.TIME_ZONE: st.sampled_from(["", "America/Toronto", "Nowhere/City"]),
    Column.GROUPS: st.sampled_from(["", "Kitchen", "kitchen; Front", ";;", "x" * 90]),
}
_ANSWER = st.sampled_from(["", "yes", "non", "perhaps"])
_TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["=1+1", "'x", "+1"])
_NAMES = (Column.GIVEN_NAME, Column.FAMILY_NAME, Column.USERNAME, Column.EMPLOYEE_NUMBER)
_TEXTS = (*_NAMES, Column.PAYROLL_ID, Column.MOBILE, Column.ADDRESS)
_GOOD = {
    Column.EMAIL: st.emails(domains=st.just("x.example")) | st.just(""),
    Column.HIRED_ON: st.dates(date(1990, 1, 1), date(2025, 1, 1)).map(str) | st.just(""),
    Column.ENDED_ON: st.sampled_from(["", "2026-02-28"]),
    Column.PAY_RATE: st.decimals(0, 10**6, places=4).map(str) | st.just(""),
    Column.PAY_RATE_PER: st.sampled_from(["", "hour", "an"]),
    Column.KIND: st.sampled_from(["", "employee", "sous-traitant"]),
    Column.LANGUAGE: st.sampled_from(["", "fr", "English"]),
    Column.TIME_ZONE: st.sampled_from(["", "America/Toronto"]),
    Column.GROUPS: st.sampled_from(["", "Kitchen", "kitchen; Front", ";;"]),
}
GOOD_ROW = st.tuples(
    *(
        _TEXT if column in _TEXTS else _GOOD.get(column, st.sampled_from(["", "yes", "non"]))
        for column in COLUMNS
    )
)
ROW = st.tuples(
    *(_TEXT if column in _TEXTS else _LIKELY.get(column, _ANSWER) for column in COLUMNS)
)


def planned(rows: list[tuple[str, ...]], team: Team = EMPTY) -> Plan:
    with translation.override("en"):
        content = write_csv([str(title) for title in TITLES_EN], rows)
    return plan_rows(actor=ACTOR, company=COMPANY, table=open_table(content, "x.csv"), team=team)


def taken_in(plan: Plan) -> Team:
    """The team as it would be once the plan was written."""
    people, groups, numbers = [], {}, count(1)
    for _fate, draft in plan.drafts:
        draft.member.pk = next(numbers)
        people.append(draft.member)
        groups[draft.member.pk] = draft.groups or ()
    return Team(tuple(people), groups, {}, {}, {}, "")


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=6))
def test_every_row_gets_a_fate_and_a_refused_one_a_reason(rows: list[tuple[str, ...]]) -> None:
    plan = planned(rows)
    assert len(plan.fates) <= len(rows)
    for fate in plan.fates:
        assert (fate.fate is Fate.REFUSED) == (fate.why is not None)
        assert (fate.draft is None) == (fate.fate in (Fate.REFUSED, Fate.UNCHANGED))
        for language in ("en", "fr-ca"):
            with translation.override(language):
                assert fate.why is None or fate.why.text


@pytest.mark.parametrize("language", ["en", "fr-ca"])
@settings(max_examples=40, deadline=None)
@given(st.lists(GOOD_ROW, min_size=1, max_size=6))
def test_what_was_taken_in_is_unchanged_when_it_comes_back(
    language: str, rows: list[tuple[str, ...]]
) -> None:
    team = taken_in(planned(rows))
    with translation.override(language):
        content = write_csv(
            [str(TITLES[column]) for column in Column],
            [
                [cell_text(column, values[column]) for column in Column]
                for values in (
                    column_values(member, team.groups_of[member.pk]) for member in team.people
                )
            ],
        )
    back = plan_rows(
        actor=ACTOR,
        company=COMPANY,
        table=open_table(content, "x.csv"),
        team=team,
        empties=True,
    )
    assert [fate.fate for fate in back.fates] == [Fate.UNCHANGED] * len(team.people)
