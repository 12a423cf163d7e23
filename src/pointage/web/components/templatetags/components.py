"""The tags pages are built with: `{% load components %}`. Each draws one component from values
that are already finished strings; see `docs/design-system.md` for every signature with an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pointage.web.components import values
from pointage.web.components.icons import icon_svg

register = template.Library()


def _render(template_name: str, /, **context: Any) -> SafeString:
    return SafeString(get_template(f"components/{template_name}.html").render(context))


def _with_token(context: template.Context, template_name: str, /, **values: Any) -> SafeString:
    """Render a component that may hold a posting form, so that it needs the page's CSRF token."""
    return _render(template_name, csrf_token=context.get("csrf_token"), **values)


# --- small marks ------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: int = 20, css_class: str = "", label: str = "") -> SafeString:
    """`{% icon "clock" %}`. Hidden from screen readers unless it has a label."""
    return icon_svg(name, size=size, css_class=css_class, label=label)


@register.simple_tag
def badge(label: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """`{% badge _("Approved") "success" icon="check" %}`."""
    return values.Badge(label, tone, icon).__str__()


@register.simple_tag
def avatar(name: str, size: str = "md") -> SafeString:
    """`{% avatar person_name %}`: initials; size is sm, md or lg. Decoration, so write the name."""
    return values.avatar_html(name, size)


@register.simple_tag
def timestamp(text: str, iso: str, title: str = "") -> SafeString:
    """`{% timestamp "2 h ago" "2026-11-23T20:00:00Z" title="23 November 2026, 15:00" %}`."""
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, title or text, text)


@register.simple_tag
def button(
    label: str,
    variant: str = "secondary",
    icon: str = "",
    href: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    form: str = "",
    dialog: str = "",
    size: str = "",
    id: str = "",
    disabled: bool = False,
    icon_only: bool = False,
    icon_end: str = "",
    full: bool = False,
) -> SafeString:
    """A button, or a link that looks like one when it has `href`.

    `variant`: primary, secondary, quiet, danger, link. `dialog` opens the dialog of that id.
    With `icon_only` the label is still there for screen readers and as a tooltip.
    """
    return _render("button", **locals())


# --- page furniture ---------------------------------------------------------------------------


@register.simple_block_tag
def slot(content: str) -> str:
    """`{% slot as actions %}…{% endslot %}` keeps markup to hand to another component."""
    return content


@register.simple_block_tag
def page_header(
    content: str,
    title: str,
    subtitle: str = "",
    crumbs: Sequence[values.Crumb] = (),
    badge: object = "",
    avatar: str = "",
) -> SafeString:
    """`{% page_header title=… crumbs=… %}buttons{% endpage_header %}`: the page's only `h1`."""
    return _render("page_header", **locals())


@register.simple_tag
def tabs(items: Sequence[values.Tab], label: str = "") -> SafeString:
    """`{% tabs tabs label=_("Person") %}`: links between sibling pages."""
    return _render("tabs", **locals())


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    subtitle: str = "",
    icon: str = "",
    actions: object = "",
    footer: object = "",
    flush: bool = False,
    level: int = 2,
    id: str = "",
) -> SafeString:
    """`{% card title=… %}…{% endcard %}`. `flush` drops the padding, for tables and lists."""
    return _render("card", **locals())


@register.simple_block_tag
def callout(content: str, tone: str = "info", title: str = "", icon: str = "") -> SafeString:
    """`{% callout "warning" title=… %}…{% endcallout %}`: a remark that stays on the page."""
    icon = icon or values.TONE_ICONS[values.Tone(tone)]
    return _render("callout", **locals())


@register.simple_block_tag
def empty_state(content: str, title: str, text: str = "", icon: str = "inbox") -> SafeString:
    """`{% empty_state title=… text=… icon=… %}buttons{% endempty_state %}`."""
    return _render("empty_state", **locals())


@register.simple_block_tag
def banner(content: str, tone: str = "accent", icon: str = "") -> SafeString:
    """`{% banner "accent" icon="briefcase" %}…{% endbanner %}` for the layout's banner block."""
    return _render("banner", **locals())


@register.simple_tag
def nav_link(
    label: str, href: str, icon: str = "", active: bool = False, count: str = ""
) -> SafeString:
    """A link of the side navigation; wrap them in `{% nav_group %}`."""
    return _render("nav_link", **locals())


@register.simple_block_tag
def nav_group(content: str, label: str = "") -> SafeString:
    """`{% nav_group label=… %}{% nav_link … %}{% endnav_group %}` for the `sidenav` block."""
    return _render("nav_group", **locals())


# --- lists and facts --------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def data_table(context: template.Context, table: values.Table) -> SafeString:
    """`{% data_table table %}`: a `values.Table`, with its empty state and pagination."""
    return _with_token(context, "data_table", table=table)


@register.simple_tag
def pagination(pages: values.Pagination | None) -> SafeString | str:
    """`{% pagination pages %}` for lists that are not a `data_table`."""
    return _render("pagination", pages=pages) if pages else ""


@register.simple_tag
def definitions(items: Sequence[values.Definition], columns: int = 1) -> SafeString:
    """`{% definitions items columns=2 %}`: terms and their values."""
    return _render("definitions", **locals())


@register.simple_tag
def stat(
    label: str, value: str, note: str = "", icon: str = "", href: str = "", tone: str = "neutral"
) -> SafeString:
    """One figure of a dashboard, as a finished string."""
    return _render("stat", **locals())


@register.simple_tag
def timeline(events: Sequence[values.Event], label: str = "") -> SafeString:
    """`{% timeline events label=_("History") %}`."""
    return _render("timeline", **locals())


@register.simple_tag
def stepper(steps: Sequence[values.Step], label: str = "") -> SafeString:
    """The list of steps alone; the wizard layout already draws it."""
    return _render("stepper", **locals())


@register.simple_tag
def progress(
    value: int, total: int, label: str, text: str = "", tone: str = "accent", id: str = ""
) -> SafeString:
    """A labelled bar from 0 to `total`. `text` is the finished figure, such as « 12 of 40 »."""
    percent = 0 if total <= 0 else max(0, min(100, value * 100 // total))
    return _render("progress", **locals())


@register.simple_tag
def copy(text: str, label: str, id: str = "") -> SafeString:
    """A read-only field holding `text` and a button that copies it."""
    return _render("copy", **locals())


# --- doing things -----------------------------------------------------------------------------


@register.simple_tag
def search_box(
    action: str, label: str, value: str = "", target: str = "", name: str = "q", hint: str = ""
) -> SafeString:
    """A search that asks the server. With `target` (an element's id) it does so while typing."""
    return _render("search_box", **locals())


@register.simple_block_tag
def dialog(content: str, id: str, title: str, size: str = "", open: bool = False) -> SafeString:
    """`{% dialog id=… title=… %}…{% enddialog %}`; opened by `data-dialog-open="id"`.

    `open` opens it with the page, for a form in it that came back with errors.
    """
    return _render("dialog", **locals())


@register.simple_block_tag(takes_context=True)
def confirm_dialog(
    context: template.Context,
    content: str,
    id: str,
    title: str,
    action: str,
    confirm_label: str,
    tone: str = "danger",
) -> SafeString:
    """A question with Cancel and one button that posts to `action`. The content explains."""
    return _with_token(
        context,
        "confirm_dialog",
        content=content,
        id=id,
        title=title,
        action=action,
        confirm_label=confirm_label,
        tone=tone,
    )


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    icon: str = "",
    align: str = "end",
    variant: str = "secondary",
    icon_only: bool = False,
    trigger: object = "",
) -> SafeString:
    """`{% menu label=… %}{% menu_link … %}{% endmenu %}`: opens without JavaScript too."""
    return _render("menu", **locals())


@register.simple_tag
def menu_link(
    label: str, href: str, icon: str = "", tone: str = "neutral", active: bool = False
) -> SafeString:
    """A link in a menu."""
    return _render("menu_link", **locals())


@register.simple_tag(takes_context=True)
def menu_post(
    context: template.Context,
    label: str,
    action: str,
    icon: str = "",
    tone: str = "neutral",
    name: str = "",
    value: str = "",
) -> SafeString:
    """A one-button form in a menu, for what changes something."""
    return _with_token(
        context,
        "menu_post",
        label=label,
        action=action,
        icon=icon,
        tone=tone,
        name=name,
        value=value,
    )


# --- forms ------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, autofocus: bool = False, hide_label: bool = False) -> SafeString:
    """`{% field form.name %}`: label, help, widget and error, tied together."""
    return _render("form/field", field=bound, autofocus=autofocus, hide_label=hide_label)


@register.simple_tag
def field_widget(bound: BoundField, autofocus: bool = False) -> SafeString:
    """Only the control of a field, dressed for its kind; `{% field %}` calls it."""
    attrs: dict[str, Any] = {}
    if css_class := control_class(bound):
        own = bound.field.widget.attrs.get("class", "")
        invalid = " is-invalid" if bound.errors else ""
        attrs["class"] = f"{css_class}{invalid} {own}".strip()
    if autofocus:
        attrs["autofocus"] = True
    return bound.as_widget(attrs=attrs)


def control_class(bound: BoundField) -> str:
    """The CSS class of a field's control by the kind of its widget; "" draws itself."""
    widget = bound.field.widget
    if hasattr(widget, "draws_itself"):
        return ""
    kind = getattr(widget, "input_type", "")
    if kind in ("checkbox", "radio"):
        return "form-check-input"
    if kind == "select":
        return "form-select"
    return "form-control"


@register.simple_tag
def form_errors(form: BaseForm, title: str = "") -> SafeString | str:
    """The summary of what is wrong, with a link to each field. It takes the focus."""
    if not form.errors:
        return ""
    return _render("form/errors", form=form, title=title)


@register.simple_block_tag
def fieldset(content: str, legend: str, help: str = "") -> SafeString:
    """`{% fieldset legend=… %}{% field … %}{% endfieldset %}`."""
    return _render("form/fieldset", **locals())


@register.simple_tag
def table_cell(cell: object, columns: Sequence[values.Column], index: int, main: int) -> SafeString:
    """One `td` of a data table; the header's words travel with it for the stacked phone layout."""
    column = columns[index]
    if index == main:
        return format_html(
            '<td role="cell" class="cell-{} cell-main">{}</td>', column.align, str(cell)
        )
    return format_html(
        '<td role="cell" class="cell-{}" data-label="{}">{}</td>',
        column.align,
        column.label,
        str(cell),
    )
