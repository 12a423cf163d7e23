"""Addresses of the room, below `/c/<company>/settings/time/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.timesettings.views import breaks, fairness, settings

app_name = "timesettings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", settings.settings, name="settings"),
    path("rounding/", settings.rounding, name="rounding"),
    path("fairness/", fairness.fairness_page, name="fairness"),
    path("breaks/", breaks.breaks, name="breaks"),
    path("breaks/add/", breaks.break_add, name="break_add"),
    path("breaks/<str:rule>/", breaks.break_change, name="break"),
    path("breaks/<str:rule>/switch/", breaks.break_switch, name="break_switch"),
    path("breaks/<str:rule>/archive/", breaks.break_archive, name="break_archive"),
    path("breaks/<str:rule>/restore/", breaks.break_restore, name="break_restore"),
]
