"""Where each address of the installation leads."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from consortium import health
from consortium.organisations.pictures import picture
from consortium.people.account import own_account

handler500 = "consortium.failed.failed"

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("admin/account/", own_account),  # in place of Wagtail's
    path("admin/", include(wagtailadmin_urls)),
    path("media/images/<str:name>", picture),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("consortium.people.urls")),
    path("", include("courses.catalogue.urls")),
    path("", include("courses.feeds.urls")),
    path("", include("courses.exports.urls")),
    path("", include("search.urls")),
    path("", include(wagtail_urls)),
]
