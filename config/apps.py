"""Registers the project's own commands and start-up checks with Django."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The project as an app of its own: it has no models."""

    name = "config"
    verbose_name = "Inrange"

    def ready(self) -> None:
        """Register the checks, which need the other apps."""
        from config import checks, production  # noqa: F401 - importing registers
