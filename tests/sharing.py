"""How are the tests shared out among the processes that run side by side?"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = "tests/real/"
"""Each module here reads a whole catalogue before its tests begin: in one process, so that it does so once."""


class Sharing(LoadScopeScheduling):
    """One by one in the order of collection, in which those that commit come last; what stays together comes first."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module.startswith(TOGETHER) else nodeid
