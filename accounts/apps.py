"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app to Django."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
