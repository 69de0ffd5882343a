"""The pictures of pages, at their own address: only the sizes made for pages, never what was uploaded."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.static import serve

A_DAY = 86_400


@cache_control(public=True, max_age=A_DAY)
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One rendition; it has its date, so that a browser that has it is told so. 404 for any other name."""
    return serve(request, f"images/{name}", document_root=str(settings.MEDIA_ROOT))
