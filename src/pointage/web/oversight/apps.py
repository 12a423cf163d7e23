from django.apps import AppConfig


class OversightPagesConfig(AppConfig):
    name = "pointage.web.oversight"
    label = "oversight_pages"
