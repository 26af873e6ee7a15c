"""The monitoring app; judges men whenever facts about them are written."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Names the app to Django and registers what judges."""

    name = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From here on facts can be written: something judges them."""
        from monitoring.status.judging import judge
        from patients.recording import register_evaluator

        register_evaluator(judge)
