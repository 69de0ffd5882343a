"""How deliverers learn that entries were written."""

from django.dispatch import Signal

entries_written = Signal()
"""Sent inside the writing transaction, after at least one entry was written."""
