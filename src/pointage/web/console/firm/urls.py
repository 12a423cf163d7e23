"""Addresses of the pages around the install flow, below `/practice/<firm>/`. They stand before
`clients/<client>/`, so that « requests » is not taken for a client."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.console.firm import access, client_templates, history, removal, requests, team

urlpatterns: list[URLPattern | URLResolver] = [
    path("team/", team.team_page, name="team"),
    path("team/add/", team.member_add_page, name="team_add"),
    path("team/transfer/", team.transfer_page, name="team_transfer"),
    path("team/<str:member>/", team.member_page, name="team_member"),
    path("team/<str:member>/invite/", team.member_invite, name="team_invite"),
    path("team/<str:member>/revoke/", team.member_revoke, name="team_revoke"),
    path("team/<str:member>/deactivate/", team.member_deactivate, name="team_deactivate"),
    path("team/<str:member>/reactivate/", team.member_reactivate, name="team_reactivate"),
    path("clients/requests/", requests.requests_page, name="requests"),
    path("clients/requests/<str:grant>/resend/", requests.request_resend, name="request_resend"),
    path("clients/requests/<str:grant>/revoke/", requests.request_withdraw, name="request_revoke"),
    path("clients/<str:client>/access/", access.access_page, name="client_access"),
    path("clients/<str:client>/access/ask/", access.access_ask, name="client_access_ask"),
    path("clients/<str:client>/remove/", removal.remove_page, name="client_remove"),
    path("clients/<str:client>/remove/offer/", removal.offer_role, name="client_remove_offer"),
    path("templates/", client_templates.templates_page, name="templates"),
    path("templates/add/", client_templates.template_add, name="template_add"),
    path("templates/<str:template>/", client_templates.template_edit, name="template_edit"),
    path(
        "templates/<str:template>/delete/",
        client_templates.template_remove,
        name="template_delete",
    ),
    path("history/", history.history_page, name="history"),
]
