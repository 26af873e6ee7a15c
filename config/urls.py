"""Every address of the site, app by app."""

from django.contrib import admin
from django.urls import include, path

from config.health import health, metrics, ready
from config.pages.operations import operations

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("settings/operations/", operations, name="operations"),
    path("", include("accounts.urls")),
    path("", include("monitoring.urls")),
    path("", include("exchange.urls")),
]
