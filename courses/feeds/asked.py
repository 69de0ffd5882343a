"""Which college, feed or run does a command name?"""

from typing import NoReturn

from django.core.management.base import CommandError

from consortium.organisations.models import Organisation
from courses.feeds.models import Feed, Run

WRONG_USE = 2


def college_named(slug: str) -> Organisation:
    college = Organisation.objects.filter(slug=slug).first()
    if college is None:
        _refuse(f"There is no college {slug!r}. Admit it first: admit_college {slug} --name NAME.")
    return college


def feed_named(slug: str, name: str | None) -> Feed:
    """The feed COLLEGE/NAME; without a name the only one that the college has."""
    college = college_named(slug)
    feeds = list(Feed.objects.filter(source__organisation=college).select_related("source__organisation"))
    if name is not None:
        feeds = [feed for feed in feeds if feed.source.name == name]
    if len(feeds) > 1:
        _refuse(f"{slug} has several feeds: {', '.join(feed.source.name for feed in feeds)}. Name one of them.")
    if not feeds:
        _refuse(f"{slug} has no feed {name!r}." if name else f"{slug} has no feed. Connect one: connect_feed {slug} …")
    return feeds[0]


def run_numbered(number: int) -> Run:
    run = Run.objects.select_related("feed__source__organisation").filter(pk=number).first()
    if run is None:
        _refuse(f"There is no run {number}. The runs of a college are listed by: runs COLLEGE.")
    return run


def _refuse(message: str) -> NoReturn:
    raise CommandError(message, returncode=WRONG_USE)
