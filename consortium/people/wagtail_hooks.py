"""What the app of people answers to the hooks of pages."""

from consortium.people import faculty_panels  # noqa: F401 -- importing it registers its answers
