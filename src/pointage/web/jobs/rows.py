"""Presenter of jobs: lines of the tree and of lists, as finished strings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pointage.features.jobs.access import sees_rates
from pointage.features.jobs.hooks import BooksOwned, books_owned_rows
from pointage.features.jobs.queries.trees import Assigned, TreeRow, assigned_of
from pointage.web.components.paging import count_text
from pointage.web.components.values import Action, Badge, Tone
from pointage.web.formats import locale_name
from pointage.web.jobs.place import Place


@dataclass(frozen=True, slots=True)
class Line:
    """A job in the tree or in a list. `below_url` is empty when nothing hangs below."""

    public_id: str
    name: str
    href: str
    path: str
    code: str
    whom: str
    rate: str
    badges: list[Badge]
    below_url: str
    branch_url: str
    open_label: str
    actions: list[Action]
    actions_label: str


def money_text(amount: Decimal, currency: str) -> str:
    """An amount an hour: « 85,50 $ »."""
    return format_currency(amount, currency, locale=locale_name(), decimal_quantization=False)


def rate_text(amount: Decimal | None, currency: str) -> str:
    """« 85,50 $ l'heure »; empty without a rate."""
    if amount is None:
        return ""
    shown = amount.normalize()
    exponent = shown.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -2:
        shown = shown.quantize(Decimal("0.01"))
    return _("%(amount)s an hour") % {"amount": money_text(shown, currency)}


def whom_text(is_for_everyone: bool, assigned: Assigned | None) -> str:
    """Whom a job is offered to, counted."""
    if is_for_everyone:
        return _("Everyone")
    people, groups = (assigned.people, assigned.groups) if assigned else (0, 0)
    parts = []
    if people:
        parts.append(
            ngettext("%(count)s person", "%(count)s people", people) % {"count": count_text(people)}
        )
    if groups:
        parts.append(
            ngettext("%(count)s group", "%(count)s groups", groups) % {"count": count_text(groups)}
        )
    return ", ".join(parts) or _("Nobody")


def lines_of(place: Place, jobs: Iterable[TreeRow], *, with_path: bool = False) -> list[Line]:
    """Three queries at most, whatever the number of rows."""
    jobs = list(jobs)
    ids = [job.id for job in jobs]
    owned = books_owned_rows(place.seat.company.pk, "job", ids)
    limited = [job.id for job in jobs if not job.is_for_everyone]
    assigned = assigned_of(limited) if limited else {}
    return [_line(place, job, owned.get(job.id), assigned, with_path) for job in jobs]


def _line(
    place: Place,
    job: TreeRow,
    owned: BooksOwned | None,
    assigned: Mapping[int, Assigned],
    with_path: bool,
) -> Line:
    badges = []
    if owned is not None:
        badges.append(Badge(_("From the books"), Tone.INFO, "book"))
    if job.is_billable:
        badges.append(Badge(_("Billable"), Tone.ACCENT, "coin"))
    rates = sees_rates(place.seat.actor)
    has_below = job.has_children and not with_path
    return Line(
        public_id=job.public_id,
        name=job.name,
        href=place.url("job", job.public_id),
        path=job.above.replace(":", " › ") if with_path else "",
        code=job.code,
        whom=whom_text(job.is_for_everyone, assigned.get(job.id)),
        rate=rate_text(job.billable_rate, place.seat.company.currency) if rates else "",
        badges=badges,
        below_url=f"{place.url('jobs')}?in={job.public_id}" if has_below else "",
        branch_url=place.url("below", job.public_id) if has_below else "",
        open_label=_("Show what is below %(name)s") % {"name": job.name},
        actions=actions_for(place, job.public_id, is_active=job.is_active, owned=owned)
        if place.may_edit
        else [],
        actions_label=_("Actions for %(name)s") % {"name": job.name},
    )


def actions_for(
    place: Place, public_id: str, *, is_active: bool, owned: BooksOwned | None
) -> list[Action]:
    """What may be done with a job; what the books decide is left out."""
    if not is_active:
        restore = Action(_("Restore"), place.url("restore", public_id), "archive-off")
        return [] if owned else [restore]
    actions = [
        Action(_("Add below"), f"{place.url('add')}?in={public_id}", "plus"),
        Action(_("Who may choose it"), place.url("people", public_id), "users"),
        Action(_("Duplicate"), place.url("duplicate", public_id), "copy"),
    ]
    if owned is None:
        actions += [
            Action(_("Move"), place.url("move", public_id), "arrow-right"),
            Action(_("Archive"), place.url("archive", public_id), "archive", Tone.DANGER),
        ]
    return actions
