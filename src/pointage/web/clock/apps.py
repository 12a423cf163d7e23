from django.apps import AppConfig


class ClockPagesConfig(AppConfig):
    name = "pointage.web.clock"
    label = "clock_pages"
