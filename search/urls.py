"""The addresses of search."""

from django.urls import path, re_path

from search.api import addresses, nothing
from search.views import search_view

urlpatterns = [
    path("search/", search_view, name="search"),
    re_path(r"^api/v1/?$", nothing),
    path("api/v1/", addresses()),
    re_path(r"^api/v1/", nothing),
]
