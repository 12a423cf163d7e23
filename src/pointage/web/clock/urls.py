"""Addresses of the room, below `/c/<company>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.clock.views import page, sending

app_name = "clock"
urlpatterns: list[URLPattern | URLResolver] = [
    path("punches/", sending.punches, name="punches"),
    path("", page.clock, name="clock"),
    path("act/", page.act, name="act"),
    path("confirm/", page.confirm, name="confirm"),
    path("notes/", sending.notes, name="notes"),
    path("files/", sending.files, name="files"),
    path("files/<str:attachment>/", page.file, name="file"),
    path("state/", sending.state, name="state"),
    path("lists/", sending.lists, name="lists"),
]
