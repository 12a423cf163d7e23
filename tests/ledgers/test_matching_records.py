"""The matcher links what is certain, asks about the rest, and never archives by itself."""

from __future__ import annotations

import csv
import io
import random

import pytest

from pointage.ledgers.choices import Choice, ChoicesRefused, Decision, apply_choices
from pointage.ledgers.match_report import write_match_plan
from pointage.ledgers.matching import (
    LocalRecord,
    MatchAction,
    MatchPlan,
    MatchRow,
    MatchRule,
    match,
)
from pointage.ledgers.protocol import Kind, Record
from pointage.ledgers.reasons import ChoiceProblem


def ours(
    local_id: str,
    name: str,
    kind: Kind = Kind.EMPLOYEE,
    *,
    full_name: str = "",
    email: str | None = None,
    number: str | None = None,
    external_id: str | None = None,
) -> LocalRecord:
    return LocalRecord(
        local_id, kind, name, full_name or name, email, number, external_id=external_id
    )


def theirs(
    external_id: str,
    name: str,
    kind: Kind = Kind.EMPLOYEE,
    *,
    full_name: str = "",
    email: str | None = None,
    number: str | None = None,
    payroll_id: str | None = None,
    active: bool = True,
) -> Record:
    return Record(
        kind,
        external_id,
        name,
        full_name or name,
        email=email,
        number=number,
        payroll_id=payroll_id,
        active=active,
    )


def only(plan: MatchPlan) -> MatchRow:
    assert len(plan.rows) == 1
    return plan.rows[0]


class TestRules:
    @pytest.mark.parametrize(
        ("local", "record", "rule"),
        [
            (ours("a", "X Y", external_id="1"), theirs("1", "Other Name"), MatchRule.EXTERNAL_ID),
            (
                ours("a", "Marie Roy", email="M@Example.ca"),
                theirs("1", "Marie Roy-Gagné", email="m@example.ca"),
                MatchRule.EMAIL,
            ),
            (
                ours("a", "Marie Roy", number="7"),
                theirs("1", "Marie Gagné", number="7"),
                MatchRule.NUMBER,
            ),
            (
                ours("a", "Marie Roy", number="P7"),
                theirs("1", "Marie Gagné", payroll_id="p7"),
                MatchRule.NUMBER,
            ),
            (ours("a", "marie  ROY"), theirs("1", "Roy, Marie (deleted)"), MatchRule.NAME),
            (ours("a", "Eric Cote"), theirs("1", "Éric Côté"), MatchRule.NAME),
        ],
    )
    def test_the_first_certain_rule_links(
        self, local: LocalRecord, record: Record, rule: MatchRule
    ) -> None:
        row = only(match([local], [record]))

        assert (row.action, row.matched_by, row.in_doubt) == (MatchAction.LINK, rule, False)

    def test_customers_are_matched_by_their_whole_path(self) -> None:
        plan = match(
            [ours("a", "Audit", Kind.CUSTOMER, full_name="Acme:Audit")],
            [
                theirs("1", "Audit", Kind.CUSTOMER, full_name="Beta:Audit"),
                theirs("2", "Audit", Kind.CUSTOMER, full_name="ACME : audit"),
            ],
        )

        linked = [row for row in plan.rows if row.action is MatchAction.LINK]
        assert [row.record and row.record.external_id for row in linked] == ["2"]

    def test_addresses_that_differ_by_an_accent_are_two_addresses(self) -> None:
        plan = match(
            [ours("a", "Luc Roy", email="côté@x.ca")],
            [theirs("1", "Anne Lavoie", email="cote@x.ca")],
        )

        assert plan.in_doubt == 0

    def test_kinds_do_not_mix(self) -> None:
        plan = match([ours("a", "Luc Roy")], [theirs("1", "Luc Roy", Kind.CONTRACTOR)])

        assert {row.action for row in plan.rows} == {MatchAction.KEEP, MatchAction.CREATE_HERE}

    def test_a_similar_name_is_only_proposed(self) -> None:
        row = only(match([ours("a", "Catherine Tremblay")], [theirs("1", "Katherine Tremblay")]))

        assert (row.action, row.matched_by) == (MatchAction.LINK, MatchRule.SIMILAR)
        assert row.in_doubt
        assert row.confidence < 85

    def test_different_people_are_not_proposed(self) -> None:
        plan = match([ours("a", "Marie Tremblay")], [theirs("1", "Luc Tremblay")])

        assert not plan.in_doubt

    def test_one_name_twice_is_put_in_doubt_on_every_side(self) -> None:
        plan = match([ours("a", "Jean Roy")], [theirs("1", "Jean Roy"), theirs("2", "Jean Roy")])

        assert plan.in_doubt == 3
        assert plan.counts[MatchAction.LINK] == 0
        local_row = next(row for row in plan.rows if row.local)
        assert [one.other_id for one in local_row.candidates] == ["1", "2"]

    def test_a_doubt_is_settled_by_a_later_rule(self) -> None:
        plan = match(
            [ours("a", "Jean Roy", email="info@x.ca"), ours("b", "Anne Roy", email="info@x.ca")],
            [
                theirs("1", "Jean Roy", email="info@x.ca"),
                theirs("2", "Anne Roy", email="info@x.ca"),
            ],
        )

        assert [(row.matched_by, row.in_doubt) for row in plan.rows] == [
            (MatchRule.NAME, False)
        ] * 2

    @pytest.mark.parametrize(
        ("local", "record"),
        [
            (ours("a", "Paul Gagnon", number="1"), theirs("1", "Zoé Lefebvre", number="1")),
            (
                ours("a", "Réception", email="info@x.ca"),
                theirs("1", "Zoé Lefebvre", email="info@x.ca"),
            ),
        ],
    )
    def test_an_equal_number_or_mailbox_of_strangers_is_put_in_doubt(
        self, local: LocalRecord, record: Record
    ) -> None:
        plan = match([local], [record])

        assert plan.in_doubt == 2
        assert plan.counts[MatchAction.LINK] == 0

    def test_an_inactive_record_is_not_made_here(self) -> None:
        row = only(match([], [theirs("1", "Luc Roy", active=False)]))

        assert row.action is MatchAction.SKIP

    def test_nothing_is_archived_by_itself(self) -> None:
        plan = match([ours("a", "Luc Roy"), ours("b", "Anne Côté")], [])

        assert {row.action for row in plan.rows} == {MatchAction.KEEP}

    def test_an_id_given_twice_is_a_mistake_of_the_caller(self) -> None:
        with pytest.raises(ValueError, match="not unique"):
            match([ours("a", "X"), ours("a", "Y")], [])


def test_twenty_five_thousand_by_twenty_five_thousand() -> None:
    chance = random.Random(7)
    letters = "abcdefgilmnoprstuv"
    family = ["".join(chance.choices(letters, k=chance.randint(5, 9))) for _ in range(5000)]
    given = ["Marie", "Luc", "Anne", "Éric", "Zoé", "Jean", "Karine", "Paul", "Nadia", "Louis"]
    names = [f"{chance.choice(given)} {chance.choice(family)} {i % 7}" for i in range(25_000)]
    locals_ = [ours(str(i), name) for i, name in enumerate(names)]
    records = [theirs(str(i), name[:-3] + "x" + name[-2:]) for i, name in enumerate(names)]

    plan = match(locals_, records)

    seen_locals = {row.local.local_id for row in plan.rows if row.local}
    seen_records = {row.record.external_id for row in plan.rows if row.record}
    assert (len(seen_locals), len(seen_records)) == (25_000, 25_000)


class TestChoices:
    PLAN = match(
        [ours("a", "Marie Roy"), ours("b", "Jean Roy"), ours("c", "Catherine Tremblay")],
        [
            theirs("1", "Marie Roy"),
            theirs("2", "Jean Roy"),
            theirs("3", "Jean Roy"),
            theirs("4", "Katherine Tremblay"),
            theirs("5", "Zoé Lefebvre"),
        ],
    )

    @staticmethod
    def done(decisions: tuple[Decision, ...]) -> set[tuple[str, str | None, str | None]]:
        return {
            (
                decision.action.value,
                decision.local.local_id if decision.local else None,
                decision.record.external_id if decision.record else None,
            )
            for decision in decisions
        }

    def test_silence_links_the_certain_and_leaves_the_doubtful(self) -> None:
        assert self.done(apply_choices(self.PLAN, [])) == {
            ("link", "a", "1"),
            ("keep", "b", None),
            ("skip", None, "2"),
            ("skip", None, "3"),
            ("keep", "c", None),
            ("skip", None, "4"),
            ("create_here", None, "5"),
        }

    def test_a_doubt_is_settled_from_either_side(self) -> None:
        from_ours = [Choice("l:employee:b", MatchAction.LINK, "3")]
        from_theirs = [Choice("r:employee:3", MatchAction.LINK, "b")]

        for choices in (from_ours, from_theirs, from_ours + from_theirs):
            decisions = apply_choices(self.PLAN, choices)
            assert ("link", "b", "3") in self.done(decisions)
            assert len(decisions) == 6

    def test_a_proposal_is_confirmed_or_refused(self) -> None:
        yes = apply_choices(self.PLAN, [Choice("l:employee:c", MatchAction.LINK)])
        no = apply_choices(self.PLAN, [Choice("l:employee:c", MatchAction.CREATE_HERE)])

        assert ("link", "c", "4") in self.done(yes)
        assert {("keep", "c", None), ("create_here", None, "4")} <= self.done(no)

    def test_archiving_needs_its_tick(self) -> None:
        ticked = [Choice("l:employee:b", MatchAction.ARCHIVE, ticked=True)]

        assert ("archive", "b", None) in self.done(apply_choices(self.PLAN, ticked))

    def test_a_certain_link_may_be_undone(self) -> None:
        decisions = apply_choices(self.PLAN, [Choice("l:employee:a", MatchAction.KEEP)])

        assert {("keep", "a", None), ("skip", None, "1")} <= self.done(decisions)

    @pytest.mark.parametrize(
        ("choices", "problem"),
        [
            ([Choice("l:employee:zz", MatchAction.KEEP)], ChoiceProblem.UNKNOWN_ROW),
            (
                [Choice("l:employee:a", MatchAction.KEEP)] * 2,
                ChoiceProblem.CHOSEN_TWICE,
            ),
            ([Choice("l:employee:b", MatchAction.LINK, "99")], ChoiceProblem.UNKNOWN_RECORD),
            ([Choice("l:employee:b", MatchAction.LINK)], ChoiceProblem.UNKNOWN_RECORD),
            ([Choice("r:employee:5", MatchAction.LINK, "zz")], ChoiceProblem.UNKNOWN_LOCAL),
            ([Choice("l:employee:b", MatchAction.LINK, "1")], ChoiceProblem.RECORD_CLAIMED_TWICE),
            ([Choice("r:employee:5", MatchAction.LINK, "a")], ChoiceProblem.LOCAL_CLAIMED_TWICE),
            ([Choice("l:employee:b", MatchAction.ARCHIVE)], ChoiceProblem.ARCHIVE_NOT_TICKED),
            (
                [Choice("r:employee:5", MatchAction.ARCHIVE, ticked=True)],
                ChoiceProblem.NOT_POSSIBLE,
            ),
            ([Choice("l:employee:b", MatchAction.CREATE_HERE)], ChoiceProblem.NOT_POSSIBLE),
            (
                [
                    Choice("l:employee:b", MatchAction.LINK, "2"),
                    Choice("r:employee:2", MatchAction.CREATE_HERE),
                ],
                ChoiceProblem.RECORD_CLAIMED_TWICE,
            ),
        ],
    )
    def test_choices_that_clash_are_refused(
        self, choices: list[Choice], problem: ChoiceProblem
    ) -> None:
        with pytest.raises(ChoicesRefused) as refused:
            apply_choices(self.PLAN, choices)

        assert problem in {error.problem for error in refused.value.errors}

    def test_a_record_of_another_kind_cannot_be_chosen(self) -> None:
        plan = match([ours("a", "Luc Roy")], [theirs("1", "Luc Roy", Kind.CONTRACTOR)])

        with pytest.raises(ChoicesRefused) as refused:
            apply_choices(plan, [Choice("l:employee:a", MatchAction.LINK, "1")])

        assert refused.value.errors[0].problem is ChoiceProblem.OTHER_KIND

    def test_every_error_is_told_at_once(self) -> None:
        choices = [
            Choice("l:employee:zz", MatchAction.KEEP),
            Choice("l:employee:b", MatchAction.ARCHIVE),
        ]

        with pytest.raises(ChoicesRefused) as refused:
            apply_choices(self.PLAN, choices)

        assert len(refused.value.errors) == 2


@pytest.mark.parametrize("language", ["en", "fr-ca"])
def test_the_plan_downloads_with_every_row_and_no_formula(language: str) -> None:
    plan = match(
        [ours("a", "=cmd|' /C calc'!A0"), ours("b", "Jean Roy")],
        [theirs("1", "Jean Roy"), theirs("2", "Jean Roy"), theirs("3", "@evil")],
    )

    text = write_match_plan(plan, language).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))

    assert len(lines) == 1 + len(plan.rows)
    assert not [cell for line in lines for cell in line if cell[:1] in ("=", "@", "+", "-")]
