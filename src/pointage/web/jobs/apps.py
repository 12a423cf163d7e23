from django.apps import AppConfig


class JobsPagesConfig(AppConfig):
    name = "pointage.web.jobs"
    label = "jobs_pages"
