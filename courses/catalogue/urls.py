"""The addresses of courses."""

from django.urls import path

from courses.catalogue.views import college_courses_view, course_view, courses_view

urlpatterns = [
    path("courses/", courses_view, name="courses"),
    path("courses/<slug:college>/", college_courses_view, name="college-courses"),
    path("courses/<slug:college>/<slug:slug>/", course_view, name="course"),
]
