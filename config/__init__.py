"""The project itself: settings, addresses, background work and the command that starts it all."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
