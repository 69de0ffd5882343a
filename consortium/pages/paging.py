"""One page of a long list, by the number in the address."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 20


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page that `?page=` asks for; a number that is none or too high gives the nearest there is."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
