"""Every address of the site; each room keeps its own list."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from pointage.web import health

handler400 = "pointage.web.errors.bad_request"
handler403 = "pointage.web.errors.permission_denied"
handler404 = "pointage.web.errors.not_found"
handler500 = "pointage.web.errors.server_error"

#: Tried from the top: what is asked for most comes first.
urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("c/<str:company>/clock/", include("pointage.web.clock.urls")),
    path("c/<str:company>/time/", include("pointage.web.entries.urls")),
    path("c/<str:company>/oversight/", include("pointage.web.oversight.urls")),
    path("c/<str:company>/jobs/", include("pointage.web.jobs.urls")),
    path("c/<str:company>/settings/time/", include("pointage.web.timesettings.urls")),
    path("c/", include("pointage.web.company.urls")),
    path("practice/", include("pointage.web.console.urls")),
    path("me/notices/", include("pointage.web.notices.urls")),
    path("me/access/", include("pointage.web.access.urls")),
    path("", include("pointage.web.account.urls")),
    path("", include("pointage.web.account.library_urls")),
    path("", include("pointage.web.clock.site_urls")),
]
if settings.DEBUG:
    urlpatterns += [path("components/", include("pointage.web.components.urls"))]
