"""Django app of the pages about books, shown both in the console and in the company."""

from __future__ import annotations

from django.apps import AppConfig


class BooksPagesConfig(AppConfig):
    name = "pointage.web.books"
    label = "books_pages"
    verbose_name = "Books pages"
