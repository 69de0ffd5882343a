"""Addresses below /admin/courses/, namespace `catalogue_desk`: each module of the desk states its own."""

from courses.catalogue.desk import conflicts_page, course_page, edit_page, listing, sources_page, typed_page

urlpatterns = [
    *listing.urlpatterns,
    *course_page.urlpatterns,
    *edit_page.urlpatterns,
    *conflicts_page.urlpatterns,
    *sources_page.urlpatterns,
    *typed_page.urlpatterns,
]
