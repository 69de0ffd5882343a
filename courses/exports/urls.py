"""The addresses of the Open Education API; those of /api/v1/ are the router's (search/api.py mounts it)."""

from django.urls import URLPattern, include, path, re_path

from courses.exports.ooapi import views


def _server() -> list[URLPattern]:
    return [
        path("", views.service),
        path("courses", views.courses),
        path("courses/<uuid:public_id>", views.course),
        path("courses/<uuid:public_id>/offerings", views.offerings),
        path("organizations", views.organisations),
        path("organizations/<uuid:organisation>", views.organisation),
        path("organizations/<uuid:organisation>/courses", views.courses),
        re_path("^.*$", views.nothing),
    ]


# Every base ends in the version, as clients of the API expect.
urlpatterns = [
    path("ooapi/v5", views.service),
    path("ooapi/v5/", include(_server())),
    path("ooapi/colleges/<slug:college>/v5", views.service),
    path("ooapi/colleges/<slug:college>/v5/", include(_server())),
    re_path(r"^ooapi(?:/.*)?$", views.nothing),
]
