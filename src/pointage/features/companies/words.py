"""What a company calls its jobs, in the active language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pointage.features.companies.models import TimeSettings

#: For each label: one, and many.
JOB_LABELS: Final[dict[str, tuple[Promise, Promise]]] = {
    TimeSettings.JobLabel.JOB: (_("Job"), _("Jobs")),
    TimeSettings.JobLabel.CUSTOMER: (_("Customer"), _("Customers")),
    TimeSettings.JobLabel.CLIENT: (_("Client"), _("Clients")),
    TimeSettings.JobLabel.PROJECT: (_("Project"), _("Projects")),
    TimeSettings.JobLabel.CASE: (_("Case"), _("Cases")),
}


def job_label(settings: TimeSettings, *, many: bool = False) -> str:
    """The word for a job (or for jobs). A company's own word falls back to its other language."""
    if settings.job_label in JOB_LABELS:
        return str(JOB_LABELS[settings.job_label][many])
    english = (settings.own_job_label_en, settings.own_job_labels_en)
    french = (settings.own_job_label_fr, settings.own_job_labels_fr)
    first, second = (
        (french, english) if (get_language() or "").startswith("fr") else (english, french)
    )
    word = first[many] or first[0] or second[many] or second[0]
    return word or str(JOB_LABELS[TimeSettings.JobLabel.JOB][many])
