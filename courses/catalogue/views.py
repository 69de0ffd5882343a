"""The address of a course: for good, whatever becomes of the course."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import OrganisationPage
from consortium.pages.panels import panels
from consortium.pages.restrictions import unrestricted
from courses.catalogue.models import Course
from courses.catalogue.models.course import CourseQuerySet
from courses.catalogue.overrides import edits_of
from courses.catalogue.page import course_page
from courses.catalogue.schema_org import json_ld
from courses.catalogue.teachers import teachers_of

GONE = 410


def course_view(request: HttpRequest, college: str, slug: str) -> HttpResponse:
    """A withdrawn course answers 410 with its last content marked, a twin leads to the one that stands for it.

    A hidden one, and one of an organisation that is no member, answers 404 with none of its content.
    """
    course = get_object_or_404(_shown(), organisation__slug=college, slug=slug)
    if course.same_as_id:
        shown = get_object_or_404(_shown(), pk=course.same_as_id)
        return HttpResponseRedirect(reverse("course", args=[shown.organisation.slug, shown.slug]))
    page = course_page(course, course.offerings.filter(withdrawn_at__isnull=True), timezone.now())
    corner = unrestricted(OrganisationPage.objects.live()).filter(organisation=course.organisation).first()
    context = {
        "page": page,
        "course": course,
        "teachers": teachers_of(course),
        "date_panels": panels("course_panels", request, course),
        "edits": edits_of(course),
        "corner_url": corner.get_url(request) if corner else "",
        "json_ld": json_ld(page, request.build_absolute_uri(request.path)),
    }
    return render(request, "catalogue/course.html", context, status=GONE if course.withdrawn_at else None)


def courses_view(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("search") + "?kind=course")


def college_courses_view(request: HttpRequest, college: str) -> HttpResponse:
    if not Course.objects.public().filter(organisation__slug=college).exists():
        raise Http404
    return HttpResponseRedirect(reverse("search") + f"?kind=course&college={college}")


def _shown() -> CourseQuerySet:
    return Course.objects.with_dates().with_addresses().select_related("organisation", "source")
