"""Addresses of the room, below `/c/<company>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pointage.web.jobs.views import acts, fields, files, items, job, lists, tree

app_name = "jobs"

_job: list[URLPattern | URLResolver] = [
    path("", job.job, name="job"),
    path("below/", tree.below, name="below"),
    path("people/", job.people, name="people"),
    path("move/", acts.move, name="move"),
    path("duplicate/", acts.duplicate, name="duplicate"),
    path("archive/", acts.archive, name="archive"),
    path("restore/", acts.restore, name="restore"),
]
_field: list[URLPattern | URLResolver] = [
    path("", fields.field, name="field"),
    path("archive/", fields.archive, name="field_archive"),
    path("restore/", fields.restore, name="field_restore"),
    path("order/", fields.order, name="field_order"),
    path("items/add/", items.add, name="item_add"),
    path("items/export/", files.export_items, name="items_export"),
    path("items/import/", files.items, name="items_files"),
    path("items/<str:item>/", items.item, name="item"),
    path("items/<str:item>/archive/", items.archive, name="item_archive"),
    path("items/<str:item>/restore/", items.restore, name="item_restore"),
    path("items/<str:item>/order/", items.order, name="item_order"),
]
_listing: list[URLPattern | URLResolver] = [
    path("", lists.listing, name="listing"),
    path("add/", lists.add, name="listed_add"),
    path("<str:listed>/", lists.listed, name="listed"),
    path("<str:listed>/archive/", lists.archive, name="listed_archive"),
    path("<str:listed>/restore/", lists.restore, name="listed_restore"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", tree.jobs, name="jobs"),
    path("add/", job.add, name="add"),
    path("search/", tree.search, name="search"),
    path("files/", files.jobs, name="files"),
    path("files/export/", files.export_jobs, name="export"),
    path("files/<str:file>/", files.file, name="file"),
    path("files/<str:file>/apply/", files.apply, name="file_apply"),
    path("files/<str:file>/drop/", files.drop, name="file_drop"),
    path("files/<str:file>/report/", files.report, name="file_report"),
    path("fields/", fields.fields, name="fields"),
    path("fields/add/", fields.add, name="field_add"),
    path("fields/<str:field>/", include(_field)),
    path("lists/<str:listing>/", include(_listing)),
    path("tree/<str:job>/", include(_job)),
]
