"""A database and a data folder of its own for every test run."""

import os
import tempfile

os.environ["INRANGE_DATA"] = tempfile.mkdtemp(prefix="inrange-tests-")
os.environ.pop("INRANGE_PRODUCTION", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
