"""The searchable copy of anything public, and what the engine has got of it."""

from search.models.delivery import Delivery, Learnt, Rebuild, Refusal, Word
from search.models.entry import Entry, EntryDate, FacetSet

__all__ = ["Delivery", "Entry", "EntryDate", "FacetSet", "Learnt", "Rebuild", "Refusal", "Word"]
