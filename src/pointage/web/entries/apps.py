from django.apps import AppConfig


class EntriesPagesConfig(AppConfig):
    name = "pointage.web.entries"
    label = "entries_pages"
