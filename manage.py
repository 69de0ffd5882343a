#!/usr/bin/env python
"""The command line of the installation: `python manage.py help` lists what it can do."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from search.demo.surroundings import WrongPort, surroundings

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
    try:
        if sys.argv[1:2] == ["demo"]:  # it starts with nothing in the environment; settings are read from there once
            os.environ.update(surroundings(os.environ))
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, WrongPort) as wrong:
        sys.exit(str(wrong))
