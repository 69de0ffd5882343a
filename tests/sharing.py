"""How are the tests shared out among the processes that run side by side?"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

MODULES = ("tests/real/", "tests/benchmarks/", "tests/faults/test_broken_feeds.py", "tests/faults/test_pushes.py")
"""Each module here reads a whole catalogue, or starts servers, before its tests begin."""
FOLDERS = ("tests/demo/",)
"""All modules here stand on one invented consortium."""


class Sharing(LoadScopeScheduling):
    """In the order of collection, which tests/conftest.py makes; what stays together is done by one process, so that it
    is set up once."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by number of tests, which says nothing of their length

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid) or nodeid


def together(nodeid: str) -> str:
    """What this test is done together with: its module, its folder, or "" where it is done alone."""
    if nodeid.startswith(MODULES):
        return nodeid.partition("::")[0]
    return next((folder for folder in FOLDERS if nodeid.startswith(folder)), "")
