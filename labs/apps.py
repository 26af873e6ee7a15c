"""The labs app."""

from django.apps import AppConfig


class LabsConfig(AppConfig):
    """Names the app to Django."""

    name = "labs"
    default_auto_field = "django.db.models.BigAutoField"
