"""Addresses of the pages about books. `urls_for` gives the same list to each room that shows them,
with names that begin as the room wants."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from pointage.ledgers.protocol import Kind
from pointage.web.books.record_ids import RecordIdConverter
from pointage.web.books.views import files, imports, issues, records


class KindConverter:
    """`<kind:kind>`: a kind of record, with a hyphen in place of the underscore."""

    regex = "|".join(kind.value.replace("_", "-") for kind in Kind)

    def to_python(self, value: str) -> Kind:
        return Kind(value.replace("-", "_"))

    def to_url(self, value: Kind | str) -> str:
        return str(value).replace("_", "-")


register_converter(RecordIdConverter, "record")
register_converter(KindConverter, "kind")


def urls_for(prefix: str = "") -> list[URLPattern]:
    """The pages, named `<prefix>books…`."""
    return [
        path("", records.records_home, name=f"{prefix}books"),
        path("lists/<kind:kind>/", records.records_list, name=f"{prefix}books_list"),
        path("lists/<kind:kind>/add/", records.record_new, name=f"{prefix}books_add"),
        path(
            "lists/<kind:kind>/<record:record>/", records.record_edit, name=f"{prefix}books_record"
        ),
        path(
            "lists/<kind:kind>/<record:record>/active/",
            records.record_active,
            name=f"{prefix}books_active",
        ),
        path("download/", records.records_download, name=f"{prefix}books_download"),
        path("template/", files.template_download, name=f"{prefix}books_template"),
        path("files/", files.file_list, name=f"{prefix}books_files"),
        path("files/<str:upload>/", files.file_page, name=f"{prefix}books_file"),
        path("files/<str:upload>/columns/", files.file_columns, name=f"{prefix}books_columns"),
        path("files/<str:upload>/report/", files.file_report_csv, name=f"{prefix}books_report"),
        path("files/<str:upload>/apply/", files.file_apply_page, name=f"{prefix}books_apply"),
        path("files/<str:upload>/drop/", files.file_drop_page, name=f"{prefix}books_drop"),
        path("imports/", imports.imports_page, name=f"{prefix}books_imports"),
        path("imports/start/", imports.import_now, name=f"{prefix}books_import"),
        path("imports/undo/", imports.undo_page, name=f"{prefix}books_undo"),
        path("imports/<str:run>/", imports.run_page, name=f"{prefix}books_run"),
        path("imports/<str:run>/progress/", imports.run_progress, name=f"{prefix}books_progress"),
        path("imports/<str:run>/retry/", imports.run_retry, name=f"{prefix}books_retry"),
        path("issues/<str:issue>/", issues.issue_page, name=f"{prefix}books_issue"),
        path("issues/<str:issue>/settle/", issues.issue_settle, name=f"{prefix}books_settle"),
    ]
