"""Every choice of the clock as plain selects, for browsers without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from pointage.features.companies.words import job_label
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.web.clock.state import lists_of

CHOICES: Final = ("job", "service_item", "cost_class", "location")


@dataclass(frozen=True, slots=True)
class PlainField:
    """A select; `options` are (value, label, chosen)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


def plain_fields(seat: CompanySeat, member: TeamMember, state: dict[str, Any]) -> list[PlainField]:
    """Job and items, with the last choice made already. Custom fields need scripts."""
    lists = lists_of(seat, member)
    last = (state["running"] or {}).get("choice") or state["last"]
    jobs = [(job.id, f"{job.above}:{job.name}".lstrip(":")) for job in lists["jobs"]]
    labels = {
        "service_item": _("Service item"),
        "cost_class": _("Class"),
        "location": _("Location"),
    }
    found = [_select("job", job_label(seat.time_settings), jobs, last["job"])]
    for name, label in labels.items():
        options = [(item.id, item.name) for item in lists[name]]
        if options:
            found.append(_select(name, label, options, last[name]))
    return found


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> PlainField:
    return PlainField(name, label, [(value, text, value == chosen) for value, text in options])
