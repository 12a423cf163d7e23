"""Addresses of the room, below `/c/<company>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clock"
urlpatterns: list[URLPattern | URLResolver] = []
