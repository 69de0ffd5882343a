"""The public addresses for colleges that are not connected yet."""

from django.urls import path

from courses.feeds.checking import templates
from courses.feeds.checking.views import Check

urlpatterns = [
    path("check/", Check.as_view(), name="check"),
    path("check/templates/", templates.explained, name="feed-templates"),
    path("check/templates/courses.csv", templates.as_csv, name="feed-template-csv"),
    path("check/templates/courses.xlsx", templates.as_xlsx, name="feed-template-xlsx"),
]
