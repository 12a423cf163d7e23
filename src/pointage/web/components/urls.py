"""Address of the gallery; mounted only in development."""

from __future__ import annotations

from django.urls import path

from . import gallery

app_name = "components"
urlpatterns = [
    path("", gallery.page, name="gallery"),
    path("errors", gallery.errors, name="gallery-errors"),
    path("wizard", gallery.wizard, name="gallery-wizard"),
    path("focus", gallery.focus, name="gallery-focus"),
    path("confirm", gallery.confirm, name="gallery-confirm"),
]
