"""The tags and values of the design system, by the markup they give. Looks and behaviour in a
browser are in `tests/browser/test_components.py`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

import pointage.web
from pointage.web.components import values
from pointage.web.components.context import design
from pointage.web.components.forms import CheckList, ComponentsRenderer, RadioCards
from pointage.web.components.icons import UnknownIcon, icon_shapes, icon_svg
from pointage.web.components.paging import pagination_for
from pointage.web.components.views import set_theme

WEB = Path(pointage.web.__file__).parent
HOSTILE = '<script>alert("x")</script>'


def drawn(source: str, **context: Any) -> str:
    """The markup of a snippet of template."""
    return Template("{% load components %}" + source).render(Context(context))


def test_an_icon_is_hidden_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon_svg("clock")
    assert 'role="img" aria-label="Late"' in icon_svg("clock", label="Late")


def test_an_unknown_icon_names_its_neighbours_and_the_remedy() -> None:
    with pytest.raises(UnknownIcon, match=r"clock-play.*scripts/vendor\.py"):
        icon_svg("clock-plays")


def test_every_listed_icon_is_vendored() -> None:
    listed = (WEB / "components/icons.txt").read_text().split()

    assert sorted(set(listed)) == sorted(icon_shapes())


def test_an_unknown_tone_is_refused() -> None:
    with pytest.raises(ValueError, match="purple"):
        drawn('{% badge "New" "purple" %}')


@pytest.mark.parametrize(
    "source",
    [
        "{% badge x %}",
        "{% button x %}",
        "{% callout 'info' title=x %}{{ x }}{% endcallout %}",
        "{% card title=x subtitle=x footer=x %}{{ x }}{% endcard %}",
        "{% page_header title=x subtitle=x %}{% endpage_header %}",
        "{% menu x %}{% menu_link x x %}{% menu_post x x %}{% endmenu %}",
        "{% dialog id='a' title=x %}{{ x }}{% enddialog %}",
        "{% confirm_dialog id=x title=x action=x confirm_label=x %}{{ x }}{% endconfirm_dialog %}",
        "{% search_box x x value=x %}",
        "{% copy x x %}",
        "{% stat x x note=x href=x %}",
        "{% progress 1 2 x text=x %}",
        "{% empty_state title=x text=x %}{% endempty_state %}",
        "{% nav_link x x count=x %}",
        "{% avatar x %}",
        "{% timestamp x x title=x %}",
    ],
)
def test_text_is_escaped(source: str) -> None:
    assert "<script" not in drawn(source, x=HOSTILE)


def sample_table(**changes: Any) -> values.Table:
    """A table of one client with a link, a badge and hours."""
    fields: dict[str, Any] = {
        "caption": "Clients",
        "columns": [
            values.Column("Client", sort_url="?o=name", sort="descending"),
            values.Column("State"),
            values.Column("Hours", align="end"),
        ],
        "rows": [
            values.Row([values.Text("Atelier", href="/a"), values.Badge("Draft"), "37 h 30"]),
        ],
    }
    return values.Table(**(fields | changes))


def test_a_table_draws_links_badges_and_the_words_for_phones() -> None:
    html = drawn("{% data_table table %}", table=sample_table())

    assert '<a class="cell-link" href="/a">Atelier</a>' in html
    assert 'class="badge tone-neutral"' in html
    assert '<td role="cell" class="cell-end" data-label="Hours">37 h 30</td>' in html
    assert 'aria-sort="descending"' in html


def test_a_cell_is_escaped_unless_it_is_marked_safe() -> None:
    row = values.Row([HOSTILE, mark_safe("<b>yes</b>"), values.Text(HOSTILE, note=HOSTILE)])

    html = drawn("{% data_table table %}", table=sample_table(rows=[row]))

    assert "<script" not in html
    assert "<b>yes</b>" in html


def test_an_empty_table_says_what_to_do() -> None:
    empty = values.Empty("No clients yet", actions=[values.Action("Add a client", "/add")])

    html = drawn("{% data_table table %}", table=sample_table(rows=[], empty=empty))

    assert "<table" not in html
    assert "No clients yet" in html
    assert 'href="/add"' in html


def test_posting_actions_of_a_row_carry_the_token() -> None:
    row = values.Row(["Atelier", "", ""], actions=[values.Action("Resend", "/resend", post=True)])

    html = drawn("{% data_table table %}", table=sample_table(rows=[row]), csrf_token="token-1")

    assert 'name="csrfmiddlewaretoken" value="token-1"' in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Camille Exemple", "CE"),
        ("Jean-Marc de la Tour", "JT"),
        ("Madonna", "M"),
        ("", "?"),
        ("  ", "?"),
        ("élise", "É"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert values.initials(name) == letters


def test_pagination_counts_in_the_readers_language_and_keeps_the_query() -> None:
    page = Paginator(range(2000), 25).page(2)

    with translation.override("fr-ca"):
        pages = pagination_for(page, QueryDict("q=nord&page=2"))

    assert "2\u00a0000" in pages.summary
    assert pages.previous_url == "?q=nord&page=1"
    assert pages.next_url == "?q=nord&page=3"


def test_pagination_of_one_page_has_no_links() -> None:
    pages = pagination_for(Paginator(range(3), 25).page(1), QueryDict(""))

    assert (pages.previous_url, pages.next_url, pages.pages) == ("", "", ())


def test_a_wizard_counts_its_steps() -> None:
    wizard = values.Wizard(
        "Install", [values.Step("A", "done"), values.Step("B", "current"), values.Step("C")]
    )

    assert (wizard.number, wizard.total, wizard.current.label) == (2, 3, "B")


class BillingForm(forms.Form):
    """A name, a choice by cards and a choice by list, one of each not available."""

    default_renderer = ComponentsRenderer

    name = forms.CharField(help_text="As on pay slips.")
    payer = forms.ChoiceField(
        choices=[("firm", "Firm"), ("client", "Client")],
        widget=RadioCards(describe={"firm": values.ChoiceCard("Firm", reason="No bank account")}),
    )
    tracked = forms.MultipleChoiceField(
        choices=[("people", "People")],
        widget=CheckList(describe={"people": values.CheckItem("People", count="25")}),
    )


def test_a_form_draws_itself_with_the_components() -> None:
    html = str(BillingForm())

    assert 'class="form-control"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html


def test_an_invalid_form_ties_errors_to_fields_and_sums_them_up() -> None:
    html = str(BillingForm({"name": ""}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert "data-error-summary" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_payer_group"' in html


def test_a_choice_with_a_reason_is_disabled_and_says_why() -> None:
    html = drawn("{% field form.payer %}", form=BillingForm())

    assert html.count("disabled") == 1
    assert 'aria-describedby="id_payer_0_note"' in html
    assert "No bank account" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert drawn("{% form_errors form %}", form=BillingForm()) == ""


def test_the_theme_is_remembered_and_leads_back() -> None:
    request = RequestFactory().post("/theme", {"theme": "dark", "next": "/clients?page=2"})

    response = set_theme(request)

    assert response.headers["Location"] == "/clients?page=2"
    assert response.cookies["pointage_theme"].value == "dark"


def test_an_unknown_theme_or_a_foreign_address_changes_nothing() -> None:
    request = RequestFactory().post("/theme", {"theme": "pink", "next": "https://evil.example/"})

    response = set_theme(request)

    assert response.headers["Location"] == "/"
    assert not response.cookies


def test_a_forged_theme_cookie_falls_back_to_the_system() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["pointage_theme"] = '"><script>'

    assert design(request)["theme"] == "auto"


VENDORED = sorted(
    [*(WEB / "static/vendor").iterdir(), Path(__file__).parent.parent / "browser/vendor"]
)


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_vendored_files_are_the_ones_listed(folder: Path) -> None:
    manifest = json.loads((folder / "vendor.json").read_text())

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "vendor.json"
    }

    assert found == manifest["sha256"]
    assert "LICENSE" in found
