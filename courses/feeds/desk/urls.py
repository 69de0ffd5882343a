"""Addresses below /admin/feeds/, namespace `feeds_desk`: each module of the desk states its own."""

from courses.feeds.desk import feed_page, host_page, listing, mapping, run_page, trying

urlpatterns = [
    *listing.urlpatterns,
    *feed_page.urlpatterns,
    *run_page.urlpatterns,
    *host_page.urlpatterns,
    *mapping.urlpatterns,
    *trying.urlpatterns,
]
