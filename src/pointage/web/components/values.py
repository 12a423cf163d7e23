"""Values that presenters hand to the components: everything in them is a finished string.

A cell, label or note may be plain text (escaped), a SafeString, or one of the values here that
draws itself (`Badge`, `Text`, `Person`). No models, no formatting of dates or numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .icons import icon_svg


class Tone(StrEnum):
    """What a colour says. Never the only carrier: there is always a word beside it."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


TONE_ICONS = {
    Tone.NEUTRAL: "circle-dot",
    Tone.ACCENT: "sparkles",
    Tone.INFO: "info-circle",
    Tone.SUCCESS: "circle-check",
    Tone.WARNING: "alert-triangle",
    Tone.DANGER: "alert-circle",
}


BADGE_DOT = SafeString('<span class="badge-dot" aria-hidden="true"></span>')


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word. `icon` is a Tabler name; without one a small dot is drawn."""

    label: str
    tone: str = Tone.NEUTRAL
    icon: str = ""

    def __str__(self) -> SafeString:
        mark: SafeString | str = icon_svg(self.icon, size=14) if self.icon else BADGE_DOT
        return format_html(
            '<span class="badge tone-{}">{}<span>{}</span></span>',
            Tone(self.tone),
            mark,
            self.label,
        )


@dataclass(frozen=True, slots=True)
class Badges:
    """Several badges in one cell."""

    badges: Sequence[Badge]

    def __str__(self) -> SafeString:
        return format_html(
            '<span class="badge-list">{}</span>',
            format_html_join("", "{}", ((str(badge),) for badge in self.badges)),
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A cell with a main line, a quieter second line and optionally a link on the main line."""

    main: str
    note: str = ""
    href: str = ""

    def __str__(self) -> SafeString:
        main = (
            format_html('<a class="cell-link" href="{}">{}</a>', self.href, self.main)
            if self.href
            else format_html("<span>{}</span>", self.main)
        )
        note = format_html('<span class="cell-note">{}</span>', self.note) if self.note else ""
        return format_html('<span class="cell-stack">{}{}</span>', main, note)


@dataclass(frozen=True, slots=True)
class Person:
    """A cell with initials, a name and a quieter second line."""

    name: str
    note: str = ""
    href: str = ""

    def __str__(self) -> SafeString:
        return format_html(
            '<span class="cell-person">{}{}</span>',
            avatar_html(self.name, "sm"),
            str(Text(self.name, self.note, self.href)),
        )


@dataclass(frozen=True, slots=True)
class Action:
    """A link or, with `post`, a one-button form that posts. `dialog` opens a dialog by id."""

    label: str
    href: str
    icon: str = ""
    tone: str = Tone.NEUTRAL
    post: bool = False
    dialog: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `align` is start, end or center; `sort` is "", ascending or descending.

    `hide_label` keeps the label for screen readers only. `main` marks the column that becomes the
    title of the card on a phone (the first one unless told otherwise).
    """

    label: str
    align: str = "start"
    sort_url: str = ""
    sort: str = ""
    hide_label: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns. `select` is the value of the row's checkbox."""

    cells: Sequence[object]
    id: str = ""
    tone: str = ""
    select: str = ""
    select_label: str = ""
    actions: Sequence[Action] = ()
    actions_label: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page number. Without `href` it is the gap between numbers."""

    label: str
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pagination:
    """`summary` is a finished sentence such as « 1–25 of 2,000 clients »."""

    summary: str
    previous_url: str = ""
    next_url: str = ""
    pages: Sequence[PageLink] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in place of a list that has nothing to show, and what to do about it."""

    title: str
    text: str = ""
    icon: str = "inbox"
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A list of rows. `caption` is always announced and shown only with `show_caption`.

    With `select_name`, rows that carry `select` get a checkbox of that name, tied to the form
    whose id is `select_form`. `footer` has one cell per column (totals).
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    show_caption: bool = False
    empty: Empty | None = None
    pagination: Pagination | None = None
    footer: Sequence[object] = ()
    select_name: str = ""
    select_form: str = ""
    id: str = ""

    @property
    def has_actions(self) -> bool:
        """Whether any row carries a menu of actions, so that the column is drawn."""
        return any(row.actions for row in self.rows)

    @property
    def sortable(self) -> bool:
        """Whether any column can be sorted by, so that phones get a menu for it."""
        return any(column.sort_url for column in self.columns)

    @property
    def main_index(self) -> int:
        """Which column becomes the title of the card on a phone."""
        return next((i for i, column in enumerate(self.columns) if column.main), 0)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path above a page title; the page itself is not in it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a sibling page."""

    label: str
    href: str
    active: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a wizard. `state` is done, current, todo or error; done steps may be links."""

    label: str
    state: str = "todo"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Wizard:
    """What the wizard layout needs around a step. `number` and `total` are counted from the steps.

    `back_url` is empty on the first step. `next_label` is the exact word of the step.
    """

    title: str
    steps: Sequence[Step]
    subtitle: str = ""
    back_url: str = ""
    next_label: str = ""
    close_url: str = ""
    close_label: str = ""
    next_disabled: bool = False

    @property
    def number(self) -> int:
        """1-based position of the current step (the last one if none is current)."""
        return next(
            (i for i, step in enumerate(self.steps, 1) if step.state in ("current", "error")),
            len(self.steps),
        )

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self.steps)

    @property
    def current(self) -> Step:
        """The step being shown."""
        return self.steps[self.number - 1]


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and its value (any cell)."""

    term: str
    value: object
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a history: who did what, when, from where, and what changed."""

    title: object
    when: str
    when_iso: str = ""
    actor: str = ""
    icon: str = "point"
    tone: str = Tone.NEUTRAL
    detail: str = ""
    changes: Sequence[tuple[str, str, str]] = ()
    """(field, before, after), each a finished string."""


@dataclass(frozen=True, slots=True)
class ChoiceCard:
    """How one radio choice is shown; a `reason` greys it out and says why."""

    title: str
    text: str = ""
    price: str = ""
    price_note: str = ""
    icon: str = ""
    badge: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """How one checkbox is shown; a `reason` greys it out and says why."""

    title: str
    text: str = ""
    count: str = ""
    icon: str = ""
    reason: str = ""


AVATAR_HUES = 6


def initials(name: str) -> str:
    """At most two capital letters of a name: first and last word."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    picked = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper()


def avatar_html(name: str, size: str = "md") -> SafeString:
    """Initials on a quiet colour that stays the same for the same name. Decoration: hidden."""
    hue = sum(name.encode()) % AVATAR_HUES
    return format_html(
        '<span class="initials initials-{} initials-hue-{}" aria-hidden="true">{}</span>',
        size,
        hue,
        initials(name),
    )
