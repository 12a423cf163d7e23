"""Addresses of what a person does before, between and outside firms and companies."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from pointage.web.account import first_run, invitations, landing, profile, security, sign_in

app_name = "account"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing.home, name="home"),
    path("choose/", landing.choose, name="choose"),
    path("first-run/", first_run.welcome, name="first_run"),
    path("first-run/code/", first_run.code, name="first_run_code"),
    path("first-run/firm/", first_run.firm, name="first_run_firm"),
    path("first-run/sample/", first_run.sample, name="first_run_sample"),
    path("first-run/sample/done/", first_run.sample_done, name="first_run_sample_done"),
    path("invitations/<str:token>/", invitations.show, name="invitation"),
    path("invitations/<str:token>/accept/", invitations.accept, name="invitation_accept"),
    path("invitations/<str:token>/address/", invitations.address, name="invitation_address"),
    path("invitations/<str:token>/join/", invitations.join, name="invitation_join"),
    path("invitations/<str:token>/decline/", invitations.decline, name="invitation_decline"),
    path("invitations/<str:token>/switch/", invitations.switch, name="invitation_switch"),
    path("me/profile/", profile.page, name="profile"),
    path("me/security/", security.page, name="security"),
    path("me/security/later/", sign_in.nudge_later, name="nudge_later"),
]
