"""Addresses of the component gallery (debug only)."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
