"""Addresses of the room, below `/c/<company>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.oversight.views import working

app_name = "oversight"
urlpatterns: list[URLPattern | URLResolver] = [
    path("working/", working.working, name="working"),
]
