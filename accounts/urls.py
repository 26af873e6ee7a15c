"""Addresses of signing in and out."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/sign-in/", views.sign_in, name="sign-in"),
    path("account/sign-out/", views.sign_out, name="sign-out"),
    path("account/clinic/", views.switch_clinic, name="switch-clinic"),
    path("account/", views.home, name="home"),
]
