"""Addresses of the room, below `/c/<company>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.entries.views import insert_break

app_name = "entries"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:entry>/break/", insert_break.insert_break, name="insert_break"),
]
