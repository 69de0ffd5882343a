"""Loaded before pytest-django: the environment that tests run in, where none was given."""

import os
import tempfile

PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""Which of the test processes that run side by side this is: each has a database, folders and a broker of its own."""

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-only-that-guards-nothing-at-all")
os.environ.setdefault("DEBUG", "1")
if "VAR_DIR" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    _folder = tempfile.TemporaryDirectory(prefix="tantu-tests-", ignore_cleanup_errors=True)
    os.environ["VAR_DIR"] = _folder.name
