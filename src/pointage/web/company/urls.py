"""Addresses of the company pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pointage.web.books.urls import urls_for as books_urls
from pointage.web.company.views import accountants, history, home, person, settings, team

app_name = "company"

_person: list[URLPattern | URLResolver] = [
    path("", person.general, name="person"),
    path("permissions/", person.permissions, name="person_permissions"),
    path("history/", person.history, name="person_history"),
    path("archive/", person.archive, name="person_archive"),
    path("restore/", person.restore, name="person_restore"),
    path("invite/", person.invite, name="person_invite"),
    path("invite/revoke/", person.revoke, name="person_revoke"),
    path("primary/", person.transfer, name="person_transfer"),
    path("primary/cancel/", person.transfer_cancel, name="person_transfer_cancel"),
]
_company: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("enter/", home.enter, name="enter"),
    path("leave/", home.leave, name="leave"),
    path("team/", team.team, name="team"),
    path("team/add/", team.person_add, name="person_add"),
    path("team/invite/", team.team_invite, name="team_invite"),
    path("team/<str:member>/", include(_person)),
    path("settings/", settings.details, name="details"),
    path("settings/payroll/", settings.pay, name="pay"),
    path("settings/tracking/", settings.tracking, name="tracking"),
    path("accountants/", accountants.accountants, name="accountants"),
    path("accountants/invite/", accountants.invite, name="accountant_invite"),
    path("accountants/<str:grant>/", accountants.change, name="accountant_change"),
    path("accountants/<str:grant>/revoke/", accountants.revoke, name="accountant_revoke"),
    path("accountants/<str:grant>/resend/", accountants.resend, name="accountant_resend"),
    path("history/", history.history, name="history"),
    path("books/", include(books_urls())),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("access/<str:grant>/", accountants.take_on, name="take_on"),
    path("<str:company>/", include(_company)),
]
