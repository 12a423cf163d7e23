"""Addresses of the console pages, all below `/practice/<firm>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pointage.web.books.urls import urls_for as books_urls
from pointage.web.console import mail
from pointage.web.console.views import apps, clients, firm, home
from pointage.web.console.wizard import account, billing, connected, match, settings

app_name = "console"

_wizard: list[URLPattern | URLResolver] = [
    path("billing/", billing.billing_step, name="install_billing"),
    path("pro/", billing.pro_step, name="install_pro"),
    path("account/", account.account_step, name="install_account"),
    path("match/", match.match_step, name="install_match"),
    path("match/plan.csv", match.match_plan, name="install_plan"),
    path("payroll/", settings.payroll_step, name="install_payroll"),
    path("payroll/preview/", settings.payroll_preview, name="install_preview"),
    path("track/", settings.track_step, name="install_track"),
    path("connected/", connected.connected_page, name="install_connected"),
    path("connected/progress/", connected.connected_progress, name="install_progress"),
    path("drop/", connected.drop_page, name="install_drop"),
    path("undo/", connected.undo_page, name="install_undo"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:firm>/", include("pointage.web.console.firm.urls")),
    path("<str:firm>/", home.home_page, name="home"),
    path("<str:firm>/clients/", clients.client_list, name="clients"),
    path("<str:firm>/clients/add/", clients.client_add_page, name="client_add"),
    path(
        "<str:firm>/clients/<str:client>/", clients.client_page, {"tab": "details"}, name="client"
    ),
    path(
        "<str:firm>/clients/<str:client>/apps/",
        clients.client_page,
        {"tab": "apps"},
        name="client_page_apps",
    ),
    path("<str:firm>/clients/<str:client>/edit/", clients.client_edit_page, name="client_edit"),
    path("<str:firm>/clients/<str:client>/books/open/", clients.books_open, name="books_open"),
    path("<str:firm>/clients/<str:client>/books/", include(books_urls("client_"))),
    path("<str:firm>/books/", include(books_urls("firm_"))),
    path("<str:firm>/apps/", apps.client_apps, name="apps"),
    path("<str:firm>/apps/<str:client>/", apps.client_apps, name="client_apps"),
    path("<str:firm>/find/", apps.find_page, name="find"),
    path("<str:firm>/find/<str:app>/", apps.app_page, name="app"),
    path("<str:firm>/find/<str:app>/get/", apps.get_page, name="get"),
    path("<str:firm>/find/<str:app>/install/", apps.install_page, name="install"),
    path("<str:firm>/find/<str:app>/linked/<str:client>/", apps.linked_page, name="linked"),
    path("<str:firm>/install/<str:installation>/", include(_wizard)),
    path("<str:firm>/mail/", mail.mail_list, name="mail"),
    path("<str:firm>/mail/<str:mail>/", mail.mail_view, name="mail_view"),
    path("<str:firm>/mail/<str:mail>/retry/", mail.mail_retry_now, name="mail_retry"),
    path("<str:firm>/settings/", firm.firm_settings, name="settings"),
    path("<str:firm>/settings/billing/", firm.billing_settings, name="settings_billing"),
    path("<str:firm>/settings/pro/", firm.pro_settings, name="settings_pro"),
]
