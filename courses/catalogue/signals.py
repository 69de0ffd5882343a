"""How those above learn which courses changed."""

from django.dispatch import Signal

courses_changed = Signal()
"""Sent inside the writing transaction with `ids`: at most 1,000 primary keys of courses that were written."""
