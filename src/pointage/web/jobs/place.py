"""What every page of the room needs: its words for jobs, its addresses, its tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pointage.features.companies.words import job_label
from pointage.features.jobs.services.rules import MANAGE
from pointage.features.practice.access import CompanySeat
from pointage.web.components.values import Crumb, Tab

#: Address -> kind of the flat lists.
LISTINGS = {"service-items": "service_item", "classes": "cost_class", "locations": "location"}


@dataclass(frozen=True, slots=True)
class Place:
    """The room, seen from a seat in the company."""

    seat: CompanySeat

    @property
    def one(self) -> str:
        """The company's word for a job, as a title: « Mandat »."""
        return job_label(self.seat.time_settings)

    @property
    def many(self) -> str:
        return job_label(self.seat.time_settings, many=True)

    @property
    def may_edit(self) -> bool:
        return self.seat.actor.may(MANAGE)

    @property
    def books_url(self) -> str:
        """The page of the books; empty for those who may not see it."""
        if not self.seat.actor.may("books:view"):
            return ""
        return reverse("company:books", args=[self.seat.company.public_id])

    def url(self, name: str, *ids: str) -> str:
        return reverse(f"jobs:{name}", args=[self.seat.company.public_id, *ids])

    def crumbs(self, *more: Crumb) -> list[Crumb]:
        return [Crumb(self.many, self.url("jobs")), *more]

    def tabs(self, active: str) -> list[Tab]:
        """`active` is "jobs", "fields" or a listing."""
        words = listing_words()
        return [
            Tab(self.many, self.url("jobs"), active == "jobs"),
            Tab(_("Custom fields"), self.url("fields"), active == "fields"),
            *(Tab(words[name][1], self.url("listing", name), active == name) for name in LISTINGS),
        ]


def listing_words() -> dict[str, tuple[str, str]]:
    """By listing: one entry, and the list."""
    return {
        "service-items": (_("Service item"), _("Service items")),
        "classes": (_("Class"), _("Classes")),
        "locations": (pgettext("jobs", "Location"), pgettext("jobs", "Locations")),
    }


def words_of(request: HttpRequest, name: str = "q") -> str:
    """What is searched for."""
    return request.GET.get(name, "").replace("\x00", "")[:100]
