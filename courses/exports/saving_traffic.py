"""How does a list travel cheaply: compressed, and not at all where the asker holds it already?"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page

View = Callable[..., HttpResponse]


def saving_traffic(view: Any) -> Any:
    """An ETag of the content, 304 to If-None-Match, gzip.

    Lists have no Last-Modified: a course that left a list makes nothing in it younger. Nothing here is secret, so
    compression gives nothing away.
    """
    return gzip_page(conditional_page(view))
