"""Django app of the design system, so that its templates, tags and translations are found."""

from __future__ import annotations

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "pointage.web.components"
    label = "components"
    verbose_name = "Design system"
