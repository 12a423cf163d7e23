"""Addresses of a firm's request to a business owner, below `/me/access/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.access import views

app_name = "access"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:grant>/", views.answer, name="answer"),
    path("<str:grant>/refuse/", views.refuse, name="refuse"),
]
