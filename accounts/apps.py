"""The accounts app."""

from django.apps import AppConfig

from accounts import among  # noqa: F401 - importing teaches queries `among`


class AccountsConfig(AppConfig):
    """Names the app to Django."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
