"""Registers the project's own commands and start-up checks with Django."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The project as an app of its own: it has no models."""

    name = "config"
    verbose_name = "Inrange"
