"""How a source is read, and each reading as a document that can be read back."""

from courses.feeds.models.feed import Feed
from courses.feeds.models.kept_file import KeptFile
from courses.feeds.models.run import Change, Problem, Run

__all__ = ["Change", "Feed", "KeptFile", "Problem", "Run"]
