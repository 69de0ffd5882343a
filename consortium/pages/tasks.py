"""Doorbells: what the worker is asked to do for pages."""

from django.core.management import call_command

from consortium.celery import app


@app.task
def publish_due() -> None:
    """Once a minute, by beat: pages go live and leave at the times that were set for them in the CMS."""
    call_command("publish_scheduled")
