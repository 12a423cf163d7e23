from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "pointage.web.components"
    label = "web_components"
