"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consortium.pages.clock import today
from search.forms import read_query
from search.pages import search_page
from search.query import search


def search_view(request: HttpRequest) -> HttpResponse:
    asked = read_query(request.GET, today())
    page = search_page(asked.query, search(asked.query), asked.messages)
    return render(request, "search/search.html", {"page": page})
