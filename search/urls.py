"""The addresses of search."""

from django.urls import path

from search.api import make_api
from search.views import search_view

urlpatterns = [
    path("search/", search_view, name="search"),
    path("api/v1/", make_api().urls),
]
