"""Shared curricula and where they are listed."""

from courses.curricula.models.curriculum import CurriculumAuthor, CurriculumPage, Licence
from courses.curricula.models.index import CurriculumIndexPage

__all__ = ["CurriculumAuthor", "CurriculumIndexPage", "CurriculumPage", "Licence"]
