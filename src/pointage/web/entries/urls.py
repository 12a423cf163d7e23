"""Addresses of the room, below `/c/<company>/time/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.entries.views import (
    beside,
    choices,
    crew,
    days,
    editor,
    insert_break,
    past,
    timeline,
    week,
)

app_name = "entries"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", days.days, name="days"),
    path("week/", week.week, name="week"),
    path("week/row/", week.row, name="week_row"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("crew/", crew.crew, name="crew"),
    path("deleted/", past.deleted, name="deleted"),
    path("new/", editor.new, name="new"),
    path("choices/people/", choices.people, name="choices_people"),
    path("choices/jobs/", choices.jobs, name="choices_jobs"),
    path("choices/fields/", choices.fields, name="choices_fields"),
    path("<str:entry>/", editor.entry, name="entry"),
    path("<str:entry>/delete/", editor.delete, name="delete"),
    path("<str:entry>/split/", editor.split, name="split"),
    path("<str:entry>/break/", insert_break.insert_break, name="insert_break"),
    path("<str:entry>/beside/", beside.beside, name="beside"),
    path("<str:entry>/history/", past.history, name="history"),
    path("<str:entry>/files/<str:attachment>/", past.file, name="file"),
    path("<str:entry>/restore/", past.restore, name="restore"),
]
