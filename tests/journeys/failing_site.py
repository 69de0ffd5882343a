"""The addresses of the site, and one more whose view fails."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from consortium.urls import urlpatterns as addresses


def fails(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("fails/", fails), *addresses]
