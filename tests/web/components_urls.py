"""Addresses for the gallery of components under `tests.web.components_settings`."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("components/", include("pointage.web.components.urls")),
    path("preferences/", include("pointage.web.components.preference_urls")),
]
