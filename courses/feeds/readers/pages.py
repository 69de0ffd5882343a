"""How much may a server's pages hold that are looked into before the next one is asked for?

Pages are looked into where they are fetched, outside the process with limits of memory that reads the rows.
"""

from pathlib import Path

from courses.feeds.exchange import Answer, NotReadable

MOST_BYTES = 60_000_000
"""More than a sitemap may have (sitemaps.org: 50 MiB), and than a thousand large courses."""
MOST_LISTED = 200_000
"""Of all pages together: what they hold is remembered, to tell a page that comes again."""


def path_of(answer: Answer) -> str:
    """Where its bytes are; raises NotReadable (too_large)."""
    if Path(answer.path).stat().st_size > MOST_BYTES:
        message = (
            f"One page of the server is larger than {MOST_BYTES // 1_000_000} MB. Have it answer in smaller pages."
        )
        raise NotReadable("too_large", message)
    return answer.path


def too_many(what: str, remedy: str) -> NotReadable:
    return NotReadable("too_large", f"The server lists more than {MOST_LISTED:,} {what}. {remedy}")
