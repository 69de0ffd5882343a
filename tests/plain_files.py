"""The product's settings in a web server of tests: as in production, but for static files, which nobody collected."""

from consortium.settings import *  # noqa: F403
from consortium.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
