"""Addresses of the installable app at the root of the site, where browsers look for them."""

from __future__ import annotations

from django.urls import path

from pointage.web.clock.views import offline

urlpatterns = [
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("clock/", offline.start, name="start_clock"),
]
