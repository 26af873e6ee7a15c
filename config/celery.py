"""The background worker. It wakes what the database says is due and keeps nothing itself."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("inrange")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
