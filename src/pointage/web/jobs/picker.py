"""Choosing jobs among thousands: a select that works as it is, and that a script turns into a
search. For forms of any room; `docs/design-system.md` shows how. Not for what may be chosen: the
form's own check, and the services, decide that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.jobs.models import Job

#: Jobs in the select of a browser without scripts, besides those chosen.
FIRST: Final = 200


@dataclass(frozen=True, slots=True)
class Option:
    """A job in the select: its public id and its whole path."""

    public_id: str
    text: str


def options_of(jobs: Iterable[Any]) -> list[Option]:
    """From jobs or rows of jobs."""
    return [Option(job.public_id, _with_code(job.full_name, job.code)) for job in jobs]


class JobPicker(forms.Select):
    """`options` are offered at first and `chosen` stand chosen; `url` answers searches as
    `jobs:search` does. The script `js/jobs/picker.js` must be on the page."""

    draws_itself = True
    template_name = "jobs/picker.html"
    allow_multiple_selected = False

    def __init__(self, *, several: bool = False) -> None:
        super().__init__()
        self.allow_multiple_selected = several
        self.offered: Sequence[Option] = ()
        self.chosen: Sequence[Option] = ()
        self.url = ""
        self.empty_label = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if self.allow_multiple_selected and hasattr(data, "getlist"):
            return data.getlist(name)
        return data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = {option.public_id for option in self.chosen}
        others = [option for option in self.offered if option.public_id not in chosen]
        context = super().get_context(name, None, attrs)
        return context | {
            "several": self.allow_multiple_selected,
            "chosen": self.chosen,
            "others": others,
            "url": self.url,
            "empty_label": self.empty_label or _("None"),
            "search_label": _("Search by name or code"),
            "nothing_label": _("Nothing found"),
            "remove_label": _("Remove"),
        }


class JobField(forms.Field):
    """One job of the company in scope, or several; cleaned to `Job | None`, or to a list. Give it
    `offer(...)` before the form is drawn or cleaned."""

    default_error_messages = {"unknown": gettext_lazy("This choice is no longer there.")}

    def __init__(self, *, several: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=JobPicker(several=several), **kwargs)
        self._several = several

    def offer(
        self, *, options: Iterable[Any], chosen: Iterable[Any], url: str, empty: str = ""
    ) -> None:
        widget = self.widget
        assert isinstance(widget, JobPicker)
        widget.offered, widget.chosen = options_of(options), options_of(chosen)
        widget.url, widget.empty_label = url, empty

    def to_python(self, value: Any) -> Any:
        wanted = [each for each in (value if self._several else [value]) or [] if each]
        found = list(Job.objects.filter(public_id__in=wanted, is_active=True))
        if len(found) != len(set(wanted)):
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        assert isinstance(self.widget, JobPicker)
        self.widget.chosen = options_of(found)  # drawn again when another field is at fault
        if self._several:
            return found
        return found[0] if found else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


def _with_code(path: str, code: str) -> str:
    return f"{path} ({code})" if code else path
