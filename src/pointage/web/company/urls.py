"""Addresses of the company pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pointage.web.books.urls import urls_for as books_urls

app_name = "company"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:company>/books/", include(books_urls())),
]
