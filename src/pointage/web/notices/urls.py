"""Addresses of a person's notices."""

from __future__ import annotations

from django.urls import path

from pointage.web.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_page, name="list"),
    path("read/", views.notices_read, name="read"),
    path("<int:notice>/", views.notice_open, name="open"),
]
