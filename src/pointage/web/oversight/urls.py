"""Addresses of the room, below `/c/<company>/oversight/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.oversight.views import corrections, exceptions, working

app_name = "oversight"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", exceptions.start, name="review"),
    path("working/", working.working, name="working"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/new/", corrections.correction_new, name="correction_missing"),
    path("corrections/new/<str:entry>/", corrections.correction_new, name="correction_new"),
    path("corrections/<str:correction>/", corrections.correction, name="correction"),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("exceptions/refresh/", exceptions.refresh, name="exceptions_refresh"),
    path("exceptions/<str:exception>/", exceptions.close, name="exception_close"),
]
