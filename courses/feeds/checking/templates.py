"""The page that explains the template sheet, and the two files to fill in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.feeds.blank_sheet import csv_template, legend, xlsx_template

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def explained(request: HttpRequest) -> HttpResponse:
    """Also what a CSV file has no room for: what each column is."""
    return render(request, "feeds/check/templates.html", {"columns": legend()})


def as_csv(_request: HttpRequest) -> HttpResponse:
    return _file(csv_template(), "text/csv; charset=utf-8", "courses.csv")


def as_xlsx(_request: HttpRequest) -> HttpResponse:
    return _file(xlsx_template(), _WORKBOOK, "courses.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
