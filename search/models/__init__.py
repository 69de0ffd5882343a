"""The searchable copy of anything public, and what the engine has got of it."""

from search.models.entry import Delivery, Entry, EntryFacet

__all__ = ["Delivery", "Entry", "EntryFacet"]
