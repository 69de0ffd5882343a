"""Loaded before pytest-django: the environment that tests run in, where none was given."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-only-that-guards-nothing-at-all")
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="tantu-tests-"))
