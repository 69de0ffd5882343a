"""Addresses below /admin/feeds/, namespace `feeds_desk`: each module of the desk states its own."""

from courses.feeds.desk import (
    downloads,
    feed_page,
    host_page,
    listing,
    mapping,
    record_page,
    revert_page,
    run_page,
    trying,
)

urlpatterns = [
    *listing.urlpatterns,
    *feed_page.urlpatterns,
    *run_page.urlpatterns,
    *record_page.urlpatterns,
    *revert_page.urlpatterns,
    *downloads.urlpatterns,
    *host_page.urlpatterns,
    *mapping.urlpatterns,
    *trying.urlpatterns,
]
