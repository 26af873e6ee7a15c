"""Every address of the site, app by app."""

from django.contrib import admin
from django.urls import include, path

from config.health import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health", health, name="health"),
    path("", include("accounts.urls")),
    path("", include("monitoring.urls")),
    path("", include("exchange.urls")),
]
