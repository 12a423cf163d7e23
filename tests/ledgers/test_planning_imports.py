"""Every row has a fate with its reason; nothing is lost, guessed or made twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.ledgers.world import COMPANY, empty_store, imported, only, plan_of

from pointage.ledgers.company_file.cleaning import DateOrder
from pointage.ledgers.company_file.fates import Action, MatchedBy, PlanOptions
from pointage.ledgers.company_file.memory import MemoryStore
from pointage.ledgers.company_file.planning import apply_to_memory
from pointage.ledgers.protocol import Kind, Record, Role
from pointage.ledgers.reasons import Mend, Reason


def people(*records: Record) -> MemoryStore:
    return MemoryStore(COMPANY, records)


def employee(external_id: str, name: str, **more: str) -> Record:
    return replace(Record(Kind.EMPLOYEE, external_id, name, name), **more)  # type: ignore[arg-type]


class TestPeople:
    def test_a_new_person_is_created(self) -> None:
        fate = only(plan_of("Employee,Email\nMarie Roy,marie@Example.CA\n"))

        assert fate.action is Action.CREATE
        assert fate.record is not None
        assert (fate.record.name, fate.record.email) == ("Marie Roy", "marie@example.ca")
        assert (fate.record.given_name, fate.record.family_name) == ("Marie", "Roy")

    def test_the_same_file_again_changes_nothing(self) -> None:
        text = 'Employee,Email\n"Roy, Marie",marie@example.ca\n'

        plan = plan_of(text, imported(text))

        assert only(plan).action is Action.UNCHANGED
        assert plan.changes_nothing

    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ('"Tremblay, Marie-Ève"', "Marie-Ève Tremblay"),
            ('"Services Roy, inc."', "Services Roy, inc."),
            ("Old Timer (deleted)", "Old Timer"),
            ('"Lefrançois, Zoé (supprimé)"', "Zoé Lefrançois"),
            ("Sam (deleted) (1)", "Sam"),
        ],
    )
    def test_names_are_put_in_order(self, written: str, name: str) -> None:
        fate = only(plan_of(f"Employee\n{written}\n"))

        assert fate.record is not None
        assert fate.record.name == name

    def test_the_mark_of_deletion_means_inactive(self) -> None:
        fate = only(plan_of("Employee\nOld Timer (deleted)\n"))

        assert fate.record is not None
        assert fate.record.active is False

    def test_inactive_ones_may_be_left_out(self) -> None:
        options = PlanOptions(include_inactive=False)
        fate = only(plan_of("Employee,Active\nOld Timer,no\n", options=options))

        assert fate.why is not None
        assert (fate.action, fate.why.reason) == (Action.SKIP, Reason.INACTIVE)

    def test_first_and_last_name_make_a_name(self) -> None:
        fate = only(plan_of("Prénom,Nom,Courriel\nÉric,Côté,\n", kind=Kind.EMPLOYEE))

        assert fate.record is not None
        assert fate.record.name == "Éric Côté"

    def test_a_changed_address_is_an_update_that_says_what_changes(self) -> None:
        store = people(employee("1", "Marie Roy", email="old@example.ca", phone="1"))
        fate = only(plan_of("Employee,Email\nMarie Roy,new@example.ca\n", store))

        assert fate.action is Action.UPDATE
        assert [(c.field, c.before, c.after) for c in fate.changes] == [
            ("email", "old@example.ca", "new@example.ca")
        ]
        assert fate.record is not None
        assert (fate.record.external_id, fate.record.phone) == ("1", "1")

    def test_an_empty_cell_erases_nothing(self) -> None:
        store = people(employee("1", "Marie Roy", email="m@example.ca"))

        assert only(plan_of("Employee,Email\nMarie Roy,\n", store)).action is Action.UNCHANGED

    def test_a_list_without_a_word_on_it_does_not_revive_an_archived_person(self) -> None:
        store = people(replace(employee("1", "Marie Roy"), active=False))

        assert only(plan_of("Employee\nMarie Roy\n", store)).action is Action.UNCHANGED

    @pytest.mark.parametrize(
        ("row", "how"),
        [
            ("1,Someone Else,,", MatchedBy.EXTERNAL_ID),
            (",Marie Roy-Gagné,,7", MatchedBy.NUMBER),
            (",Marie Gagné,m@example.ca,", MatchedBy.EMAIL),
            (",MARIE  ROY,,", MatchedBy.NAME),
        ],
    )
    def test_a_person_is_recognised(self, row: str, how: MatchedBy) -> None:
        store = people(employee("1", "Marie Roy", email="M@example.ca", number="7"))
        fate = only(plan_of(f"ID,Employee,Email,Employee #\n{row}\n", store))

        assert fate.matched_by is how
        assert fate.record is not None
        assert fate.record.external_id == "1"

    def test_a_shared_mailbox_alone_recognises_nobody(self) -> None:
        store = people(employee("1", "Marie Roy", email="info@example.ca"))

        fate = only(plan_of("Employee,Email\nPaul Gagné,info@example.ca\n", store))

        assert fate.action is Action.CREATE

    def test_two_people_with_one_name_are_told_apart_by_their_address(self) -> None:
        text = "Employee,Email\nJean Roy,a@example.ca\nJean Roy,b@example.ca\n"
        store = imported(text)

        assert store.counts().employees == 2
        assert plan_of(text, store).changes_nothing

    def test_people_who_share_names_and_numbers_crosswise_are_found_again(self) -> None:
        text = "Employee,Employee #\nJean Roy,7\nJean Roy,8\nAnne Roy,7\nAnne Roy,8\n"

        assert plan_of(text, imported(text)).changes_nothing

    def test_a_name_that_could_be_two_people_is_asked(self) -> None:
        store = people(employee("1", "Jean Roy"), employee("2", "Jean Roy"))
        fate = only(plan_of("Employee\nJean Roy\n", store))

        assert fate.why is not None
        assert (fate.action, fate.why.reason) == (Action.ERROR, Reason.AMBIGUOUS)
        assert fate.why.mend is Mend.ADD_ID

    def test_a_repeated_row_is_skipped_and_names_the_first(self) -> None:
        plan = plan_of("Employee,Email\nJean Roy,a@example.ca\njean roy,\n")

        assert plan.fates[1].why is not None
        assert (plan.fates[1].why.reason, plan.fates[1].why.other_row) == (Reason.DUPLICATE, 2)

    def test_an_address_on_two_people_is_remarked(self) -> None:
        plan = plan_of("Employee,Email\nJean Roy,a@example.ca\nAnne Roy,a@example.ca\n")

        assert [fate.action for fate in plan.fates] == [Action.CREATE, Action.CREATE]
        assert plan.fates[1].remarks[0].reason is Reason.EMAIL_SHARED

    @pytest.mark.parametrize(
        ("cell", "email", "reasons"),
        [
            ('"a@example.ca, b@example.ca"', "a@example.ca", [Reason.EMAIL_SEVERAL]),
            ("Marie <m@example.ca>", "m@example.ca", []),
            ("m@example.ca b@", "m@example.ca", [Reason.EMAIL_INVALID]),
            ("mailto:m@example.ca", "m@example.ca", []),
            ("m@example", None, [Reason.EMAIL_INVALID]),
            ("nobody", None, [Reason.EMAIL_INVALID]),
            ("éric@exemple.québec", "éric@exemple.québec", []),
        ],
    )
    def test_addresses(self, cell: str, email: str | None, reasons: list[Reason]) -> None:
        fate = only(plan_of(f"Employee,Email\nMarie Roy,{cell}\n"))

        assert fate.action is Action.CREATE
        assert fate.record is not None
        assert fate.record.email == email
        assert [remark.reason for remark in fate.remarks] == reasons

    @pytest.mark.parametrize(
        ("dates", "found"),
        [
            (["2024-01-31", "2024/2/1"], [date(2024, 1, 31), date(2024, 2, 1)]),
            (["31/01/2024", "01/02/2024"], [date(2024, 1, 31), date(2024, 2, 1)]),
            (["01/31/2024", "01/02/2024"], [date(2024, 1, 31), date(2024, 1, 2)]),
            (["Jan 31, 2024", "1er février 2024"], [date(2024, 1, 31), date(2024, 2, 1)]),
            (["01/02/2024", "03/03/2024"], [None, date(2024, 3, 3)]),
            (["someday", "31/02/2024", "1/2/345", "0001-01-01"], [None] * 4),
        ],
    )
    def test_dates_are_read_by_the_whole_column(
        self, dates: list[str], found: list[date | None]
    ) -> None:
        rows = "".join(f'P {i},"{text}"\n' for i, text in enumerate(dates))
        plan = plan_of(f"Employee,Hire date\n{rows}")

        assert [fate.record and fate.record.hired_on for fate in plan.fates] == found
        assert all(fate.record and (fate.record.hired_on or fate.remarks) for fate in plan.fates)

    def test_the_user_may_say_how_dates_are_written(self) -> None:
        options = PlanOptions(date_order=DateOrder.DAY_FIRST)
        fate = only(plan_of("Employee,Hire date\nMarie Roy,03/04/2026\n", options=options))

        assert fate.record is not None
        assert fate.record.hired_on == date(2026, 4, 3)


class TestContractors:
    TEXT = "Vendor,Full name,Track 1099\nAnn Ink,Ann Ink,Yes\nPower Co,,No\n"

    def test_all_suppliers_by_default(self) -> None:
        assert plan_of(self.TEXT).counts[Action.CREATE] == 2

    def test_only_those_marked_as_contractors_on_request(self) -> None:
        plan = plan_of(self.TEXT, options=PlanOptions(contractors_only=True))

        assert [fate.action for fate in plan.fates] == [Action.CREATE, Action.SKIP]
        assert plan.reasons == {Reason.NOT_A_CONTRACTOR: 1}

    def test_a_business_name_is_not_cut_into_first_and_last(self) -> None:
        plan = plan_of(self.TEXT)

        assert [f.record and f.record.given_name for f in plan.fates] == ["Ann", None]


class TestTrees:
    def test_a_child_before_its_parent_finds_it(self) -> None:
        plan = plan_of("Customer\nHotel:Bar:Gala\nHotel\nHotel:Bar\n")
        records = {fate.name: fate.record for fate in plan.fates if fate.record}

        gala, bar, hotel = records["Hotel:Bar:Gala"], records["Hotel:Bar"], records["Hotel"]
        assert (gala.parent_external_id, bar.parent_external_id) == (
            bar.external_id,
            hotel.external_id,
        )
        assert [record.role for record in (hotel, bar, gala)] == [
            Role.CUSTOMER,
            Role.SUB_CUSTOMER,
            Role.SUB_CUSTOMER,
        ]
        saved = [record.external_id for record in plan.to_save()]
        assert saved == [hotel.external_id, bar.external_id, gala.external_id]

    def test_a_parent_that_nobody_lists_is_added_and_said(self) -> None:
        plan = plan_of("Customer\nHotel:Bar:Gala\n")

        assert [added.record.full_name for added in plan.added_parents] == ["Hotel", "Hotel:Bar"]
        assert only(plan).remarks[0].reason is Reason.PARENT_ADDED

    def test_a_parent_of_the_company_is_used(self) -> None:
        store = imported("Customer\nHotel\n")
        plan = plan_of("Customer\nHotel:Bar\n", store)

        assert plan.added_parents == ()
        assert only(plan).record is not None

    def test_a_parent_column_gives_the_path(self) -> None:
        plan = plan_of("Customer,Parent customer\nGala,Bar\nBar,Hotel\nHotel,\n")

        assert sorted(fate.name for fate in plan.fates) == ["Hotel", "Hotel:Bar", "Hotel:Bar:Gala"]

    def test_a_parent_column_may_hold_identifiers(self) -> None:
        plan = plan_of("ID,Customer,Parent\nC2,Gala,C1\nC1,Hotel,\n")

        assert [fate.name for fate in plan.fates] == ["Hotel:Gala", "Hotel"]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("Customer\nA:B:C:D:E:F\n", Reason.TOO_DEEP),
            ("Customer\nA::B\n", Reason.EMPTY_LEVEL),
            ("Customer,Parent\nA,B\nB,A\n", Reason.PARENT_LOOP),
            ("ID,Customer,Parent\n1,A,77\n", Reason.PARENT_UNKNOWN),
            ("Customer,Parent\nA:Bar,\nB:Bar,\nGala,Bar\n", Reason.AMBIGUOUS),
            ("Customer,Role\nA,project\n", Reason.ROLE_NEEDS_PARENT),
            ("Customer,Role\nA,king\n", Reason.ROLE_UNKNOWN),
            ("ID,Customer\n1,A\n1,B\n", Reason.ID_TWICE),
            ("ID,Customer\n1,A\n2,a\n", Reason.NAME_TWICE),
            (f"Customer\n{'x' * 300}\nA:{'x' * 300}\n", Reason.VALUE_TOO_LONG),
        ],
    )
    def test_trees_that_cannot_be(self, text: str, reason: Reason) -> None:
        plan = plan_of(text)

        last = plan.fates[-1]
        assert last.why is not None
        assert (last.action, last.why.reason) == (Action.ERROR, reason)
        assert last.record is None

    def test_the_child_of_a_refused_row_is_refused_with_it(self) -> None:
        plan = plan_of("ID,Customer,Role\n1,A,king\n2,A:B,\n")

        assert plan.fates[1].why is not None
        assert plan.fates[1].why.reason is Reason.PARENT_FAILED

    def test_an_active_one_wins_over_a_deleted_one_of_its_name(self) -> None:
        plan = plan_of("Customer\nHotel (deleted)\nHotel\n")

        assert [fate.action for fate in plan.fates] == [Action.SKIP, Action.CREATE]
        assert plan.fates[0].why is not None
        assert plan.fates[0].why.reason is Reason.SAME_NAME_AS_ACTIVE

    def test_what_stands_under_a_renamed_parent_moves_with_it(self) -> None:
        store = imported("ID,Customer\n1,Hotel\n2,Hotel:Bar\n3,Hotel:Bar:Gala\n")

        plan = plan_of("ID,Customer\n1,Auberge\n", store)

        assert [c.field for c in only(plan).changes] == ["name", "full_name"]
        assert [r.full_name for r in plan.moved] == ["Auberge:Bar", "Auberge:Bar:Gala"]
        apply_to_memory(plan, store)
        assert plan_of("ID,Customer\n1,Auberge\n", store).changes_nothing

    def test_a_record_cannot_be_moved_under_its_own_child(self) -> None:
        store = imported("ID,Customer\n1,Hotel\n2,Hotel:Bar\n")

        fate = only(plan_of("ID,Customer,Parent\n1,Hotel,2\n", store))

        assert fate.why is not None
        assert (fate.action, fate.why.reason) == (Action.ERROR, Reason.PARENT_LOOP)

    def test_a_project_stays_a_project_when_a_list_does_not_say(self) -> None:
        store = imported("Customer,Is project\nHotel,\nHotel:Gala,yes\n")

        assert plan_of("Customer\nHotel\nHotel:Gala\n", store).changes_nothing


class TestItems:
    def test_only_services_are_taken(self) -> None:
        plan = plan_of("Product/Service,Type\nBooks,Service\nFlour,Inventory\nPain,Stock\n")

        assert [fate.action for fate in plan.fates] == [Action.CREATE, Action.SKIP, Action.SKIP]
        assert plan.reasons == {Reason.NOT_A_SERVICE: 2}

    def test_every_type_on_request(self) -> None:
        plan = plan_of(
            "Product/Service,Type\nFlour,Inventory\n", options=PlanOptions(all_item_types=True)
        )

        assert only(plan).action is Action.CREATE

    def test_a_category_above_a_service_is_not_made_an_item(self) -> None:
        plan = plan_of("Product/Service,Type\nConsulting:On site,Service\n")

        assert plan.added_parents == ()
        record = only(plan).record
        assert record is not None
        assert (record.full_name, record.parent_external_id) == ("Consulting:On site", None)


class TestSeveralKinds:
    def test_each_row_is_of_its_own_kind(self) -> None:
        plan = plan_of("Kind,Name\nemployee,Luc\nclient,Hotel\nlieu,Québec\n")

        assert [fate.kind for fate in plan.fates] == [
            Kind.EMPLOYEE,
            Kind.CUSTOMER,
            Kind.LOCATION,
        ]

    def test_a_kind_that_is_missing_or_unknown_is_refused(self) -> None:
        plan = plan_of("Kind,Name\n,Luc\nspaceship,Enterprise\n")

        assert plan.reasons == {Reason.KIND_MISSING: 1, Reason.KIND_UNKNOWN: 1}

    def test_kinds_that_were_not_chosen_are_skipped(self) -> None:
        options = PlanOptions(kinds=frozenset({Kind.EMPLOYEE}))
        plan = plan_of("Kind,Name\nemployee,Luc\nclient,Hotel\n", options=options)

        assert [fate.action for fate in plan.fates] == [Action.CREATE, Action.SKIP]


class TestHostileCells:
    @pytest.mark.parametrize(
        "name", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd", "-2+3", '=HYPERLINK("x")']
    )
    def test_a_formula_is_kept_as_plain_text_and_remarked(self, name: str) -> None:
        quoted = '"' + name.replace('"', '""') + '"'
        fate = only(plan_of(f"Customer,Email\n{quoted},\n"))

        assert fate.record is not None
        assert fate.record.name == name
        assert fate.remarks[0].reason is Reason.LOOKS_LIKE_FORMULA

    def test_markup_is_kept_as_plain_text_and_remarked(self) -> None:
        fate = only(plan_of("Customer\n<script>alert(1)</script>\n"))

        assert fate.record is not None
        assert fate.record.name == "<script>alert(1)</script>"
        assert fate.remarks[0].reason is Reason.LOOKS_LIKE_MARKUP

    def test_a_name_of_ten_kilobytes_is_refused_and_not_carried_along(self) -> None:
        fate = only(plan_of(f"Employee\n{'x' * 10_240}\n"))

        assert fate.why is not None
        assert (fate.action, fate.why.reason) == (Action.ERROR, Reason.VALUE_TOO_LONG)
        assert len(fate.why.value) <= 200
        assert len(fate.name) <= 200

    def test_a_long_description_is_cut_and_remarked(self) -> None:
        fate = only(plan_of(f"Product/Service,Description\nBooks,{'x' * 5000}\n"))

        assert fate.record is not None
        assert fate.record.description is not None
        assert len(fate.record.description) == 4000
        assert fate.remarks[0].reason is Reason.TEXT_CUT

    @pytest.mark.parametrize("name", ["", "   ", '"..."', '":"', '"\u200b"', "(deleted)"])
    def test_a_name_without_a_letter_is_no_name(self, name: str) -> None:
        fate = only(plan_of(f"Employee,Email\n{name},a@example.ca\n"))

        assert fate.why is not None
        assert (fate.action, fate.why.reason) == (Action.ERROR, Reason.NAME_MISSING)

    def test_a_row_that_slipped_is_refused(self) -> None:
        fate = only(plan_of("Employee,Email\nRoy,Luc,luc@example.ca\n"))

        assert fate.why is not None
        assert fate.why.reason is Reason.TOO_MANY_CELLS

    def test_lost_letters_in_a_name_are_refused(self) -> None:
        fate = only(plan_of("Employee\nC\ufffdt\ufffd\n"))

        assert fate.why is not None
        assert fate.why.reason is Reason.BROKEN_TEXT


def test_a_refused_row_is_not_saved_and_the_others_are() -> None:
    store = empty_store()

    apply_to_memory(plan_of("Customer\nA::B\nHotel\n", store), store)

    assert [r.name for r in store.list(
        Kind.CUSTOMER, page=None, limit=9, include_inactive=True
    ).records] == ["Hotel"]  # fmt: skip


def test_ids_made_from_names_do_not_depend_on_the_order() -> None:
    one = plan_of("Customer\nHotel\nBar\n")
    other = plan_of("Customer\nBar\nHotel\n")

    def ids(plan: object) -> set[str]:
        return {r.external_id for r in plan.to_save()}  # type: ignore[attr-defined]

    assert ids(one) == ids(other)


def test_a_list_with_ids_later_finds_what_was_made_without() -> None:
    store = imported("Customer\nHotel\n")

    fate = only(plan_of("ID,Customer\n77,Hotel\n", store))

    assert (fate.action, fate.matched_by) == (Action.UNCHANGED, MatchedBy.NAME)


def test_fifty_thousand_people_are_planned() -> None:
    rows = "".join(f"Person {i},p{i}@example.ca,{i}\n" for i in range(50_000))

    plan = plan_of(f"Employee,Email,Employee number\n{rows}")

    assert plan.counts[Action.CREATE] == len(plan.fates) == 50_000
