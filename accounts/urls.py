"""Addresses of signing in and out, of one's own account, and of the clinic's staff."""

from django.urls import path

from accounts.pages import drafts, entrance, links, own, second_factor, session, staff, trail, units

app_name = "accounts"

urlpatterns = [
    path("account/sign-in/", entrance.sign_in, name="sign-in"),
    path("account/second-step/", second_factor.second_step, name="second-step"),
    path("account/sign-out/", entrance.sign_out, name="sign-out"),
    path("account/clinic/", entrance.switch_clinic, name="switch-clinic"),
    path("account/", entrance.home, name="home"),
    path("account/remaining/", session.remaining, name="remaining"),
    path("account/stay/", session.stay, name="stay"),
    path("account/draft/", drafts.kept, name="draft-keep"),
    path("account/draft/back/", drafts.taken_back, name="draft-back"),
    path("account/own/", own.own_account, name="own"),
    path("account/password/", own.password, name="password"),
    path("account/protection/", second_factor.protection, name="protection"),
    path("account/protection/app/", second_factor.app, name="app-add"),
    path("account/protection/passkey/", second_factor.passkey, name="passkey-add"),
    path("account/protection/codes/", second_factor.codes, name="codes"),
    path("account/protection/<int:number>/remove/", second_factor.remove, name="factor-remove"),
    path("account/forgotten/", links.forgotten, name="forgotten"),
    path("account/reset/<str:token>/", links.reset, name="reset"),
    path("account/invitation/<str:token>/", links.invitation, name="invitation"),
    path("settings/staff/", staff.staff, name="staff"),
    path("settings/staff/<int:number>/", staff.change, name="staff-change"),
    path("settings/units/", units.units, name="units"),
    path("settings/roles/", own.roles, name="roles"),
    path("audit/", trail.trail, name="trail"),
    path("audit/export/", trail.export, name="trail-export"),
]
