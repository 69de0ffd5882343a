"""Where each address of the installation leads."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from consortium import health

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Sizes made for pages only: what was uploaded, and documents of drafts, stay out of reach.
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    path("", include("consortium.people.urls")),
    path("", include("courses.catalogue.urls")),
    path("", include("search.urls")),
    path("", include(wagtail_urls)),
]
