"""The patients app."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Names the app to Django."""

    name = "patients"
    default_auto_field = "django.db.models.BigAutoField"
