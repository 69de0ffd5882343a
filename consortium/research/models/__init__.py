"""Research opportunities and where they are listed."""

from consortium.research.models.index import ResearchIndexPage
from consortium.research.models.opportunity import ResearchPage, ResearchSupervisor

__all__ = ["ResearchIndexPage", "ResearchPage", "ResearchSupervisor"]
