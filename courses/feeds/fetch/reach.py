"""May a fetch that is led elsewhere ask there too?"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from courses.feeds.fetch.addresses import Target, check_address
from courses.feeds.fetch.failure import FetchFailed


class Reach:
    """The host of the feed's own address, and those that the office approved for its college.

    A host with and without "www." is one: who holds the name holds both. Any other name or port is another host, also
    below the same registered domain, which a whole state's colleges may share. What the installation lists in
    FEED_ALLOW_PRIVATE needs nobody's approval.
    """

    def __init__(self, own: Target | None, approved: Iterable[str]) -> None:
        self._own = own.site if own else ""
        self._sites = frozenset({self._own.removeprefix("www."), *(_bare(target) for target in _targets(approved))})

    def check(self, target: Target) -> None:
        """Raises FetchFailed, which says where it would have led, before anything is asked there."""
        if target.is_private or _bare(target) in self._sites:
            return
        message = f"{self._own} leads to {target.site}, which is another host."
        raise FetchFailed("blocked_address", message, detail="host", leads_to=target.site)


def _targets(hosts: Iterable[str]) -> Iterator[Target]:
    """What is no public host cannot be led to."""
    for host in hosts:
        with suppress(FetchFailed):
            yield check_address(f"https://{host}/", ())


def _bare(target: Target) -> str:
    return target.site.removeprefix("www.")
