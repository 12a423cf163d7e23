"""A choice among many that searches the server while typing: people, jobs. Without scripts the
first choices are there to tick. Not: which choices there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from pointage.features.jobs.queries import JobRow
from pointage.features.team.models import TeamMember

#: Jobs that a picker offers before anything is typed, and per search.
OFFERED_JOBS: Final = 30


@dataclass(frozen=True, slots=True)
class Option:
    """One line: `note` is the quieter second part."""

    value: str
    label: str
    note: str = ""
    checked: bool = False


class Picker(forms.Widget):
    """One of many (or several), in a panel that opens. `options` are the first choices, the
    chosen ones among them; `search_url` gives more of them for `q`."""

    draws_itself = True
    use_fieldset = True
    template_name = "entries/picker.html"

    def __init__(self, *, several: bool = False, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.several = several
        self.options: Sequence[Option] = ()
        self.search_url = ""
        self.search_label = ""
        self.nothing = ""  # shown while nothing is chosen

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = [option.label for option in self.options if option.checked and option.value]
        return super().get_context(name, value, attrs) | {
            "options": self.options,
            "several": self.several,
            "kind": "checkbox" if self.several else "radio",
            "search_url": self.search_url,
            "search_label": self.search_label,
            "chosen": ", ".join(chosen) or self.nothing,
            "nothing": self.nothing,
            "list_id": f"{(attrs or {}).get('id', name)}-list",
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if self.several and isinstance(data, MultiValueDict):
            return data.getlist(name)
        return data.get(name)

    def id_for_label(self, id_: str) -> str:
        return id_


def people_options(people: Sequence[TeamMember], chosen: Sequence[str]) -> list[Option]:
    """People by name, the chosen ones ticked."""
    return [
        Option(
            member.public_id,
            member.full_name,
            _archived_note(member),
            member.public_id in chosen,
        )
        for member in people
    ]


def job_options(jobs: Sequence[JobRow], chosen: JobRow | None, nothing: str = "") -> list[Option]:
    """Jobs by path under « none »; the chosen one is always among them."""
    options = [Option("", nothing, checked=chosen is None)] if nothing else []
    rows = list(jobs)
    if chosen is not None and all(row.id != chosen.id for row in rows):
        rows.insert(0, chosen)
    for row in rows:
        note = " · ".join(part for part in (row.above.replace(":", " › "), row.code) if part)
        is_chosen = chosen is not None and row.id == chosen.id
        options.append(Option(row.public_id, row.name, note, is_chosen))
    return options


def _archived_note(member: TeamMember) -> str:
    return _("archived") if member.state == TeamMember.State.ARCHIVED else ""
