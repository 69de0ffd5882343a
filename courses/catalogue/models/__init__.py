"""What is taught: the sources of each organisation, their courses and offerings."""

from courses.catalogue.models.course import Course
from courses.catalogue.models.edition import Edition
from courses.catalogue.models.hidden_college import HiddenCollege
from courses.catalogue.models.numbering import Numbering
from courses.catalogue.models.offering import Offering
from courses.catalogue.models.override import Override
from courses.catalogue.models.source import Source

__all__ = ["Course", "Edition", "HiddenCollege", "Numbering", "Offering", "Override", "Source"]
