"""Django app of the books; says to other rooms, when the program starts, what the books own."""

from __future__ import annotations

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "pointage.features.books"
    label = "books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pointage.features.books import moving, ownership  # noqa: F401
