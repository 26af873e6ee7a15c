"""Every address of the site, app by app."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from config.health import health

urlpatterns = [path("admin/", admin.site.urls), path("health", health, name="health")]
urlpatterns += [
    path("", include(f"{app}.urls"))
    for app in ("accounts", "patients", "protocols", "labs", "monitoring", "exchange")
    if find_spec(app) and find_spec(f"{app}.urls")
]
