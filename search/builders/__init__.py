"""One pure function for each kind: what is public goes in, an entry comes out."""

from search.builders.built import Built, Window
from search.builders.course import CourseFacts, OfferingFacts, build_course
from search.builders.owner import OwnerFacts
from search.builders.pages import build_college, build_curriculum, build_faculty, build_network, build_research

__all__ = [
    "Built",
    "CourseFacts",
    "OfferingFacts",
    "OwnerFacts",
    "Window",
    "build_college",
    "build_course",
    "build_curriculum",
    "build_faculty",
    "build_network",
    "build_research",
]
