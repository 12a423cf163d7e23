"""Addresses of the company pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pointage.web.books.urls import urls_for as books_urls
from pointage.web.company.views import (
    accountants,
    groups,
    history,
    home,
    me,
    person,
    person_offers,
    person_rights,
    person_tabs,
    settings,
    team,
)

app_name = "company"

_person: list[URLPattern | URLResolver] = [
    path("", person.general, name="person"),
    path("permissions/", person_rights.permissions, name="person_permissions"),
    path("jobs/", person_offers.jobs, name="person_jobs"),
    path("fields/", person_offers.fields, name="person_fields"),
    path("overtime/", person_tabs.overtime, name="person_overtime"),
    path("notifications/", person_tabs.notifications, name="person_notifications"),
    path("history/", person_tabs.history, name="person_history"),
    path("pin/", person.pin, name="person_pin"),
    path("archive/", person.archive, name="person_archive"),
    path("restore/", person.restore, name="person_restore"),
    path("invite/", person.invite, name="person_invite"),
    path("invite/revoke/", person.revoke, name="person_revoke"),
    path("primary/", person_rights.transfer, name="person_transfer"),
    path("primary/cancel/", person_rights.transfer_cancel, name="person_transfer_cancel"),
]
_groups: list[URLPattern | URLResolver] = [
    path("", groups.groups, name="groups"),
    path("<str:group>/", groups.group, name="group"),
    path("<str:group>/people/", groups.people_add, name="group_people_add"),
    path("<str:group>/people/remove/", groups.people_remove, name="group_people_remove"),
    path("<str:group>/managers/", groups.manager_set, name="group_manager_set"),
    path("<str:group>/managers/remove/", groups.manager_remove, name="group_manager_remove"),
    path("<str:group>/archive/", groups.archive, name="group_archive"),
    path("<str:group>/restore/", groups.restore, name="group_restore"),
]
_company: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("enter/", home.enter, name="enter"),
    path("leave/", home.leave, name="leave"),
    path("team/", team.team, name="team"),
    path("team/add/", team.person_add, name="person_add"),
    path("team/invite/", team.team_invite, name="team_invite"),
    path("team/assign/", team.assign, name="team_assign"),
    path("team/<str:member>/", include(_person)),
    path("groups/", include(_groups)),
    path("me/", me.me, name="me"),
    path("me/pin/", me.pin, name="me_pin"),
    path("me/notifications/", me.notifications, name="me_notifications"),
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
