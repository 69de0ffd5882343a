"""The home page and plain pages."""

from consortium.pages.models.home import HomePage
from consortium.pages.models.plain import PlainPage

__all__ = ["HomePage", "PlainPage"]
