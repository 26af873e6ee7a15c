"""The entry for a WSGI server such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from config.starting import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_unsafe_start()
