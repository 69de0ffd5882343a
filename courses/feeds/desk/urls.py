"""Addresses below /admin/feeds/, namespace `feeds_desk`: each module of the desk states its own."""

from courses.feeds.desk import (
    connect_page,
    dated_page,
    downloads,
    feed_page,
    handover_page,
    host_page,
    keys_page,
    listing,
    mapping,
    record_page,
    revert_page,
    run_page,
    settings_page,
    trying,
    upload_page,
    word_list,
)

urlpatterns = [
    *listing.urlpatterns,
    *feed_page.urlpatterns,
    *run_page.urlpatterns,
    *record_page.urlpatterns,
    *revert_page.urlpatterns,
    *dated_page.urlpatterns,
    *downloads.urlpatterns,
    *connect_page.urlpatterns,
    *upload_page.urlpatterns,
    *settings_page.urlpatterns,
    *handover_page.urlpatterns,
    *host_page.urlpatterns,
    *keys_page.urlpatterns,
    *mapping.urlpatterns,
    *trying.urlpatterns,
    *word_list.urlpatterns,
]
