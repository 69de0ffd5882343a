"""Which categories and courses does a system offer, and which of them do the options of its feed choose?"""

from typing import cast

from courses.feeds.looking.job import Offered, OfferJob
from courses.feeds.options import options_of
from courses.feeds.readers import reader_of
from courses.feeds.readers.moodle_listing import Listing, sort_out
from courses.feeds.readers.moodle_options import Chosen


def offered(job: OfferJob) -> Offered:
    """Raises NotReadable."""
    listing: Listing = job.listing or reader_of(job.format).listing(job.answers, job.how)  # type: ignore[attr-defined]
    chosen = cast("Chosen", job.how.options(options_of(job.format)))
    return Offered(listing, sort_out(listing, chosen))
