"""The exchange app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Names the app to Django."""

    name = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
