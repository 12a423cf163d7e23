"""Addresses of the two preferences anybody may set, signed in or not: language and theme.

Mount them under any prefix; the layouts find them by name and leave out what is not mounted.
"""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from .views import set_theme

urlpatterns = [
    path("language", set_language, name="set_language"),
    path("theme", set_theme, name="set_theme"),
]
