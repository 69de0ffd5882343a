"""The addresses outside the CMS: checking a file without an account, and what colleges' own systems push to."""

from django.urls import path

from courses.feeds.checking import templates
from courses.feeds.checking.views import Check
from courses.feeds.push.schema import record_schema
from courses.feeds.push.views import push
from courses.feeds.still_right_page import StillRight

urlpatterns = [
    path("check/", Check.as_view(), name="check"),
    path("check/templates/", templates.explained, name="feed-templates"),
    path("check/templates/courses.csv", templates.as_csv, name="feed-template-csv"),
    path("check/templates/courses.xlsx", templates.as_xlsx, name="feed-template-xlsx"),
    path("still-right/<str:token>/", StillRight.as_view(), name="still-right"),
    path("api/v1/colleges/<slug:college>/feeds/<slug:name>/push", push, name="push"),
    path("api/v1/record.schema.json", record_schema, name="record-schema"),
]
